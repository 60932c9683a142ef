"""Turn two versions of a pack into what the edit changes: ``vocnlp diff``."""

from __future__ import annotations

import io
import json
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from vocnlp.analytics.comparison import Comparison, compare, parse_share
from vocnlp.analytics.corpus import Corpus
from vocnlp.batch.atomic import check_targets
from vocnlp.cli.options import MaskOption, OutputOption, SheetOption, TextOption, say_read
from vocnlp.cli.progress import watched
from vocnlp.cli.written import write_text
from vocnlp.errors import InputError
from vocnlp.pipeline import load

__all__ = ["command"]


class Shape(StrEnum):
    """What the review is written as."""

    text = "text"
    markdown = "markdown"
    html = "html"
    json = "json"


def command(
    old: Annotated[str, typer.Argument(metavar="OLD", help="The pack before the edit: its name or folder.")],
    new: Annotated[str, typer.Argument(metavar="NEW", help="The pack after the edit.")],
    corpus: Annotated[str, typer.Option(metavar="FILE", help="Comments to try both on.")] = "",
    text: TextOption = None,
    sheet: SheetOption = "",
    shape: Annotated[Shape, typer.Option("--format", "-f", help="markdown is good for a pull request.")] = Shape.text,
    output: OutputOption = None,
    fail_over: Annotated[
        str,
        typer.Option(metavar="SHARE", help="Exit with 1 when more of the corpus changes, or an example breaks: 5%."),
    ] = "",
    samples: Annotated[int, typer.Option(min=0, help="Comments to show for each point and kind of change.")] = 3,
    mask: MaskOption = False,
) -> None:
    """Show what an edit of a pack changes, before it is merged.

    First the edit itself: points, weights, owners, words, rows of the routing table; then the examples that break;
    then, with a corpus, the comments that are understood otherwise, the experience index of every point that it moves,
    and the tickets of every department.

    Exit code 0: within the threshold; 1: over it; 2: a pack cannot be loaded.
    """
    check_targets([output], corpus)
    limit = _share(fail_over)
    before, after = load(old), load(new)
    comments = Corpus(corpus, text=text, sheet=sheet, mask=mask) if corpus else None
    found = compare(before, after, watched(comments, "比较") if comments else None, samples=samples)
    if comments:
        say_read(comments.how, comments.notes)
    if shape is Shape.text:
        _show(found, output)
    else:
        write_text(_render(found, shape), output)
    if limit is not None and found.exceeds(limit):
        raise typer.Exit(1)


def _share(text: str) -> float | None:
    try:
        return parse_share(text) if text else None
    except ValueError:
        raise InputError(f"--fail-over 要写成 0 到 1 的数或百分比，例如 0.05 或 5%，而不是 {text!r}") from None


def _show(found: Comparison, output: Path | None) -> None:
    from vocnlp.cli.summary import console
    from vocnlp.report.review_text import show_review

    if output is None:
        show_review(found, console())
        return
    lines = io.StringIO()
    show_review(found, console(lines))
    write_text(lines.getvalue(), output)


def _render(found: Comparison, shape: Shape) -> str:
    from vocnlp.report.review import review_html, review_markdown

    match shape:
        case Shape.markdown:
            return review_markdown(found)
        case Shape.html:
            return review_html(found)
    return json.dumps(found.to_dict(), ensure_ascii=False, indent=2) + "\n"
