"""Turn a file of comments into a list of those worth labelling next: ``vocnlp label-plan``."""

from __future__ import annotations

import json
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from vocnlp.batch.readers import read
from vocnlp.cli.options import PackOption
from vocnlp.learn.exchange import to_doccano, to_label_studio
from vocnlp.learn.label_plan import Candidate, plan_labels
from vocnlp.pipeline import Pipeline, load
from vocnlp.types.utterance import Utterance

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
    text: Annotated[str | None, typer.Option(help="The column of the comments; found out when absent.")] = None,
    target: Annotated[Target, typer.Option("--for", help="Write the file of a labelling tool.")] = Target.table,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="Where to write; standard output else.")] = None,
) -> None:
    """Choose the comments to label next.

    Those that the pack is unsure of, that points of great weight hang on, and that are unlike each other. For
    doccano and Label Studio the pack's own opinions come along as labels to correct.

    Exit code 0: chosen; 2: the file cannot be read.
    """
    pipeline = load(pack)
    with read(source if source != "-" else _standard_input(), text=text) as reading:
        chosen = plan_labels(pipeline, (item for item in reading if isinstance(item, Utterance)), count)
    lines = list(_lines(pipeline, chosen, target))
    content = "\n".join(lines) + "\n" if lines else ""
    if output is None:
        typer.echo(content, nl=False)
    else:
        output.write_text(content, encoding="utf-8", newline="\n")
        typer.echo(f"写出 {output}：{len(chosen)} 条", err=True)


def _standard_input() -> Any:
    import sys

    return sys.stdin.buffer


def _lines(pipeline: Pipeline, chosen: list[Candidate], target: Target) -> Iterator[str]:
    if target is Target.table:
        for item in chosen:
            yield (
                f"{item.id}\t{item.why}\t把握缺 {item.uncertainty:.2f}\t影响 {item.effect:.2f}\t"
                f"新颖 {item.novelty:.2f}\t{item.text}"
            )
        return
    rows = [_row(pipeline, item) for item in chosen]
    if target is Target.label_studio:
        tasks = [to_label_studio(row, model=pipeline.pack.label) for row in rows]
        yield json.dumps(tasks, ensure_ascii=False, indent=1)
        return
    for row in rows:
        yield json.dumps(to_doccano(row) if target is Target.doccano else row, ensure_ascii=False)


def _row(pipeline: Pipeline, item: Candidate) -> dict[str, Any]:
    analysis = pipeline.analyze({"text": item.text, "id": item.id})
    aspects = [
        {"category": o.point, "polarity": o.polarity, "opinion": o.text, "span": list(o.span)}
        for o in analysis.opinions
    ]
    return {"id": item.id, "text": item.text, "aspects": aspects}
