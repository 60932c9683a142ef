"""Turn the words of a table into the words they stand for: regional words, Cantonese words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from vocnlp.normalize.ledger import Change
from vocnlp.normalize.matcher import Matcher
from vocnlp.normalize.words import read_table

__all__ = ["ReplacedWords"]


class ReplacedWords:
    """One table for each script, longest words first; a word that stands for itself protects its characters.

    >>> ReplacedWords.read("region", "regions.yaml", {"taiwan": ["taiwan"]}).changes("冷气很吵", "taiwan")
    [(0, 2, '空调')]
    """

    def __init__(self, name: str, tables: Mapping[str, dict[str, str]], signs: str, words: tuple[str, ...]) -> None:
        self.name, self.signs, self.words = name, signs, words
        self._tables: dict[str, tuple[Matcher, list[str]]] = {}
        for script, table in tables.items():
            keys = sorted(table, key=len, reverse=True)
            self._tables[script] = Matcher(keys), [table[key] for key in keys]

    @classmethod
    def read(
        cls,
        name: str,
        file: str,
        sections: Mapping[str, Sequence[str]],
        *,
        signs: str = "",
        words: tuple[str, ...] = (),
    ) -> ReplacedWords:
        """Read the sections of ``file`` that hold for each script."""
        tables = {
            script: {word: to for part in parts for word, to in read_table(file, part).items()}
            for script, parts in sections.items()
        }
        return cls(name, tables, signs, words)

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
