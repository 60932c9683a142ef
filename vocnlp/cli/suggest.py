"""Turn what customers say and no point catches into a patch of the pack: ``vocnlp suggest``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from vocnlp.analytics.corpus import Corpus
from vocnlp.analytics.patch import apply_patch, read_patch, write_patch
from vocnlp.analytics.suggest import Suggestion, suggest
from vocnlp.cli.written import write_text
from vocnlp.errors import InputError
from vocnlp.pack import load_pack
from vocnlp.pipeline import load

__all__ = ["command"]


def command(
    pack: Annotated[str, typer.Argument(metavar="PACK", help="A pack's name, its folder, or its pack.yaml.")],
    corpus: Annotated[str, typer.Option(metavar="FILE", help="The comments to learn from.")] = "",
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="PATCH.yaml", help="Write a patch to review.")
    ] = None,
    apply: Annotated[
        Path | None, typer.Option(metavar="PATCH.yaml", help="Write a reviewed patch into the pack's taxonomy.yaml.")
    ] = None,
    text: Annotated[str | None, typer.Option(help="The column of the comments; found out when absent.")] = None,
    top: Annotated[int, typer.Option(min=1, help="How many suggestions.")] = 20,
    at_least: Annotated[int, typer.Option(min=1, help="Leave out words in fewer clauses.")] = 3,
    words: Annotated[
        str, typer.Option(metavar="NAME", help="What cuts and tags words: auto, jieba, rjieba, hanlp:/model/folder.")
    ] = "auto",
    mask: Annotated[bool, typer.Option("--mask", help="Mask personal information in the quotes.")] = False,
) -> None:
    """Find what customers say and no point of a pack catches.

    Words in clauses that judge or describe, without a point to take it: grouped, ranked, with quotes and the likeliest
    point. Review the patch, then write it into the pack with --apply; comments and layout stay.
    """
    if bool(corpus) == bool(apply):
        raise InputError("要么给 --corpus 找建议，要么给 --apply 写入看过的补丁")
    if apply:
        _apply(pack, apply)
        return
    pipeline = load(pack, privacy="mask" if mask else "keep")
    found = suggest(pipeline, Corpus(corpus, text=text), at_least=at_least, most=top, words=words)
    if output:
        write_text(write_patch(pipeline.pack.name, found), output)
    else:
        _show(found)


def _apply(pack: str, patch: Path) -> None:
    loaded = load_pack(pack)
    added = apply_patch(loaded, read_patch(patch))
    for point, terms in added.items():
        typer.echo(f"{point}：{'、'.join(terms)}")
    count = sum(map(len, added.values()))
    typer.echo(f"写入 {loaded.folder / 'taxonomy.yaml'}：{count} 个词。接着：vocnlp check 和 vocnlp test")


def _show(found: list[Suggestion]) -> None:
    from rich.box import SIMPLE_HEAD
    from rich.table import Table

    from vocnlp.cli.summary import console

    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    for name in ("", "词", "小句", "正", "负", "最像的体验点", "例子"):
        table.add_column(name, justify="right" if name in ("", "小句", "正", "负") else "left", overflow="fold")
    for rank, one in enumerate(found, 1):
        quote = " ".join(one.quotes[0].split())[:40] if one.quotes else ""
        numbers = str(one.count), str(one.positive or ""), str(one.negative or "")
        table.add_row(str(rank), "、".join(one.terms), *numbers, one.point, quote)
    console().print(table if found else "没有建议：有倾向的小句都有体验点接住，或语料太少")
