"""Turn the words of a table into the words they stand for: regional words, Cantonese words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from vocnlp.normalize.ledger import Change
from vocnlp.normalize.matcher import Matcher
from vocnlp.normalize.words import Sections, replacements

__all__ = ["ReplacedWords"]


class ReplacedWords:
    """One table for each script, longest words first; a word that stands for itself protects its characters.

    Args:
        sections: the sections of a word file.
        used: script -> the names of the sections that hold for it; later ones win.

    >>> step = ReplacedWords("region", {"taiwan": {"空调": ["冷气"]}}, {"taiwan": ["taiwan"]})
    >>> step.changes("冷气很吵", "taiwan"), step.changes("冷气很吵", "simplified")
    ([(0, 2, '空调')], [])
    """

    def __init__(
        self,
        name: str,
        sections: Sections,
        used: Mapping[str, Sequence[str]],
        *,
        signs: str = "",
        words: tuple[str, ...] = (),
    ) -> None:
        self.name, self.signs, self.words = name, signs, words
        made: dict[tuple[str, ...], tuple[Matcher, list[str]]] = {}
        self._tables: dict[str, tuple[Matcher, list[str]]] = {}
        for script, parts in used.items():
            key = tuple(parts)
            if key not in made:
                table = {word: to for part in parts for word, to in replacements(sections[part]).items()}
                keys = sorted(table, key=len, reverse=True)
                made[key] = Matcher(keys), [table[word] for word in keys]
            self._tables[script] = made[key]

    def changes(self, text: str, script: str) -> list[Change]:
        table = self._tables.get(script)
        if table is None:
            return []
        matcher, targets = table
        return [
            (start, end, targets[index])
            for index, start, end in matcher.find(text)
            if targets[index] != text[start:end]
        ]
