"""Turn two corpora, or two times of one, into why the experience index changed: ``vocnlp change``."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Sequence
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import numpy as np
import typer

from vocnlp.analytics.change import Change, Effect, change_dict, decompose
from vocnlp.analytics.panel import Panel
from vocnlp.batch.atomic import check_targets
from vocnlp.cli.options import (
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
from vocnlp.cli.rows import as_json
from vocnlp.cli.written import write_text
from vocnlp.errors import InputError
from vocnlp.pipeline import load
from vocnlp.taxonomy.model import Taxonomy

if TYPE_CHECKING:
    from rich.table import Table

__all__ = ["command"]

_NOTHING = 0.005


class Shape(StrEnum):
    """What the account is written as."""

    table = "table"
    json = "json"


def command(
    before: Annotated[str, typer.Argument(metavar="FILE", help="Comments, or the .jsonl of `vocnlp analyze`.")],
    pack: PackOption,
    after: Annotated[
        str | None, typer.Argument(metavar="LATER", help="The later comments; else say --since.", show_default=False)
    ] = None,
    since: Annotated[
        str | None, typer.Option(metavar="DATE", help="Split one file: what was said from this day on is later.")
    ] = None,
    by: Annotated[str, typer.Option(metavar="FIELD", help="The segments: channel, or a data column.")] = "",
    segment: Annotated[str, typer.Option(help="Use the weights of this customer segment.")] = "",
    at_least: Annotated[int, typer.Option(min=1, help="Values that fewer comments have are told together.")] = 5,
    top: Annotated[int, typer.Option(min=1, help="Lines of each list.")] = 15,
    text: TextOption = None,
    time: TimeOption = None,
    sheet: SheetOption = "",
    workers: WorkersOption = 0,
    shape: Annotated[Shape, typer.Option("--format", "-f", help="json holds every effect.")] = Shape.table,
    output: OutputOption = None,
    mask: MaskOption = False,
) -> None:
    """Explain a change of the experience index by point and segment.

    The effects sum to the change. Rate: a segment judges a point better or worse. Mix: more of those who judge come
    from a better or worse segment. Weight: points are judged for the first time, or no longer.
    """
    if (after is None) == (since is None):
        raise InputError("要么给两个文件，要么给一个文件和 --since 日期 (two files, or one file and --since)")
    check_targets([output], before, after or "")
    pipeline = load(pack, privacy=privacy(mask))
    taxonomy = pipeline.pack.taxonomy
    fields = [*([by] if by else []), *(["day"] if since else [])]
    sides = [
        panel_of(source, pipeline, text=text, time=time, sheet=sheet, workers=workers, fields=fields)
        for source in (before, after)
        if source
    ]
    one, other = sides if since is None else _parted(sides[0], since)
    change = decompose(one, other, taxonomy, by=by, segment=segment, at_least=at_least)
    if change is None:
        raise InputError(
            f"前后两边都要有评价体验点的原声；之前 {one.utterances:,} 条，之后 {other.utterances:,} 条"
            " (both sides need comments that judge a point)"
        )
    if shape is Shape.json:
        write_text(as_json(change_dict(change, taxonomy)), output)
    else:
        write_text(_drawn(change, taxonomy, by, top), output)


def _parted(panel: Panel, since: str) -> tuple[Panel, Panel]:
    try:
        day = dt.date.fromisoformat(since)
    except ValueError:
        raise InputError(f"--since 要写成 2026-03-01 这样的日期，而不是 {since!r}") from None
    later = panel.times >= np.datetime64(day)
    return panel.where(~later & ~np.isnat(panel.times)), panel.where(later)


def _drawn(change: Change, taxonomy: Taxonomy, by: str, top: int) -> str:
    from vocnlp.cli.summary import console

    lines = io.StringIO()
    out = console(lines)
    moved = change.after - change.before
    out.print(f"体验指数 {change.before:.1f} → {change.after:.1f}（{moved:+.1f}）")
    nodes = [one for one in change.by_node(taxonomy) if one.point and abs(one.sum) >= _NOTHING]
    leaves = sorted(nodes, key=lambda one: (-abs(one.sum), one.point))[:top]
    out.print(_table("哪些体验点", [(one.name, one) for one in leaves]))
    if by:
        segments = [one for one in change.by_segment() if abs(one.sum) >= _NOTHING][:top]
        out.print(_table(f"哪些{by}", [(one.segment, one) for one in segments]))
    return lines.getvalue()


def _table(title: str, rows: Sequence[tuple[str, Effect]]) -> Table:
    from rich.box import SIMPLE_HEAD
    from rich.table import Table
    from rich.text import Text

    table = Table(title=Text(title), title_justify="left", title_style="bold", box=SIMPLE_HEAD, pad_edge=False)
    for number, name in enumerate(("", "合计", "评价变好变差", "构成变化", "权重变化")):
        table.add_column(name, justify="right" if number else "left", overflow="fold")
    for name, one in rows:
        table.add_row(Text(name), *(f"{value:+.2f}" for value in (one.sum, one.rate, one.mix, one.weight)))
    return table
