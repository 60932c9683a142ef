"""Turn comments with a number beside them into the key drivers of that number: ``vocnlp drivers``."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from vocnlp.analytics.drivers import Driver, Drivers, find_drivers
from vocnlp.batch.atomic import check_targets
from vocnlp.cli.options import (
    Format,
    MaskOption,
    OutputOption,
    PackOption,
    SheetOption,
    TextOption,
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

_QUADRANTS = {
    "concentrate": "重点改进",
    "keep_up": "继续保持",
    "overkill": "锦上添花",
    "low_priority": "低优先",
}
_NAMED = 8


def command(
    source: Annotated[str, typer.Argument(metavar="FILE|-", help="Comments, or the .jsonl of `vocnlp analyze`.")],
    pack: PackOption,
    outcome: Annotated[str, typer.Option(metavar="FIELD", help="The column with the number: nps, csat, stars.")],
    level: Annotated[
        int | None, typer.Option(min=1, help="Nodes at this level of the tree, 1 the top; else every point by itself.")
    ] = None,
    at_least: Annotated[int, typer.Option(min=1, help="Nodes that fewer comments judge are left out.")] = 10,
    seed: Annotated[int, typer.Option(help="Of the bootstrap samples behind the intervals.")] = 0,
    text: TextOption = None,
    sheet: SheetOption = "",
    workers: WorkersOption = 0,
    shape: Annotated[
        Format, typer.Option("--format", "-f", help="csv holds the drivers, json everything.")
    ] = Format.table,
    output: OutputOption = None,
    mask: MaskOption = False,
) -> None:
    """Find which nodes of a pack's tree drive a number that customers gave, and how well they do.

    A linear regression of the number on praise (+1) and complaint (-1); its R squared is shared out by Johnson's
    relative weights, and by Shapley values for up to 12 drivers. Weights tell what goes together, not what to blame.
    """
    check_targets([output], source)
    pipeline = load(pack, privacy=privacy(mask))
    taxonomy = pipeline.pack.taxonomy
    panel = panel_of(source, pipeline, text=text, sheet=sheet, workers=workers, fields=[outcome])
    overall = pipeline.pack.manifest.overall
    found = find_drivers(panel, taxonomy, outcome, level=level, at_least=at_least, overall=overall, seed=seed)
    if shape is Format.json:
        write_text(as_json(_plain(found)), output)
    elif shape is Format.csv:
        write_text(as_csv([_row(one) for one in found.drivers], [*Driver._fields]), output)
    else:
        write_text(_drawn(found, taxonomy, at_least), output)


def _plain(found: Drivers) -> dict[str, Any]:
    drivers = [_row(one) for one in found.drivers]
    condition = found.condition if found.condition < float("inf") else None
    return {**found._asdict(), "condition": condition, "drivers": drivers}


def _row(one: Driver) -> dict[str, Any]:
    return {**one._asdict(), "interval": list(one.interval), "vif": one.vif if one.vif < float("inf") else None}


def _drawn(found: Drivers, taxonomy: Taxonomy, at_least: int) -> str:
    from vocnlp.cli.summary import console

    lines = io.StringIO()
    out = console(lines)
    out.print(_table(found))
    low, high = found.r2_interval
    fit = f"R² {found.r2:.3f}（95% 区间 {low:.3f} … {high:.3f}），调整后 {found.adjusted_r2:.3f}"
    out.print(f"{fit}；{found.outcome} 平均 {found.mean:.2f}，{found.rows:,} 条原声", soft_wrap=True, markup=False)
    if found.unread:
        out.print(f"不计：{found.outcome} 不是数的 {found.unread:,} 条", soft_wrap=True, markup=False)
    if found.left_out:
        told = _names([taxonomy.points[point].path for point in found.left_out])
        out.print(f"有倾向的原声不足 {at_least} 条，没有列入：{told}", soft_wrap=True, markup=False)
    if found.tangled:
        told = _names([taxonomy.points[point].path for point in found.tangled])
        out.print(f"共线性：{told} 说的几乎是同一件事，权重难以分清", soft_wrap=True, markup=False)
    return lines.getvalue()


def _names(names: Sequence[str]) -> str:
    return "、".join(names[:_NAMED]) + (f" 等 {len(names)} 个" if len(names) > _NAMED else "")


def _table(found: Drivers) -> Table:
    from rich.box import SIMPLE_HEAD
    from rich.table import Table
    from rich.text import Text

    title = Text(f"{found.outcome} 的驱动因素")
    table = Table(title=title, title_justify="left", title_style="bold", box=SIMPLE_HEAD, pad_edge=False)
    with_shapley = any(one.shapley is not None for one in found.drivers)
    names = [
        "体验点",
        "重要性",
        "权重",
        "95% 区间",
        *["Shapley"] * with_shapley,
        "相关",
        "正面",
        "负面",
        "表现",
        "象限",
    ]
    for name in names:
        words = name in ("体验点", "象限")
        table.add_column(name, justify="left" if words else "right", overflow="fold", no_wrap=name != "体验点")
    for one in found.drivers:
        low, high = one.interval
        weights = f"{one.share:.0%}", f"{one.weight:.3f}", f"{low:.3f} … {high:.3f}"
        shapley = [] if one.shapley is None else [f"{one.shapley:.3f}"]
        counts = f"{one.correlation:+.2f}", str(one.positive), str(one.negative), f"{one.performance:.0%}"
        table.add_row(*map(Text, (one.name, *weights, *shapley, *counts, _QUADRANTS[one.quadrant])))
    return table
