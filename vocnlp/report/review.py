"""Turn the comparison of two packs into what a reviewer reads: plain text, Markdown for a pull request, or HTML."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

from vocnlp.analytics.comparison import Comparison
from vocnlp.analytics.impact import PointImpact, Sample
from vocnlp.batch.cells import plain_text
from vocnlp.taxonomy.diff import Change

__all__ = ["change_words", "review_html", "review_markdown", "review_text"]

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
_KINDS = {"gained": "新命中", "lost": "不再命中", "changed": "倾向变了"}
_SIGNS = {"positive": "正面", "negative": "负面", "neutral": "只提及", "": "无"}
_SHOWN_POINTS = 30
_QUOTE = 60


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


def review_text(comparison: Comparison) -> str:
    """Return the review for a terminal."""
    return "\n".join(_lines(comparison, "", "  ", "    ")) + "\n"


def _lines(comparison: Comparison, first: str, second: str, third: str) -> Iterator[str]:
    yield f"{comparison.old} → {comparison.new}"
    yield ""
    yield f"{first}改动 {_count(comparison)} 处"
    for place, changes in _by_point(comparison):
        yield f"{second}{place}"
        yield from (f"{third}{change_words(change)}" for change in changes)
    if comparison.broken:
        yield f"\n{first}不再通过的例句 {len(comparison.broken)} 条"
        for broken in comparison.broken:
            yield f"{second}{broken.origin}: {broken.id}: {broken.text}"
            yield from (f"{third}{failure}" for failure in broken.failures)
    impact = comparison.impact
    if impact is None:
        return
    yield f"\n{first}影响 {impact.affected} / {impact.utterances} 条原声（{impact.share:.2%}）"
    for point in impact.points[:_SHOWN_POINTS]:
        yield f"{second}{point.name}（{point.point}）：{_moves(point)}；{_negative(point)}"
        for kind, sample in _samples(point):
            yield f"{third}{_KINDS[kind]} {sample.id}: {quote(sample)}（{_turn(sample)}）"
    if len(impact.points) > _SHOWN_POINTS:
        yield f"{second}…… 还有 {len(impact.points) - _SHOWN_POINTS} 个体验点，见 --format json"
    moved = [one for one in impact.departments if one.before != one.after]
    if moved:
        yield f"\n{first}派单量"
        yield from (f"{second}{one.name}：{one.before} → {one.after}（{one.after - one.before:+d}）" for one in moved)


def review_markdown(comparison: Comparison) -> str:
    """Return the review as GitHub Markdown; long parts are folded."""
    return "\n".join(_markdown(comparison)) + "\n"


def _markdown(comparison: Comparison) -> Iterator[str]:
    impact = comparison.impact
    yield "## 行业包改动的影响"
    yield f"\n`{comparison.old}` → `{comparison.new}`\n"
    told = [f"改动 **{_count(comparison)}** 处", f"不再通过的例句 **{len(comparison.broken)}** 条"]
    if impact is not None:
        told.append(f"影响 **{impact.affected}** / {impact.utterances} 条原声（**{impact.share:.2%}**）")
    yield "，".join(told) + "。"
    if comparison.broken:
        yield "\n### 不再通过的例句\n"
        for broken in comparison.broken:
            yield f"* {_cell(broken.text)}（`{broken.id}`）：{_cell('；'.join(broken.failures))}"
    if impact is not None and impact.points:
        yield "\n### 体验点\n\n| 体验点 | 新命中 | 不再命中 | 倾向变了 | 提及 | 负面占比 |\n|---|--:|--:|--:|--:|--:|"
        for point in impact.points[:_SHOWN_POINTS]:
            counts = f"{point.before.total()} → {point.after.total()}"
            yield (
                f"| {_cell(point.name)} `{point.point}` | {point.gained or ''} | {point.lost or ''} | "
                f"{point.changed or ''} | {counts} | {point.negative_before:.0%} → {point.negative_after:.0%} |"
            )
        yield "\n<details><summary>例子</summary>\n"
        for point in impact.points[:_SHOWN_POINTS]:
            yield f"**{_cell(point.name)}**\n"
            for kind, sample in _samples(point):
                yield f"* {_KINDS[kind]}（{_turn(sample)}）：{_cell(quote(sample))}"
            yield ""
        yield "</details>"
    moved = [one for one in impact.departments if one.before != one.after] if impact else []
    if moved:
        yield "\n### 派单量\n\n| 部门 | 之前 | 之后 | 变化 |\n|---|--:|--:|--:|"
        yield from (
            f"| {_cell(one.name)} | {one.before} | {one.after} | {one.after - one.before:+d} |" for one in moved
        )
    if comparison.diff or comparison.rules:
        yield "\n<details><summary>改动明细</summary>\n"
        for place, changes in _by_point(comparison):
            yield f"* `{place}`"
            yield from (f"  * {_cell(change_words(change))}" for change in changes)
        yield "\n</details>"


def review_html(comparison: Comparison) -> str:
    """Return the review as one self-contained HTML page."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    here = Path(__file__).parent
    environment = Environment(
        loader=FileSystemLoader(here), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    page = environment.get_template("review.html.jinja").render(
        style=(here / "report.css").read_text(encoding="utf-8"),
        comparison=comparison,
        impact=comparison.impact,
        count=_count(comparison),
        groups=[(point, [change_words(change) for change in changes]) for point, changes in _by_point(comparison)],
        kinds=_KINDS,
        signs=_SIGNS,
    )
    return plain_text(page)


def _count(comparison: Comparison) -> int:
    return len(comparison.diff.changes) + len(comparison.rules)


def _by_point(comparison: Comparison) -> Iterator[tuple[str, list[Change]]]:
    order = {change.point: number for number, change in reversed(list(enumerate(comparison.diff.changes)))}
    changes = sorted(comparison.diff.changes, key=lambda change: order[change.point])
    for point, group in groupby((*changes, *comparison.rules), key=lambda change: change.point):
        yield point, list(group)


def _moves(point: PointImpact) -> str:
    numbers = {"gained": point.gained, "lost": point.lost, "changed": point.changed}
    return "，".join(f"{_KINDS[kind]} {number}" for kind, number in numbers.items() if number)


def _negative(point: PointImpact) -> str:
    return (
        f"提及 {point.before.total()} → {point.after.total()}，"
        f"负面占比 {point.negative_before:.0%} → {point.negative_after:.0%}"
    )


def _samples(point: PointImpact) -> Iterator[tuple[str, Sample]]:
    for kind in _KINDS:
        yield from ((kind, sample) for sample in point.samples[kind])


def _turn(sample: Sample) -> str:
    return f"{_SIGNS[sample.before]} → {_SIGNS[sample.after]}"


def quote(sample: Sample) -> str:
    """Return the words around the opinion on one line, the opinion itself in brackets."""
    text = " ".join(sample.text.split())
    said = " ".join(sample.quote.split())
    start = text.find(said) if said else -1
    if start < 0:
        return text[:_QUOTE] + ("…" if len(text) > _QUOTE else "")
    spare = max(_QUOTE - len(said), 0) // 2
    left, right = max(start - spare, 0), start + len(said) + spare
    before, after = text[left:start], text[start + len(said) : right]
    return f"{'…' if left else ''}{before}【{said}】{after}{'…' if right < len(text) else ''}"


def _cell(text: str) -> str:
    """Keep Markdown from reading signs in customers' words."""
    for sign in "\\`*_[]<>|~":
        text = text.replace(sign, f"\\{sign}" if sign not in "<>" else {"<": "&lt;", ">": "&gt;"}[sign])
    return text.replace("\n", " ")
