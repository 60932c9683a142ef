"""Turn a file of comments into normal forms, or into an account of what was repaired: ``vocnlp normalize``."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from typing import Annotated

import typer

from vocnlp.batch.readers import Reading, Reject, read
from vocnlp.cli.options import MaskOption, SheetOption, Shown, TextOption, say_read
from vocnlp.normalize.account import Account, account
from vocnlp.normalize.normalizer import Normalizer
from vocnlp.normalize.privacy.masker import Masker
from vocnlp.types.text import NormalizedText

__all__ = ["command"]


def command(
    source: Annotated[str, typer.Argument(metavar="FILE|-", help="A file of comments, or - for standard input.")],
    text: TextOption = None,
    sheet: SheetOption = "",
    report: Annotated[bool, typer.Option("--report", help="Print what was repaired instead of the texts.")] = False,
    shape: Annotated[
        Shown, typer.Option("--format", "-f", help="json: JSON (lines), with the edits of each text.")
    ] = Shown.text,
    without: Annotated[
        list[str] | None, typer.Option(metavar="STEP", help="A step to leave out; may be repeated.")
    ] = None,
    mask: MaskOption = False,
) -> None:
    """Print the normal form of every comment, one a line.

    With --report: how often each step repaired something, in how many comments, and its commonest repairs.

    Exit code 0: every row was read; 1: some rows were rejected; 2: the call or its input is wrong.
    """
    normalizer = Normalizer(without=without or ())
    rejected: list[Reject] = []
    with read(sys.stdin.buffer if source == "-" else source, text=text, sheet=sheet) as reading:
        texts = _normal(reading, normalizer, rejected, Masker() if mask else None)
        if report:
            _show(account(texts), reading.how, as_json=shape is Shown.json)
        else:
            for normal in texts:
                typer.echo(_line(normal) if shape is Shown.json else normal.text.replace("\n", " "))
    if not report:
        say_read(f"{reading.name}：{reading.how}")
    for reject in rejected:
        reason = Masker().mask(reject.reason).text if mask else reject.reason
        typer.echo(f"第 {reject.number} 行：{reason}", err=True)
    if rejected:
        raise typer.Exit(1)


def _normal(
    reading: Reading, normalizer: Normalizer, rejected: list[Reject], masker: Masker | None
) -> Iterator[NormalizedText]:
    for row in reading:
        if isinstance(row, Reject):
            rejected.append(row)
        else:
            yield normalizer.normalize(masker.mask(row.text).text if masker else row.text)


def _line(normal: NormalizedText) -> str:
    edits = [
        {"step": edit.step, "span": list(edit.span), "before": edit.before, "after": edit.after}
        for edit in normal.edits
    ]
    return json.dumps({"text": normal.text, "script": normal.script, "edits": edits}, ensure_ascii=False)


def _show(made: Account, how: str, *, as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps(made.to_dict(), ensure_ascii=False, indent=2))
        return
    from rich.box import SIMPLE_HEAD
    from rich.table import Table
    from rich.text import Text

    from vocnlp.cli.summary import console

    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    for title in ("步骤", "修改", "条数", "例子"):
        table.add_column(title, justify="right" if title in ("修改", "条数") else "left")
    for step in made.steps:
        examples = "  ".join(f"{_shown(old)}→{_shown(new)} ×{count}" for old, new, count in step.examples)
        table.add_row(step.step, str(step.edits), str(step.texts), Text(examples))
    scripts = "，".join(f"{name} {count}" for name, count in made.scripts)
    typer.echo(f"{how}\n{made.texts} 条，其中 {made.repaired} 条需要修整；文字：{scripts}")
    console().print(table)


def _shown(text: str) -> str:
    return "".join(letter if letter.isprintable() else f"\\u{ord(letter):04x}" for letter in text) or "∅"
