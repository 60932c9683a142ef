"""Find vehicle identification numbers: 17 signs without I, O and Q, with the check digit of ISO 3779."""

from __future__ import annotations

from collections.abc import Iterator

from vocnlp.normalize.privacy.found import Found
from vocnlp.normalize.privacy.words import Words

__all__ = ["checks_out", "find_vins"]

_NUMBER = r"(?<![0-9A-Za-z_\-])(?=[A-Z0-9]{0,16}[A-Z])(?=[A-Z0-9]{0,16}[0-9])[A-HJ-NPR-Z0-9]{17}(?![0-9A-Za-z_\-])"
_VALUES = dict(
    zip("0123456789ABCDEFGHJKLMNPRSTUVWXYZ", (*range(10), *range(1, 9), *range(1, 6), 7, 9, *range(2, 10)), strict=True)
)
_WEIGHTS = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)


def find_vins(view: str, words: Words) -> Iterator[Found]:
    """Find numbers that check out; behind 车架号 also others, because European makers use the digit freely."""
    for match in words.compile(_NUMBER).finditer(view):
        number = match.group().upper()
        if checks_out(number) or words.before(view, match.start(), "vin"):
            yield Found(match.start(), match.end(), number)


def checks_out(number: str) -> bool:
    """Check the ninth sign.

    >>> checks_out("1M8GDM9AXKP042788"), checks_out("1M8GDM9A1KP042788")
    (True, False)
    """
    total = sum(_VALUES[sign] * weight for sign, weight in zip(number, _WEIGHTS, strict=True))
    return "0123456789X"[total % 11] == number[8]
