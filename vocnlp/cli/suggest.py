"""Turn what customers say and no point catches into a patch of the pack: ``vocnlp suggest``."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from vocnlp.analytics.apply import apply_patch
from vocnlp.analytics.corpus import Corpus
from vocnlp.analytics.near import NearMiss
from vocnlp.analytics.patch import read_patch, write_patch
from vocnlp.analytics.suggest import Suggestion, suggestions_from
from vocnlp.analytics.terms import harvest
from vocnlp.batch.atomic import check_targets
from vocnlp.cli.options import MaskOption, SheetOption, TextOption, say_read
from vocnlp.cli.progress import watched
from vocnlp.cli.written import write_text
from vocnlp.errors import InputError
from vocnlp.pack import load_pack
from vocnlp.pipeline import load
from vocnlp.taxonomy.model import Taxonomy

if TYPE_CHECKING:
    from rich.table import Table

__all__ = ["command"]

_QUOTE = 40
_NUMBERS = ("", "小句", "正", "负", "提到", "有倾向", "别处")


def command(
    pack: Annotated[str, typer.Argument(metavar="PACK", help="A pack's name, its folder, or its pack.yaml.")],
    corpus: Annotated[str, typer.Option(metavar="FILE", help="The comments to learn from.")] = "",
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="PATCH.yaml", help="Write a patch to review.")
    ] = None,
    apply: Annotated[
        Path | None, typer.Option(metavar="PATCH.yaml", help="Write a reviewed patch into the pack's taxonomy files.")
    ] = None,
    text: TextOption = None,
    sheet: SheetOption = "",
    top: Annotated[int, typer.Option(min=1, help="How many suggestions.")] = 20,
    at_least: Annotated[int, typer.Option(min=1, help="Leave out words in fewer clauses.")] = 3,
    words: Annotated[
        str, typer.Option(metavar="NAME", help="What cuts and tags words: auto, jieba, rjieba, hanlp:/model/folder.")
    ] = "auto",
    mask: MaskOption = False,
) -> None:
    """Find what customers say and no point of a pack catches.

    First words in clauses that judge or describe, without a point to take it: grouped, ranked by log-likelihood, with
    quotes and the likeliest point. Then near misses: longer words that hold a point's word and hardly ever judge it.
    Review the patch, then write it into the pack with --apply; comments and layout stay.
    """
    if bool(corpus) == bool(apply):
        raise InputError("要么给 --corpus 找建议，要么给 --apply 写入看过的补丁")
    if apply:
        _apply(pack, apply)
        return
    check_targets([output], corpus)
    pipeline = load(pack)
    source = Corpus(corpus, text=text, sheet=sheet, mask=mask, distinct=True)
    read = harvest(pipeline, watched(source, "阅读"), words=words)
    say_read(source.how, source.notes)
    loaded = pipeline.pack
    found = suggestions_from(read, loaded.taxonomy, overall=loaded.manifest.overall, at_least=at_least, most=top)
    near = read.near.found(loaded.taxonomy, at_least=at_least, most=top)
    if output:
        write_text(write_patch(loaded.name, found, near, path=pack), output)
    else:
        _show(found, near, loaded.taxonomy)


def _apply(pack: str, patch: Path) -> None:
    loaded = load_pack(pack)
    added = apply_patch(loaded, read_patch(patch))
    for point, terms in added.items():
        typer.echo(f"{point}：{'、'.join(terms)}")
    count = sum(map(len, added.values()))
    files = "、".join(Path(name).name for name in loaded.taxonomy.files)
    typer.echo(f"写入 {loaded.folder}（{files}）：{count} 处。接着：vocnlp check {pack} && vocnlp test {pack}")


def _show(found: list[Suggestion], near: list[NearMiss], taxonomy: Taxonomy) -> None:
    from rich.text import Text

    from vocnlp.cli.summary import console

    out = console()
    if not found:
        out.print("没有新词：有倾向的小句都有体验点接住，或语料太少")
    else:
        out.print(Text("没有体验点接住的词（按对数似然 G² 排序）", style="bold"))
        out.print(
            _table(
                ["", "词", "小句", "正", "负", "最像的体验点", "例子"],
                map(_word, enumerate(found, 1), [taxonomy] * len(found)),
            )
        )
    if near:
        out.print(Text("近似反例：含有体验点的词，说的多半是别的事", style="bold"))
        out.print(
            _table(
                ["", "说法", "体验点", "提到", "有倾向", "别处", "例子"],
                map(_miss, enumerate(near, 1), [taxonomy] * len(near)),
            )
        )


def _word(ranked: tuple[int, Suggestion], taxonomy: Taxonomy) -> list[str]:
    rank, one = ranked
    home = taxonomy.points[one.point].path if one.point else ""
    numbers = [str(one.count), str(one.positive or ""), str(one.negative or "")]
    return [str(rank), "、".join(one.terms), *numbers, home, _quote(one.quotes)]


def _miss(ranked: tuple[int, NearMiss], taxonomy: Taxonomy) -> list[str]:
    rank, one = ranked
    numbers = [str(one.count), str(one.judged or ""), f"{one.elsewhere:.0%}"]
    return [str(rank), one.phrase, taxonomy.points[one.point].path, *numbers, _quote(one.quotes)]


def _quote(quotes: tuple[str, ...]) -> str:
    return " ".join(quotes[0].split())[:_QUOTE] if quotes else ""


def _table(names: list[str], rows: Iterable[list[str]]) -> Table:
    from rich.box import SIMPLE_HEAD
    from rich.table import Table
    from rich.text import Text

    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    for name in names:
        table.add_column(name, justify="right" if name in _NUMBERS else "left", overflow="fold")
    for row in rows:
        table.add_row(*map(Text, row))
    return table
