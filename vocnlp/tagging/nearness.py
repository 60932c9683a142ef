"""Tell how nearly a literal stands in a text: its longest common part, or its characters in order but apart."""

from __future__ import annotations

from difflib import SequenceMatcher

__all__ = ["apart_characters", "common_part"]

_SPREAD = 10


def common_part(literal: str, text: str) -> str:
    """Return the longest part of a literal that stands in a text.

    >>> common_part("打不通", "一直不通")
    '不通'
    """
    match = SequenceMatcher(None, literal, text, autojunk=False).find_longest_match()
    return literal[match.a : match.a + match.size]


def apart_characters(literal: str, text: str) -> str:
    """Return the shortest stretch of a text that holds the characters of a literal in order, or nothing.

    >>> apart_characters("打不通", "电话打了三次都不通")
    '打了三次都不通'
    """
    best = ""
    for start, character in enumerate(text):
        if not literal or character != literal[0]:
            continue
        place = start
        for wanted in literal[1:]:
            place = text.find(wanted, place + 1)
            if place < 0:
                break
        else:
            stretch = text[start : place + 1]
            if len(stretch) <= len(literal) + _SPREAD and (not best or len(stretch) < len(best)):
                best = stretch
    return best
