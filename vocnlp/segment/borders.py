"""Turn a text into the places at which a clause may start or end: stops, brackets, list marks and connectives.

One automaton finds every literal in one pass; only what a literal cannot say (not inside 不过瘾, only before 我) is
left to a small expression behind it. The whole grammar as one expression takes three times as long; it is kept for
the rare text in which a refused literal hides another one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from vocnlp.normalize.lazypattern import lazy
from vocnlp.normalize.matcher import Matcher

__all__ = ["Borders"]


class Borders:
    """Literals, and what must be true where they stand.

    ``guards[i]`` matches the expression of literal ``i``, or else of a literal that it begins with, and is None
    where the literal says it all;
    ``hides[i]`` tells whether another literal may begin inside literal ``i``.

    Args:
        branches: literal -> the expression that begins with it; of two that fit at a place the first counts.
        plain: the literals that say it all.

    >>> borders = Borders({"，": "，", "但": "但(?!愿)"}, frozenset("，"))
    >>> borders.find("好，但贵"), borders.guards[1].match("但愿"), borders.spans("好，但愿", 0)
    ([(0, 1, 2), (1, 2, 3)], None, [(1, 2)])
    """

    __slots__ = ("_pattern", "find", "guards", "hides", "words")

    def __init__(self, branches: Mapping[str, str], plain: frozenset[str]) -> None:
        self.words: Sequence[str] = tuple(branches)
        self.find = Matcher(self.words).bare
        groups: dict[str, list[str]] = {}
        for word in self.words:
            groups.setdefault(word[0], []).append(word)
        self.guards = [
            None if word in plain else _any(branches[one] for one in groups[word[0]] if word.startswith(one))
            for word in self.words
        ]
        starts = {word[:size] for word in self.words for size in range(1, len(word) + 1)}
        known = frozenset(self.words)
        self.hides = [
            guard is not None and _hides(word, starts, known)
            for word, guard in zip(self.words, self.guards, strict=True)
        ]
        self._pattern = _any(branches[word] for group in groups.values() for word in group)

    def spans(self, text: str, start: int) -> list[tuple[int, int]]:
        """Return every border from ``start`` on, found by one expression."""
        return [match.span() for match in self._pattern.finditer(text, start)]


def _any(sources: Iterable[str]) -> re.Pattern[str]:
    """Compile the alternatives; their brackets are group 1, so the branch of A不A refers to its own as group 2."""
    return lazy(f"({'|'.join(sources)})")


def _hides(word: str, starts: set[str], words: frozenset[str]) -> bool:
    """Tell whether another word may begin inside this one: a rest of it begins one, or one begins a rest."""
    return any(
        word[at:] in starts or any(word[at:size] in words for size in range(at + 1, len(word) + 1))
        for at in range(1, len(word))
    )
