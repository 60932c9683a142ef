"""Turn the comparison of two packs into what a reviewer reads: Markdown for a pull request, or an HTML page."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

from vocnlp.analytics.bootstrap import DRAWS
from vocnlp.analytics.comparison import Comparison
from vocnlp.analytics.impact import Impact, PointImpact, Sample
from vocnlp.analytics.shift import IndexShift
from vocnlp.batch.cells import plain_text
from vocnlp.taxonomy.diff import Change

__all__ = [
    "HOW",
    "KINDS",
    "SHOWN_POINTS",
    "by_point",
    "change_count",
    "change_words",
    "index_cells",
    "quote",
    "quoted",
    "review_html",
    "review_markdown",
    "samples_of",
    "shown_indices",
    "turn",
    "whole_index",
]

_WHAT = {
    "point": "体验点",
    "moved": "移动",
    "name": "名称",
    "weight": "权重",
    "department": "责任部门",
    "journey": "旅程阶段",
    "touchpoint": "触点",
    "mot": "关键时刻",
    "policy": "规则与模型",
    "definition": "定义",
    "term": "词条",
    "positive": "好评说法",
    "negative": "差评说法",
    "unless": "排除",
    "polarity": "词的倾向",
    "example": "例句",
    "list": "词族成员",
    "weights": "客群权重",
    "rule": "派单行",
    "owner": "部门",
}
KINDS = {"gained": "新命中", "lost": "不再命中", "changed": "倾向变了"}
_SIGNS = {"positive": "正面", "negative": "负面", "neutral": "只提及", "": "无"}
SHOWN_POINTS = 30
_QUOTE = 60
HOW = f"95% 区间：原声成对自助抽样 {DRAWS} 次（paired bootstrap），取变化的中间 95%。"
"""The method of the intervals, for readers."""


def change_words(change: Change) -> str:
    """Return one change in words.

    >>> change_words(Change("term", "hotline", "", "客服电话"))
    '新增词条 客服电话'
    """
    what = _WHAT.get(change.what, change.what)
    if not change.before:
        return f"新增{what} {change.after}"
    if not change.after:
        return f"去掉{what} {change.before}"
    if change.before == change.after:
        return f"改了{what} {change.after}"
    return f"{what} {change.before} → {change.after}"


def review_markdown(comparison: Comparison) -> str:
    """Return the review as GitHub Markdown; long parts are folded."""
    return "\n".join(_markdown(comparison)) + "\n"


def _markdown(comparison: Comparison) -> Iterator[str]:
    impact = comparison.impact
    yield "## 行业包改动的影响"
    yield f"\n`{comparison.old}` → `{comparison.new}`\n"
    told = [f"改动 **{change_count(comparison)}** 处", f"不再通过的例句 **{len(comparison.broken)}** 条"]
    if impact is not None:
        told.append(f"影响 **{impact.affected}** / {impact.utterances} 条原声（**{impact.share:.2%}**）")
        told += filter(None, [whole_index(impact.whole)])
    yield "，".join(told) + "。"
    if comparison.broken:
        yield "\n### 不再通过的例句\n"
        for broken in comparison.broken:
            yield f"* {_cell(broken.text)}（`{broken.id}`）：{_cell('；'.join(broken.failures))}"
    if impact is not None and impact.points:
        yield "\n### 体验点\n\n| 体验点 | 新命中 | 不再命中 | 倾向变了 | 提及 | 负面占比 |\n|---|--:|--:|--:|--:|--:|"
        for point in impact.points[:SHOWN_POINTS]:
            counts = f"{point.before.total()} → {point.after.total()}"
            yield (
                f"| {_cell(point.name)} `{point.point}` | {point.gained or ''} | {point.lost or ''} | "
                f"{point.changed or ''} | {counts} | {point.negative_before:.0%} → {point.negative_after:.0%} |"
            )
        yield "\n<details><summary>例子</summary>\n"
        for point in impact.points[:SHOWN_POINTS]:
            yield f"**{_cell(point.name)}**\n"
            for kind, sample in samples_of(point):
                yield f"* {KINDS[kind]}（{turn(sample)}）：{_cell(quote(sample))}"
            yield ""
        yield "</details>"
    shifts = shown_indices(impact) if impact else []
    if shifts:
        yield f"\n### 体验指数\n\n{HOW}\n\n| 体验点 | 之前 | 之后 | 变化 | 95% 区间 |\n|---|--:|--:|--:|--:|"
        yield from (f"| {_cell(one.name)} | {' | '.join(index_cells(one))} |" for one in shifts)
    moved = [one for one in impact.departments if one.before != one.after] if impact else []
    if moved:
        yield "\n### 派单量\n\n| 部门 | 之前 | 之后 | 变化 |\n|---|--:|--:|--:|"
        yield from (
            f"| {_cell(one.name)} | {one.before} | {one.after} | {one.after - one.before:+d} |" for one in moved
        )
    if comparison.diff or comparison.rules:
        yield "\n<details><summary>改动明细</summary>\n"
        for place, changes in by_point(comparison):
            yield f"* `{place}`"
            yield from (f"  * {_cell(change_words(change))}" for change in changes)
        yield "\n</details>"


def review_html(comparison: Comparison) -> str:
    """Return the review as one self-contained HTML page."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    here = Path(__file__).parent
    departments = comparison.impact.departments if comparison.impact else ()
    moved = [one for one in departments if one.before != one.after]
    environment = Environment(
        loader=FileSystemLoader(here), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    page = environment.get_template("review.html.jinja").render(
        style=(here / "report.css").read_text(encoding="utf-8"),
        comparison=comparison,
        impact=comparison.impact,
        count=change_count(comparison),
        groups=[(point, [_marked(change) for change in changes]) for point, changes in by_point(comparison)],
        moved=moved,
        same=len(departments) - len(moved),
        kinds=KINDS,
        turn=turn,
        quoted=quoted,
        index_cells=index_cells,
        how=HOW,
        shifts=shown_indices(comparison.impact) if comparison.impact else [],
    )
    return plain_text(page)


def _marked(change: Change) -> tuple[str, str]:
    return "add" if not change.before else "gone" if not change.after else "other", change_words(change)


def change_count(comparison: Comparison) -> int:
    """Return how many things an author changed."""
    return len(comparison.diff.changes) + len(comparison.rules)


def by_point(comparison: Comparison) -> Iterator[tuple[str, list[Change]]]:
    """Group the changes by their point, routing rows last."""
    order = {change.point: number for number, change in reversed(list(enumerate(comparison.diff.changes)))}
    changes = sorted(comparison.diff.changes, key=lambda change: order[change.point])
    for point, group in groupby((*changes, *comparison.rules), key=lambda change: change.point):
        yield point, list(group)


def samples_of(point: PointImpact) -> Iterator[tuple[str, Sample]]:
    """Walk a point's samples by kind: gained, lost, changed."""
    for kind in KINDS:
        yield from ((kind, sample) for sample in point.samples[kind])


def turn(sample: Sample) -> str:
    """Return what an utterance said of the point before and says now."""
    return f"{_SIGNS[sample.before]} → {_SIGNS[sample.after]}"


def shown_indices(impact: Impact) -> list[IndexShift]:
    """Return the nodes whose index differs so much that it shows in one decimal place."""
    return [one for one in impact.indices if index_cells(one)[0] != index_cells(one)[1]]


def index_cells(one: IndexShift) -> tuple[str, str, str, str]:
    """Return an index before, after, its shift and the interval of the shift in one decimal place.

    >>> index_cells(IndexShift("a", "甲", 50.0, 61.25, (8.0, 14.51)))
    ('50.0', '61.2', '+11.2', '+8.0 … +14.5')
    >>> index_cells(IndexShift("a", "甲", None, 40.0))
    ('', '40.0', '', '')
    """
    before, after = ("" if value is None else f"{value:.1f}" for value in (one.before, one.after))
    shift = f"{float(after) - float(before):+.1f}" if before and after else ""
    return before, after, shift, " … ".join(f"{value:+.1f}" for value in one.interval or ()) if one.shift else ""


def whole_index(one: IndexShift) -> str:
    """Say what becomes of the index of the whole; empty where nobody judged on one side."""
    before, after, shift, interval = index_cells(one)
    between = f"，95% 区间 {interval}" if interval else ""
    return f"整体体验指数 {before} → {after}（{shift}{between}）" if shift else ""


def quoted(sample: Sample) -> tuple[str, str, str]:
    """Return the words before the opinion, the opinion itself, and those behind it, shortened, on one line."""
    text = " ".join(sample.text.split())
    said = " ".join(sample.quote.split())
    start = text.find(said) if said else -1
    if start < 0:
        return text[:_QUOTE] + ("…" if len(text) > _QUOTE else ""), "", ""
    spare = max(_QUOTE - len(said), 0) // 2
    left, right = max(start - spare, 0), start + len(said) + spare
    before, after = text[left:start], text[start + len(said) : right]
    return f"{'…' if left else ''}{before}", said, f"{after}{'…' if right < len(text) else ''}"


def quote(sample: Sample) -> str:
    """Return the words around the opinion on one line, the opinion itself in brackets."""
    before, said, after = quoted(sample)
    return f"{before}【{said}】{after}" if said else before


def _cell(text: str) -> str:
    """Keep Markdown from reading signs in customers' words."""
    for sign in "\\`*_[]<>|~":
        text = text.replace(sign, f"\\{sign}" if sign not in "<>" else {"<": "&lt;", ">": "&gt;"}[sign])
    return text.replace("\n", " ")
