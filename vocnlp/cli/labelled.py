"""Turn a file of labelled utterances into the rows that can be used, and say what was left out."""

from __future__ import annotations

from pathlib import Path

import typer

from vocnlp.errors import InputError
from vocnlp.learn.labels import Gold, LabelMap, read_gold, unmapped, usable

__all__ = ["read_labelled"]

_SHOWN = 5


def read_labelled(data: Path, labels: LabelMap) -> list[Gold]:
    """Read a file; rows without text, twins, and labels that the map does not know are told on standard error.

    Raises:
        InputError: the file cannot be read, or holds no labelled text.
    """
    given = list(read_gold(data, labels))
    kept = usable(given)
    if not kept:
        raise InputError(f"{data} 里没有带文字的标注 (no labelled text)")
    if len(kept) < len(given):
        typer.echo(f"没有文字或完全重复的 {len(given) - len(kept)} 条不算", err=True)
    strange = unmapped(kept, labels)
    if strange:
        shown = "、".join(f"{name} {count} 次" for name, count in list(strange.items())[:_SHOWN])
        more = f" 等 {len(strange)} 种" if len(strange) > _SHOWN else ""
        typer.echo(f"标签表里没有这些标签，不算：{shown}{more}", err=True)
    return kept
