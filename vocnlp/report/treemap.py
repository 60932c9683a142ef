"""Turn a tree of points into a zoomable treemap: one HTML file without script, font or network.

Every inner point is a section with its children as boxes; a box is a link to its own section, so that the
browser's back button zooms out and a view can be linked to.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from pathlib import Path
from typing import NamedTuple

from vocnlp.taxonomy.model import Point, Taxonomy

__all__ = ["Box", "squarify", "treemap"]

_WIDTH, _HEIGHT = 16.0, 9.0
_HUES = (212, 152, 32, 276, 350, 92, 184, 48, 246, 316, 8, 124, 66, 200, 296)
_SMALL, _TINY = 5.0, 2.2


class Box(NamedTuple):
    """A rectangle in percent of its frame."""

    left: float
    top: float
    width: float
    height: float


def squarify(sizes: Sequence[float], width: float, height: float) -> list[Box]:
    """Fill a frame with boxes whose areas are proportional to sizes and whose sides are as even as can be.

    The algorithm is that of Bruls, Huizing and van Wijk, "Squarified Treemaps" (2000). Sizes are positive; boxes
    come in the order of the sizes.

    >>> [round(box.width * box.height / 100) for box in squarify([3, 1], 2, 1)]
    [75, 25]
    """
    order = sorted(range(len(sizes)), key=lambda index: -sizes[index])
    scale = width * height / (sum(sizes) or 1.0)
    areas = [sizes[index] * scale for index in order]
    boxes: list[Box] = [Box(0, 0, 0, 0)] * len(sizes)
    left, top, wide, high, first = 0.0, 0.0, width, height, 0
    while first < len(areas):
        side = min(wide, high)
        last = first + 1
        while last < len(areas) and _worst(areas[first : last + 1], side) <= _worst(areas[first:last], side):
            last += 1
        thick = sum(areas[first:last]) / side if side else 0.0
        along = 0.0
        for index in range(first, last):
            length = areas[index] / thick if thick else 0.0
            x, y = (left, top + along) if wide >= high else (left + along, top)
            w, h = (thick, length) if wide >= high else (length, thick)
            boxes[order[index]] = Box(100 * x / width, 100 * y / height, 100 * w / width, 100 * h / height)
            along += length
        if wide >= high:
            left, wide = left + thick, wide - thick
        else:
            top, high = top + thick, high - thick
        first = last
    return boxes


def _worst(row: Sequence[float], side: float) -> float:
    """Return the most uneven ratio of sides in a row of areas laid along ``side``."""
    total = sum(row)
    return max(side * side * max(row) / (total * total), total * total / (side * side * min(row)))


def treemap(
    title: str, taxonomy: Taxonomy, shares: Mapping[str, float], departments: Mapping[str, str] | None = None
) -> str:
    """Return the page.

    Args:
        title: the pack's name.
        taxonomy: the tree.
        shares: the part of every point in the whole.
        departments: names of the departments by id.
    """
    return _Page(title, taxonomy, shares, departments or {}).render()


def _colour(number: int) -> str:
    """Return the colour of an owner as CSS; from the second round of hues on it is paler and darker."""
    turns, place = divmod(number, len(_HUES))
    return f"--h:{_HUES[place]}" + (f";--s:{max(48 - 26 * turns, 10)}%;--d:{5 * turns}%" if turns else "")


class _Page:
    def __init__(
        self, title: str, taxonomy: Taxonomy, shares: Mapping[str, float], departments: Mapping[str, str]
    ) -> None:
        self.title, self.taxonomy, self.shares, self.departments = title, taxonomy, shares, departments
        owners = dict.fromkeys(point.department for point in taxonomy.points.values() if point.department)
        self.owners = {owner: number for number, owner in enumerate(owners)}

    def render(self) -> str:
        inner = [point for point in self.taxonomy.points.values() if point.children]
        sections = [self.section(None), *map(self.section, inner)]
        style = (Path(__file__).parent / "treemap.css").read_text(encoding="utf-8")
        style += "".join(
            f"body:has(.legend .o{number}:hover) .leaf:not(.o{number}){{opacity:.18}}"
            for number in self.owners.values()
        )
        legend = "".join(
            f'<li class="o{number}"><i style="{_colour(number)}"></i>{escape(self.departments.get(owner, owner))}</li>'
            for owner, number in self.owners.items()
        )
        count = len(self.taxonomy.points)
        return (
            f'<!doctype html><html lang="zh"><head><meta charset="utf-8"><title>{escape(self.title)}体验点树</title>'
            f'<meta name="viewport" content="width=device-width"><style>{style}</style></head><body>'
            f"<header><h1>{escape(self.title)}体验点树</h1><p>{count} 个体验点；面积是在整体中的重要程度，"
            f'颜色是责任部门（指着下面的部门，只看它的点），<i class="mot">★</i> 是关键时刻。'
            f"点开方块放大，浏览器后退缩小。</p></header><main>{''.join(sections)}</main>"
            f'<ul class="legend">{legend}</ul></body></html>\n'
        )

    def section(self, point: Point | None) -> str:
        """Return the view of one inner point, or of the whole tree."""
        name = point.id if point else "all"
        boxes = "".join(self.boxes(point.id if point else "", _WIDTH, _HEIGHT, deeper=True))
        return f'<section id="{escape(name)}"><nav>{self.trail(point)}</nav><div class="map">{boxes}</div></section>'

    def trail(self, point: Point | None) -> str:
        if point is None:
            return f"<b>{escape(self.title)}</b> 100%"
        above = [*reversed(list(self.taxonomy.ancestors(point.id)))]
        links = [f'<a href="#all">{escape(self.title)}</a>']
        links += [f'<a href="#{escape(one.id)}">{escape(one.name)}</a>' for one in above]
        here = f"<b>{escape(point.name)}</b> {self.shares[point.id]:.1%}"
        told = f" <span>{escape(point.definition)}</span>" if point.definition else ""
        return " › ".join([*links, here]) + told

    def boxes(self, parent: str, width: float, height: float, *, deeper: bool) -> list[str]:
        children = [point for point in self.taxonomy.children(parent) if self.shares[point.id] > 0]
        places = squarify([self.shares[point.id] for point in children], width, height)
        found = []
        for point, box in zip(children, places, strict=True):
            across, down = width * box.width / 100, height * box.height / 100
            found.append(self.box(point, box, across, down, deeper=deeper))
        return found

    def box(self, point: Point, box: Box, across: float, down: float, *, deeper: bool) -> str:
        size = (across * down) ** 0.5 / (_WIDTH * _HEIGHT) ** 0.5 * 100
        star = ' <i class="mot">★</i>' if point.mot else ""
        label = f"<b>{escape(point.name)}{star}</b> <small>{self.shares[point.id]:.1%}</small>"
        inside = ""
        if deeper and point.children and size > 2 * _SMALL:
            inside = f'<div class="inner">{"".join(self.boxes(point.id, across, down * 0.9, deeper=False))}</div>'
        kind = "tiny" if size < _TINY else "small" if size < _SMALL else ""
        tag, link = ("a", f' href="#{escape(point.id)}"') if point.children else ("span", "")
        # A link inside a link is not HTML, so a box with boxes inside carries its link on its label.
        outer, head = ("div", f'<a class="head"{link}>{label}</a>') if inside else (tag, label)
        number = self.owners.get(point.department)
        colour = "--s:0%" if number is None else _colour(number)
        owned = "" if inside else " leaf" if number is None else f" leaf o{number}"
        return (
            f'<{outer} class="box {kind}{owned}"{"" if inside else link} title="{escape(self.words(point))}" '
            f'style="{colour};'
            f"left:{box.left:.3f}%;top:{box.top:.3f}%;width:{box.width:.3f}%;height:{box.height:.3f}%"
            f'">{head}{inside}</{outer}>'
        )

    def words(self, point: Point) -> str:
        owner = self.departments.get(point.department, point.department) or "无责任部门"
        parts = [f"{point.path}（{point.id}）", f"{self.shares[point.id]:.2%}，同级中 {point.share:.0%}", owner]
        return "\n".join([*parts, *([point.definition] if point.definition else [])])
