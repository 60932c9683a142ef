"""Turn an Excel workbook or CSV files into a pack: ``vocnlp import``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from vocnlp.cli.options import LangOption, Language, say_sheets
from vocnlp.cli.packbook import import_pack
from vocnlp.errors import InputError, PackError

__all__ = ["command"]


def command(
    source: Annotated[Path, typer.Argument(metavar="BOOK.xlsx|FOLDER", help="What `vocnlp export` made.")],
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="The pack folder to write.")],
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Replace the files of a pack that is there.")] = False,
    lang: LangOption = Language.zh,
) -> None:
    """Read a pack back from an Excel workbook.

    Every problem is reported at once, as sheet!cell.

    Exit code 0: the pack was written and loads; 1: the sheets have problems; 2: the call or its input is wrong.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())) and not overwrite:
        raise InputError(f"{folder} 里有东西；加 --overwrite 替换其中的包文件，或换一个文件夹")
    say_sheets(source)
    try:
        written = import_pack(source, folder)
    except PackError as error:
        for problem in error.problems:
            typer.echo(problem.render(lang.value))
        raise typer.Exit(1) from None
    typer.echo("\n".join(f"写出 {file}" for file in written))
