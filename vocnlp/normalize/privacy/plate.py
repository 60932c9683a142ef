"""Find licence plates by the mainland grammar (GA 36-2018, new energy included); others behind 车牌."""

from __future__ import annotations

import re
from collections.abc import Iterator

from vocnlp.normalize.privacy.found import Found
from vocnlp.normalize.privacy.words import Words

__all__ = ["find_plates"]

_PROVINCE = "京津沪滬渝冀豫云雲辽遼黑湘皖鲁魯新苏蘇浙赣贛鄂桂甘晋晉蒙陕陝吉闽閩贵貴粤粵青藏川宁寧琼瓊"
_LETTER = "A-HJ-NP-Z"
_ENERGY = f"[A-HJK][{_LETTER}0-9][0-9]{{4}}|[0-9]{{5}}[A-HJK]"
_ORDINARY = f"[{_LETTER}0-9]{{5}}|[{_LETTER}0-9]{{4}}[挂掛学學警港澳领領]"
_PLATE = rf"([{_PROVINCE}])([{_LETTER}])[ ·•・.\-]?({_ENERGY}|{_ORDINARY})(?![0-9A-Za-z]|[款型版系代]|\.[0-9])"
_ABROAD = (
    r"(?:%(plate)s)[:：是为為 ]{0,3}"
    r"((?:[A-Z]{2,3}-?[0-9]{3,4}|[0-9]{3,4}-?[A-Z]{2,3}|[A-Z]{2} ?[0-9]{1,4})|[使领][0-9]{6})"
    r"(?![0-9A-Za-z])"
)
_WORDS_TOO = frozenset("新云雲青宁寧吉贵貴黑川苏蘇")
"""Provinces that are also everyday words: 新A4L is a new car, not a car from Xinjiang."""


def find_plates(view: str, words: Words) -> Iterator[Found]:
    """Find mainland plates anywhere, Taiwan and Hong Kong plates behind a plate word."""
    for match in words.compile(_PLATE).finditer(view):
        province, letter, number = match.groups()
        if _likely(province, number) or words.before(view, match.start(), "plate", within=6):
            yield Found(match.start(), match.end(), f"{province}{letter}{number}".upper())
    for match in words.compile(_ABROAD).finditer(view):
        yield Found(match.start(1), match.end(1), re.sub("[ -]", "", match.group(1)).upper())


def _likely(province: str, number: str) -> bool:
    """An ordinary number has at most two letters; where the province is a word, at least four digits."""
    digits = sum(map(str.isdigit, number))
    return digits >= (4 if province in _WORDS_TOO else 3)
