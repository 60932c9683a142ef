"""Find Hong Kong identity numbers: one or two letters, six digits and a check digit in brackets."""

from __future__ import annotations

from collections.abc import Iterator

from vocnlp.normalize.privacy.found import Found
from vocnlp.normalize.privacy.words import Words

__all__ = ["checks_out", "find_hongkong_ids"]

_NUMBER = r"(?<![0-9A-Za-z])([A-Z]{1,2}[0-9]{6})(\([0-9A]\)|[0-9A])(?![0-9A-Za-z])"


def find_hongkong_ids(view: str, words: Words) -> Iterator[Found]:
    """Find numbers that check out; without brackets only behind 身份證, because many codes look alike."""
    for match in words.compile(_NUMBER).finditer(view):
        number = (match.group(1) + match.group(2).strip("()")).upper()
        known = words.before(view, match.start(), "identity")
        if checks_out(number) and (match.group(2).startswith("(") or known):
            yield Found(match.start(), match.end(), number)


def checks_out(number: str) -> bool:
    """Check the weighted sum modulo 11; a single letter counts as if a space (36) stood before it.

    >>> checks_out("A1234563"), checks_out("A1234564")
    (True, False)
    """
    body, check = number[:-1].rjust(8), number[-1]
    values = [36 if sign == " " else int(sign, 36) for sign in body]
    total = sum(value * weight for value, weight in zip(values, range(9, 1, -1), strict=True))
    return (total + (10 if check == "A" else int(check))) % 11 == 0
