"""Turn a pack into an Excel workbook or CSV files: ``vocnlp export``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from vocnlp.cli.packbook import export_pack
from vocnlp.errors import InputError
from vocnlp.pack import load_pack

__all__ = ["command"]

_OTHER = (".xls", ".xlsm", ".ods", ".csv", ".txt", ".zip", ".json", ".yaml", ".yml")
"""A file is meant, but none that is written; a folder of that name would surprise."""


def command(
    pack: Annotated[str, typer.Argument(metavar="PACK", help="A pack's name, its folder, or its pack.yaml.")],
    target: Annotated[Path, typer.Argument(metavar="OUT.xlsx|FOLDER", help="A workbook, or a folder of CSV files.")],
) -> None:
    """Write a pack as an Excel workbook, one sheet a concern.

    Points, words, polarity, examples, lists, weights and routing rows are sheets; `vocnlp import` brings them back
    without loss, comments and layout included. An overlay holds its own changes only, not its base.
    """
    if target.suffix.lower() in _OTHER:
        raise InputError(f"写不了 {target}：工作簿要叫 .xlsx；写一个不带 {target.suffix} 的名字得到 CSV 文件夹")
    loaded = load_pack(pack)
    sheets = export_pack(loaded.folder, target)
    typer.echo(f"写出 {target}：" + "，".join(f"{sheet.name} {len(sheet.lines) - 1} 行" for sheet in sheets))
    if loaded.model is not None:
        typer.echo(f"学到的模型不在表里：导入后请把 {loaded.model} 复制过去", err=True)
