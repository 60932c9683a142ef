"""Turn automaton hits into clues: the lexicon words that really stand in the text, none overlapping another.

Leftmost-longest wins (好 inside 好像 is gone because 好像 is listed), and a word strictly inside a longer
mention is a part of that name, not an opinion (舒适 in 舒适性).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from vocnlp.sentiment.lexicon import Word
from vocnlp.tagging.rules import Mention

__all__ = ["Clue", "select"]


class Clue(NamedTuple):
    """One lexicon word at one place of the normalized text."""

    start: int
    end: int
    word: Word


def select(
    text: str, hits: Sequence[tuple[int, int, int]], words: Mapping[int, Word], mentions: Sequence[Mention]
) -> list[Clue]:
    """Return the clues of a text, sorted by position."""
    found = [(start, -end, word) for number, start, end in hits if (word := words.get(number)) is not None]
    if not found:
        return []
    found.sort(key=_place)
    covered = [piece + (mention.kind != "term",) for mention in mentions for piece in mention.pieces]
    clues: list[Clue] = []
    free = 0
    for start, minus_end, word in found:
        end = -minus_end
        if start < free or (text.isascii() or text[start] < "\x80") and not _stands_alone(text, start, end):
            continue
        if any(
            left <= start and end <= right and (whole or end - start < right - left) for left, right, whole in covered
        ):
            continue
        clues.append(Clue(start, end, word))
        free = end
    return clues


def _place(found: tuple[int, int, Word]) -> tuple[int, int]:
    return found[0], found[1]


def _stands_alone(text: str, start: int, end: int) -> bool:
    """Tell whether a Latin word is not a part of a longer one (``ok`` in ``book``)."""
    before = text[start - 1] if start else " "
    after = text[end] if end < len(text) else " "
    return not (_is_latin(before) and _is_latin(text[start])) and not (_is_latin(after) and _is_latin(text[end - 1]))


def _is_latin(character: str) -> bool:
    return character.isascii() and character.isalnum()
