"""likely-typo: a term one character away from a much commoner word, by sound (太度/态度) or by shape (贷款/货款).

Customers' typing errors are welcome as terms: silence the entry then.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from vocnlp.errors import Message
from vocnlp.taxonomy.checks.book import Book, Finding
from vocnlp.yamlsource import load_yaml

_COMMON = {2: 2000}
_COMMON_LONGER = 200
"""How often a dictionary word must have been counted to be the likelier spelling of one that it does not know."""


def check(book: Book) -> Iterator[Finding]:
    """Try every confusable character of each literal that the pack spells once."""
    counts = Counter({text: len(found) for text, found in book.by_text.items()})
    told: set[tuple[str, str]] = set()
    for one in book.written:
        if (
            not 2 <= len(one.text) <= 6
            or one.text[0] in "不没无"
            or counts[one.text] > 2
            or (one.point.id, one.text) in told
        ):
            continue
        meant = _meant(book, one.text, counts)
        if meant:
            told.add((one.point.id, one.text))
            message = Message(f"“{one.text}”是不是“{meant}”？", f"is {one.text} meant to be {meant}?")
            yield Finding(one.entry.location, "warning", "likely-typo", message, point=one.point, entry=one.entry)


def _meant(book: Book, text: str, counts: Counter[str]) -> str:
    """Return a likelier spelling: a dictionary word where this is none, or a word the pack has more often."""
    for place, character in enumerate(text):
        for other in _confusable().get(character, ()):
            variant = text[:place] + other + text[place + 1 :]
            if book.frequency is None:
                if counts[variant] > counts[text]:
                    return variant
            elif not book.frequency(text) and book.frequency(variant) >= _COMMON.get(len(text), _COMMON_LONGER):
                return variant
    return ""


@lru_cache(maxsize=1)
def _confusable() -> dict[str, tuple[str, ...]]:
    root = load_yaml(Path(__file__).with_name("confusions.yaml"))
    found: dict[str, dict[str, None]] = defaultdict(dict)
    for _, node in root.items():
        for group, _ in node.words():
            for character in group:
                found[character].update(dict.fromkeys(other for other in group if other != character))
    return {character: tuple(others) for character, others in found.items()}
