"""Verify chains around the hits of one text: gaps, slots, clause limits, without backtracking.

Each piece joins the nearest piece before it that is close enough, so a chain needs one walk over its hits.
In one clause at most ``MOST_HITS`` occurrences of a literal are looked at, which bounds any rule on any text.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Collection, Sequence
from itertools import accumulate
from typing import Any, NamedTuple, TypeAlias

from vocnlp.segment.clauses import Segments
from vocnlp.tagging.automaton import Hit
from vocnlp.taxonomy.expression import Slot
from vocnlp.taxonomy.slots import Quantity, slot_reader

__all__ = ["MOST_HITS", "NO_SHADOW", "SLACK", "Compiled", "Match", "Range", "Scene", "Shadow", "can"]

MOST_HITS = 32
SLACK = 12
"""At most this many characters of fillers and spaces are overlooked in one gap."""

Range: TypeAlias = tuple[int, int]
Match: TypeAlias = tuple[Range, ...]
"""The ranges of the pieces in order."""


class Compiled(NamedTuple):
    """A chain whose literals are ids of the vocabulary."""

    pieces: tuple[frozenset[int] | Slot, ...]
    gaps: tuple[int | None, ...] = ()


class Shadow:
    """Ranges whose inside does not count; asking about a place takes no walk over them."""

    __slots__ = ("reach", "starts")

    def __init__(self, ranges: Sequence[Range]) -> None:
        ordered = sorted(ranges)
        self.starts = [start for start, _ in ordered]
        self.reach = list(accumulate((end for _, end in ordered), max))

    def __bool__(self) -> bool:
        return bool(self.starts)

    def covers(self, start: int, end: int) -> bool:
        """Tell whether one of the ranges holds a place."""
        index = bisect_right(self.starts, start) - 1
        return index >= 0 and self.reach[index] >= end


NO_SHADOW = Shadow(())


class Scene:
    """One text with its clauses and hits, and what was worked out about them so far."""

    __slots__ = (
        "_capped",
        "_found",
        "_quantities",
        "_starts",
        "by_literal",
        "clauses",
        "fields",
        "fillers",
        "shadows",
        "text",
    )

    def __init__(
        self,
        text: str,
        segments: Segments,
        hits: Sequence[Hit],
        fillers: re.Pattern[str],
        fields: Callable[[str], Any] | None,
    ) -> None:
        self.text = text
        self.clauses = segments.clauses
        self.fillers = fillers
        self.fields = fields
        self._starts = [clause[0] for clause in segments.clauses]
        by_literal: dict[int, list[Range]] = {}
        for literal, start, end in hits:
            found = by_literal.get(literal)
            if found is None:
                by_literal[literal] = [(start, end)]
            else:
                found.append((start, end))
        self.by_literal = by_literal
        self._capped: set[int] = set()
        self._quantities: list[Quantity] | None = None
        self._found: dict[Any, list[Match]] = {}
        self.shadows: dict[int, Shadow] = {}

    def clause(self, position: int) -> int:
        """Return the index of the clause at (or nearest before) a position."""
        return max(bisect_right(self._starts, position) - 1, 0)

    def together(self, left: int, right: int, scope: str) -> bool:
        """Tell whether two clauses (by index) lie in the same clause, sentence or utterance."""
        if left == right or scope == "utterance":
            return True
        return scope == "sentence" and self.clauses[left].sentence == self.clauses[right].sentence

    def quantities(self, slot: Slot) -> list[Range]:
        """Return where quantities stand that fit a slot."""
        if self._quantities is None:
            self._quantities = slot_reader().read(self.text)
        bound = slot.bound
        found = [
            (one.start, one.end)
            for one in self._quantities
            if one.kind == slot.kind and (bound is None or bound.holds(one))
        ]
        return found if len(found) <= MOST_HITS else self._cap(found)

    def places(self, piece: frozenset[int] | Slot) -> list[Range]:
        """Return where a piece stands, sorted by start."""
        if isinstance(piece, Slot):
            return self.quantities(piece)
        by_literal = self.by_literal
        keys: Collection[int] = piece if len(piece) < len(by_literal) else [key for key in by_literal if key in piece]
        found: list[Range] = []
        for key in keys:
            ranges = by_literal.get(key)
            if ranges is None:
                continue
            if len(ranges) > MOST_HITS and key not in self._capped:
                ranges = by_literal[key] = self._cap(ranges)
                self._capped.add(key)
            found += ranges
        if len(found) > 1:
            found.sort()
        return found

    def matches(self, chain: Compiled, scope: str, blocked: Shadow = NO_SHADOW) -> list[Match]:
        """Return the matches of a chain in order of their last piece.

        Args:
            chain: what to find.
            scope: what a gap may cross: ``clause``, ``sentence`` or ``utterance``.
            blocked: where ``unless`` phrases stand.

        ``can`` should have been asked before; this is the slow part.
        """
        places = _outside(self.places(chain.pieces[0]), blocked)
        states: list[Match] = [(place,) for place in places]
        for piece, gap in zip(chain.pieces[1:], chain.gaps, strict=True):
            if not states:
                return []
            states = self._join(states, _outside(self.places(piece), blocked), gap, scope)
        return states

    def cached(self, chains: tuple[Compiled, ...], scope: str) -> list[Match]:
        """Return the matches of several chains, worked out once per text."""
        key = (chains, scope)
        found = self._found.get(key)
        if found is None:
            found = self._found[key] = [
                match for chain in chains if can(chain, self.by_literal) for match in self.matches(chain, scope)
            ]
        return found

    def _join(self, states: list[Match], places: list[Range], gap: int | None, scope: str) -> list[Match]:
        """Put each place behind the nearest state that is close enough."""
        if len(states) > 1:
            states.sort(key=lambda match: (match[-1][1], -match[-1][0]))
        ends = [match[-1][1] for match in states]
        joined: list[Match] = []
        for place in places:
            start = place[0]
            index = bisect_right(ends, start) - 1
            while index >= 0:
                end = ends[index]
                if start - end > (0 if gap is None else gap + SLACK):
                    break
                if gap is None or self.near(end, start, gap):
                    if gap is None or end == start or self._same(end, start, scope):
                        joined.append((*states[index], place))
                    break
                index -= 1
        return joined

    def near(self, end: int, start: int, gap: int) -> bool:
        """Tell whether at most ``gap`` characters stand between, fillers and spaces not counted."""
        return start - end <= gap or self.distance(end, start) <= gap

    def distance(self, end: int, start: int) -> int:
        """Count the characters between two places, fillers and spaces left out."""
        return len(self.fillers.sub("", self.text[end:start]))

    def _same(self, end: int, start: int, scope: str) -> bool:
        return self.together(self.clause(end - 1), self.clause(start), scope)

    def _cap(self, ranges: list[Range]) -> list[Range]:
        """Keep the first ``MOST_HITS`` of each clause."""
        counts: dict[int, int] = {}
        kept = []
        for one in sorted(ranges):
            clause = self.clause(one[0])
            count = counts[clause] = counts.get(clause, 0) + 1
            if count <= MOST_HITS:
                kept.append(one)
        return kept


def can(chain: Compiled, present: Collection[int]) -> bool:
    """Tell quickly whether every literal piece of a chain is among the literals (by id) that stand in a text."""
    for piece in chain.pieces:  # noqa: SIM110 (a generator takes twice as long on this hot path)
        if isinstance(piece, frozenset) and piece.isdisjoint(present):
            return False
    return True


def _outside(places: list[Range], blocked: Shadow) -> list[Range]:
    """Drop the places that lie inside a blocked range."""
    return [place for place in places if not blocked.covers(*place)] if blocked else places
