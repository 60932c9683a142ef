"""Find which experience point an opinion word speaks of.

In the order a reader would try: the mention it overlaps (好吃 names the taste itself), the noun that it
describes (很舒服的座椅, 大电池+拉胯散热), the nearest mention before it (座椅很舒服), the nearest behind it
(喜欢这个颜色), and, when the clause names nothing, the last thing named before it in the same sentence (座椅不错，
就是有点硬).
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Sequence
from operator import attrgetter

from vocnlp.segment.clause import Clause
from vocnlp.segment.corrections import WITHDRAWN
from vocnlp.sentiment.clues import Clue
from vocnlp.tagging.resolve import Mention

__all__ = ["carried", "company", "has_subject", "inside"]

_BEHIND = 4
_JOINTS = frozenset("、+/&和与")
_WINDOW = 12
_SUBJECT_FROM = 1
_CARRY_CLAUSES = 2
_THAN = frozenset(("比", "要比", "更比", "都比", "可比", "不比", "也比"))
_LESS = frozenset(("没有", "没", "不如", "远没有", "远不如", "还没有", "并没有"))
_AS_MUCH = frozenset(("", "那么", "这么", "那样", "这样", "来得", "更"))
_LINKS = frozenset(
    (
        "",
        "、",
        "和",
        "与",
        "跟",
        "及",
        "同",
        "或",
        "/",
        "&",
        "+",
        "，",
        " ",
        "、和",
        "还是",
        "，还是",
        "以及",
        "还有",
        "或者",
        "加上",
        "，和",
    )
)


def inside(
    text: str, clue: Clue, mentions: Sequence[Mention], able: Callable[[Mention], bool] | None = None
) -> Mention | None:
    """Return the mention in the clue's own clause that it speaks of, among those that are ``able`` to carry it."""
    if len(mentions) > 2 * _WINDOW:
        here = bisect_left(mentions, clue.end, key=attrgetter("start"))
        mentions = mentions[max(here - _WINDOW, 0) : here + _WINDOW]
    start, end, _ = clue
    earlier: Mention | None = None
    before: Mention | None = None
    after: Mention | None = None
    for mention in mentions:
        if able is not None and not able(mention):
            continue
        if mention.start >= end:
            after = mention if mention.start - end <= _BEHIND else None
            break
        earlier, before = before, mention
    if earlier is not None and before is not None and _compared(text, earlier, before, start):
        before = earlier
    if after is None or (before is not None and before.end > start):
        return before
    alone = before is None or start - before.end > 1
    if alone and text[end : end + 1] == "的":
        return after
    if after.start == end and text[max(start - 1, 0) : start] in _JOINTS:
        return after
    return before or after


def _compared(text: str, one: Mention, other: Mention, start: int) -> bool:
    """Tell whether the word at ``start`` speaks of the first of two: 环境比味道好, 味道没有环境那么好."""
    comparing = text[one.end : other.start]
    if start < other.end:
        return False
    return comparing in _THAN or (comparing in _LESS and text[other.end : start] in _AS_MUCH)


def has_subject(clues: Sequence[Clue], index: int, floor: int) -> bool:
    """Tell whether unknown words stand before an opinion word in its clause: a subject of its own, perhaps."""
    unknown = clues[index].start - floor
    if unknown <= _SUBJECT_FROM:
        return False
    for clue in reversed(clues[max(index - _WINDOW, 0) : index]):
        if clue.start < floor:
            break
        if not clue.word.neutral:
            unknown -= clue.end - clue.start
    return unknown > _SUBJECT_FROM


def carried(
    clauses: Sequence[Clause],
    number: int,
    by_clause: Sequence[Sequence[Mention]],
) -> Mention | None:
    """Return the last mention of the clauses just before, in the same sentence and by the same speaker.

    What the speaker took back is no distance, but its topic still stands: 方向盘很轻，口误，很重 speaks of the wheel.
    """
    here = clauses[number]
    left = _CARRY_CLAUSES
    for back in range(number - 1, -1, -1):
        there = clauses[back]
        if there.role == WITHDRAWN and there.sentence == here.sentence:
            for mention in reversed(by_clause[back]):
                if mention.kind == "term":
                    return mention
            continue
        if not left or there.sentence != here.sentence or there.role != here.role:
            return None
        left -= 1
        if by_clause[back]:
            return by_clause[back][-1]
    return None


def company(text: str, mention: Mention, mentions: Sequence[Mention]) -> list[Mention]:
    """Return the mention with all that stand in one list with it (屏幕、电池、拍照都不错)."""
    together = [mention]
    place = bisect_left(mentions, mention.start, key=attrgetter("start"))
    for other in reversed(mentions[max(place - _WINDOW, 0) : place]):
        if not _listed(text, other.end, together[0].start):
            break
        together.insert(0, other)
    return together


def _listed(text: str, left: int, right: int) -> bool:
    return text[left:right] in _LINKS
