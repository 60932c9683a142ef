"""Turn a decision table and a corpus into the work it would make: ``vocnlp simulate``."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

from vocnlp.cli.analyses import Analyses
from vocnlp.cli.loads import load_table, shares_line
from vocnlp.cli.options import (
    MaskOption,
    PackOption,
    SheetOption,
    Shown,
    ShownOption,
    TextOption,
    WorkersOption,
    privacy,
    say_read,
)
from vocnlp.cli.route import router_for
from vocnlp.cli.summary import console
from vocnlp.errors import InputError
from vocnlp.pipeline import load
from vocnlp.routing.simulate import Change, Simulation, compare, simulate
from vocnlp.routing.table import RoutingTable

__all__ = ["command"]

_SHOWN = 10


def command(
    routing: Annotated[Path, typer.Argument(metavar="ROUTING.{yaml,xlsx,csv}", help="The table to try.")],
    corpus: Annotated[str, typer.Option(metavar="FILE", help="Comments, or the .jsonl of `vocnlp analyze`.")],
    pack: PackOption,
    capacity: Annotated[
        list[str] | None, typer.Option(metavar="DEPARTMENT=CASES", help="Cases a day; may be repeated.")
    ] = None,
    text: TextOption = None,
    sheet: SheetOption = "",
    workers: WorkersOption = 0,
    shape: ShownOption = Shown.text,
    mask: MaskOption = False,
) -> None:
    """Try a decision table on past comments: load, default share, breaches, and what it changes.

    Departments, calendars and default come from the pack when the table is a sheet of rows. Exit code 0: done; 1: some
    rows could not be read; 2: the call or its input is wrong.
    """
    pipeline = load(pack, privacy=privacy(mask))
    router = router_for(pipeline, routing)
    capacities = _capacities(capacity or [], router.table)
    read = Analyses(corpus, pipeline, text=text, sheet=sheet, workers=workers)
    analyses = list(read)
    say_read(read.how, read.notes)
    result = simulate(router, analyses, capacities=capacities)
    changes = compare(pipeline.router, router, analyses)
    if shape is Shown.json:
        typer.echo(json.dumps(_figures(result, changes), ensure_ascii=False, indent=2))
    else:
        _show(result, router.table, changes)
    if read.rejected:
        typer.echo(f"无法处理 {len(read.rejected)} 行，首个：{read.rejected[0].reason}", err=True)
        raise typer.Exit(1)


def _capacities(pairs: list[str], table: RoutingTable) -> dict[str, float]:
    given = {}
    for pair in pairs:
        name, _, amount = pair.partition("=")
        if name not in table.departments:
            raise InputError(f"没有部门 {name}；已有：{'、'.join(table.departments)}")
        try:
            given[name] = float(amount)
        except ValueError:
            raise InputError(f"--capacity 要写成 部门=每日件数，例如 {name}=20，而不是 {pair!r}") from None
        if given[name] <= 0:
            raise InputError(f"{name} 的每日件数必须大于 0")
    return given


def _show(result: Simulation, table: RoutingTable, changes: list[Change]) -> None:
    out = console()
    if result.cases:
        out.print(load_table(result, table))
    out.print(shares_line(result), soft_wrap=True)
    if result.unused:
        out.print(f"没有命中过的规则：{'、'.join(result.unused)}", soft_wrap=True)
    out.print(f"与行业包现有派单表相比，{len(changes)} 条原声的派单不同", soft_wrap=True)
    for change in changes[:_SHOWN]:
        text = " ".join(change.text.split())
        shown = text if len(text) <= 40 else f"{text[:40]}…"
        line = f"  {change.id or '-'}「{shown}」{_names(change.before)} → {_names(change.after)}"
        out.print(line, soft_wrap=True, markup=False)


def _names(decisions: tuple[tuple[str, str, str], ...]) -> str:
    return "、".join(f"{department} {priority}".strip() for department, priority, _ in decisions) or "不派单"


def _figures(result: Simulation, changes: list[Change]) -> Mapping[str, Any]:
    departments = {
        load.id: {
            "name": load.name,
            "cases": load.cases,
            "priorities": dict(load.by_priority),
            "days": {day.isoformat(): count for day, count in sorted(load.by_day.items())},
            "busiest": load.busiest,
            "capacity": load.capacity,
            "backlog": load.backlog,
            "breaches": load.breaches,
            "rules": dict(load.rules.most_common()),
        }
        for load in sorted(result.departments.values(), key=lambda load: (-load.cases, load.id))
    }
    return {
        "voices": result.voices,
        "cases": result.cases,
        "days": result.days,
        "default": result.default,
        "default_share": result.default_share,
        "owner": result.owner,
        "silent": result.silent,
        "praise_not_dispatched": result.praise,
        "unused_rules": list(result.unused),
        "changed": len(changes),
        "departments": departments,
    }
