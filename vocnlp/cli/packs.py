"""Turn the packs that are at hand into a list: ``vocnlp packs``."""

from __future__ import annotations

import json
from typing import Any

import typer

from vocnlp.cli.options import Shown, ShownOption
from vocnlp.pack import load_pack
from vocnlp.shipped import packs

__all__ = ["command"]


def command(
    shape: ShownOption = Shown.text,
) -> None:
    """List the packs that are at hand.

    Shows name, version, number of points and departments.
    """
    found = [_facts(name) for name in packs()]
    if shape is Shown.json:
        typer.echo(json.dumps(found, ensure_ascii=False, indent=2))
        return
    from rich.box import SIMPLE_HEAD
    from rich.table import Table

    from vocnlp.cli.summary import console

    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    for title in ("名称", "行业", "版本", "体验点", "规则", "部门"):
        table.add_column(title, justify="right" if title in ("体验点", "规则", "部门") else "left")
    for fact in found:
        table.add_row(*(str(fact[key]) for key in ("name", "title", "version", "points", "rules", "departments")))
    console().print(table)


def _facts(name: str) -> dict[str, Any]:
    pack = load_pack(name)
    return {
        "name": pack.name,
        "title": pack.title,
        "version": pack.version,
        "points": len(pack.taxonomy.points),
        "rules": len(pack.routing.rows),
        "departments": len(pack.routing.departments),
    }
