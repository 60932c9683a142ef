"""Turn a pack and a corpus into an account of the pack: ``vocnlp audit``."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from vocnlp.analytics.audit import Audit, EntryUse, audit
from vocnlp.analytics.corpus import Corpus
from vocnlp.cli.written import write_text
from vocnlp.pipeline import load
from vocnlp.taxonomy.model import Taxonomy

if TYPE_CHECKING:
    from rich.table import Table

__all__ = ["command"]

_ADVICE = {"merge": "合并", "exclude": "用 unless 分开", "parent": "上移到共同的上级", "": ""}


def command(
    pack: Annotated[str, typer.Argument(metavar="PACK", help="A pack's name, its folder, or its pack.yaml.")],
    corpus: Annotated[str, typer.Option(metavar="FILE", help="The comments to account for.")],
    text: Annotated[str | None, typer.Option(help="The column of the comments; found out when absent.")] = None,
    top: Annotated[int, typer.Option(min=1, help="Lines of each list.")] = 15,
    as_json: Annotated[bool, typer.Option("--json", help="Print everything as JSON.")] = False,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="OUT.json", help="Write everything as JSON to a file.")
    ] = None,
) -> None:
    """Account for a pack on a corpus: coverage, dead rules, points that overlap.

    Coverage is the share of judging clauses that a point of the tree catches. Points are independent when few
    comments and no words belong to both; of pairs that are not, it says what may help.
    """
    pipeline = load(pack)
    source = Corpus(corpus, text=text)
    found = audit(pipeline, source)
    if as_json or output:
        write_text(json.dumps(found.to_dict(), ensure_ascii=False, indent=2) + "\n", output)
    if not as_json:
        _show(found, pipeline.pack.taxonomy, top)
        if source.rejects:
            typer.echo(f"无法读取的行：{source.rejects}", err=True)


def _show(found: Audit, taxonomy: Taxonomy, top: int) -> None:
    from vocnlp.cli.summary import console

    covered = found.coverage
    out = console()
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
        out.print(f"没有命中的末级体验点：{'、'.join(silent[:top])}{' ……' if len(silent) > top else ''}")
    if found.pairs:
        out.print(_pairs(found, taxonomy, top))
    if beaten:
        out.print(_entries("每次都输给别的点的词条", sorted(beaten, key=lambda one: -one.hits)[:top]))
    used = sorted(found.entries, key=lambda one: -one.hits)[:top]
    out.print(_entries("命中最多的词条", [one for one in used if one.hits]))


def _pairs(found: Audit, taxonomy: Taxonomy, top: int) -> Table:
    table = _table(
        "不独立的体验点", ["体验点", "体验点", "同条", "phi", "Jaccard", "同字", "共同的字", "建议"], (2, 3, 4, 5)
    )
    for pair in found.pairs[:top]:
        names = [taxonomy.points[point].path for point in (pair.one, pair.other)]
        numbers = [str(pair.together), f"{pair.phi:.2f}", f"{pair.jaccard:.2f}", str(pair.overlapping or "")]
        table.add_row(*names, *numbers, "、".join(pair.words), _ADVICE[pair.advice])
    return table


def _entries(title: str, entries: list[EntryUse]) -> Table:
    table = _table(title, ["词条", "体验点", "命中", "落空", "出处"], (2, 3))
    for one in entries:
        table.add_row(
            one.source, one.point, str(one.hits), str(one.beaten or ""), "/".join(Path(one.origin).parts[-2:])
        )
    return table


def _table(title: str, names: list[str], right: tuple[int, ...]) -> Table:
    from rich.box import SIMPLE_HEAD
    from rich.table import Table

    table = Table(title=title, title_justify="left", title_style="bold", box=SIMPLE_HEAD, pad_edge=False)
    for place, name in enumerate(names):
        table.add_column(name, justify="right" if place in right else "left", overflow="fold")
    return table
