"""Find bank card numbers: issuer prefix and Luhn check, or 15 to 19 digits behind 卡号."""

from __future__ import annotations

import re
from collections.abc import Iterator

from vocnlp.normalize.privacy.found import Found
from vocnlp.normalize.privacy.words import Words

__all__ = ["checks_out", "find_bank_cards"]

_GROUPS = "[0-9]{3}(?:[ -][0-9]{4}){2}[ -][0-9]{3,4}(?:[ -][0-9]{1,3})?"
_NUMBER = rf"(?<![0-9A-Za-z_.\-])[2-69](?:[0-9]{{14,18}}|{_GROUPS})(?![0-9A-Za-z_\-]|\.[0-9])"
_ISSUER = re.compile(
    r"62[0-9]{14,17}$|4[0-9]{15}$|5[1-5][0-9]{14}$|2[2-7][0-9]{14}$|3[47][0-9]{13}$|35[0-9]{14}$|9[0-9]{15,18}$"
)


def find_bank_cards(view: str, words: Words) -> Iterator[Found]:
    """Find numbers of a known issuer that pass Luhn; behind a card word any number of that length."""
    for match in words.compile(_NUMBER).finditer(view):
        number = re.sub("[^0-9]", "", match.group())
        if words.before(view, match.start(), "card", within=12) or (
            _ISSUER.match(number) and number[0] != "9" and checks_out(number)
        ):
            yield Found(match.start(), match.end(), number)


def checks_out(number: str) -> bool:
    """Luhn: double every second digit from the right, add the digits, and the sum ends in 0.

    >>> checks_out("4111111111111111"), checks_out("4111111111111112")
    (True, False)
    """
    digits = [int(digit) for digit in reversed(number)]
    return sum(digits[::2] + [2 * digit - 9 * (digit > 4) for digit in digits[1::2]]) % 10 == 0
