"""Turn an emoji or a sticker into its Chinese name, for reports and explanations."""

from __future__ import annotations

import re
from collections.abc import Mapping

from vocnlp.normalize.steps.emoji import EMOJI
from vocnlp.normalize.words import read_words, replacements

__all__ = ["SymbolNames"]

_SYMBOL = re.compile(rf"\[([^\[\] \n]{{1,6}})\]|[{EMOJI}]")


class SymbolNames:
    """Names of emoji.yaml; a sticker carries its own.

    >>> names = SymbolNames.read()
    >>> names.name("😂"), names.name("[笑哭]"), names.name("好")
    ('笑哭', '笑哭', '')
    >>> names.find("太差了😡[怒]")
    [(3, 4, '生气'), (4, 7, '怒')]
    """

    def __init__(self, names: Mapping[str, str]) -> None:
        self._names = dict(names)

    @classmethod
    def read(cls) -> SymbolNames:
        """Read emoji.yaml."""
        return cls(replacements(read_words("emoji.yaml")["names"]))

    def name(self, symbol: str) -> str:
        """Return the name, ``表情`` for an emoji without one, or an empty string for anything else."""
        match = _SYMBOL.fullmatch(symbol)
        if match is None:
            return ""
        return match[1] or self._names.get(symbol, "表情")

    def find(self, text: str) -> list[tuple[int, int, str]]:
        """Return every symbol of a normalized text as (start, end, name)."""
        return [(*match.span(), self.name(match[0])) for match in _SYMBOL.finditer(text)]
