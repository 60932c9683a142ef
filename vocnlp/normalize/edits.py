"""Turn columns of repairs into edits, each made when somebody looks at it.

A text of a million characters may hold several hundred thousand edits. As columns they take less than half of the
memory, and the garbage collector, which would visit every one of them again and again, has nothing to do.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import repeat
from typing import Any

from vocnlp.types.text import Edit, Span

__all__ = ["Edits", "Repairs"]

Repairs = tuple[str, Sequence[int], Sequence[int], Sequence[str]]
"""What one step did: its name, the raw starts and ends, what stands there now."""


class Edits(Sequence[Edit]):
    """The edits of one text in the order of their places; equal to the tuple of them.

    Args:
        raw: the raw text.
        repairs: what each step did, in the order of the steps.
        once: whether equal edits are kept once.

    >>> Edits("好！！", [("emphasis", [1], [3], ["！"])], once=False)
    (Edit(step='emphasis', span=Span(start=1, end=3), before='！！', after='！'),)
    """

    __slots__ = ("_columns", "_order", "_raw")

    def __init__(self, raw: str, repairs: Iterable[Repairs], *, once: bool) -> None:
        steps: list[str] = []
        starts: list[int] = []
        ends: list[int] = []
        afters: list[str] = []
        for step, some_starts, some_ends, some_afters in repairs:
            steps += repeat(step, len(some_starts))
            starts += some_starts
            ends += some_ends
            afters += some_afters
        self._raw = raw
        self._columns = steps, starts, ends, afters
        order: Iterable[int] = range(len(steps))
        if once:
            first: dict[tuple[object, ...], int] = {}
            for place, edit in enumerate(zip(*self._columns, strict=True)):
                first.setdefault(edit, place)
            order = first.values()
        self._order = sorted(order, key=list(zip(starts, ends, strict=True)).__getitem__)

    def __len__(self) -> int:
        return len(self._order)

    def __getitem__(self, index: Any) -> Any:
        if isinstance(index, slice):
            return tuple(map(self._edit, self._order[index]))
        return self._edit(self._order[index])

    def __iter__(self) -> Iterator[Edit]:
        return map(self._edit, self._order)

    def _edit(self, place: int) -> Edit:
        steps, starts, ends, afters = self._columns
        span = _new(Span, (starts[place], ends[place]))
        return _new(Edit, (steps[place], span, self._raw[span[0] : span[1]], afters[place]))

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, (Edits, tuple)):
            return NotImplemented
        return len(self) == len(other) and tuple(self) == tuple(other)

    def __hash__(self) -> int:
        return hash(tuple(self))

    def __repr__(self) -> str:
        return repr(tuple(self))

    def __reduce__(self) -> tuple[Any, ...]:
        return tuple, (list(self),)


_new = tuple.__new__
