"""Turn a text into the name of the script and region it is written in; conversion follows that name.

The order of the decision: which characters (traditional, simplified, both), then which words. A text without
any character of either side counts as simplified, because nothing in it needs conversion.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from vocnlp.normalize.characters import HAN, CharacterSets
from vocnlp.normalize.lazypattern import lazy
from vocnlp.normalize.matcher import PART, Matcher
from vocnlp.normalize.words import Sections

__all__ = ["ScriptReader"]

_MAJORITY = 4  # traditional characters for each simplified one that still make a traditional text with a slip


_SURE = (4, 2)  # points that make Cantonese of a text without and with traditional characters (观点解答 holds 点解)
_POINTS = {"cantonese_certain": 4, "cantonese_strong": 2}


@dataclass(frozen=True, slots=True)
class ScriptReader:
    """The clue words, and what each speaks for; clues of Cantonese are certain, strong or weak."""

    characters: CharacterSets
    clues: Matcher
    speaks_for: tuple[str, ...]

    @classmethod
    def of(cls, characters: CharacterSets, *files: Sections) -> ScriptReader:
        """Take the clue words of regions.yaml and cantonese.yaml."""
        clues = {name: words for sections in files for name, words in sections["clues"].items()}
        pairs = sorted(
            ((word, name) for name, words in clues.items() for word in words), key=lambda pair: -len(pair[0])
        )
        return cls(characters, Matcher([word for word, _ in pairs]), tuple(name for _, name in pairs))

    def read_script(self, text: str) -> str:
        """Return ``simplified``, ``taiwan``, ``hongkong``, ``cantonese``, ``mixed`` or ``other``.

        >>> from vocnlp.normalize.words import read_words
        >>> words = read_words("regions.yaml"), read_words("cantonese.yaml")
        >>> reader = ScriptReader.of(CharacterSets(), *words)
        >>> [reader.read_script(text) for text in ("后面很干净", "後面很乾淨", "呢間嘢唔好食", "的士司機好差", "ok")]
        ['simplified', 'taiwan', 'cantonese', 'hongkong', 'other']
        """
        found = [self.speaks_for[index] for index in self._hits(text)]
        traditional = _count(self.characters.traditional, text)
        if found and self._is_cantonese(text, found, max(_SURE[traditional > 0], len(text) // 40)):
            return "cantonese"
        if not traditional:
            return "simplified" if _HAN.search(text) else "other"
        if _count(self.characters.simplified, text) * _MAJORITY > traditional:
            return "mixed"
        return "hongkong" if found and found.count("hongkong") > found.count("taiwan") else "taiwan"

    def _is_cantonese(self, text: str, found: list[str], enough: int) -> bool:
        """Count the points of each clue, those of a weak clue once, however often it comes."""
        points = sum(worth * found.count(name) for name, worth in _POINTS.items())
        if points < enough and "cantonese_weak" in found:
            points += len({index for index in self._hits(text) if self.speaks_for[index] == "cantonese_weak"})
        return points >= enough

    def _hits(self, text: str) -> Iterable[int]:
        if len(text) <= PART:
            return [index for index, _, _ in self.clues.find(text)]
        return [index for _, hits in self.clues.parts(text) for index, _, _ in hits]


def _count(characters: re.Pattern[str], text: str) -> int:
    """Count without holding a million characters at once."""
    if len(text) <= PART:
        return len(characters.findall(text))
    return sum(len(characters.findall(text, place, place + PART)) for place in range(0, len(text), PART))


_HAN = lazy(f"[{HAN}]")
