"""Turn a list of words into one pass over a text: to replace them (Matcher), or to see which occur (Spotter)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from operator import itemgetter
from typing import Any

__all__ = ["PART", "Hit", "Matcher", "Spotter", "without_surrogates"]

PART = 1 << 13
"""Characters up to which a text is looked at in one piece."""

Hit = tuple[int, int, int]
"""``(index of the word, start, end)``."""


class Matcher:
    """Leftmost matches that do not overlap; where several words start, the first listed wins.

    List longer words first to get leftmost-longest. ahocorasick_rs does the walk; where it is not installed a
    regular expression gives the same matches more slowly.

    ``bare`` is ``find`` without care for lone surrogates (``UnicodeEncodeError``): the function of the automaton.

    >>> Matcher(["计程车", "计程"]).find("坐计程车")
    [(0, 1, 4)]
    """

    bare: Callable[[str], list[Hit]]

    def __init__(self, words: Iterable[str]) -> None:
        self.words: Sequence[str] = tuple(words)
        automaton = _automaton(self.words, leftmost=True)
        if automaton is not None:
            self.bare = automaton.find_matches_as_indexes
        elif self.words:
            self._pattern = re.compile("|".join(f"({re.escape(word)})" for word in self.words))
            self.bare = self._find_slowly
        else:
            self.bare = _nothing

    def find(self, text: str) -> list[Hit]:
        """Return the matches from left to right."""
        try:
            return self.bare(text)
        except UnicodeEncodeError:  # the same positions without the surrogate
            return self.bare(without_surrogates(text))

    def _find_slowly(self, text: str) -> list[Hit]:
        return [((match.lastindex or 1) - 1, *match.span()) for match in self._pattern.finditer(text)]

    def parts(self, text: str) -> Iterator[tuple[int, list[Hit]]]:
        """Yield the same matches as ``find``, part by part: ``(where the part begins, matches counted from there)``.

        A million matches at once cost three times as much as a million in parts that stay in the cache.
        """
        longest = max(map(len, self.words), default=0)
        place = 0
        while place < len(text):
            # A match that begins before the limit ends inside the part, so it is the one that the whole would give.
            limit = PART if place + PART + longest < len(text) else len(text) - place
            hits = self.find(text[place : place + limit + longest])
            while hits and hits[-1][1] >= limit:
                hits.pop()
            yield place, hits
            place += max(limit, hits[-1][2]) if hits else limit

    def __reduce__(self) -> tuple[type[Matcher], tuple[Sequence[str]]]:
        return type(self), (self.words,)


class Spotter:
    """Every occurrence of the words of a list, overlaps included.

    ``bare`` returns some of them, and none only if there are none; it is the function of the automaton, and does
    not take lone surrogates (``UnicodeEncodeError``).

    >>> spotter = Spotter(["计程车", "车门", "窗"])
    >>> spotter.find("计程车门"), spotter.bare("计程车门")
    ([(0, 0, 3), (1, 2, 4)], [(0, 0, 3)])
    """

    bare: Callable[[str], list[Hit]]

    def __init__(self, words: Iterable[str]) -> None:
        self.words: Sequence[str] = tuple(words)
        self._automaton = _automaton(self.words, leftmost=False)
        self.bare = self._automaton.find_matches_as_indexes if self._automaton is not None else self._find_slowly

    def find(self, text: str) -> list[Hit]:
        """Return ``(index of the word, start, end)`` of each occurrence, by its end."""
        if self._automaton is None:
            return self._find_slowly(text)
        try:
            found: list[Hit] = self._automaton.find_matches_as_indexes(text, overlapping=True)
        except UnicodeEncodeError:
            found = self._automaton.find_matches_as_indexes(without_surrogates(text), overlapping=True)
        return found

    def _find_slowly(self, text: str) -> list[Hit]:
        found = [
            (index, *match.span())
            for index, word in enumerate(self.words)
            if word in text
            for match in re.finditer(re.escape(word), text)
        ]
        return sorted(found, key=itemgetter(2, 1))

    def __reduce__(self) -> tuple[type[Spotter], tuple[Sequence[str]]]:
        return type(self), (self.words,)


_SURROGATE = re.compile("[\ud800-\udfff]")


def without_surrogates(text: str) -> str:
    """Return the text with U+FFFD for each lone surrogate: what matches stands at the same places."""
    return _SURROGATE.sub("\ufffd", text)


def _nothing(text: str) -> list[Hit]:
    return []


def _automaton(words: Sequence[str], *, leftmost: bool) -> Any:
    try:
        from ahocorasick_rs import AhoCorasick, Implementation, MatchKind
    except ImportError:
        return None
    if not words:
        return None
    if leftmost:
        return AhoCorasick(words, matchkind=MatchKind.LeftmostFirst)
    return AhoCorasick(words, matchkind=MatchKind.Standard, implementation=Implementation.DFA)
