"""Turn spaces into what they mean in Chinese: mostly nothing, sometimes a stop.

Chinese needs no spaces, but customers who avoid punctuation write 味道很好 服务一般. Such a space is kept as one
" " (the clause splitter reads it as a soft stop) when a stretch of at least four characters stands on one side of
it and the text is not simply spaced word by word.
"""

from __future__ import annotations

from collections.abc import Sequence

from vocnlp.normalize.characters import HAN
from vocnlp.normalize.lazypattern import lazy
from vocnlp.normalize.ledger import Change
from vocnlp.normalize.words import read_words

__all__ = ["Spaces"]

_LONG = 4
_WORDWISE = 2.5  # mean number of characters between spaces up to which every word is spaced
_SPACE = lazy(r"[ \n\t\r]+")
_SIGN = "，。！？；：（）、“”‘’《》【】…—～"
_ANY_SIGN = frozenset(_SIGN)
_WORD = lazy(rf"[^ \n\t\r{_SIGN}]+")
_HAN = lazy(f"[{HAN}]")


class Spaces:
    """One line break for any run that holds one; no space beside Chinese signs or between Chinese and Latin.

    >>> Spaces.read().changes("味道很好  服务一般 用 iPhone 拍", "simplified")
    [(4, 6, ' '), (12, 13, ''), (19, 20, '')]
    >>> Spaces.read().changes("酒店 的 服务 很 好", "simplified")
    [(2, 3, ''), (4, 5, ''), (7, 8, ''), (9, 10, '')]
    """

    name = "space"
    signs = " \n\t\r"
    words: tuple[str, ...] = ()

    def __init__(self, open_words: Sequence[str]) -> None:
        self._alone = frozenset(open_words)
        self._ends = tuple(word for word in open_words if len(word) > 1)

    @classmethod
    def read(cls) -> Spaces:
        """Read spoken.yaml."""
        return cls(read_words("spoken.yaml")["spaces"]["open"])

    def changes(self, text: str, script: str) -> list[Change]:
        edges = [match.span() for match in _SPACE.finditer(text)]
        wordwise: bool | None = None
        found: list[Change] = []
        left = 0
        for number, (start, end) in enumerate(edges):
            right = edges[number + 1][0] if number + 1 < len(edges) else len(text)
            after = _meaning(text, start, end)
            if after is None:
                if wordwise is None:
                    wordwise = len(edges) > 1 and _is_wordwise(text)
                after = "" if wordwise or not _divides(text, start, end, left, right) else " "
            if after == " " and self._is_open(text[left:start]):
                after = ""
            if after != text[start:end]:
                found.append((start, end, after))
            left = end
        return found

    def _is_open(self, chunk: str) -> bool:
        return chunk in self._alone or chunk.endswith(self._ends)


def _is_wordwise(text: str) -> bool:
    words = len(_WORD.findall(text))
    return words > 2 and len(text) / words <= _WORDWISE + 1


def _meaning(text: str, start: int, end: int) -> str | None:
    """Return what the run of spaces at ``start:end`` stands for; None if that is for the Chinese around to say."""
    if start == 0 or end == len(text):
        return ""
    if "\n" in text[start:end]:
        return "\n"
    before, behind = text[start - 1], text[end]
    if before in _SIGN or behind in _SIGN:
        return ""
    han_before = "\u4e00" <= before <= "\u9fff" or _HAN.match(before) is not None
    han_behind = "\u4e00" <= behind <= "\u9fff" or _HAN.match(behind) is not None
    if han_before != han_behind:
        return "" if (behind if han_before else before).isalnum() else " "
    return None if han_before else " "


def _divides(text: str, start: int, end: int, left: int, right: int) -> bool:
    """Say whether a long stretch stands on one side of the space; chunks reach from ``left`` and to ``right``."""
    return _stretch(text, left, start, False) >= _LONG or _stretch(text, end, right, True) >= _LONG


def _stretch(text: str, start: int, end: int, forward: bool) -> int:
    """Count the characters from the space to the nearest sign; counting stops when it is long enough."""
    part = text[start : min(end, start + _LONG)] if forward else text[max(start, end - _LONG) : end]
    if _ANY_SIGN.isdisjoint(part):
        return len(part)
    places = [place for place, character in enumerate(part) if character in _ANY_SIGN]
    return places[0] if forward else len(part) - 1 - places[-1]
