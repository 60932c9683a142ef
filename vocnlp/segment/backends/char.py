"""Turn a text into characters, runs of letters and digits, and user words; needs no library and no dictionary."""

from __future__ import annotations

import re

from vocnlp.segment.tokens import LazySegmenter, Token

__all__ = ["CharSegmenter"]


class CharSegmenter(LazySegmenter):
    """One token a Han character; user words stay whole, the longest first.

    >>> [token.text for token in CharSegmenter().segment("cx-5油耗8.5")]
    ['cx-5', '油', '耗', '8.5']
    """

    __slots__ = ()
    name = "char"

    def make(self) -> re.Pattern[str]:
        """Compile the user words and the runs into one pattern."""
        words = [re.escape(word) for word in sorted(self.words, key=lambda word: (-len(word), word))]
        return re.compile("|".join([*words, r"[A-Za-z0-9]+(?:[.\-_][A-Za-z0-9]+)*", r"[^\S\n]+", "."]), re.DOTALL)

    def segment(self, text: str, *, tags: bool = False) -> list[Token]:
        """Cut ``text``; there are no parts of speech."""
        return [Token(match.start(), match.end(), match.group()) for match in self.engine().finditer(text)]
