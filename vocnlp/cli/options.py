"""Hold the options that several commands share, so that they read the same everywhere."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from vocnlp.encoding import decode
from vocnlp.errors import InputError

__all__ = [
    "ChannelOption",
    "Format",
    "IdOption",
    "LangOption",
    "Language",
    "MaskOption",
    "Meta",
    "OutputOption",
    "PackOption",
    "SheetOption",
    "Shown",
    "ShownOption",
    "TextOption",
    "TimeOption",
    "WorkersOption",
    "no_time",
    "privacy",
    "read_meta",
    "say_read",
    "say_sheets",
]


class Format(StrEnum):
    """What goes to standard output."""

    table = "table"
    json = "json"
    csv = "csv"


class Shown(StrEnum):
    """What is printed: lines to read, or JSON for other programs."""

    text = "text"
    json = "json"


class Language(StrEnum):
    """The language of findings."""

    zh = "zh"
    en = "en"


PackOption = Annotated[
    str, typer.Option("--pack", "-t", metavar="PACK", help="A pack's name, its folder, or its pack.yaml.")
]
ShownOption = Annotated[Shown, typer.Option("--format", "-f", help="json holds everything.")]
LangOption = Annotated[Language, typer.Option("--lang", help="The language of the findings.")]
Meta = Annotated[
    list[str] | None, typer.Option("--meta", metavar="FIELD=VALUE", help="What is known about the customer or order.")
]
MaskOption = Annotated[bool, typer.Option("--mask", help="Mask personal information before anything else sees it.")]
OutputOption = Annotated[
    Path | None, typer.Option("--output", "-o", metavar="OUT", help="A file; standard output when absent.")
]
WorkersOption = Annotated[int, typer.Option(min=0, help="Processes; 0 works in this one.")]
TextOption = Annotated[str | None, typer.Option(help="The column of the comments; found out when absent.")]
IdOption = Annotated[str | None, typer.Option(help="The column of identifiers.")]
ChannelOption = Annotated[str | None, typer.Option(help="The column of channels.")]
TimeOption = Annotated[str | None, typer.Option(help="The column of times.")]
SheetOption = Annotated[str, typer.Option(help="The sheet of an Excel workbook.")]


def privacy(mask: bool) -> Literal["keep", "mask"]:
    """Return what ``vocnlp.load`` wants to hear of ``--mask``."""
    return "mask" if mask else "keep"


def say_read(how: str, notes: Iterable[str] = ()) -> None:
    """Say on standard error which file was read, how (encoding, line ends, form, text column), and what was odd."""
    typer.echo("\n".join([f"读取 {how}", *(f"注意：{note}" for note in notes)]), err=True)


def say_sheets(source: Path) -> None:
    """Say in which encoding a CSV file, or every one of a folder, is written."""
    for file in sorted(source.glob("*.csv")) if source.is_dir() else [source] * (source.suffix.lower() == ".csv"):
        say_read(f"{file.name}：{decode(file)[1].name}")


def no_time() -> InputError:
    """Say that no comment has a time, where all hangs on it."""
    return InputError(
        "没有一条原声有时间；时间在哪一列，请用 --time 列名 指出 (no utterance has a time: name its column)"
    )


def read_meta(pairs: list[str] | None) -> dict[str, Any]:
    """Read ``field=value`` pairs; numbers become numbers.

    Raises:
        InputError: a pair has no equals sign.

    >>> read_meta(["nps=3", "customer.tier=vip"])
    {'nps': 3, 'customer.tier': 'vip'}
    """
    fields: dict[str, Any] = {}
    for pair in pairs or []:
        name, sign, value = pair.partition("=")
        if not sign or not name:
            raise InputError(f"--meta 要写成 字段=值，例如 nps=3，而不是 {pair!r}")
        fields[name] = _number(value)
    return fields


def _number(value: str) -> Any:
    for kind in (int, float):
        try:
            return kind(value)
        except ValueError:
            continue
    return value
