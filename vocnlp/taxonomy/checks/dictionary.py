"""Read jieba's word list without importing jieba: how common a word is, and which words hold a text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

__all__ = ["Dictionary", "load_dictionary"]

_LONGEST = 4
_COMMON = 100


@dataclass(frozen=True, slots=True)
class Dictionary:
    """Counts of words, and for texts of one or two characters the commonest longer words that hold them."""

    counts: Mapping[str, int]
    holders: Mapping[str, Sequence[tuple[str, int]]]

    def frequency(self, word: str) -> int:
        """Return the count of a word, 0 when unknown."""
        return self.counts.get(word, 0)

    def containing(self, text: str) -> Sequence[tuple[str, int]]:
        """Return longer words that hold ``text``, the commonest first."""
        return self.holders.get(text, ())


@lru_cache(maxsize=1)
def load_dictionary() -> Dictionary | None:
    """Read the list of an installed jieba; None without one."""
    spec = find_spec("jieba")
    if spec is None or not spec.submodule_search_locations:
        return None
    path = Path(next(iter(spec.submodule_search_locations))) / "dict.txt"
    if not path.is_file():
        return None
    cells = path.read_text(encoding="utf-8").split()  # word, count, part of speech, word, count, …
    counts = dict(zip(cells[::3], map(int, cells[1::3]), strict=True))
    common = [(word, count) for word, count in counts.items() if count >= _COMMON and 2 <= len(word) <= _LONGEST]
    holders: dict[str, list[tuple[str, int]]] = {}
    for pair in sorted(common, key=lambda one: (-one[1], one[0])):
        word = pair[0]
        parts = {*word, *[word[at : at + 2] for at in range(len(word) - 1)]} if len(word) > 2 else {*word}
        for part in parts:
            holders.setdefault(part, []).append(pair)
    return Dictionary(counts, holders)
