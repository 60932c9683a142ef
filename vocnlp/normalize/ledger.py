"""Turn a raw text and lists of changes, step after step, into one text with an exact map back to the raw one.

A change speaks of the text its step was shown; the ledger translates it to the raw text. What is easy to get
wrong: ``Edit.before`` is always the raw text at ``Edit.span``, even where an earlier step had already changed it,
so an edit can be shown and undone without knowing the steps before it.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import repeat
from operator import itemgetter

from vocnlp.types.text import Edit, NormalizedText, Span

__all__ = ["Change", "Ledger"]

Change = tuple[int, int, str]
"""``(start, end, after)``: a non-empty range of the step's text and what shall stand there."""


class Ledger:
    """The text as repaired so far, its map and its edits; lives for one utterance inside ``normalize``.

    >>> ledger = Ledger("好好好好吃！！")
    >>> ledger.apply("emphasis", [(0, 4, "好"), (5, 7, "！")])
    >>> ledger.text, ledger.starts, ledger.ends
    ('好吃！', [0, 4, 5], [4, 5, 7])
    """

    __slots__ = ("edits", "ends", "raw", "remarked", "starts", "text")

    def __init__(self, raw: str) -> None:
        self.raw = self.text = raw
        self.starts: Sequence[int] = range(len(raw))
        self.ends: Sequence[int] = range(1, len(raw) + 1)
        self.edits: list[Edit] = []
        self.remarked = False

    def apply(self, step: str, changes: Sequence[Change]) -> None:
        """Carry out the changes of one step; they are sorted and do not overlap.

        A change that keeps the number of characters keeps the map character by character; any other maps each
        new character to the whole source of the change. A change whose text stays the same is a remark: it is
        recorded and nothing else happens.
        """
        if not changes:
            return
        raw, text, starts, ends = self.raw, self.text, self.starts, self.ends
        pieces: list[str] = []
        done, moved = 0, False
        for start, end, after in changes:
            source = Span(starts[start], ends[end - 1])
            self.edits.append(Edit(step, source, raw[source[0] : source[1]], after))
            pieces.append(text[done:start])
            pieces.append(after)
            done = end
            moved = moved or len(after) != end - start
        pieces.append(text[done:])
        self.text = "".join(pieces)
        self.remarked = self.remarked or self.text == text
        if moved:
            self._move(changes)

    def _move(self, changes: Sequence[Change]) -> None:
        """Rebuild the map around the changes that alter the number of characters."""
        old_starts, old_ends = self.starts, self.ends
        starts: list[int] = []
        ends: list[int] = []
        done = 0
        for start, end, after in changes:
            if len(after) == end - start:
                continue
            starts += old_starts[done:start]
            ends += old_ends[done:start]
            starts += repeat(old_starts[start], len(after))
            ends += repeat(old_ends[end - 1], len(after))
            done = end
        starts += old_starts[done:]
        ends += old_ends[done:]
        self.starts, self.ends = starts, ends

    def close(self, script: str) -> NormalizedText:
        """Return what was made, frozen; edits are in the order of their places.

        A remark that every round repeats is kept once.
        """
        starts = self.starts if isinstance(self.starts, range) else tuple(self.starts)
        ends = self.ends if isinstance(self.ends, range) else tuple(self.ends)
        edits = dict.fromkeys(self.edits) if self.remarked else self.edits
        return NormalizedText(self.raw, self.text, starts, ends, tuple(sorted(edits, key=_PLACE)), script)


_PLACE = itemgetter(1)
