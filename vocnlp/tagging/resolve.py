"""Decide which mention keeps its evidence when several claim the same characters: points are independent.

Order: more matched characters (gaps not counted), then the deeper point, then ``priority``, then an overlay
before its base, then file order.
Mentions of one point that overlap become one; a term inside another point's expression is dropped.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise
from typing import NamedTuple

from vocnlp.tagging.verify import Range
from vocnlp.taxonomy.model import Entry, Kind, Point

__all__ = ["Mention", "resolve"]


class Mention(NamedTuple):
    """A place that speaks of a point: a range of the normalized text, its clause, and the entry that hit.

    ``pieces`` are the literal parts inside, gaps excluded.
    """

    point: Point
    start: int
    end: int
    clause: int
    kind: Kind
    entry: Entry
    pieces: tuple[Range, ...]

    @property
    def matched(self) -> int:
        """Return the number of matched characters."""
        return sum([end - start for start, end in self.pieces])


def resolve(mentions: list[Mention]) -> list[Mention]:
    """Return the mentions that stand, sorted by position."""
    if len(mentions) < 2:
        return mentions
    mentions.sort(key=_place)
    settled: list[Mention] = []
    cluster = [mentions[0]]
    edge = mentions[0].end
    for mention in mentions[1:]:
        if mention.start < edge:
            cluster.append(mention)
            edge = max(edge, mention.end)
            continue
        settled += _settle(cluster)
        cluster, edge = [mention], mention.end
    return settled + _settle(cluster)


def _settle(cluster: list[Mention]) -> list[Mention]:
    """Settle mentions whose ranges hang together."""
    return cluster if len(cluster) == 1 else _Field().settle(sorted(cluster, key=_rank))


def _place(mention: Mention) -> tuple[int, int, int]:
    return mention.start, mention.end, mention.point.order


def _rank(mention: Mention) -> tuple[int, int, int, int, int, bool, int, int]:
    point = mention.point
    return (
        -mention.matched,
        -point.depth,
        -mention.entry.priority,
        -mention.entry.layer,
        point.order,
        mention.kind == "term",
        mention.start,
        mention.end,
    )


class _Field:
    """The characters of a text and who owns them; ``gaps`` are owned by expressions against terms only."""

    def __init__(self) -> None:
        self.kept: list[Mention] = []
        self.owner: dict[int, int] = {}
        self.gaps: dict[int, set[int]] = {}

    def settle(self, ranked: Iterable[Mention]) -> list[Mention]:
        owner = self.owner
        for mention in ranked:
            owners = {owner[place] for start, end in mention.pieces for place in range(start, end) if place in owner}
            if not owners:
                if mention.kind != "term" or not self._swallowed(mention):
                    self._keep(mention, len(self.kept))
            elif len(owners) == 1:
                self._meet(mention, owners.pop())
        return sorted(self.kept, key=_place)

    def _keep(self, mention: Mention, index: int) -> None:
        if index == len(self.kept):
            self.kept.append(mention)
        else:
            self.kept[index] = mention
        for start, end in mention.pieces:
            self.owner.update(dict.fromkeys(range(start, end), index))
        if mention.kind != "term" or len(mention.pieces) > 1:
            for (_, end), (start, _) in pairwise(mention.pieces):
                for place in range(end, start):
                    self.gaps.setdefault(place, set()).add(index)

    def _swallowed(self, mention: Mention) -> bool:
        """Tell whether a term lies inside a gap of one expression that was kept before it."""
        inside: set[int] | None = None
        for place in range(mention.start, mention.end):
            owners = self.gaps.get(place)
            if not owners:
                return False
            inside = set(owners) if inside is None else inside & owners
            if not inside:
                return False
        return bool(inside)

    def _meet(self, mention: Mention, index: int) -> None:
        """Unite an overlapping mention of the same point with the one that was kept before it."""
        kept = self.kept[index]
        if kept.point.id != mention.point.id or kept.clause != mention.clause:
            return
        if mention.kind not in (kept.kind, "term") and kept.kind != "term":
            return
        lead = mention if kept.kind == "term" and mention.kind != "term" else kept
        pieces = _union(kept.pieces + mention.pieces)
        if lead is kept and pieces == kept.pieces:
            return
        self._keep(lead._replace(start=pieces[0][0], end=pieces[-1][1], pieces=pieces), index)


def _union(pieces: tuple[Range, ...]) -> tuple[Range, ...]:
    united: list[Range] = []
    for start, end in sorted(pieces):
        if united and start <= united[-1][1]:
            united[-1] = (united[-1][0], max(united[-1][1], end))
        else:
            united.append((start, end))
    return tuple(united)
