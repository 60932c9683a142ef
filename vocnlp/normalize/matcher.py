"""Turn a list of words into one pass over a text that returns the leftmost matches, first listed word first."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

__all__ = ["Matcher"]


class Matcher:
    """Leftmost matches that do not overlap; where several words start, the first listed wins.

    List longer words first to get leftmost-longest. ahocorasick_rs does the walk; where it is not installed a
    regular expression gives the same matches more slowly.

    >>> Matcher(["计程车", "计程"]).find("坐计程车")
    [(0, 1, 4)]
    """

    def __init__(self, words: Iterable[str]) -> None:
        self.words: Sequence[str] = tuple(words)
        self._automaton = _automaton(self.words)
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
                return self.find("".join("\ufffd" if "\ud800" <= letter <= "\udfff" else letter for letter in text))
        if self._pattern is None:
            return []
        return [((match.lastindex or 1) - 1, *match.span()) for match in self._pattern.finditer(text)]

    def __reduce__(self) -> tuple[type[Matcher], tuple[Sequence[str]]]:
        return type(self), (self.words,)


def _automaton(words: Sequence[str]) -> Any:
    try:
        import ahocorasick_rs
    except ImportError:
        return None
    return ahocorasick_rs.AhoCorasick(words, matchkind=ahocorasick_rs.MatchKind.LeftmostFirst) if words else None
