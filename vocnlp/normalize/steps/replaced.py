"""Turn the words of one table into the words they stand for: regional words, Cantonese words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from vocnlp.normalize.ledger import Change
from vocnlp.normalize.matcher import Matcher
from vocnlp.normalize.words import read_table

__all__ = ["ReplacedWords"]


class ReplacedWords:
    """A table for some scripts; longest words first. A word that stands for itself protects its characters.

    >>> ReplacedWords.read("region", "regions.yaml", {"taiwan": "taiwan"}).changes("冷气很吵", "taiwan")
    [(0, 2, '空调')]
    """

    def __init__(self, name: str, signs: str, words: tuple[str, ...], tables: Mapping[str, dict[str, str]]) -> None:
        self.name, self.signs, self.words = name, signs, words
        self._tables: dict[str, tuple[Matcher, list[str], list[int]]] = {}
        for script, table in tables.items():
            keys = sorted(table, key=len, reverse=True)
            self._tables[script] = (Matcher(keys), [table[key] for key in keys], [len(key) for key in keys])

    @classmethod
    def read(
        cls, name: str, file: str, sections: Mapping[str, str], *, signs: str = "", words: Any = ()
    ) -> ReplacedWords:
        """Read the section of ``file`` for each script."""
        return cls(name, signs, tuple(words), {script: read_table(file, part) for script, part in sections.items()})

    def changes(self, text: str, script: str) -> list[Change]:
        table = self._tables.get(script)
        if table is None:
            return []
        matcher, targets, _ = table
        return [
            (start, end, targets[index])
            for index, start, end in matcher.find(text)
            if targets[index] != text[start:end]
        ]
