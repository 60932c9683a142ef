"""Turn comments of two times into the expressions that rise and that no point catches: ``vocnlp emerging``."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from vocnlp.analytics.corpus import Corpus
from vocnlp.analytics.emerging import Emerging, Heard, find_emerging, hear
from vocnlp.batch.atomic import check_targets
from vocnlp.cli.options import (
    Format,
    MaskOption,
    OutputOption,
    PackOption,
    SheetOption,
    TextOption,
    TimeOption,
    no_time,
    say_read,
)
from vocnlp.cli.progress import watched
from vocnlp.cli.rows import as_csv, as_json
from vocnlp.cli.written import write_text
from vocnlp.errors import InputError
from vocnlp.pipeline import load
from vocnlp.types.utterance import Utterance

if TYPE_CHECKING:
    from rich.table import Table

__all__ = ["command"]

_QUOTE = 40


def command(
    source: Annotated[str, typer.Argument(metavar="FILE", help="The comments.")],
    pack: PackOption,
    since: Annotated[
        str | None, typer.Option(metavar="DATE", help="Split the file: what was said from this day on may be new.")
    ] = None,
    before: Annotated[
        str | None, typer.Option(metavar="FILE", help="Earlier comments; then all of the first file may be new.")
    ] = None,
    at_least: Annotated[int, typer.Option(min=1, help="Leave out expressions in fewer comments.")] = 5,
    fdr: Annotated[float, typer.Option(min=0, max=1, help="The false discovery rate among what is found.")] = 0.05,
    text: TextOption = None,
    time: TimeOption = None,
    sheet: SheetOption = "",
    words: Annotated[
        str, typer.Option(metavar="NAME", help="What cuts and tags words: auto, jieba, rjieba, hanlp:/model/folder.")
    ] = "auto",
    shape: Annotated[Format, typer.Option("--format", "-f", help="What to write.")] = Format.table,
    output: OutputOption = None,
    mask: MaskOption = False,
) -> None:
    """Find expressions that are new or rise, and that no point of a pack catches.

    Candidates stand in clauses that judge or describe and have no point. They are ranked by how far beyond chance the
    comments with them grew. `vocnlp suggest` finds the likeliest point for what stays.
    """
    if bool(since) == bool(before):
        raise InputError("要么给 --since 日期，要么给 --before 较早的文件 (give either --since or --before)")
    check_targets([output], source, before or "")
    pipeline = load(pack)
    reading = _Split(source, _day(since), before, text=text, time=time, sheet=sheet, mask=mask)
    heard = hear(pipeline, watched(reading, "阅读"), words=words)
    for corpus in reading.corpora:
        say_read(corpus.how, corpus.notes)
    if reading.untimed and not any(part.utterances for part in heard):
        raise no_time()
    if reading.untimed:
        typer.echo(f"没有时间的原声：{reading.untimed:,}，不算在之前，也不算在之后", err=True)
    found = find_emerging(*heard, pipeline.pack.taxonomy, at_least=at_least, fdr=fdr)
    if shape is Format.json:
        write_text(as_json([one._asdict() for one in found]), output)
    elif shape is Format.csv:
        write_text(as_csv([one._asdict() for one in found], [*Emerging._fields]), output)
    else:
        write_text(_drawn(found, *heard), output)
    if rejects := sum(corpus.rejects for corpus in reading.corpora):
        typer.echo(f"无法读取的行：{rejects}", err=True)


def _day(since: str | None) -> dt.date | None:
    try:
        return dt.date.fromisoformat(since) if since else None
    except ValueError:
        raise InputError(f"--since 要写成 2026-07-01 这样的日期，而不是 {since!r}") from None


class _Split:
    """The utterances of one file split at a day, or of two files; each with whether it is later."""

    def __init__(
        self,
        source: str,
        since: dt.date | None,
        before: str | None,
        *,
        text: str | None,
        time: str | None,
        sheet: str,
        mask: bool,
    ) -> None:
        self.since = since
        self.late = Corpus(source, text=text, time=time, sheet=sheet, mask=mask)
        self.early = Corpus(before, text=text, sheet=sheet, mask=mask) if before else None
        self.untimed = 0

    def __iter__(self) -> Iterator[tuple[bool, Utterance]]:
        if self.early:
            yield from ((False, utterance) for utterance in self.early)
        for utterance in self.late:
            if self.since is None:
                yield True, utterance
            elif utterance.time is None:
                self.untimed += 1
            else:
                yield utterance.time.date() >= self.since, utterance

    @property
    def corpora(self) -> list[Corpus]:
        return [self.early, self.late] if self.early else [self.late]


def _drawn(found: list[Emerging], before: Heard, after: Heard) -> str:
    from vocnlp.cli.summary import console

    lines = io.StringIO()
    out = console(lines)
    if found:
        out.print(_table(found))
    out.print(f"之前 {before.utterances:,} 条，之后 {after.utterances:,} 条：新冒出来的说法 {len(found)} 个")
    return lines.getvalue()


def _table(found: list[Emerging]) -> Table:
    from rich.box import SIMPLE_HEAD
    from rich.table import Table
    from rich.text import Text

    title = "没有体验点接住、正在变多的说法"
    table = Table(title=title, title_justify="left", title_style="bold", box=SIMPLE_HEAD, pad_edge=False)
    for name in ("说法", "之前", "之后", "G²", "q", "例子"):
        words = name in ("说法", "例子")
        table.add_column(name, justify="left" if words else "right", overflow="fold", no_wrap=not words)
    for one in found:
        counts = f"{one.before} ({one.before_rate:.1%})", f"{one.after} ({one.after_rate:.1%})"
        quote = " ".join(one.quotes[0].split())[:_QUOTE] if one.quotes else ""
        term = "、".join((one.term, *one.parts))
        table.add_row(*map(Text, (term, *counts, f"{one.score:.1f}", f"{one.q:.1g}", quote)))
    return table
