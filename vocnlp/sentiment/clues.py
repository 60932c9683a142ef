"""Turn automaton hits into clues: the lexicon words that really stand in the text, none overlapping another.

Leftmost-longest wins (好 inside 好像 is gone because 好像 is listed), except where a longer opinion word begins
inside it behind a degree word or a filler (很|干净, 也|不错). A word strictly inside a longer mention is a part of
that name, not an opinion (舒适 in 舒适性); what touches a positive or negative expression was said by it.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple, TypeAlias

from vocnlp.sentiment.lexicon import Word
from vocnlp.tagging.automaton import Hit
from vocnlp.tagging.resolve import Mention
from vocnlp.tagging.verify import Range

__all__ = ["Clue", "select"]

_new = tuple.__new__
_Found: TypeAlias = tuple[int, int, Word]
"""Start, minus the end, word: sorts from left to right, longer words first."""


class Clue(NamedTuple):
    """One lexicon word at one place of the normalized text."""

    start: int
    end: int
    word: Word


def select(
    hits: Sequence[Hit], words: Mapping[int, Word], mentions: Sequence[Mention]
) -> tuple[list[Clue], list[Clue]]:
    """Return the clues of a text and its words of mood, each sorted by position."""
    known = [(start, -end, words[number]) for number, start, end in hits if number in words]
    found = [one for one in known if one[2].structural]
    moods = [one for one in known if one[2].hint]
    clues = _tile(found, mentions) if found else []
    return clues, _outside(moods, clues) if moods else []


def _tile(found: list[_Found], mentions: Sequence[Mention]) -> list[Clue]:
    """Choose words from left to right, the longest first, outside of what the mentions have taken."""
    found.sort()  # no two words share start and end, so that words are never compared
    names: list[Range] = []
    taken: list[Range] = []
    for mention in mentions:
        (names if mention.kind == "term" else taken).extend(mention.pieces)
    names.sort()
    taken.sort()
    clues: list[Clue] = []
    free = 0
    for index, (start, minus_end, word) in enumerate(found):
        if start < free:
            continue
        end = -minus_end
        if word.cut:
            end, word = _shortened(found, index)
        elif word.lead and any(
            -right > end and other.strength for _, right, other in _starting(found, index, start + 1)
        ):
            continue
        if taken and _touches(taken, start, end):
            continue
        if names and _hidden(names, start, end):
            continue
        clues.append(_new(Clue, (start, end, word)))
        free = end
    return clues


def _shortened(found: Sequence[_Found], index: int) -> tuple[int, Word]:
    """Return end and word; the degree word alone where its last character begins a longer opinion word."""
    start, minus_end, word = found[index]
    end = -minus_end
    shorter = next((other for _, right, other in _starting(found, index, start) if -right == end - 1), None)
    longer = any(-right > end for _, right, _ in _starting(found, index, end - 1))
    return (end - 1, shorter) if longer and shorter is not None and shorter.degree else (end, word)


def _starting(found: Sequence[_Found], index: int, place: int) -> Iterator[_Found]:
    """Walk the words behind ``index`` that start at a place."""
    for number in range(index + 1, len(found)):
        if found[number][0] > place:
            return
        if found[number][0] == place:
            yield found[number]


def _outside(moods: list[_Found], clues: Sequence[Clue]) -> list[Clue]:
    """Return the words of mood that stand outside opinion words, the longest first at each place."""
    moods.sort()
    judged = [(clue.start, clue.end) for clue in clues if clue.word.strength]
    heard: list[Clue] = []
    free = 0
    for start, minus_end, word in moods:
        if start >= free and not (judged and _touches(judged, start, -minus_end)):
            heard.append(_new(Clue, (start, -minus_end, word)))
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
