"""Turn one comment into the reasoning behind its analysis: ``vocnlp explain``."""

from __future__ import annotations

import json
import sys
from typing import Annotated

import typer

from vocnlp.batch.bytestream import as_text, open_stream
from vocnlp.cli.options import MaskOption, Meta, PackOption, Shown, ShownOption, privacy, read_meta, say_read
from vocnlp.pipeline import load

__all__ = ["command"]


def command(
    text: Annotated[str, typer.Argument(metavar="TEXT|-", help="The comment, or - for standard input.")],
    pack: PackOption,
    channel: Annotated[str | None, typer.Option(help="Where it was said: hotline, review, forum, ...")] = None,
    time: Annotated[str | None, typer.Option(help="When it was said, as 2026-11-22T09:30.")] = None,
    meta: Meta = None,
    shape: ShownOption = Shown.text,
    mask: MaskOption = False,
) -> None:
    """Show how one comment was understood.

    Prints each opinion with its arithmetic and evidence, and each decision with its reasons. Every number stands
    beside the word that gave it and the file and line where the word has its weight.
    """
    raw = _standard_input() if text == "-" else text
    analysis = load(pack, privacy=privacy(mask)).analyze(raw, channel=channel, time=time, meta=read_meta(meta) or None)
    if shape is Shown.json:
        typer.echo(json.dumps(analysis.to_dict(), ensure_ascii=False, indent=2))
    else:
        typer.echo(analysis.explain())


def _standard_input() -> str:
    """Read a comment from a pipe, whatever its encoding."""
    opened = open_stream(sys.stdin.buffer)
    stream, written = as_text(opened, newline=None)
    raw = stream.read().strip()
    say_read(f"{opened.name}：{written.name}")
    return raw
