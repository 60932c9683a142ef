"""Hold the options that several commands share, so that they read the same everywhere."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Any

import typer

from vocnlp.errors import InputError

__all__ = ["Format", "Language", "Meta", "PackOption", "read_meta"]


class Format(StrEnum):
    """What goes to standard output."""

    table = "table"
    json = "json"
    csv = "csv"


class Language(StrEnum):
    """The language of findings."""

    zh = "zh"
    en = "en"


PackOption = Annotated[
    str, typer.Option("--pack", "-t", metavar="PACK", help="A pack's name, its folder, or its pack.yaml.")
]
Meta = Annotated[
    list[str] | None, typer.Option("--meta", metavar="FIELD=VALUE", help="What is known about the customer or order.")
]


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
