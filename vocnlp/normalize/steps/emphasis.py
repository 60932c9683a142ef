"""Turn repeats into one: 好好好好吃 -> 好吃, ！！！！ -> ！; the edit remembers how strongly it was said.

Two equal characters are Chinese grammar (看看, 刚刚) and stay; three are emphasis. Laughter keeps two, because
哈哈 is the word.
"""

from __future__ import annotations

import re

from vocnlp.normalize.characters import HAN
from vocnlp.normalize.lazypattern import lazy
from vocnlp.normalize.ledger import Change
from vocnlp.normalize.repeats import is_repeating_words
from vocnlp.normalize.steps.emoji import EMOJI
from vocnlp.normalize.words import read_words

__all__ = ["Emphasis"]

_SIGNS = "，。！？；：、…～!?~^"
# Small patterns, because one alternation of them is ten times slower; bounded, because sre keeps a record for every
# repetition (the rounds of the normalizer see to longer runs).
_RUN = lazy(r"(.)\1{1,200}")
_STICKERS = lazy(r"(\[[^\[\] \n]{1,6}\])\1{1,50}")
_WORDS = lazy(r"([^ \n]{2,4}?)\1{2,50}")
_SYMBOL = lazy(f"[{_SIGNS}{EMOJI}]")
_WHOLE = lazy(rf"[{HAN}{_SIGNS}]+")


class Emphasis:
    """Characters, short words, signs, emoji and stickers.

    >>> Emphasis.read().changes("好好好好吃！！哈哈哈哈😂😂😂", "simplified")
    [(0, 4, '好'), (5, 7, '！'), (7, 11, '哈哈'), (11, 14, '😂')]
    """

    name = "emphasis"
    signs = ""  # the gate looks for repeats
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
        for match in _RUN.finditer(text):
            said, unit = match.group(0, 1)
            if len(said) > 2 or (not "\u4e00" <= unit <= "\u9fff" and _SYMBOL.match(unit)):
                after = self._meant(unit, said)
                if after != said:
                    found.append((*match.span(), after))
        found += self._longer(_STICKERS, text) if "][" in text else ()
        found += self._longer(_WORDS, text) if is_repeating_words(text) else ()
        return _apart(sorted(found)) if len(found) > 1 else found

    def _longer(self, pattern: re.Pattern[str], text: str) -> list[Change]:
        return [
            (*match.span(), after)
            for match in pattern.finditer(text)
            if (after := self._meant(match[1], match[0])) != match[0]
        ]

    def _meant(self, unit: str, said: str) -> str:
        """Return what a repeat stands for; it stays as it is where repeating is no emphasis."""
        if unit in self._doubled or unit == "—":
            return unit * 2
        if unit in self._numerals or unit.isdigit():
            return said
        if len(unit) > 1:
            return unit if unit[0] == "[" or (len(set(unit)) > 1 and _WHOLE.fullmatch(unit)) else said
        if unit.isascii() and unit not in _SIGNS:
            return unit if len(said) > 3 and unit != " " else said
        return unit


def _apart(changes: list[Change]) -> list[Change]:
    """Drop changes that begin inside another; the next round sees what is left."""
    kept: list[Change] = []
    for change in changes:
        if not kept or change[0] >= kept[-1][1]:
            kept.append(change)
    return kept
