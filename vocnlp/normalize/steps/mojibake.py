"""Turn traces of a wrong decoding into remarks: the text stays as it is, because guessing would invent words."""

from __future__ import annotations

import re
from collections.abc import Sequence

from vocnlp.normalize.characters import HAN, char_class
from vocnlp.normalize.lazypattern import lazy
from vocnlp.normalize.ledger import Change
from vocnlp.normalize.words import read_words

__all__ = ["Mojibake"]

_HAN = lazy(f"[{HAN}]")
_DENSITY = 0.3  # share of trace characters in the Chinese of a text; ordinary text has none at all


class Mojibake:
    """UTF-8 read as GBK or Latin-1, lost characters, memory patterns.

    >>> Mojibake.read().changes("鏈嶅姟鎬佸害寰堝樊", "mixed")
    [(0, 9, '鏈嶅姟鎬佸害寰堝樊')]
    >>> Mojibake.read().changes("好的ä½\xa0å¥½", "simplified")
    [(2, 8, 'ä½\\xa0å¥½')]
    """

    name = "mojibake"
    signs = "\u00c2-\u00f4\ufffd"

    def __init__(self, traces: Sequence[str], phrases: Sequence[str]) -> None:
        signs = frozenset("".join(traces))
        self.words: tuple[str, ...] = (*signs, *phrases)
        self._traces = lazy(f"[{char_class(signs)}]")
        literal = "|".join(f"(?:{re.escape(phrase)})+" for phrase in phrases)
        self._certain = re.compile(
            rf"{literal}|\ufffd+|(?:[\u00c2-\u00f4][\u0080-\u00bf\u0152-\u0192\u02c6\u02dc\u2013-\u2122]{{1,3}}){{2,}}"
        )

    @classmethod
    def read(cls) -> Mojibake:
        """Read mojibake.yaml."""
        words = read_words("mojibake.yaml")
        return cls(words["traces"]["utf8_as_gbk"], words["phrases"]["certain"])

    def changes(self, text: str, script: str) -> list[Change]:
        places = [match.start() for match in self._traces.finditer(text)]
        if len(places) >= 3 and len(places) >= _DENSITY * len(_HAN.findall(text)):
            start, end = places[0], places[-1] + 1
            return [(start, end, text[start:end])]
        return [(*match.span(), match[0]) for match in self._certain.finditer(text)]
