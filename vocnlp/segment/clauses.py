"""Turn a normalized text into clauses: where they stand, how they join, who says them.

Stops are punctuation, line breaks, kept spaces, emoji faces and stickers; they belong to no clause. Text
without punctuation is split at its connectives. Lists (屏幕、电池、拍照都不错) stay one clause.
"""

from __future__ import annotations

import gc
from bisect import bisect_right
from collections.abc import Iterator
from math import inf
from pathlib import Path
from typing import NamedTuple

from vocnlp.collector import unhurried
from vocnlp.segment.clause import Clause
from vocnlp.segment.connectives import load_grammar
from vocnlp.segment.corrections import withdraw
from vocnlp.segment.scan import scan
from vocnlp.segment.walk import Walk
from vocnlp.types.text import NormalizedText, Span
from vocnlp.types.utterance import Turn

__all__ = ["ClauseSplitter", "Segments", "split"]

_LONG = 100_000
"""Characters from which on the garbage collector rests: clauses form no cycles, and to visit tens of thousands of them
again and again takes as long as to make them."""
_BREATH = 16
"""Characters of a clause, on average, from which on a text counts as not punctuated."""
_new = tuple.__new__


class Segments(NamedTuple):
    """The clauses of a text in order."""

    clauses: tuple[Clause, ...]

    def at(self, position: int) -> int:
        """Return the index of the clause that holds this text position, or else of the nearest before it.

        A position before the first clause counts as in the first; an empty text has no clause and returns 0.
        """
        index = bisect_right(self.clauses, (position, inf)) - 1  # clauses compare as tuples: no key function
        return index if index > 0 else 0


class ClauseSplitter(NamedTuple):
    """Split normalized texts into clauses; pickles as the path of its connectives file (None: the built-in one)."""

    path: Path | None = None

    def split(self, text: NormalizedText, turns: tuple[Turn, ...] = ()) -> Segments:
        """Return the clauses of ``text``; ``turns`` are raw spans and their borders end clauses.

        >>> from vocnlp.types.text import NormalizedText
        >>> raw = "空间挺大但是油耗高"
        >>> text = NormalizedText(raw, raw, range(9), range(1, 10))
        >>> [(raw[c.start : c.end], c.link) for c in ClauseSplitter().split(text).clauses]
        [('空间挺大', ''), ('但是油耗高', 'contrast')]
        """
        content = text.text
        if not content:
            return Segments(())
        if len(content) >= _LONG and gc.isenabled():
            with unhurried():
                return self.split(text, turns)
        clauses: list[Clause] = []
        grammar = load_grammar(self.path)
        walk: Walk | None
        if turns:
            walk = heard = Walk(content, grammar, clauses)
            for role, start, end in _ranges(text, turns):
                heard.listen(role)
                scan(content, grammar, clauses, heard, start, end)
        else:
            walk = scan(content, grammar, clauses)
            if walk and walk.labels:
                walk.assign_roles()
        if walk and walk.corrected:
            clauses = withdraw(content, clauses)
        if "1" in content and "2" in content:
            clauses = grammar.numbered.split(content, clauses)
        if len(content) > _BREATH * len(clauses):
            clauses = grammar.breath.split(content, clauses)
        return _new(Segments, (tuple(clauses) or (Clause(0, len(content), 0),),))


def split(text: NormalizedText, turns: tuple[Turn, ...] = ()) -> Segments:
    """Split with the built-in connectives; see ``ClauseSplitter.split``."""
    return _BUILT_IN.split(text, turns)


_BUILT_IN = ClauseSplitter()


def _ranges(text: NormalizedText, turns: tuple[Turn, ...]) -> Iterator[tuple[str, int, int]]:
    """Walk the text ranges of the turns and of what stands between them (the customer's)."""
    done = 0
    for turn in sorted(turns, key=lambda turn: turn.start):
        start, end = text.to_text(Span(turn.start, turn.end))
        start = max(start, done)
        if start > done:
            yield "customer", done, start
        if end > start:
            yield turn.role, start, end
        done = max(done, end)
    if done < len(text.text):
        yield "customer", done, len(text.text)
