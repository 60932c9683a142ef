"""Turn a list of words into one pass over a text: to replace them (Matcher), or to see which occur (Spotter)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

__all__ = ["Matcher", "Spotter"]


class Matcher:
    """Leftmost matches that do not overlap; where several words start, the first listed wins.

    List longer words first to get leftmost-longest. ahocorasick_rs does the walk; where it is not installed a
    regular expression gives the same matches more slowly.

    >>> Matcher(["计程车", "计程"]).find("坐计程车")
    [(0, 1, 4)]
    """

    def __init__(self, words: Iterable[str]) -> None:
        self.words: Sequence[str] = tuple(words)
        self._automaton = _automaton(self.words, leftmost=True)
        self._pattern = None
        if self._automaton is None and self.words:
            self._pattern = re.compile("|".join(f"({re.escape(word)})" for word in self.words))

    def find(self, text: str) -> list[tuple[int, int, int]]:
        """Return ``(index of the word, start, end)`` from left to right."""
        if self._automaton is not None:
            try:
                found: list[tuple[int, int, int]] = self._automaton.find_matches_as_indexes(text)
                return found
            except UnicodeEncodeError:  # a lone surrogate: the same positions without it
                return self.find(_SURROGATE.sub("\ufffd", text))
        if self._pattern is None:
            return []
        return [((match.lastindex or 1) - 1, *match.span()) for match in self._pattern.finditer(text)]

    def __reduce__(self) -> tuple[type[Matcher], tuple[Sequence[str]]]:
        return type(self), (self.words,)


class Spotter:
    """Which words of a list occur in a text, overlaps included.

    >>> Spotter(["计程车", "车门", "窗"]).find("计程车门")
    [0, 1]
    """

    def __init__(self, words: Iterable[str]) -> None:
        self.words: Sequence[str] = tuple(words)
        self._automaton = _automaton(self.words, leftmost=False)

    def find(self, text: str) -> list[int]:
        """Return the index of the word of every occurrence."""
        if self._automaton is None:
            return [index for index, word in enumerate(self.words) if word in text]
        try:
            found = self._automaton.find_matches_as_indexes(text, overlapping=True)
        except UnicodeEncodeError:  # a lone surrogate
            return self.find(_SURROGATE.sub("\ufffd", text))
        return [index for index, _, _ in found] if found else found

    def places(self, text: str) -> list[int]:
        """Return where each occurrence starts, in no order."""
        if self._automaton is None:
            return [match.start() for word in self.words for match in re.finditer(re.escape(word), text)]
        try:
            found = self._automaton.find_matches_as_indexes(text, overlapping=True)
        except UnicodeEncodeError:
            return self.places(_SURROGATE.sub("\ufffd", text))
        return [start for _, start, _ in found]

    def __reduce__(self) -> tuple[type[Spotter], tuple[Sequence[str]]]:
        return type(self), (self.words,)


_SURROGATE = re.compile("[\ud800-\udfff]")


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
