"""Turn a pack into an Excel workbook or CSV files: ``vocnlp export``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from vocnlp.cli.packbook import export_pack
from vocnlp.pack import load_pack

__all__ = ["command"]


def command(
    pack: Annotated[str, typer.Argument(metavar="PACK", help="A pack's name, its folder, or its pack.yaml.")],
    target: Annotated[Path, typer.Argument(metavar="OUT.xlsx|FOLDER", help="A workbook, or a folder of CSV files.")],
) -> None:
    """Write a pack as an Excel workbook, one sheet a concern.

    Points, words, polarity, examples, lists, weights and routing rows are sheets; `vocnlp import` brings them back
    without loss. An overlay holds its own changes only, not its base.
    """
    sheets = export_pack(load_pack(pack).folder, target)
    typer.echo(f"写出 {target}：" + "，".join(f"{sheet.name} {len(sheet.lines) - 1} 行" for sheet in sheets))
