"""Turn the comparison of two packs into tables and lines for a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from vocnlp.analytics.comparison import Comparison
from vocnlp.analytics.impact import Impact, PointImpact
from vocnlp.report.review import (
    HOW,
    KINDS,
    SHOWN_POINTS,
    by_point,
    change_count,
    change_words,
    index_cells,
    quoted,
    samples_of,
    shown_indices,
    turn,
    whole_index,
)

__all__ = ["show_review"]


def show_review(comparison: Comparison, out: Console) -> None:
    """Print the review."""
    for part in _parts(comparison):
        out.print(part)


def _parts(comparison: Comparison) -> Iterator[Any]:
    impact = comparison.impact
    yield Text(f"{comparison.old} → {comparison.new}", style="dim")
    told = [f"改动 {change_count(comparison)} 处", f"不再通过的例句 {len(comparison.broken)} 条"]
    if impact is not None:
        told.append(f"影响 {impact.affected} / {impact.utterances} 条原声（{impact.share:.2%}）")
        told += filter(None, [whole_index(impact.whole)])
    yield Text("，".join(told), style="bold")
    yield from _changes(comparison)
    if comparison.broken:
        yield Text("\n不再通过的例句", style="bold red")
        for broken in comparison.broken:
            yield _line(Text(f"{broken.text}  "), Text(f"{broken.origin} {broken.id}", style="dim"))
            for failure in broken.failures:
                yield Padding(Text(failure), (0, 0, 0, 4))
    if impact is not None and impact.affected:
        yield from _impact(impact)


def _changes(comparison: Comparison) -> Iterator[Any]:
    if change_count(comparison):
        yield Text("\n改动", style="bold")
    for place, changes in by_point(comparison):
        yield _line(Text(place))
        for change in changes:
            style = "green" if not change.before else "red" if not change.after else "yellow"
            yield Padding(Text(change_words(change), style=style), (0, 0, 0, 4))


def _impact(impact: Impact) -> Iterator[Any]:
    points = impact.points[:SHOWN_POINTS]
    if points:
        yield Text("\n体验点", style="bold")
        yield _table(["体验点", "新命中", "不再命中", "倾向变了", "提及", "负面占比"], map(_point, points))
        yield Text("例子", style="bold")
    for point in points:
        yield _line(Text(f"{point.name}  "), Text(point.point, style="dim"))
        for kind, sample in samples_of(point):
            before, said, after = quoted(sample)
            words = Text.assemble(before, (f"【{said}】" if said else "", "bold"), after)
            about = Text(f"{KINDS[kind]} {sample.id}（{turn(sample)}）", style="dim")
            yield Padding(Text.assemble(about, " ", words), (0, 0, 0, 4))
    if len(impact.points) > SHOWN_POINTS:
        yield _line(Text(f"…… 还有 {len(impact.points) - SHOWN_POINTS} 个体验点，见 --format json"))
    shifts = shown_indices(impact)
    if shifts:
        rows = ([one.name, *index_cells(one)] for one in shifts[:SHOWN_POINTS])
        yield Text("\n体验指数", style="bold")
        yield _table(["体验点", "之前", "之后", "变化", "95% 区间"], rows)
        yield Text(HOW, style="dim")
    moved = [one for one in impact.departments if one.before != one.after]
    if moved:
        rows = ([one.name, str(one.before), str(one.after), f"{one.after - one.before:+d}"] for one in moved)
        yield Text("\n派单量", style="bold")
        yield _table(["部门", "之前", "之后", "变化"], rows)


def _point(point: PointImpact) -> list[str]:
    counts = [str(number or "") for number in (point.gained, point.lost, point.changed)]
    mentions = f"{point.before.total()} → {point.after.total()}"
    return [point.name, *counts, mentions, f"{point.negative_before:.0%} → {point.negative_after:.0%}"]


def _line(*parts: Text) -> Padding:
    return Padding(Text.assemble(*parts), (0, 0, 0, 2))


def _table(names: Sequence[str], rows: Any) -> Table:
    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    for number, name in enumerate(names):
        table.add_column(name, justify="right" if number else "left", overflow="fold", no_wrap=bool(number))
    for row in rows:
        table.add_row(*map(Text, row))
    return table
