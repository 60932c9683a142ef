"""Turn a pack and a corpus into an account of the pack: ``vocnlp audit``."""

from __future__ import annotations

import io
import json
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from vocnlp.analytics.audit import Audit, EntryUse, audit
from vocnlp.analytics.corpus import Corpus
from vocnlp.batch.atomic import check_targets
from vocnlp.cli.options import MaskOption, OutputOption, SheetOption, TextOption, say_read
from vocnlp.cli.progress import watched
from vocnlp.cli.written import write_text
from vocnlp.pipeline import load
from vocnlp.report.audit_page import ADVICE, audit_html
from vocnlp.taxonomy.model import Taxonomy

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

__all__ = ["command"]


class Shape(StrEnum):
    """What the account is written as."""

    text = "text"
    html = "html"
    json = "json"


def command(
    pack: Annotated[str, typer.Argument(metavar="PACK", help="A pack's name, its folder, or its pack.yaml.")],
    corpus: Annotated[str, typer.Option(metavar="FILE", help="The comments to account for.")],
    text: TextOption = None,
    sheet: SheetOption = "",
    top: Annotated[int, typer.Option(min=1, help="Lines of each list.")] = 15,
    shape: Annotated[
        Shape, typer.Option("--format", "-f", help="html is one page to look at, json holds everything.")
    ] = Shape.text,
    output: OutputOption = None,
    mask: MaskOption = False,
) -> None:
    """Account for a pack on a corpus: coverage, dead rules, points that overlap.

    Coverage is the share of judging clauses that a point of the tree catches. Points are independent when few
    comments and no words belong to both; of pairs that are not, it says what may help.
    """
    check_targets([output], corpus)
    pipeline = load(pack)
    source = Corpus(corpus, text=text, sheet=sheet, mask=mask)
    found = audit(pipeline, watched(source, "体检"))
    say_read(source.how, source.notes)
    if shape is Shape.json:
        write_text(json.dumps(found.to_dict(), ensure_ascii=False, indent=2) + "\n", output)
    elif shape is Shape.html:
        write_text(audit_html(f"{pipeline.pack.title} {pipeline.pack.label}", found, pipeline.pack.taxonomy), output)
    else:
        _text(found, pipeline.pack.taxonomy, top, output)
    if source.rejects:
        typer.echo(f"无法读取的行：{source.rejects}", err=True)


def _text(found: Audit, taxonomy: Taxonomy, top: int, output: Path | None) -> None:
    from vocnlp.cli.summary import console

    if output is None:
        _show(found, taxonomy, top, console())
        return
    lines = io.StringIO()
    _show(found, taxonomy, top, console(lines))
    write_text(lines.getvalue(), output)


def _show(found: Audit, taxonomy: Taxonomy, top: int, out: Console) -> None:
    covered = found.coverage
    out.print(
        f"原声 {covered.utterances:,} 条，没有观点 {covered.silent:,}；"
        f"有倾向的小句 {covered.caught + covered.fallen:,}，落在体验点上 {covered.share:.1%}，"
        f"没有体验点（归总体）{covered.fallen:,}"
    )
    silent = [point for point, count in found.points.items() if not count and not taxonomy.points[point].children]
    dead, beaten = found.dead, found.always_beaten
    out.print(
        f"词条 {len(found.entries):,}：命中过 {len(found.entries) - len(dead):,}，没有命中 {len(dead):,}，"
        f"每次都输给别的点 {len(beaten):,}；没有命中的末级体验点 {len(silent)}"
    )
    if silent:
        names = "、".join(taxonomy.points[point].path for point in silent[:top])
        out.print(f"没有命中的末级体验点：{names}{' ……' if len(silent) > top else ''}")
    if found.pairs:
        out.print(_pairs(found, taxonomy, top))
    if beaten:
        out.print(_entries("每次都输给别的点的词条", sorted(beaten, key=lambda one: -one.hits)[:top]))
    used = sorted(found.entries, key=lambda one: -one.hits)[:top]
    out.print(_entries("命中最多的词条", [one for one in used if one.hits]))


def _pairs(found: Audit, taxonomy: Taxonomy, top: int) -> Table:
    names = ["体验点", "体验点", "同条", "phi", "Jaccard", "同字", "共同的字", "建议"]
    rows = []
    for pair in found.pairs[:top]:
        paths = [taxonomy.points[point].path for point in (pair.one, pair.other)]
        numbers = [str(pair.together), f"{pair.phi:.2f}", f"{pair.jaccard:.2f}", str(pair.overlapping or "")]
        rows.append([*paths, *numbers, "、".join(pair.words), ADVICE[pair.advice]])
    return _table("不独立的体验点", names, rows, (2, 3, 4, 5))


def _entries(title: str, entries: list[EntryUse]) -> Table:
    rows = [
        [
            *(one.source, one.point, str(one.hits), str(one.overlaps or ""), str(one.beaten or "")),
            "/".join(Path(one.origin).parts[-2:]),
        ]
        for one in entries
    ]
    return _table(title, ["词条", "体验点", "命中", "重叠", "落空", "出处"], rows, (2, 3, 4))


def _table(title: str, names: list[str], rows: list[list[str]], right: tuple[int, ...]) -> Table:
    from rich.box import SIMPLE_HEAD
    from rich.table import Table
    from rich.text import Text

    table = Table(title=title, title_justify="left", title_style="bold", box=SIMPLE_HEAD, pad_edge=False)
    for place, name in enumerate(names):
        table.add_column(name, justify="right" if place in right else "left", overflow="fold")
    for row in rows:
        table.add_row(*map(Text, row))
    return table
