"""Turn a file of comments, or of finished analyses, into the table that the figures of a corpus are counted on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import numpy as np
import typer

from vocnlp.analytics.panel import Panel, read_panel
from vocnlp.analytics.periods import PERIODS
from vocnlp.cli.analyses import Analyses
from vocnlp.cli.options import no_time, say_read
from vocnlp.cli.progress import watched
from vocnlp.errors import InputError, did_you_mean
from vocnlp.pipeline import Pipeline
from vocnlp.types.analysis import Analysis
from vocnlp.types.explain import MARKS

__all__ = ["panel_of", "percent_of"]


def panel_of(
    source: str,
    pipeline: Pipeline,
    *,
    text: str | None = None,
    id: str | None = None,
    time: str | None = None,
    sheet: str = "",
    workers: int = 0,
    fields: Sequence[str] = (),
) -> Panel:
    """Read a file and say how: what counts, what of it lacks a field, what stands apart, and what could not be read.

    Args:
        source: comments in any format that ``vocnlp analyze`` reads, or its ``.jsonl``; ``-`` for standard input.
        pipeline: understands the comments.
        text: the column of the comments; found out when absent.
        id: the column of identifiers; a known name, else the row number, when absent.
        time: the column of times; a known name when absent.
        sheet: the sheet of an Excel workbook.
        workers: processes; 0 works in this one.
        fields: what to keep for each utterance beside its time; periods are made of the time.

    Raises:
        InputError: nothing counts, or no utterance has one of the fields.
    """
    wanted = [field for field in fields if field not in PERIODS]
    read = Analyses(source, pipeline, text=text, id=id, time=time, sheet=sheet, workers=workers)
    seen: dict[str, None] = {}
    panel = read_panel(_noting(watched(read, "统计"), seen), fields=wanted)
    say_read(read.how, read.notes)
    names = {**MARKS, "empty": "空文本"}
    apart = [f"{names.get(mark, mark)} {count:,}" for mark, count in sorted(panel.apart.items())]
    if read.rejected:
        apart.append(f"无法处理 {len(read.rejected):,}（首个：{read.rejected[0].reason}）")
    without = {field: sum(value is None for value in panel.fields[field]) for field in wanted}
    untimed = int(np.isnat(panel.times).sum()) if len(wanted) < len(fields) else 0
    lacking = [f"{name}空着 {count:,}" for name, count in {**without, "时间": untimed}.items() if count]
    told = f"计入原声 {panel.utterances:,} 条" + (f"（其中{'，'.join(lacking)}）" if lacking else "")
    typer.echo(told + (f"；不计{'，'.join(apart)}" if apart else ""), err=True)
    if not panel.utterances:
        raise InputError(f"{source} 里没有可以统计的原声 (nothing to count)")
    for field, count in without.items():
        if count == panel.utterances:
            told = f"；现有的：{'、'.join(seen)}。{did_you_mean(field, seen).zh}" if seen else ""
            raise InputError(f"没有一条原声有字段 {field}{told} (no utterance has this field)")
    if untimed == panel.utterances:
        raise no_time()
    return panel


def _noting(analyses: Iterable[Analysis], seen: dict[str, None]) -> Iterator[Analysis]:
    """Pass analyses on and note the names of their fields."""
    for analysis in analyses:
        seen.update(dict.fromkeys(analysis.meta))
        yield analysis


def percent_of(share: float) -> str:
    """Write a share in [0, 1]; small ones keep a digit.

    >>> percent_of(0.333), percent_of(0.0042), percent_of(1.0)
    ('33%', '0.4%', '100%')
    """
    return f"{share:.1%}" if share < 0.0995 else f"{share:.0%}"
