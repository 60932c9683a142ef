"""Turn a file of labelled utterances into the rows that can be used, and say what was left out."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import typer

from vocnlp.batch.bytestream import as_text, open_stream
from vocnlp.errors import InputError
from vocnlp.learn.labels import Gold, LabelMap, read_gold, rows_in, unmapped, usable
from vocnlp.normalize.privacy.masker import Masker
from vocnlp.types.utterance import Utterance

__all__ = ["read_labelled"]

_SHOWN = 5


def read_labelled(data: Path, labels: LabelMap, *, mask: bool = False) -> list[Gold]:
    """Read a file; rows without text, twins, and labels that the map does not know are told on standard error.

    Args:
        data: labelled utterances, JSON lines.
        labels: the label map.
        mask: mask personal data before anything else sees the texts.

    Raises:
        InputError: the file cannot be read, or holds no labelled text.
    """
    opened = open_stream(data)
    try:
        stream, encoding = as_text(opened, newline=None)
        typer.echo(f"读取 {data.name}：{encoding.name}，JSON 行", err=True)
        given = list(read_gold(rows_in(stream, data), labels))
    finally:
        opened.close()
    if mask:
        given = list(map(_masked, given))
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


def _masked(row: Gold) -> Gold:
    said = Masker().mask_utterance(Utterance.of(row.utterance))
    turns = [{"role": turn.role, "text": said.text[turn.start : turn.end]} for turn in said.turns]
    told = {"turns": turns} if turns else {"text": said.text}
    return replace(
        row, utterance={"id": said.id, "channel": said.channel, "time": said.time, **told, "meta": said.meta}
    )
