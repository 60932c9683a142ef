"""Turn automaton hits into clues: the lexicon words that really stand in the text, none overlapping another.

Leftmost-longest wins (好 inside 好像 is gone because 好像 is listed), except where a degree word and a longer
opinion word fill its place (很|干净, not 很干|净). A word strictly inside a longer mention is a part of that name, not an
opinion (舒适 in 舒适性); what touches a positive or negative expression of a point was said by that expression.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from vocnlp.sentiment.lexicon import Word
from vocnlp.tagging.automaton import Hit
from vocnlp.tagging.resolve import Mention
from vocnlp.tagging.verify import Range

__all__ = ["Clue", "hints", "select"]


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
    names: list[Range] = []
    taken: list[Range] = []
    for mention in mentions:
        (names if mention.kind == "term" else taken).extend(mention.pieces)
    names.sort()
    taken.sort()
    words_at = {(start, -minus_end): word for start, minus_end, word in found}
    longest = {start: -minus_end for start, minus_end, _ in reversed(found)}
    clues: list[Clue] = []
    free = 0
    for start, minus_end, word in found:
        if start < free:
            continue
        end = -minus_end
        if word.strength and longest.get(end - 1, 0) > end:
            shorter = words_at.get((start, end - 1))
            if shorter is not None and shorter.degree is not None:
                end, word = end - 1, shorter
        if taken and _touches(taken, start, end):
            continue
        if names and _hidden(names, start, end):
            continue
        clues.append(Clue(start, end, word))
        free = end
    return clues


def hints(hits: Sequence[Hit], words: Mapping[int, Word], clues: Sequence[Clue]) -> list[Clue]:
    """Return the words of mood that stand outside opinion words, the longest first at each place."""
    found = [(start, -end, word) for number, start, end in hits if (word := words.get(number)) is not None]
    if not found:
        return []
    found.sort(key=_place)
    judged = [(clue.start, clue.end) for clue in clues if clue.word.strength]
    heard: list[Clue] = []
    free = 0
    for start, minus_end, word in found:
        if start >= free and not (judged and _touches(judged, start, -minus_end)):
            heard.append(Clue(start, -minus_end, word))
            free = -minus_end
    return heard


def _touches(ranges: list[Range], start: int, end: int) -> bool:
    """Tell whether any of the disjoint, sorted ranges overlaps [start, end)."""
    index = bisect_left(ranges, (end, -1)) - 1
    return index >= 0 and ranges[index][1] > start


def _hidden(ranges: list[Range], start: int, end: int) -> bool:
    """Tell whether [start, end) is a proper part of one of the disjoint, sorted ranges."""
    index = bisect_left(ranges, (start + 1, -1)) - 1
    return index >= 0 and end <= ranges[index][1] and end - start < ranges[index][1] - ranges[index][0]


def _place(found: tuple[int, int, Word]) -> tuple[int, int]:
    return found[0], found[1]
