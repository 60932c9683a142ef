"""Turn repeats into one: 好好好好吃 -> 好吃, ！！！！ -> ！; the edit remembers how strongly it was said.

Two equal characters are Chinese grammar (看看, 刚刚) and stay; three are emphasis. Laughter keeps two, because
哈哈 is the word.
"""

from __future__ import annotations

import re

from vocnlp.normalize.characters import HAN
from vocnlp.normalize.ledger import Change
from vocnlp.normalize.steps.emoji import EMOJI
from vocnlp.normalize.words import read_words

__all__ = ["Emphasis"]

_SIGNS = "，。！？；：、…～!?~^"
_REPEAT = re.compile(
    rf"([{HAN}])\1{{2,}}|([a-zA-Z])\2{{3,}}|([{_SIGNS}])\3+|([{EMOJI}])\4+|(—)—{{2,}}|([-=_*#+/\\])\6{{3,}}"
    rf"|([{HAN}{_SIGNS}]{{2,4}})\7{{2,}}|(\[[^\[\] \n]{{1,6}}\])\8+"
)


class Emphasis:
    """Characters, short words, signs, emoji and stickers.

    >>> Emphasis.read().changes("好好好好吃！！哈哈哈哈😂😂😂", "simplified")
    [(0, 4, '好'), (5, 7, '！'), (7, 11, '哈哈'), (11, 14, '😂')]
    """

    name = "emphasis"
    signs = "!-/:-@\\[-`{-~，。！？；：、…～" + EMOJI
    words: tuple[str, ...] = ()

    def __init__(self, doubled: frozenset[str], numerals: frozenset[str]) -> None:
        self._doubled, self._numerals = doubled, numerals

    @classmethod
    def read(cls) -> Emphasis:
        """Read which characters stay two and which are digits (spoken.yaml)."""
        words = read_words("spoken.yaml")["repeats"]
        return cls(frozenset(words["doubled"]), frozenset(words["numerals"]))

    def changes(self, text: str, script: str) -> list[Change]:
        found: list[Change] = []
        for match in _REPEAT.finditer(text):
            unit = next(group for group in match.groups() if group)
            if unit in self._numerals:
                continue
            after = unit * 2 if unit in self._doubled or unit == "—" else unit
            if after != match[0]:
                found.append((*match.span(), after))
        return found
