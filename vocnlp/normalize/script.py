"""Turn a text into the name of the script and region it is written in; conversion follows that name.

The order of the decision: which characters (traditional, simplified, both), then which words. A text without
any character of either side counts as simplified, because nothing in it needs conversion.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from vocnlp.normalize.characters import HAN, CharacterSets
from vocnlp.normalize.matcher import Matcher
from vocnlp.normalize.words import read_words

__all__ = ["ScriptReader"]

_MAJORITY = 4  # traditional characters for each simplified one that still make a traditional text with a slip


@dataclass(frozen=True, slots=True)
class ScriptReader:
    """The clues by region; a strong clue counts two, a weak clue one, and two points decide."""

    characters: CharacterSets
    clues: Mapping[str, Matcher]

    @classmethod
    def read(cls, characters: CharacterSets) -> ScriptReader:
        """Read the clue words of regions.yaml and cantonese.yaml."""
        clues = {**read_words("regions.yaml")["clues"], **read_words("cantonese.yaml")["clues"]}
        return cls(characters, {name: Matcher(sorted(words, key=len, reverse=True)) for name, words in clues.items()})

    def read_script(self, text: str) -> str:
        """Return ``simplified``, ``taiwan``, ``hongkong``, ``cantonese``, ``mixed`` or ``other``.

        >>> reader = ScriptReader.read(CharacterSets.read())
        >>> [reader.read_script(text) for text in ("后面很干净", "後面很乾淨", "呢間嘢唔好食", "的士司機好差", "ok")]
        ['simplified', 'taiwan', 'cantonese', 'hongkong', 'other']
        """
        if self._is_cantonese(text):
            return "cantonese"
        traditional = len(self.characters.traditional.findall(text))
        if not traditional:
            return "simplified" if _HAN.search(text) else "other"
        if len(self.characters.simplified.findall(text)) * _MAJORITY > traditional:
            return "mixed"
        hongkong = len(self.clues["hongkong"].find(text))
        return "hongkong" if hongkong and hongkong > len(self.clues["taiwan"].find(text)) else "taiwan"

    def _is_cantonese(self, text: str) -> bool:
        """Two points of clues; in a long text also one point for every 40 characters."""
        points = 2 * len(self.clues["cantonese_strong"].find(text))
        if points < 2 or len(text) > 80:
            points += len({index for index, _, _ in self.clues["cantonese_weak"].find(text)})
        return points >= max(2, len(text) // 40)


_HAN = re.compile(f"[{HAN}]")
