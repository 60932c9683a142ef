"""Turn a raw text and lists of changes, step after step, into one text with an exact map back to the raw one.

A change speaks of the text its step was shown; the map and the edits, which speak of the raw text, are worked out
when somebody first asks for them, which for most texts is never. What is easy to get wrong: ``Edit.before`` is
always the raw text at ``Edit.span``, even where an earlier step had already changed it, so an edit can be shown
and undone without knowing the steps before it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import compress, repeat
from operator import ne
from typing import Any

from vocnlp.normalize.edits import Edits, Repairs
from vocnlp.types.text import NormalizedText

__all__ = ["Change", "Conversion", "Ledger"]

Change = tuple[int, int, str]
"""``(start, end, after)``: a non-empty range of the step's text and what shall stand there."""


class Conversion(Sequence[Change]):
    """The changes between two texts of equal length, worked out when somebody looks at one.

    >>> list(Conversion("這裡好", "这里好"))
    [(0, 2, '这里')]
    """

    __slots__ = ("_runs", "after", "before")

    def __init__(self, before: str, after: str) -> None:
        self.before, self.after = before, after
        self._runs: list[Change] | None = None

    def _changes(self) -> list[Change]:
        if self._runs is None:
            self._runs = _differences(self.before, self.after)
        return self._runs

    def __bool__(self) -> bool:
        return self.before != self.after

    def __len__(self) -> int:
        return len(self._changes())

    def __getitem__(self, index: Any) -> Any:
        return self._changes()[index]

    def __repr__(self) -> str:
        return repr(self._changes())


def _differences(before: str, after: str) -> list[Change]:
    """Return the runs of differing characters of two texts of equal length."""
    found: list[Change] = []
    start = last = -2
    for place in compress(range(len(before)), map(ne, before, after)):
        if place != last + 1:
            if last >= 0:
                found.append((start, last + 1, after[start : last + 1]))
            start = place
        last = place
    if last >= 0:
        found.append((start, last + 1, after[start : last + 1]))
    return found


class Ledger:
    """The text as repaired so far and what was changed; lives for one utterance and becomes the record of its map.

    >>> ledger = Ledger("好好好好吃！！")
    >>> ledger.apply("emphasis", [(0, 4, "好"), (5, 7, "！")])
    >>> ledger.text, ledger.starts, ledger.ends
    ('好吃！', (0, 4, 5), (4, 5, 7))
    """

    __slots__ = ("_edits", "_log", "_map", "_remarked", "raw", "text")

    def __init__(self, raw: str) -> None:
        self.raw = self.text = raw
        self._log: list[tuple[str, Sequence[Change]]] = []
        self._remarked = False
        self._map: tuple[Sequence[int], Sequence[int]] | None = None
        self._edits: Edits | None = None

    def apply(self, step: str, changes: Sequence[Change]) -> None:
        """Carry out the changes of one step; they are sorted and do not overlap.

        A change that keeps the number of characters keeps the map character by character; any other maps each
        new character to the whole source of the change. A change whose text stays the same is a remark: it is
        recorded and nothing else happens.
        """
        if not changes:
            return
        text = self.text
        if type(changes) is Conversion:
            self._note(step, changes, changes.after)
            return
        pieces: list[str] = []
        done = 0
        for start, end, after in changes:
            if done != start:
                pieces.append(text[done:start])
            pieces.append(after)
            done = end
        pieces.append(text[done:])
        self._note(step, changes, "".join(pieces))

    def _note(self, step: str, changes: Sequence[Change], after: str) -> None:
        self._log.append((step, changes))
        self._map = self._edits = None
        self._remarked = self._remarked or after == self.text
        self.text = after

    def close(self, script: str) -> NormalizedText:
        """Return what was made, frozen."""
        return NormalizedText.of(self.raw, self.text, script, self if self._log else None)

    @property
    def starts(self) -> Sequence[int]:
        """Return where the source of each character starts."""
        return (self._map or self._compose())[0]

    @property
    def ends(self) -> Sequence[int]:
        """Return where the source of each character ends."""
        return (self._map or self._compose())[1]

    @property
    def edits(self) -> Edits:
        """Return the edits in the order of their places; a remark that every round repeats is kept once."""
        if self._edits is None:
            self._edits = Edits(self.raw, self._replay(), once=self._remarked)
        return self._edits

    def _compose(self) -> tuple[Sequence[int], Sequence[int]]:
        starts, ends = _as_they_are(self.raw)
        for _, changes in self._log:
            starts, ends = _moved(starts, ends, changes)
        self._map = (starts, ends) if isinstance(starts, range) else (tuple(starts), tuple(ends))
        return self._map

    def _replay(self) -> Iterator[Repairs]:
        """Walk over the steps, each with the map of the text that it was shown."""
        starts, ends = _as_they_are(self.raw)
        for step, changes in self._log:
            begins, stops, afters = zip(*changes, strict=True)
            yield step, [starts[place] for place in begins], [ends[place - 1] for place in stops], afters
            starts, ends = _moved(starts, ends, changes)

    def __eq__(self, other: object) -> bool:
        """Compare with any record."""
        try:
            theirs: Any = (other.starts, other.ends, other.edits)  # type: ignore[attr-defined]
        except AttributeError:
            return NotImplemented
        return bool((self.starts, self.ends, self.edits) == theirs)

    def __hash__(self) -> int:
        return hash((self.starts, self.ends, self.edits))


def _as_they_are(raw: str) -> tuple[Sequence[int], Sequence[int]]:
    return range(len(raw)), range(1, len(raw) + 1)


def _moved(
    starts: Sequence[int], ends: Sequence[int], changes: Sequence[Change]
) -> tuple[Sequence[int], Sequence[int]]:
    """Rebuild the map around the changes that alter the number of characters."""
    new_starts: list[int] = []
    new_ends: list[int] = []
    done = 0
    for start, end, after in changes:
        size = len(after)
        if size == end - start:
            continue
        new_starts += starts[done:start]
        new_ends += ends[done:start]
        new_starts += repeat(starts[start], size)
        new_ends += repeat(ends[end - 1], size)
        done = end
    if not done:
        return starts, ends
    new_starts += starts[done:]
    new_ends += ends[done:]
    return new_starts, new_ends
