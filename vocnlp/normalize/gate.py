"""Turn a text into the set of steps it needs, or into "none", by a few passes in C."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from itertools import accumulate
from types import FunctionType

from vocnlp.normalize.lazypattern import lazy
from vocnlp.normalize.matcher import PART, Spotter
from vocnlp.normalize.ordinary import is_ordinary, table_of
from vocnlp.normalize.repeats import LONGEST_REPEAT, REPEATED_SIGN, REPEATED_WORD, is_repeating
from vocnlp.normalize.steps.step import Step
from vocnlp.normalize.steps.unicode import is_odd

__all__ = ["Gate"]

_MOST = 20_000  # characters of which a gate remembers what they ask for
_ALWAYS_FINE = "\n0-9a-z，。！？；：、“”‘’（）《》【】…—～·"


class Gate:
    """Knows which character asks for which step; bit n of a set of steps is step n of the list.

    Args:
        steps: the steps in their order.
        walking: see whether a text is ordinary by one walk instead of two searches: faster where it is compiled.
    """

    def __init__(self, steps: Sequence[Step], *, walking: bool = not isinstance(is_ordinary, FunctionType)) -> None:
        self.everything = (1 << len(steps)) - 1
        claimed = _Claims(sum(1 << bit for bit, step in enumerate(steps) if step.name == "unicode"))
        words: dict[str, int] = {}
        self._repeated = sum(1 << bit for bit, step in enumerate(steps) if step.name in ("emphasis", "punctuation"))
        signs: dict[str, int] = {}
        for bit, step in enumerate(steps):
            if step.signs:
                signs[step.signs] = signs.get(step.signs, 0) | 1 << bit
            for word in step.words:
                words[word] = words.get(word, 0) | 1 << bit
        single = {word: words.pop(word) for word in list(words) if len(word) == 1}
        for inside, bits in signs.items():
            claimed.claim(inside, bits)
        for sign, bits in single.items():
            claimed.claim(sign, bits)
        self._doubling = 1 << len(steps)
        claimed.claim(_STRONG, self._doubling)
        self._claimed, self._asked = claimed, claimed.__getitem__
        # One negated class: sre compiles it to a bitmap, an alternation of two classes is fifty times slower.
        unusual = re.compile(f"[^{_ALWAYS_FINE}{_unclaimed(claimed)}]")
        self._strange, self._unusual, self._odd = unusual.search, unusual.findall, unusual.finditer
        self._table = table_of(["\n", *unusual.findall("".join(map(chr, range(1 << 16))))]) if walking else b""
        for sign in "，。！？；：、…～":
            words[sign * 2] = self._repeated
        spotter = Spotter(words)
        self._first, self._spot = spotter.bare, spotter.find
        self._words = tuple(words.values())
        self._longest = max(LONGEST_REPEAT, *map(len, words))

    def is_clean(self, text: str) -> bool:
        """Say whether a text holds nothing that any step asks for; of the others, some need no step either."""
        if self._table:
            return is_ordinary(text, self._table) and not self._first(text)
        return not (self._strange(text) or self._first(text) or is_repeating(text) or "\n" in text)

    def needed(self, text: str) -> int:
        """Return the steps that may have something to do, as bits; 0 for a clean text."""
        if len(text) <= PART:
            return self._needed(text)
        bits = 0
        for place in range(0, len(text), PART):  # what asks for a step is never longer than the overlap
            bits |= self._needed(text[place : place + PART + self._longest])
        return bits

    def _needed(self, text: str) -> int:
        bits = self._claimed["\n"] if "\n" in text else 0
        unusual = self._unusual(text)
        for asked in set(map(self._asked, unusual)):
            bits |= asked
        if bits & self._doubling:
            bits ^= self._doubling
            bits |= self._repeated if _DOUBLE(text) or "][" in text else 0
        if is_repeating(text):
            bits |= self._repeated
        for index, _, _ in self._spot(text):
            bits |= self._words[index]
        return bits

    def suspects(self, texts: Sequence[str]) -> list[int]:
        """Return the indexes of texts that may need a step; all texts are looked at together.

        A text that needs a step is always among them; a few of them turn out to need none.
        """
        joined = "\n".join(texts)
        places = [match.start() for match in self._odd(joined)]
        places += [match.start() for pattern in (REPEATED_SIGN, REPEATED_WORD) for match in pattern.finditer(joined)]
        places += [start for _, start, _ in self._spot(joined)]
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


_STRONG = "!?~^\\[\u203c-\u4dff\ua000-\U0010ffff"
"""Signs that mean emphasis when they stand twice in a row, or begin stickers that do."""
_DOUBLE = re.compile(f"([{_STRONG}])\\1").search


class _Claims(dict[str, int]):
    """Character -> the steps that it asks for; what no Chinese character is, is looked up when it first comes."""

    def __init__(self, unicode: int) -> None:
        self._unicode = unicode
        self._classes: list[tuple[re.Pattern[str], int]] = []

    def claim(self, inside: str, bits: int) -> None:
        """Give the inside of a regular-expression class to some steps; its Chinese characters stand one by one."""
        ordinary = [sign for sign in inside if "\u4e00" <= sign <= "\u9fff"]
        if self.keys().isdisjoint(ordinary):
            self.update(dict.fromkeys(ordinary, bits))
        else:
            self.update({sign: self.get(sign, 0) | bits for sign in ordinary})
        if len(ordinary) < len(inside):
            self._classes.append((lazy(f"[{inside}]"), bits))

    def __missing__(self, sign: str) -> int:
        bits = 0
        for pattern, asked in self._classes:
            bits |= asked if pattern.match(sign) else 0
        if not (bits and sign.isascii()) and is_odd(sign):
            bits |= self._unicode
        if len(self) < _MOST:
            self[sign] = bits
        return bits
