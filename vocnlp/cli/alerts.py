"""Turn comments with times into control-chart alerts for every node of a pack's tree: ``vocnlp alerts``."""

from __future__ import annotations

import io
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import typer

from vocnlp.analytics.alerts import BASELINE, Alert, Alerts, find_alerts, node_name
from vocnlp.batch.atomic import check_targets
from vocnlp.cli.options import (
    Format,
    IdOption,
    MaskOption,
    OutputOption,
    PackOption,
    SheetOption,
    TextOption,
    TimeOption,
    WorkersOption,
    privacy,
)
from vocnlp.cli.panels import panel_of
from vocnlp.cli.rows import as_csv, as_json
from vocnlp.cli.written import write_text
from vocnlp.pipeline import load
from vocnlp.taxonomy.model import Taxonomy

if TYPE_CHECKING:
    from rich.table import Table

__all__ = ["command"]

_COLUMNS = [*(name for name in Alert._fields if name not in ("ancestors", "examples")), "ancestors", "examples"]
_KINDS = {"count": "条数", "share": "占比"}
_STATES = {"alert": "报警", "recovered": "恢复"}
_PLACES = {"day": "同一星期几", "week": "同在月内第几周", "month": "同一月份"}


class Length(StrEnum):
    """How long a period is."""

    day = "day"
    week = "week"
    month = "month"


def command(
    source: Annotated[str, typer.Argument(metavar="FILE|-", help="Comments, or the .jsonl of `vocnlp analyze`.")],
    pack: PackOption,
    every: Annotated[Length, typer.Option(help="The length of a period; a week begins on Monday.")] = Length.week,
    seasonal: Annotated[
        bool,
        typer.Option(
            "--seasonal",
            help="Hold a day against the same weekday, a week against the same week of its month, and so on.",
        ),
    ] = False,
    at_least: Annotated[
        int, typer.Option(min=1, help="Fewer comments that speak ill of a node give no alert and are not shown.")
    ] = 5,
    fdr: Annotated[
        float, typer.Option(min=0, max=1, help="The false discovery rate among the alerts of one period.")
    ] = 0.05,
    text: TextOption = None,
    id: IdOption = None,
    time: TimeOption = None,
    sheet: SheetOption = "",
    workers: WorkersOption = 0,
    shape: Annotated[Format, typer.Option("--format", "-f", help="What to write.")] = Format.table,
    output: OutputOption = None,
    mask: MaskOption = False,
) -> None:
    """Watch every node of a pack's tree over time and say where complaints rise beyond chance.

    Two control charts a node: comments that speak ill of it against all comments, and their share of those that judge
    it. A period is held against all before it, six at least, without those that alerted; with --seasonal against those
    at the same place of the week, month or year, so that weekends and month ends neither alarm nor hide. A node above
    one that explains 80 % of its excess is not told again.
    """
    check_targets([output], source)
    pipeline = load(pack, privacy=privacy(mask))
    taxonomy = pipeline.pack.taxonomy
    panel = panel_of(
        source, pipeline, text=text, id=id, time=time, sheet=sheet, workers=workers, fields=["id", every.value]
    )
    found = find_alerts(
        panel, taxonomy, every=every.value, seasonal=seasonal, at_least=at_least, fdr=fdr, named_by="id"
    )
    if shape is Format.json:
        write_text(as_json([_plain(row) for row in found.rows]), output)
    elif shape is Format.csv:
        write_text(as_csv(map(_plain, found.rows), _COLUMNS), output)
    else:
        write_text(_drawn(found, taxonomy, at_least, _PLACES[every] if seasonal else ""), output)


def _plain(row: Alert) -> dict[str, Any]:
    return {**row._asdict(), "period": row.period.isoformat()}


def _drawn(found: Alerts, taxonomy: Taxonomy, at_least: int, place: str) -> str:
    from vocnlp.cli.summary import console

    lines = io.StringIO()
    out = console(lines)
    if found.rows:
        out.print(_table(found, taxonomy, at_least))
    alerts = sum(row.status == "alert" for row in found.rows)
    base = f"各与之前{place}的时段比，前 {BASELINE} 个" if place else f"前 {BASELINE} 个"
    told = f"{found.first} 至 {found.last} 共 {found.periods} 个时段，{base}作基线，监控了 {found.watched} 个"
    out.print(f"{told}：报警 {alerts}，恢复 {len(found.rows) - alerts}", soft_wrap=True)
    return lines.getvalue()


def _table(found: Alerts, taxonomy: Taxonomy, at_least: int) -> Table:
    from rich.box import SIMPLE_HEAD
    from rich.table import Table
    from rich.text import Text

    table = Table(title="体验点报警", title_justify="left", title_style="bold", box=SIMPLE_HEAD, pad_edge=False)
    right = ("实际", "预期", "界限", "q")
    short = ("时段", "状态", "图", *right)
    for name in ("时段", "状态", "体验点", "图", *right, "带动的上级", "例子"):
        table.add_column(name, justify="right" if name in right else "left", overflow="fold", no_wrap=name in short)
    for row in found.rows:
        write = _count if row.kind == "count" else _share
        observed = f"少于 {at_least} 条" if row.observed is None else write(row.observed)
        limits = f"{write(row.low)}–{write(row.high)}"
        numbers = observed, write(row.expected), limits, "" if row.q is None else f"{row.q:.1g}"
        above = "、".join(node_name(taxonomy, node) for node in row.ancestors)
        words = str(row.period), _STATES[row.status], row.name, _KINDS[row.kind]
        table.add_row(*map(Text, (*words, *numbers, above, " ".join(row.examples))))
    return table


def _count(value: float) -> str:
    return f"{value:.0f}" if value == int(value) else f"{value:.1f}"


def _share(value: float) -> str:
    return f"{value:.0%}"
