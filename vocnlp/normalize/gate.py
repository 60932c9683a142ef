"""Turn a text into the set of steps it needs, or into "none", by a few passes in C."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from itertools import accumulate, product

from vocnlp.normalize.matcher import Spotter
from vocnlp.normalize.steps.emoji import EMOJI
from vocnlp.normalize.steps.step import Step

__all__ = ["Gate"]

_ALWAYS_FINE = "\n0-9a-z，。！？；：、“”‘’（）《》【】…—～·"


class Gate:
    """Knows which character asks for which step; bit n of a set of steps is step n of the list."""

    def __init__(self, steps: Sequence[Step]) -> None:
        self.everything = (1 << len(steps)) - 1
        claimed: dict[str, int] = {}
        words: dict[str, int] = {}
        self._default = sum(1 << bit for bit, step in enumerate(steps) if step.name == "unicode")
        self._repeated = sum(1 << bit for bit, step in enumerate(steps) if step.name in ("emphasis", "punctuation"))
        for bit, step in enumerate(steps):
            for sign in _members(step.signs):
                claimed[sign] = claimed.get(sign, 0 if _is_plain(sign) else self._default) | 1 << bit
            for word in step.words:
                if len(word) == 1:
                    claimed[word] = claimed.get(word, 0 if _is_plain(word) else self._default) | 1 << bit
                else:
                    words[word] = words.get(word, 0) | 1 << bit
        self._claimed = claimed
        # One negated class: sre compiles it to a bitmap, an alternation of two classes is fifty times slower.
        unusual = re.compile(f"[^{_ALWAYS_FINE}{_unclaimed(claimed)}]")
        thrice, again = re.compile(r"(.)\1\1"), re.compile(r"(.{2,4})\1\1")
        self._unusual, self._thrice, self._again = unusual.findall, thrice.search, again.search
        self._odd, self._thrice_each, self._again_each = unusual.finditer, thrice.finditer, again.finditer
        self._symbols = re.compile(rf"[!?~^{EMOJI}]{{2}}|\]\[").search
        for pair in product("，。！？；：、…～", repeat=2):
            words["".join(pair)] = self._repeated
        spotter = Spotter(words)
        self._spot, self._spot_places = spotter.find, spotter.places
        self._words = tuple(words.values())

    def needed(self, text: str) -> int:
        """Return the steps that may have something to do, as bits; 0 for a clean text."""
        unusual, spotted = self._unusual(text), self._spot(text)
        repeated = len(text) > 2 and (self._thrice(text) or (len(text) > 5 and self._again(text)))
        broken = "\n" in text
        if not (unusual or spotted or repeated or broken):
            return 0
        bits = self._repeated if repeated or (unusual and self._symbols(text)) else 0
        if broken:
            bits |= self._claimed["\n"]
        for sign in set(unusual):
            bits |= self._claimed.get(sign, self._default)
        for index in set(spotted):
            bits |= self._words[index]
        return bits

    def suspects(self, texts: Sequence[str]) -> list[int]:
        """Return the indexes of texts that may need a step; all texts are looked at together.

        A text that needs a step is always among them; a few of them turn out to need none.
        """
        joined = "\n".join(texts)
        places = [match.start() for match in self._odd(joined)]
        places += [match.start() for find in (self._thrice_each, self._again_each) for match in find(joined)]
        places += self._spot_places(joined)
        if joined.count("\n") >= len(texts):
            return list(range(len(texts)))
        ends = list(accumulate([len(text) + 1 for text in texts]))
        return sorted({bisect_right(ends, place) for place in places})


def _unclaimed(claimed: Iterable[str]) -> str:
    """Return the inside of a class for the ordinary Chinese characters that no step claims."""
    pieces: list[str] = []
    low = 0x4E00
    for code in sorted([ord(sign) for sign in claimed if "\u4e00" <= sign <= "\u9fa5"]):
        if low < code:
            pieces.append(f"{chr(low)}-{chr(code - 1)}")
        low = code + 1
    return "".join([*pieces, f"{chr(low)}-\u9fa5"] if low <= 0x9FA5 else pieces)


def _is_plain(sign: str) -> bool:
    """Say whether the Unicode step leaves a character alone: ASCII and ordinary Chinese characters."""
    return sign.isascii() or "\u3400" <= sign <= "\u9fff"


def _members(signs: str) -> list[str]:
    """List the characters of the inside of a regular-expression class.

    >>> _members("a-c，")
    ['a', 'b', 'c', '，']
    """
    if "-" not in signs and "\\" not in signs:
        return list(signs)
    signs = re.sub(r"\\(.)", lambda match: chr(0xF0000 + ord(match[1])), signs)
    found: list[str] = []
    for match in re.finditer("(.)-(.)|(.)", signs, re.DOTALL):
        low, high = (match[1], match[2]) if match[1] else (match[3], match[3])
        found += map(chr, range(_plain(low), _plain(high) + 1))
    return found


def _plain(character: str) -> int:
    code = ord(character)
    return code - 0xF0000 if 0xF0000 <= code < 0xF0100 else code
