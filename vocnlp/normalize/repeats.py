"""Turn a text into "no unit stands three times in a row here" or "look closer", in one scan.

A unit of p characters said three times leaves three equal ones in a row when only every p-th character is read. So
the text and its every second, third and fourth character, one behind the other, are searched for three of a kind.
"""

from __future__ import annotations

import re

__all__ = ["LONGEST_REPEAT", "REPEATED_SIGN", "REPEATED_WORD", "is_repeating", "is_repeating_words"]

LONGEST_REPEAT = 12
REPEATED_SIGN = re.compile(r"(.)\1\1")
REPEATED_WORD = re.compile(r"(.{2,4})\1\1")

_sign, _word = REPEATED_SIGN.search, REPEATED_WORD.search


def is_repeating(text: str) -> bool:
    """Say whether one to four characters stand three times in a row.

    >>> [is_repeating(text) for text in ("好好好", "哈哈，看看看不清", "这个这个", "很好吃很好吃很好吃")]
    [True, True, False, True]
    """
    if not _sign(f"{text}{text[::2]}{text[::3]}{text[::4]}"):
        return False
    return bool(_sign(text) or _word(text))


def is_repeating_words(text: str) -> bool:
    """Say whether two to four characters stand three times in a row.

    >>> is_repeating_words("好吃好吃好吃"), is_repeating_words("好好好好吃")
    (True, False)
    """
    return bool(_sign(f"{text[::2]}{text[::3]}{text[::4]}") and _word(text))
