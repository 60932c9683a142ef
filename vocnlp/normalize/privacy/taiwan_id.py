"""Find Taiwan identity and resident numbers: a letter and nine digits with a checksum."""

from __future__ import annotations

from collections.abc import Iterator

from vocnlp.normalize.privacy.found import Found
from vocnlp.normalize.privacy.words import Words

__all__ = ["checks_out", "find_taiwan_ids"]

_NUMBER = r"(?<![0-9A-Za-z])[A-Z][1289][0-9]{8}(?![0-9A-Za-z])"
_LETTERS = "ABCDEFGHJKLMNPQRSTUVXYWZIO"
_WEIGHTS = (1, 9, 8, 7, 6, 5, 4, 3, 2, 1, 1)


def find_taiwan_ids(view: str, words: Words) -> Iterator[Found]:
    """Find numbers that check out; behind 身分證 also mistyped ones."""
    for match in words.compile(_NUMBER).finditer(view):
        number = match.group().upper()
        if checks_out(number) or words.before(view, match.start(), "identity"):
            yield Found(match.start(), match.end(), number)


def checks_out(number: str) -> bool:
    """Check the weighted sum of the letter's two digits and the nine digits.

    >>> checks_out("A123456789"), checks_out("A123456788")
    (True, False)
    """
    area = _LETTERS.index(number[0]) + 10
    digits = (area // 10, area % 10, *map(int, number[1:]))
    return sum(digit * weight for digit, weight in zip(digits, _WEIGHTS, strict=True)) % 10 == 0
