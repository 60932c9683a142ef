"""Turn comments into a review list of where model and rules disagree: ``vocnlp shadow``."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from vocnlp.analytics.corpus import Corpus
from vocnlp.batch.atomic import check_targets
from vocnlp.cli.options import MaskOption, SheetOption, TextOption, say_read
from vocnlp.cli.written import write_text
from vocnlp.learn.shadow import Disagreement, as_examples, as_label, shadow
from vocnlp.pipeline import load
from vocnlp.types.explain import POLARITIES

__all__ = ["Form", "command"]

_KINDS = {"missed": "规则没看到", "extra": "规则多看了", "polarity": "倾向不同"}


class Form(StrEnum):
    """The form of the list."""

    text = "text"
    csv = "csv"
    jsonl = "jsonl"
    labels = "labels"
    examples = "examples"


def command(
    source: Annotated[str, typer.Argument(metavar="FILE", help="A file of comments; labels are not needed.")],
    pack: Annotated[str, typer.Option("--pack", "-t", metavar="PACK", help="A pack with a learned model.")],
    text: TextOption = None,
    sheet: SheetOption = "",
    form: Annotated[
        Form, typer.Option("--for", help="To read, for a table, for training (labels), for taxonomy.yaml (examples).")
    ] = Form.text,
    sure: Annotated[float, typer.Option(min=0, max=1, help="Only where the model is at least this sure.")] = 0.0,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="Where to write; standard output else.")] = None,
    mask: MaskOption = False,
) -> None:
    """List where the learned model disagrees with the rules.

    Nothing else changes. The surest first: what the rules may miss, what they may see wrongly, what they judge
    differently, with the words that pushed the model and the rules that fired. Read it, then keep what is right as a
    rule, an example or a label.

    Exit code 0: listed; 2: the pack has no model, or the file cannot be read.
    """
    check_targets([output], source)
    pipeline = load(pack)
    comments = Corpus(source, text=text, sheet=sheet, mask=mask)
    found = list(shadow(pipeline, comments))
    say_read(comments.how, comments.notes)
    shown = [item for item in found if _sureness(item) >= sure]
    shown.sort(key=_sureness, reverse=True)
    write_text(_WRITERS[form](shown), output)


def _sureness(item: Disagreement) -> float:
    """Return how sure the model is of its side: that the category is there, or that it is not."""
    return item.probability if item.model else 1.0 - item.probability


def _told(items: Iterable[Disagreement]) -> str:
    lines = []
    for item in items:
        sides = [POLARITIES.get(polarity, "没有看到") for polarity in (item.rule, item.model)]
        notes = [f"依据 {'、'.join(item.pushes)}" if item.pushes else ""]
        notes += [f"反对 {'、'.join(item.against)}" if item.against else ""]
        notes += [f"规则 {'、'.join(item.rules)}" if item.rules else ""]
        lines.append(
            f"{item.id or '-'}  {item.category} {_KINDS[item.kind]}：规则 {sides[0]}，模型 {sides[1]} "
            f"{_sureness(item):.0%}；{'；'.join(filter(None, notes))}\n    {' '.join(item.text.split())}\n"
        )
    return "".join(lines)


def _table(items: Iterable[Disagreement]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(Disagreement._fields)
    writer.writerows(["、".join(value) if isinstance(value, tuple) else value for value in item] for item in items)
    return "\ufeff" + out.getvalue()


def _json(items: Iterable[Disagreement]) -> str:
    return "".join(json.dumps(item._asdict(), ensure_ascii=False) + "\n" for item in items)


def _labels(items: Iterable[Disagreement]) -> str:
    return "".join(json.dumps(as_label(item), ensure_ascii=False) + "\n" for item in items)


def _examples(items: Iterable[Disagreement]) -> str:
    import yaml

    known = {point: {"examples": keys} for point, keys in as_examples(items).items()}
    return str(yaml.safe_dump(known, allow_unicode=True, sort_keys=True, width=200)) if known else ""


_WRITERS = {Form.text: _told, Form.csv: _table, Form.jsonl: _json, Form.labels: _labels, Form.examples: _examples}
