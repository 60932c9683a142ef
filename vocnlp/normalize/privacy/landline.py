"""Find landline numbers: mainland area codes, Taiwan, Hong Kong, and bare local numbers behind 电话/座机.

Service numbers (400, 800, 95xxx, 12345) belong to companies and stay.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from vocnlp.normalize.privacy.found import Found
from vocnlp.normalize.privacy.words import Words

__all__ = ["find_landlines"]

_AREA = r"(?:010|02[0-57-9]|0[3-9][0-9]{2})"
_MAINLAND = (
    rf"(?:\(?(?:\+|00)86\)?[- ]?)?(?:\({_AREA}\)[- ]?|{_AREA}[- ])[2-9](?:[0-9]{{6,7}}|[0-9]{{2,3}}[- ][0-9]{{4}})"
)
_JOINED = rf"{_AREA}[2-9][0-9]{{6,7}}"
_TAIWAN = r"(?:\(0[2-8]\)[- ]?|0[2-8]-)[2-9][0-9]{2,3}-?[0-9]{4}"
_HONGKONG = r"(?:\+|00)852[- ]?[23][0-9]{3}[- ]?[0-9]{4}"
_EXTENSION = r"(?: ?(?:转|轉|分机|分機|#|ext\.?) ?[0-9]{1,5}|-[0-9]{2,5}(?![0-9]))?"
_NUMBER = (
    rf"(?<![0-9A-Za-z_.,\-¥$])(?:{_MAINLAND}|{_TAIWAN}|{_HONGKONG}|{_JOINED}){_EXTENSION}"
    r"(?![0-9A-Za-z_\-]|[.,][0-9]| ?(?:%(units)s))"
)
_LOCAL = (
    r"(?:%(phone)s)[:：是为為 ]{0,3}([2-9][0-9]{3}[- ]?[0-9]{3,4}" + _EXTENSION + r")(?![0-9A-Za-z\-]| ?(?:%(units)s))"
)
_SERVICE = re.compile(r"[48]00[- ]?[0-9]")


def find_landlines(view: str, words: Words) -> Iterator[Found]:
    """Find numbers with an area code anywhere, and seven or eight digits behind a phone word."""
    for match in words.compile(_NUMBER).finditer(view):
        yield Found(match.start(), match.end(), re.sub("[^0-9]", "", match.group()).removeprefix("0086"))
    for match in words.compile(_LOCAL).finditer(view):
        if not _SERVICE.match(match.group(1)):
            yield Found(match.start(1), match.end(1), re.sub("[^0-9]", "", match.group(1)))
