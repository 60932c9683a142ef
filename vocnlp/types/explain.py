"""Turn an Analysis into the reasoning behind it, in Chinese words and visible arithmetic.

Every number is printed with the word it came from and the file and line that gave the word its weight.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from vocnlp.types.analysis import MULTIPLIERS, Analysis, Cause, Decision, Evidence, Opinion, Signal

__all__ = ["INTENTS", "KINDS", "MARKS", "POLARITIES", "Step", "arithmetic", "explain", "steps"]

POLARITIES = {"positive": "正面", "negative": "负面", "neutral": "中性", "mixed": "褒贬都有"}
INTENTS = {
    "complaint": "投诉",
    "suggestion": "建议",
    "question": "咨询",
    "request": "请求",
    "praise": "表扬",
    "other": "其他",
}
KINDS = {
    "mention": "提及",
    "expression": "整句表达",
    "word": "情感词",
    "point_word": "体验点用词",
    "negation": "否定",
    "degree": "程度",
    "comparison": "比较",
    "contrast": "转折",
    "irrealis": "非事实",
    "emphasis": "强调",
    "irony": "反语",
    "reported": "转述",
    "model": "模型",
    "model_polarity": "模型（倾向）",
    "policy": "取舍",
}
MARKS = {"default": "默认评价", "filler": "没有内容", "copy": "重复", "near": "几乎重复", "template": "同一模板"}
"""What counts apart, by ``Analysis.mark``."""
_APART = {"default": "：平台写的，没有客户的观点"}
_SILENT = frozenset({"mention", "model_polarity", "policy"})
"""Kinds of evidence that add nothing to the score."""
_SOURCES = {"rule": "规则", "model": "模型"}
_RULES = {"": "（没有记下）", "owner": "体验点的责任部门", "default": "默认"}
_AROUND = {"before": "在前", "after": "在后"}


class Step(NamedTuple):
    """One term of the sum: a base with the multipliers that apply to it, and their product."""

    base: Evidence
    factors: tuple[Evidence, ...]
    value: float


def steps(evidence: Sequence[Evidence]) -> list[Step]:
    """Group the evidence of an opinion into the terms of its score; mentions carry no polarity and are left out."""
    groups: list[list[Evidence]] = []
    for item in evidence:
        if item.kind in MULTIPLIERS:
            if groups:
                groups[-1].append(item)
        elif item.kind not in _SILENT:
            groups.append([item])
    result = []
    for base, *factors in groups:
        value = base.weight
        for factor in factors:
            value *= factor.weight
        result.append(Step(base, tuple(factors), value))
    return result


def arithmetic(opinion: Opinion) -> str:
    """Write the score as the sum it is; several terms are joined and a cut to [-1, 1] is said.

    >>> from vocnlp.types import Evidence, Opinion, Span
    >>> word = Evidence("word", Span(3, 5), "满意", 0.5, "polarity.yaml:3")
    >>> negator = Evidence("negation", Span(2, 3), "不", -1.0, "negation.yaml:8")
    >>> arithmetic(Opinion("service", "negative", -0.5, Span(0, 5), "服务不满意", (word, negator)))
    '基础 +0.5（满意） × -1（不） = -0.5'
    """
    terms = steps(opinion.evidence)
    if terms and all(term.base.kind == "model" for term in terms):
        return f"模型判断，不是相加 = {_signed(opinion.score)}"
    if not terms:
        return "只是提及，没有评价 = 0" if opinion.polarity == "neutral" else f"= {_signed(opinion.score)}"
    parts = [
        f"基础 {_signed(term.base.weight)}（{term.base.text}）"
        + "".join(f" × {_factor(item.weight)}（{item.text}）" for item in term.factors)
        for term in terms
    ]
    total = sum(term.value for term in terms)
    line = f"{' + '.join(parts)} = {_signed(total)}"
    if abs(total - opinion.score) < 0.006:
        return line
    return f"{line}，太弱，不算评价" if not opinion.score else f"{line}，合并后 {_signed(opinion.score)}"


def explain(analysis: Analysis) -> str:
    """Return every opinion with its arithmetic, origins and cause, and every decision with its reasons."""
    lines = [
        f"原声：{analysis.text}",
        f"整体：{POLARITIES[analysis.polarity]} {_signed(analysis.score)}，"
        f"意图 {INTENTS.get(analysis.intent, analysis.intent)}，严重度 {analysis.severity}/5",
    ]
    if analysis.mark in MARKS:
        lines.append(f"{MARKS[analysis.mark]}，不计入占比{_APART.get(analysis.mark, '')}")
    lines += _signals(analysis.signals)
    if analysis.tone:
        lines.append(f"语气：{'；'.join(f'{item.text} {_signed(item.weight)}' for item in analysis.tone)}")
    lines += ["", f"观点 {len(analysis.opinions)} 条"]
    for number, opinion in enumerate(analysis.opinions, 1):
        lines += _opinion(number, opinion)
    lines += ["", f"派单 {len(analysis.decisions)} 条"]
    for number, decision in enumerate(analysis.decisions, 1):
        lines += _decision(number, decision, analysis.opinions)
    if analysis.pack:
        lines += ["", f"行业包 {analysis.pack}"]
    return "\n".join(lines)


def _signals(signals: Iterable[Signal]) -> list[str]:
    found = [f"{signal.kind} {signal.value:g}{signal.unit}（{signal.text}，{signal.origin}）" for signal in signals]
    return [f"信号：{'；'.join(found)}"] if found else []


def _opinion(number: int, opinion: Opinion) -> list[str]:
    name = f"{opinion.name} {opinion.point}" if opinion.name else opinion.point
    lines = [
        f"{number}. {name}　{POLARITIES[opinion.polarity]} {_signed(opinion.score)}　"
        f"“{opinion.text}” [{opinion.span.start}:{opinion.span.end}]",
        f"   算式 {arithmetic(opinion)}",
    ]
    lines += [
        f"   依据 {KINDS.get(item.kind, item.kind)}“{item.text}”"
        + (f" {_signed(item.weight)}" if item.kind != "mention" else "")
        + f"　{item.origin}"
        for item in opinion.evidence
    ]
    if opinion.cause:
        lines.append(f"   原因 {_cause(opinion.cause)}")
    lines.append(f"   来源 {_SOURCES[opinion.source]}，把握 {opinion.confidence:.0%}")
    return lines


def _cause(cause: Cause) -> str:
    notes = [
        f"类别 {cause.kind}" if cause.kind else "",
        f"连接词 {cause.connective}" if cause.connective else "",
        _AROUND.get(cause.direction, cause.direction),
        f"推测，把握 {cause.confidence:.0%}" if cause.guess else "",
    ]
    return f"“{cause.text}” [{cause.span.start}:{cause.span.end}]（{'，'.join(filter(None, notes))}）"


def _decision(number: int, decision: Decision, opinions: tuple[Opinion, ...]) -> list[str]:
    who = f"{decision.name} {decision.department}" if decision.name else decision.department
    when = "，".join(
        filter(
            None,
            [
                decision.priority,
                f"时限 {decision.sla}" if decision.sla else "",
                f"截止 {decision.due:%Y-%m-%d %H:%M}" if decision.due else "",
            ],
        )
    )
    lines = [f"{number}. {who}　{when}".rstrip("　"), f"   规则 {_RULES.get(decision.rule, decision.rule)}"]
    if decision.reasons:
        lines.append(f"   因为 {'；'.join(decision.reasons)}")
    if decision.opinions:
        numbers = {id(opinion): str(place) for place, opinion in enumerate(opinions, 1)}
        places = [numbers.get(id(item), item.point) for item in decision.opinions]
        lines.append(f"   涉及观点 {'、'.join(places)}")
    if decision.actions:
        lines.append(f"   动作 {'；'.join(decision.actions)}")
    if decision.cc:
        lines.append(f"   抄送 {'、'.join(decision.cc)}")
    return lines


def _signed(value: float) -> str:
    """Write at most two decimals with a sign; zero has none."""
    rounded = round(value, 2) + 0.0
    return f"{rounded:+.2f}".rstrip("0").rstrip(".") if rounded else "0"


def _factor(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")
