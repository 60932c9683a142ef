"""Find mainland identity numbers: 18 digits with province, birth date and checksum (GB 11643-1999)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from vocnlp.normalize.privacy.found import Found
from vocnlp.normalize.privacy.words import Words

__all__ = ["checks_out", "find_mainland_ids"]

_NUMBER = r"(?<![0-9A-Za-z])([1-9][0-9]{5})[ -]?([0-9]{8})[ -]?([0-9]{3}[0-9Xx])(?![0-9A-Za-z])"
_OLD = (
    r"(?:%(identity)s)[:：是为為 ]{0,3}"
    r"([1-9][0-9]{5}[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])[0-9]{3})(?![0-9A-Za-z])"
)
_PROVINCES = frozenset(
    [
        "11",
        "12",
        "13",
        "14",
        "15",
        "21",
        "22",
        "23",
        "31",
        "32",
        "33",
        "34",
        "35",
        "36",
        "37",
        "41",
        "42",
        "43",
        "44",
        "45",
        "46",
        "50",
        "51",
        "52",
        "53",
        "54",
        "61",
        "62",
        "63",
        "64",
        "65",
        "71",
        "81",
        "82",
        "83",
    ]
)
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def find_mainland_ids(view: str, words: Words) -> Iterator[Found]:
    """Find numbers that check out; behind 身份证 also mistyped ones and the old ones of 15 digits."""
    for match in words.compile(_NUMBER).finditer(view):
        number = "".join(match.groups()).upper()
        if plausible(number) and (checks_out(number) or words.before(view, match.start(), "identity")):
            yield Found(match.start(), match.end(), number)
    for match in words.compile(_OLD).finditer(view):
        if match.group(1)[:2] in _PROVINCES:
            yield Found(match.start(1), match.end(1), match.group(1))


def plausible(number: str) -> bool:
    """Tell whether the province exists and the birth date is a day."""
    try:
        born = dt.date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return False
    return number[:2] in _PROVINCES and 1900 <= born.year <= 2099


def checks_out(number: str) -> bool:
    """Check the last character (ISO 7064 MOD 11-2).

    >>> checks_out("11010519491231002X"), checks_out("110105194912310021")
    (True, False)
    """
    total = sum(int(digit) * weight for digit, weight in zip(number[:17], _WEIGHTS, strict=True))
    return "10X98765432"[total % 11] == number[17]
