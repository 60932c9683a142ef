"""Turn a file of comments into a list of those worth labelling next: ``vocnlp label-plan``."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from vocnlp.analytics.corpus import Corpus
from vocnlp.batch.atomic import check_targets
from vocnlp.cli.options import MaskOption, PackOption, SheetOption, TextOption, say_read
from vocnlp.cli.written import write_text
from vocnlp.learn.exchange import written
from vocnlp.learn.label_plan import Candidate, plan_labels
from vocnlp.learn.labels import LabelMap, load_labels
from vocnlp.pipeline import Pipeline, load

__all__ = ["Target", "command"]


class Target(StrEnum):
    """The form of the list."""

    table = "table"
    jsonl = "jsonl"
    doccano = "doccano"
    label_studio = "label-studio"


def command(
    source: Annotated[str, typer.Argument(metavar="FILE|-", help="A file of comments, or - for standard input.")],
    pack: PackOption,
    count: Annotated[int, typer.Option("--count", "-n", min=1, help="How many to choose.")] = 100,
    text: TextOption = None,
    sheet: SheetOption = "",
    target: Annotated[Target, typer.Option("--for", help="Write the file of a labelling tool.")] = Target.table,
    labels: Annotated[
        Path | None, typer.Option(metavar="MAP.yaml", help="Name the labels as a label map does; else by point.")
    ] = None,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="Where to write; standard output else.")] = None,
    mask: MaskOption = False,
) -> None:
    """Choose the comments to label next.

    Those that the pack is unsure of, that could move the experience index, and that are unlike each other. For
    doccano and Label Studio the pack's own opinions come along as labels to correct.

    Exit code 0: chosen; 2: the file cannot be read.
    """
    check_targets([output], source, *([labels] if labels else []))
    pipeline = load(pack)
    given = sys.stdin.buffer if source == "-" else source
    comments = Corpus(given, text=text, sheet=sheet, mask=mask, distinct=True)
    chosen = plan_labels(pipeline, comments, count)
    say_read(comments.how, comments.notes)
    if target is Target.table:
        content = "".join(map(_line, chosen))
    else:
        named = load_labels(labels) if labels else None
        rows = [_row(pipeline, item, named) for item in chosen]
        content = written(rows, target.value, model=pipeline.pack.label)
    write_text(content, output)


def _line(item: Candidate) -> str:
    return (
        f"{item.id}\t{item.why}\t把握缺 {item.uncertainty:.2f}\t影响 {item.effect:.2f} 分\t"
        f"新颖 {item.novelty:.2f}\t{' '.join(item.text.split())}\n"
    )


def _row(pipeline: Pipeline, item: Candidate, labels: LabelMap | None) -> dict[str, Any]:
    """Return the utterance with the opinions of the pack as labels to correct."""
    analysis = pipeline.analyze({"text": item.text, "id": item.id})
    aspects = [
        {"category": name, "polarity": o.polarity, "opinion": o.text, "span": list(o.span)}
        for o in analysis.opinions
        for name in (labels.category_of(o.point) if labels else (o.point,))
    ]
    return {"id": item.id, "text": item.text, "aspects": aspects}
