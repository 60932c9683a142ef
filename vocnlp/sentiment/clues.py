"""Turn automaton hits into clues: the lexicon words that really stand in the text, none overlapping another.

Leftmost-longest wins (好 inside 好像 is gone because 好像 is listed), and a word strictly inside a longer
mention is a part of that name, not an opinion (舒适 in 舒适性); what touches a positive or negative expression of
a point has been said by that expression.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from vocnlp.sentiment.lexicon import Word
from vocnlp.tagging.automaton import Hit
from vocnlp.tagging.resolve import Mention

__all__ = ["Clue", "select"]


class Clue(NamedTuple):
    """One lexicon word at one place of the normalized text."""

    start: int
    end: int
    word: Word


def select(hits: Sequence[Hit], words: Mapping[int, Word], mentions: Sequence[Mention]) -> list[Clue]:
    """Return the clues of a text, sorted by position."""
    found = [(start, -end, word) for number, start, end in hits if (word := words.get(number)) is not None]
    if not found:
        return []
    found.sort(key=_place)
    names = [piece for mention in mentions if mention.kind == "term" for piece in mention.pieces]
    taken = [piece for mention in mentions if mention.kind != "term" for piece in mention.pieces]
    clues: list[Clue] = []
    free = 0
    for start, minus_end, word in found:
        if start < free:
            continue
        end = -minus_end
        if any(left < end and start < right for left, right in taken):
            continue
        if any(left <= start and end <= right and end - start < right - left for left, right in names):
            continue
        clues.append(Clue(start, end, word))
        free = end
    return clues


def _place(found: tuple[int, int, Word]) -> tuple[int, int]:
    return found[0], found[1]
