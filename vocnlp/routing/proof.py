"""Turn a decision table into proofs: rows that can never act, rows that contradict each other, and gaps.

Rows are hyper-rectangles over finite classes of values (``atoms``). Overlaps are intersections of two boxes; a
row is dead, and the table has a gap, when subtracting boxes leaves nothing, or something. This is exact, not
sampled. The questions and the geometric view follow Calvanese, Dumas, Laurson, Maggi, Montali, Teinemaa,
"Semantics and Analysis of DMN Decision Tables", arXiv:1603.07466.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from vocnlp.routing.atoms import Box, Grid

__all__ = ["Budget", "Overlap", "dead_rows", "gaps", "overlaps", "uncovered"]


class Budget:
    """How many subtractions a proof may cost; ``spent`` out means undecided, and is reported as such."""

    def __init__(self, steps: int = 200_000) -> None:
        self.left = steps

    @property
    def spent(self) -> bool:
        """Tell whether nothing is left."""
        return self.left <= 0


class Overlap(NamedTuple):
    """Two rows (by index) and a box that both match."""

    first: int
    second: int
    box: Box


def meet(one: Box, other: Box) -> Box | None:
    """Return the intersection of two boxes, None when it is empty."""
    common = []
    for a, b in zip(one, other, strict=True):
        both = a & b
        if not both:
            return None
        common.append(both)
    return tuple(common)


def uncovered(
    box: Box, covers: Sequence[Box], budget: Budget, limit: int = 1, *, used: set[Box] | None = None
) -> list[Box]:
    """Return up to ``limit`` disjoint parts of a box that no cover touches; none means that it is covered.

    Subtracts the covers one after another, depth first: what one cover leaves of a box is split into at most as
    many disjoint boxes as there are dimensions, and each is only compared with the covers that still touch it.
    ``used`` collects the covers that were needed.
    """
    found: list[Box] = []
    stack: list[tuple[Box, Sequence[Box]]] = [(box, covers)]
    while stack and len(found) < limit and not budget.spent:
        rest, candidates = stack.pop()
        budget.left -= 1
        touching = [cover for cover in candidates if all(a & b for a, b in zip(rest, cover, strict=True))]
        if not touching:
            found.append(rest)
            continue
        cover = min(touching, key=lambda cover: sum(bool(a & ~b) for a, b in zip(rest, cover, strict=True)))
        if used is not None:
            used.add(cover)
        others = [other for other in touching if other is not cover]
        stack.extend((piece, others) for piece in reversed(_minus(rest, cover)))
    return found


def _minus(box: Box, cover: Box) -> list[Box]:
    """Return what a cover leaves of a box, as disjoint boxes."""
    pieces: list[Box] = []
    rest = list(box)
    for place, (have, taken) in enumerate(zip(box, cover, strict=True)):
        left = have & ~taken
        if left:
            pieces.append((*rest[:place], left, *rest[place + 1 :]))
            rest[place] = have & taken
    return pieces


def dead_rows(grid: Grid, *, budget: Budget | None = None) -> dict[int, list[int]]:
    """Return the rows that can never match first, each with earlier rows that together take all its cases.

    A row without any box contradicts itself and is returned with an empty list. Dead rows need not be looked at
    again as covers: what they cover, the rows before them cover too.
    """
    dead: dict[int, list[int]] = {}
    alive: list[tuple[int, Box]] = []
    for index, boxes in enumerate(grid.rows):
        rivals = _rivals(boxes, alive, budget or Budget()) if boxes else []
        if rivals is not None:
            dead[index] = rivals
        else:
            alive.extend((index, box) for box in boxes)
    return dead


def _rivals(boxes: Sequence[Box], alive: Sequence[tuple[int, Box]], budget: Budget) -> list[int] | None:
    """Return rows that together cover the boxes, None when they do not (or the budget ran out first)."""
    names: dict[int, None] = {}
    for box in boxes:
        inside = [(index, both) for index, cover in alive if (both := meet(box, cover)) is not None]
        whole = next((index for index, both in inside if both == box), None)
        if whole is not None:
            names[whole] = None
            continue
        used: set[Box] = set()
        if uncovered(box, list(dict.fromkeys(both for _, both in inside)), budget, used=used) or budget.spent:
            return None
        for both in used:
            names[next(index for index, other in inside if other == both)] = None
    return sorted(names)


def overlaps(grid: Grid) -> list[Overlap]:
    """Return every pair of rows that some opinion matches both of, with the common box."""
    found: list[Overlap] = []
    for second, boxes in enumerate(grid.rows):
        for first in range(second):
            common = next((both for one in grid.rows[first] for own in boxes if (both := meet(one, own))), None)
            if common is not None:
                found.append(Overlap(first, second, common))
    return found


def gaps(grid: Grid, *, limit: int = 20, budget: Budget | None = None) -> list[Box]:
    """Return parts of the space where an opinion needs an answer, no row matches and the point has no owner."""
    covers = [box for boxes in grid.rows for box in boxes]
    points = grid.dimensions[0]
    orphans = sum(1 << place for place, atom in enumerate(points.atoms) if not atom["owner"])
    found: list[Box] = []
    allowed = budget or Budget()
    for needed in grid.needed:
        if orphans & needed[0] and len(found) < limit:
            found += uncovered((orphans & needed[0], *needed[1:]), covers, allowed, limit - len(found))
    return found
