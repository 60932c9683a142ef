"""Split what a speaker said in one breath: long clauses without a stop, as speech recognizers write them.

A border is where a new statement opens: behind a final particle, or before a subject with its verb (我就, 客服说) or a
time that nobody could take for an object. ``breath`` in ``connectives.yaml`` says which.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

from vocnlp.normalize.lazypattern import lazy
from vocnlp.segment.clause import Clause

__all__ = ["Breath"]

_SHORTEST = 4


class Breath:
    """Where a long clause may be split.

    Args:
        longest: characters up to which a clause stays whole.
        behind: expressions behind which a new statement opens.
        before: expressions before which one opens.
        asking: expressions that tell which piece of a question asks.

    >>> from vocnlp.segment.clause import Clause
    >>> breath = Breath(12, ["吧(?!台)"], ["(?<!给)我(?:就|也)"], ["怎么办"])
    >>> text = "刚提的跑了三千公里吧黑屏去了两次店里我就想问一下"
    >>> [text[one.start : one.end] for one in breath.split(text, [Clause(0, len(text), 0)])]
    ['刚提的跑了三千公里吧', '黑屏去了两次店里', '我就想问一下']
    """

    __slots__ = ("_asking", "_border", "longest")

    def __init__(self, longest: int, behind: Iterable[str], before: Iterable[str], asking: Iterable[str]) -> None:
        self.longest = longest
        self._border = lazy(f"(?:{'|'.join(behind)})|(?={'|'.join(before)})")
        self._asking = lazy("|".join(asking))

    def split(self, text: str, clauses: Sequence[Clause]) -> list[Clause]:
        """Return the clauses with the long ones in pieces; link and connective stay with the first piece."""
        found: list[Clause] = []
        for clause in clauses:
            if clause.end - clause.start <= self.longest:
                found.append(clause)
            else:
                found += self._pieces(text, clause)
        return found

    def _pieces(self, text: str, clause: Clause) -> list[Clause]:
        first, end = clause.connective[1] if clause.connective else clause.start, clause.end
        edges = [clause.start]
        for match in self._border.finditer(text, first, end):
            edge = match.end()
            if edge - max(edges[-1], first) >= _SHORTEST and end - edge >= _SHORTEST:
                edges.append(edge)
        edges.append(end)
        ranges = list(pairwise(edges))
        asked = {at for at, (left, right) in enumerate(ranges) if self._asking.search(text, left, right)}
        asked = (asked or {len(ranges) - 1}) if clause.question else set()
        last = len(ranges) - 1
        return [
            clause._replace(
                start=left,
                end=right,
                link="" if at else clause.link,
                connective=None if at else clause.connective,
                question=at in asked or (at == last and "？" in clause.stop),
                stop=clause.stop if at == last else "",
            )
            for at, (left, right) in enumerate(ranges)
        ]
