"""Turn what a bad converter left behind into the character alone: 企業(yè)發(fā)展 -> 企業發展.

Such converters look a character up in a table that lists its reading. A bracket is taken for a reading only if it
is one pinyin syllable with a tone mark, or if the character before it is traditional.
"""

from __future__ import annotations

import unicodedata

from vocnlp.normalize.characters import HAN, CharacterSets
from vocnlp.normalize.lazypattern import lazy
from vocnlp.normalize.ledger import Change

__all__ = ["Residue"]

_TONED = "āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜńňǹ"
_READING = lazy(rf"([{HAN}])([(（][a-zü{_TONED}]{{1,6}}[)）])")
_SYLLABLE = lazy("(?:[zcs]h|[bpmfdtnlgkhjqxzcsryw])?[aeiou]{1,3}(?:ng|n|r)?")
_TONE = lazy(f"[{_TONED}]")


class Residue:
    """Readings in brackets behind single characters.

    >>> Residue(CharacterSets()).changes("企業(yè)發(fā)展，型號(a)很好(nice)", "taiwan")
    [(2, 6, ''), (7, 11, '')]
    """

    name = "residue"
    signs = "(（"
    words: tuple[str, ...] = ()

    def __init__(self, characters: CharacterSets) -> None:
        self._characters = characters

    def changes(self, text: str, script: str) -> list[Change]:
        return [(*match.span(2), "") for match in _READING.finditer(text) if self._is_reading(match[1], match[2][1:-1])]

    def _is_reading(self, character: str, reading: str) -> bool:
        plain = unicodedata.normalize("NFD", reading).encode("ascii", "ignore").decode()
        proved = _TONE.search(reading) or self._characters.traditional.match(character)
        return bool(proved and len(plain) > 1 and _SYLLABLE.fullmatch(plain))
