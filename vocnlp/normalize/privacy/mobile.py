"""Find mobile numbers: mainland (1[3-9]…, +86), Taiwan (09…, +886), Hong Kong and Macau (+852, +853)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from vocnlp.normalize.privacy.found import Found
from vocnlp.normalize.privacy.words import Words

__all__ = ["find_mobiles"]

_MAINLAND = r"(?:\(?(?:\+|00)?86\)?[- ]{0,2})?1[3-9][0-9](?:[0-9]{8}|[- ][0-9]{4}[- ]?[0-9]{4}|[0-9]{4}[- ][0-9]{4})"
_TAIWAN = r"(?:\+?886[- ]?0?9|09)[0-9]{2}[- ]?[0-9]{3}[- ]?[0-9]{3}"
_HONGKONG = r"(?:\+|00)85[23][- ]?[4-9][0-9]{3}[- ]?[0-9]{4}"
_ANY = f"(?:{_MAINLAND}|{_TAIWAN}|{_HONGKONG})"
_NUMBER = rf"(?<![0-9A-Za-z_.,\-¥$]){_ANY}(?![0-9A-Za-z_\-]|[.,][0-9]| ?(?:%(units)s))"
_NAMED = rf"(?:%(phone)s)[:：是为為 ]{{0,3}}({_ANY})(?![0-9A-Za-z])"
_NAMED_HK = r"(?:%(phone_hk)s)[:：是为為 ]{0,3}([4-9][0-9]{3}[- ]?[0-9]{4})(?![0-9A-Za-z\-]| ?(?:%(units)s))"


def find_mobiles(view: str, words: Words) -> Iterator[Found]:
    """Find by shape, and behind 手机/电话/tel also where a letter precedes or only eight digits stand."""
    for match in words.compile(_NUMBER).finditer(view):
        yield Found(match.start(), match.end(), canonical(match.group()))
    for template in (_NAMED, _NAMED_HK):
        for match in words.compile(template).finditer(view):
            yield Found(match.start(1), match.end(1), canonical(match.group(1)))


def canonical(number: str) -> str:
    """Return the digits without the country code, so that two spellings of a number are one.

    >>> canonical("+86 138-0013-8000"), canonical("13800138000")
    ('13800138000', '13800138000')
    """
    digits = re.sub("[^0-9]", "", number).removeprefix("00")
    if len(digits) > 11 and digits.startswith("86"):
        return digits[2:]
    if digits.startswith("886"):
        return "0" + digits[3:].lstrip("0")
    return digits
