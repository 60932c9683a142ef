"""Turn a file of comments, or of finished analyses, into the table to count on, with what stands apart said aloud."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

import typer

from vocnlp.analytics.panel import Panel, read_panel
from vocnlp.cli.analyses import Analyses
from vocnlp.cli.options import say_read
from vocnlp.cli.progress import watched
from vocnlp.errors import InputError
from vocnlp.pipeline import Pipeline
from vocnlp.types.analysis import Analysis
from vocnlp.types.explain import MARKS

__all__ = ["ID", "counted"]

ID = "meta.utterance id"
"""The field that holds the id of every utterance."""


def counted(
    source: str, pipeline: Pipeline, *, text: str | None = None, workers: int = 0, fields: Iterable[str] = ()
) -> Panel:
    """Read a file and say how, what counts, and what does not.

    Args:
        source: comments in any format that ``vocnlp analyze`` reads, or its ``.jsonl``; ``-`` for standard input.
        pipeline: understands the comments.
        text: the column of the comments; found out when absent.
        workers: processes; 0 works in this one.
        fields: what to keep for each utterance, ``ID`` among them.

    Raises:
        InputError: nothing counts.
    """
    read = Analyses(source, pipeline, text=text, workers=workers)
    panel = read_panel(_named(watched(read, "统计")), fields=fields)
    say_read(read.how)
    names = {**MARKS, "empty": "空文本"}
    apart = [f"{names.get(mark, mark)} {count:,}" for mark, count in sorted(panel.apart.items())]
    if read.rejected:
        apart.append(f"无法处理 {len(read.rejected):,}（首个：{read.rejected[0].reason}）")
    typer.echo(f"计入原声 {panel.utterances:,} 条" + (f"；不计{'，'.join(apart)}" if apart else ""), err=True)
    if not panel.utterances:
        raise InputError(f"{source} 里没有可以统计的原声 (nothing to count)")
    return panel


def _named(analyses: Iterable[Analysis]) -> Iterator[Analysis]:
    for analysis in analyses:
        yield replace(analysis, meta={**analysis.meta, ID.removeprefix("meta."): analysis.id})
