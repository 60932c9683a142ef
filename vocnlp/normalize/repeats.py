"""Turn a text into "no unit stands three times in a row here" or "look closer", without looking at each character.

The text, as two bytes a character, is one long number. Shifted by n characters and subtracted from itself bit by
bit it is zero wherever a character equals the one n places before. A unit of p characters said three times leaves
2p such places in a row for n = p, and two of them for n = 4 when p is 2 or 4.
"""

from __future__ import annotations

import re

__all__ = ["REPEATED_SIGN", "REPEATED_WORD", "is_repeating"]

REPEATED_SIGN = re.compile(r"(.)\1\1")
REPEATED_WORD = re.compile(r"(.{2,4})\1\1")

_TWO, _SIX = bytes(4), bytes(12)
_sign, _word = REPEATED_SIGN.search, REPEATED_WORD.search


def is_repeating(text: str) -> bool:
    """Say whether one to four characters stand three times in a row.

    >>> [is_repeating(text) for text in ("好好好", "哈哈，看看看不清", "这个这个", "很好吃很好吃很好吃")]
    [True, True, False, True]
    """
    try:
        code = text.encode("utf-16")
    except UnicodeEncodeError:  # a lone surrogate
        code = b""
    size = len(code)
    if size == 2 * len(text) + 2:  # every character is two bytes, and so is the byte order mark
        bits = int.from_bytes(code, "little")
        if (
            _TWO not in ((bits ^ (bits >> 16)) & (bits ^ (bits >> 64))).to_bytes(size, "little")
            and _SIX not in (bits ^ (bits >> 48)).to_bytes(size, "little")
        ):  # fmt: skip
            return False
    return bool(_sign(text) or _word(text))
