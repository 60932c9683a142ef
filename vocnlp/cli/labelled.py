"""Turn files of labels in any encoding into rows, and say what was left out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import typer

from vocnlp.batch.bytestream import as_text, open_stream
from vocnlp.cli.options import say_read
from vocnlp.errors import InputError
from vocnlp.learn.labels import Gold, LabelMap, read_gold, rows_in, unmapped, usable
from vocnlp.normalize.boilerplate import boilerplate
from vocnlp.normalize.privacy.masker import Masker
from vocnlp.types.utterance import Utterance

__all__ = ["read_labelled", "read_rows", "read_whole"]

_SHOWN = 5


def read_labelled(data: Path, labels: LabelMap, *, mask: bool = False, voices_only: bool = False) -> list[Gold]:
    """Read a file; rows without text, twins, and labels that the map does not know are told on standard error.

    Args:
        data: labelled utterances, JSON lines.
        labels: the label map.
        mask: mask personal data before anything else sees the texts.
        voices_only: leave out default reviews of the platform: no customer wrote them.

    Raises:
        InputError: the file cannot be read, or holds no labelled text.
    """
    masker = Masker() if mask else None
    try:
        given = list(read_gold(read_rows(data), labels))
    except InputError as error:
        raise InputError(_safe(str(error), masker)) from None
    if masker:
        given = [_masked(row, masker) for row in given]
    if voices_only:
        voices = [row for row in given if boilerplate(str(row.utterance.get("text", ""))) != "default"]
        if len(voices) < len(given):
            typer.echo(f"平台的默认评价 {len(given) - len(voices)} 条不算", err=True)
        given = voices
    kept = usable(given)
    if not kept:
        raise InputError(f"{data} 里没有带文字的标注 (no labelled text)")
    if len(kept) < len(given):
        typer.echo(f"没有文字或完全重复的 {len(given) - len(kept)} 条不算", err=True)
    strange = unmapped(kept, labels)
    if strange:
        shown = "、".join(f"{name} {count} 次" for name, count in list(strange.items())[:_SHOWN])
        more = f" 等 {len(strange)} 种" if len(strange) > _SHOWN else ""
        typer.echo(f"标签表里没有这些标签，不算：{_safe(shown, masker)}{more}", err=True)
    return kept


def read_rows(data: Path) -> list[Mapping[str, Any]]:
    """Read JSON lines, and say how.

    Raises:
        InputError: the file cannot be read, or a line is not a JSON object.
    """
    opened = open_stream(data)
    try:
        stream, written = as_text(opened, newline=None)
        try:
            return list(rows_in(stream, data))
        finally:
            say_read(f"{data.name}：{written.name}，JSON 行")
    finally:
        opened.close()


def read_whole(data: Path) -> str:
    """Read a file as one text, and say how.

    Raises:
        InputError: the file cannot be read.
    """
    opened = open_stream(data)
    try:
        stream, written = as_text(opened, newline=None)
        whole = stream.read()
        say_read(f"{data.name}：{written.name}")
        return whole
    finally:
        opened.close()


def _safe(told: str, masker: Masker | None) -> str:
    return masker.mask(told).text if masker else told


def _masked(row: Gold, masker: Masker) -> Gold:
    said = masker.mask_utterance(Utterance.of(row.utterance))
    turns = [{"role": turn.role, "text": said.text[turn.start : turn.end]} for turn in said.turns]
    told = {"turns": turns} if turns else {"text": said.text}
    return replace(
        row, utterance={"id": said.id, "channel": said.channel, "time": said.time, **told, "meta": said.meta}
    )
