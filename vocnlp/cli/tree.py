"""Turn a pack's points into a readable tree with weights and owners: ``vocnlp tree``."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from enum import StrEnum
from typing import Annotated, NamedTuple

import typer

from vocnlp.cli.options import OutputOption
from vocnlp.cli.written import write_text
from vocnlp.pack import Pack, load_pack
from vocnlp.taxonomy.weights import importance

__all__ = ["command"]


class Style(StrEnum):
    """What the tree is written as."""

    text = "text"
    markdown = "markdown"
    html = "html"


def command(
    pack: Annotated[str, typer.Argument(metavar="PACK", help="A pack's name, its folder, or its pack.yaml.")],
    style: Annotated[
        Style, typer.Option("--format", "-f", help="html is a treemap to zoom into, in one file.")
    ] = Style.text,
    segment: Annotated[str, typer.Option(help="Use the weights of this customer segment.")] = "",
    output: OutputOption = None,
) -> None:
    """Show a pack's tree: names, share of importance, owners, moments of truth."""
    loaded = load_pack(pack)
    if style is Style.html:
        from vocnlp.report.treemap import treemap

        shown = treemap(loaded.title, loaded.taxonomy, importance(loaded.taxonomy, segment), _names(loaded))
    else:
        found = list(rows(loaded, segment))
        lines = [row.markdown() for row in found] if style is Style.markdown else _aligned(found)
        shown = "".join(f"{line}\n" for line in lines)
    write_text(shown, output)


class Row(NamedTuple):
    """One line of the tree; ``share`` is the point's part of the whole, in [0, 1]."""

    branch: str
    depth: int
    id: str
    name: str
    share: float
    department: str
    mot: bool

    def label(self) -> str:
        """Return the branches and the name."""
        return f"{self.branch}{self.name}{' ★' if self.mot else ''}"

    def markdown(self) -> str:
        """Return the line as an item of a nested list."""
        owner = f", {self.department}" if self.department else ""
        return f"{'  ' * self.depth}- **{self.name}**{' ★' if self.mot else ''} `{self.id}` {self.share:.1%}{owner}"


def rows(pack: Pack, segment: str = "") -> Iterator[Row]:
    """Walk the tree from the roots, children in file order."""
    taxonomy, shares = pack.taxonomy, importance(pack.taxonomy, segment)
    names = _names(pack)

    def walk(parent: str, lead: str, depth: int) -> Iterator[Row]:
        children = taxonomy.children(parent)
        for number, point in enumerate(children, 1):
            final = number == len(children)
            branch = "" if depth == 0 else lead + ("└─ " if final else "├─ ")
            owner = names.get(point.department, point.department)
            yield Row(branch, depth, point.id, point.name, shares[point.id], owner, point.mot)
            yield from walk(point.id, "" if depth == 0 else lead + ("   " if final else "│  "), depth + 1)

    return walk("", "", 0)


def _aligned(found: Sequence[Row]) -> Iterator[str]:
    """Yield the lines in columns: name, share of the whole, owner, id; a Chinese character is two columns wide."""
    from rich.cells import cell_len

    wide = max((cell_len(row.label()) for row in found), default=0)
    owner = max((cell_len(row.department) for row in found), default=0)
    for row in found:
        name = row.label() + " " * (wide - cell_len(row.label()))
        owned = row.department + " " * (owner - cell_len(row.department))
        yield f"{name}  {row.share:6.1%}  {owned}  {row.id}"


def _names(pack: Pack) -> dict[str, str]:
    return {name: department.name or name for name, department in pack.routing.departments.items()}
