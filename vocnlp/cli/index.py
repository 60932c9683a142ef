"""Turn a corpus into the experience index of every node of a pack's tree: ``vocnlp index``."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from vocnlp.analytics.experience import NodeIndex, experience_index, node_dict
from vocnlp.batch.atomic import check_targets
from vocnlp.cli.options import (
    Format,
    MaskOption,
    OutputOption,
    PackOption,
    SheetOption,
    TextOption,
    TimeOption,
    WorkersOption,
    privacy,
)
from vocnlp.cli.panels import panel_of, percent_of
from vocnlp.cli.rows import as_csv, as_json
from vocnlp.cli.written import write_text
from vocnlp.errors import InputError
from vocnlp.pipeline import load
from vocnlp.taxonomy.model import Taxonomy

if TYPE_CHECKING:
    from rich.table import Table

__all__ = ["command"]

_MOST_COLUMNS = 20


def command(
    source: Annotated[str, typer.Argument(metavar="FILE|-", help="Comments, or the .jsonl of `vocnlp analyze`.")],
    pack: PackOption,
    by: Annotated[
        str, typer.Option(metavar="FIELD", help="One index for each value: channel, a data column, day, week or month.")
    ] = "",
    segment: Annotated[str, typer.Option(help="Use the weights of this customer segment.")] = "",
    depth: Annotated[int, typer.Option(min=0, help="Levels of the tree that the table shows; 0 shows all.")] = 2,
    at_least: Annotated[
        int, typer.Option(min=1, help="Nodes that fewer comments judge are shown without figures.")
    ] = 5,
    text: TextOption = None,
    time: TimeOption = None,
    sheet: SheetOption = "",
    workers: WorkersOption = 0,
    shape: Annotated[Format, typer.Option("--format", "-f", help="json and csv hold every node.")] = Format.table,
    output: OutputOption = None,
    mask: MaskOption = False,
) -> None:
    """Measure the experience index of every node of the tree.

    It lies between 0 and 100 and has a 95 % interval. A point's index is the share of comments that speak well of it
    among those that judge it; a node's index is the mean of its children by weight. Default reviews, filler, marked
    copies and empty comments are not counted.
    """
    check_targets([output], source)
    pipeline = load(pack, privacy=privacy(mask))
    taxonomy = pipeline.pack.taxonomy
    panel = panel_of(source, pipeline, text=text, time=time, sheet=sheet, workers=workers, fields=[by] if by else [])
    parts = panel.split(panel.labels(by)) if by else {"": panel}
    found = {
        label: experience_index(part, taxonomy, segment=segment, at_least=at_least) for label, part in parts.items()
    }
    if shape is Format.table:
        if len(found) > _MOST_COLUMNS:
            raise InputError(
                f"{by} 有 {len(found):,} 个不同的值，表格最多放 {_MOST_COLUMNS} 个；用 -f csv 或 json，或 --by month"
                f" (more than {_MOST_COLUMNS} values, too wide for a table)"
            )
        write_text(_drawn(found, taxonomy, depth or len(taxonomy.points), by), output)
        return
    rows = [{**({"group": label} if by else {}), **node_dict(node)} for label, nodes in found.items() for node in nodes]
    write_text(as_json(rows) if shape is Format.json else as_csv(rows, list(rows[0]) if rows else []), output)


def _drawn(found: Mapping[str, Sequence[NodeIndex]], taxonomy: Taxonomy, depth: int, by: str) -> str:
    from vocnlp.cli.summary import console

    lines = io.StringIO()
    out = console(lines)
    out.print(_across(found, taxonomy, depth, by) if by else _alone(found[""], taxonomy, depth))
    return lines.getvalue()


def _alone(nodes: Sequence[NodeIndex], taxonomy: Taxonomy, depth: int) -> Table:
    table = _table("体验指数", "体验点", "权重", "指数", "95% 区间", "正面", "负面", "原声")
    for node in nodes:
        if _depth(node.point) > depth:
            continue
        low, high = node.interval or (None, None)
        spread = "" if low is None or high is None else f"{low:.0f} … {high:.0f}"
        counts = [_count(value) for value in (node.positive, node.negative, node.judging)]
        table.add_row(_title(node.point, taxonomy), percent_of(node.share), _number(node.value), spread, *counts)
    return table


def _across(found: Mapping[str, Sequence[NodeIndex]], taxonomy: Taxonomy, depth: int, by: str) -> Table:
    table = _table(f"体验指数，按{by}", "体验点", *found)
    values = {label: {node.point: node for node in nodes} for label, nodes in found.items()}
    for point in ("", *taxonomy.points):
        cells = [nodes.get(point) for nodes in values.values()]
        if _depth(point) <= depth and any(cells):
            shown = [_number(cell.value) if cell else "" for cell in cells]
            table.add_row(_title(point, taxonomy), *shown)
    return table


def _table(title: str, *columns: str) -> Table:
    from rich.box import SIMPLE_HEAD
    from rich.table import Table
    from rich.text import Text

    table = Table(title=Text(title), title_justify="left", title_style="bold", box=SIMPLE_HEAD, pad_edge=False)
    for number, name in enumerate(columns):
        table.add_column(Text(name), justify="right" if number else "left", overflow="fold")
    return table


def _depth(point: str) -> int:
    return point.count(".") + 1 if point else 0


def _title(point: str, taxonomy: Taxonomy) -> str:
    return "  " * _depth(point) + taxonomy.points[point].name if point else "全部"


def _number(value: float | None) -> str:
    return "少" if value is None else f"{value:.1f}"


def _count(value: int | None) -> str:
    return "" if value is None else f"{value:,}"
