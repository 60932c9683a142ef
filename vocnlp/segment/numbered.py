"""Split lists whose numbers stand bare before their items: 1声音响2沉3颜色丑.

Numbers with a sign behind them (1、 2.) are borders of their own in walk.py. A bare digit counts only as part of a
list: the first item stands where a clause starts and is longer than one character (not 1荤2素), the numbers count on,
and nothing follows that they measure. ``numbered`` in ``connectives.yaml`` says what that is.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from vocnlp.normalize.lazypattern import lazy
from vocnlp.segment.clause import Clause

__all__ = ["Numbered"]

_FIRST_ITEM = 2


class Numbered:
    """Where bare numbers head the items of a list.

    Args:
        measured: expressions behind a digit that say what it counts.

    >>> from vocnlp.segment.clause import Clause
    >>> text = "1声音响2沉3颜色丑"
    >>> [text[one.start : one.end] for one in Numbered(["[个次天]"]).split(text, [Clause(0, len(text), 0)])]
    ['声音响', '沉', '颜色丑']
    """

    __slots__ = ("_number",)

    def __init__(self, measured: Iterable[str]) -> None:
        self._number = lazy(rf"(?<![0-9a-z.．第/\-+~])[1-9](?=[\u4e00-\u9fff])(?!{'|'.join(measured)})")

    def split(self, text: str, clauses: Sequence[Clause]) -> list[Clause]:
        """Return the clauses with the items of bare lists apart, their numbers left out."""
        numbers = self._numbers(text, {clause.start for clause in clauses})
        found: list[Clause] = []
        for clause in clauses:
            edges = [place for place in numbers if clause.start <= place < clause.end]
            if not edges:
                found.append(clause)
                continue
            starts = [place + 1 for place in edges]
            ends = [*edges[1:], clause.end]
            if edges[0] > clause.start:
                starts, ends = [clause.start, *starts], [edges[0], *ends]
            last = len(starts) - 1
            for at, (start, end) in enumerate(zip(starts, ends, strict=True)):
                piece = clause._replace(start=start, end=end, stop=clause.stop if at == last else "")
                found.append(piece._replace(link="", connective=None) if at else piece)
        return found

    def _numbers(self, text: str, begins: set[int]) -> list[int]:
        """Return the places of all digits that number a list of at least two items."""
        found: list[int] = []
        run: list[int] = []
        for match in self._number.finditer(text):
            place, digit = match.start(), int(text[match.start()])
            if digit == 1 and place in begins:
                found += run if len(run) > 1 else []
                run = [place]
            elif run and digit == len(run) + 1 and (len(run) > 1 or place - run[0] > _FIRST_ITEM):
                run.append(place)
        return found + (run if len(run) > 1 else [])
