"""Turn one opinion word with its negation, degree and mood into a number, keeping the arithmetic.

The words to the left are read from the inside out: every degree word multiplies, every negator turns the
value it finds (不 turns 好吃 to -1 times, 难吃 to -0.7 times), so double negation needs no rule of its own.
A degree word inside a negation weakens it: 不是很好 is milder than 不好.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from operator import itemgetter
from typing import NamedTuple

from vocnlp.sentiment.clues import Clue
from vocnlp.sentiment.knowledge import MoodGroup, NegationGroup
from vocnlp.sentiment.lexicon import OPINION

__all__ = ["Mood", "Step", "Value", "find_question", "is_open", "modified", "moods_of", "turned_inside"]

_JOINERS = frozenset(
    ["", "和", "与", "、", "或", "及", "又", "且", "而且", "也", "，", "跟", "并", "以及", "还", "或者", "又不"]
)
_PREDICATE_ENDS = "就才了"
"""Behind a verb they end what a negator denies (还没吃就恶心, 不用尝了不好吃), not right behind it (没有了异响)."""
_BESIDE = "也又"
"""A negator that begins with one makes a statement of its own, which none before it denies: 没有异味也不难看."""
_MUST = ("不行", "不可", "不成")
"""Behind a negated verb they say that it must be (不服不行)."""
_INNER_DEGREE = 0.6
_LOOK_BACK = 12
_new = tuple.__new__


class Step(NamedTuple):
    """One line of the arithmetic, in positions of the normalized text.

    ``origin`` is where it was written (``file:line``), or the part of the lexicon that lists the text.
    """

    kind: str
    start: int
    end: int
    weight: float
    origin: str


class Value(NamedTuple):
    """An opinion word after its modifiers; ``start`` and ``end`` cover word and modifiers."""

    score: float
    start: int
    end: int
    steps: tuple[Step, ...]
    confidence: float


class Mood(NamedTuple):
    """A mood that holds from a position of the clause on."""

    begin: int
    group: MoodGroup
    clue: Clue | None


def modified(
    text: str,
    base: Step,
    clues: Sequence[Clue],
    index: int,
    floor: int,
    limit: int,
    names: Sequence[tuple[int, int]],
    moods: Sequence[Mood],
) -> Value:
    """Apply every modifier around an opinion word.

    Args:
        text: the normalized text.
        base: the word's own step; its weight is the value to start from.
        clues: all clues of the text.
        index: the position in ``clues`` of the first clue at or behind ``base.start``.
        floor: where the clause starts.
        limit: where it ends; a negator behind the word must stand there.
        names: ranges of the mentions in the clause; only far-reaching negators cross them.
        moods: moods of the clause.
    """
    value = _led(text, base, clues, index, floor, names)
    value = _followed(text, value, base, clues, index, limit)
    return _in_mood(text, value, base, moods) if moods else value


def _led(
    text: str, base: Step, clues: Sequence[Clue], index: int, floor: int, names: Sequence[tuple[int, int]]
) -> Value:
    """Read the words to the left from the inside out, as far as they belong to the opinion word."""
    score, steps = base.weight, [base]
    place, inner = base.start, 1.0
    skipped = 0
    for clue in reversed(clues[max(index - _LOOK_BACK, 0) : index]):
        if clue.start < floor:
            break
        word = clue.word
        gap = place - clue.end - skipped
        between = names and names[bisect_left(names, (clue.end, -1)) : bisect_left(names, (place, -1))]
        if between:
            gap -= sum(right - left for left, right in between)
        if word.negation is not None and _reaches(text, word.negation, clue.end, place, gap, bool(between)):
            if any(text.find(end, clue.end + 1, place) >= 0 for end in _PREDICATE_ENDS):
                break
            if place and text[place - 1] == "也":  # 没有早餐也|没有热水, where 没有热水 is one expression
                break
            if gap and _beside(text, clue, place):
                break
            if (
                score > 0 and text.find("、", clue.end, place) >= 0
            ):  # 无破损、|瓶体完好: a list of bad things ends there
                break
            if score < 0 and word.negation.either and _goes_on(text, base.end, word.negation.either):
                break
            factor = word.negation.positive if score > 0 else word.negation.negative
            if inner > 1.0:
                factor *= _INNER_DEGREE / inner
                inner = 1.0
            score *= factor
            steps.append(_new(Step, ("negation", clue.start, clue.end, factor, "negation")))
            if text[clue.start] in _BESIDE:
                place = clue.start
                break
        elif gap > 6:
            break
        elif word.degree is not None and gap <= 1 and not between:
            score *= word.degree.factor
            inner *= word.degree.factor
            steps.append(_new(Step, ("degree", clue.start, clue.end, word.degree.factor, "degree")))
        elif word.transparent:
            skipped += clue.end - clue.start
            continue
        elif word.calls & OPINION:
            same_side = word.strength * base.weight > 0
            if not same_side or text[clue.end : place] not in _JOINERS:
                break
        elif word.mood is not None or word.neutral:
            continue
        else:
            break
        place, skipped = clue.start, 0
    return _new(Value, (score, place, base.end, tuple(steps), 1.0))


def _reaches(text: str, negation: NegationGroup, start: int, end: int, gap: int, crossing: bool) -> bool:
    """Tell whether a negator reaches over ``gap`` characters; a Latin name (iphone13) counts as one for far ones."""
    if not negation.across:
        return gap <= negation.reach and not crossing
    return gap <= negation.reach or gap - sum(len(name) - 1 for name in _NAMES(text, start, end)) <= negation.reach


def _beside(text: str, negator: Clue, place: int) -> bool:
    """Tell whether the same negator stands at ``place`` again (不打扫不通风), unless both say "must" (不笑都不行)."""
    return text.startswith(text[negator.start : negator.end], place) and not text.startswith(_MUST, place)


def _goes_on(text: str, end: int, either: Sequence[str]) -> bool:
    """Tell whether the other half of 不是太小就是太大 stands behind, at most after a few characters and no stop."""
    behind = _STOP(text[end : end + _OTHER_HALF])[0]
    return any(word in behind and f"{word}了" not in behind for word in either)


def _followed(text: str, value: Value, base: Step, clues: Sequence[Clue], index: int, limit: int) -> Value:
    """Apply the degree word or negator right behind the opinion word: 贵得离谱, 好评个鬼."""
    for clue in clues[index : index + _LOOK_BACK]:
        if clue.start < base.end:
            continue
        degree, negation = clue.word.degree_behind, clue.word.negation_behind
        if negation is not None and _SAYS_MORE(text, clue.end, limit):
            negation = None
        if clue.start >= limit or clue.start - base.end > 1 or (degree is None and negation is None):
            break
        kind, factor = ("degree", degree.factor) if degree is not None else ("negation", -1.0)
        step = Step(kind, clue.start, clue.end, factor, kind)
        return Value(value.score * factor, value.start, clue.end, (*value.steps, step), value.confidence)
    return value


def _in_mood(text: str, value: Value, base: Step, moods: Sequence[Mood]) -> Value:
    """Weaken what is wished, asked, supposed or reported, and doubt what smells of irony."""
    score, steps, confidence = value.score, list(value.steps), value.confidence
    for begin, group, clue in moods:
        if clue is not None and (base.start <= clue.start < base.end or begin > base.start):
            continue
        if clue is not None and any(text.find(word, clue.end, base.end) >= 0 for word in group.ended_by):
            continue
        factor = group.positive if score > 0 else group.negative
        confidence *= group.confidence
        if factor == 1.0:
            continue
        score *= factor
        if clue is None:
            steps.append(Step("irrealis", base.end, base.end, factor, "question"))
        else:
            kind = group.kind if group.kind in ("irony", "reported") else "irrealis"
            steps.append(Step(kind, clue.start, clue.end, factor, "mood"))
    return Value(score, value.start, value.end, tuple(steps), confidence)


_OTHER_HALF = 8
_SAYS_MORE = re.compile(r"[^\W的了啊呀哦呢吧嘛哈哇啦喔噢耶囉咯滴嘅]").search
"""Anything but particles behind a negator that stands behind the word takes it elsewhere (过期都没|来)."""
_STOP = re.compile(r"[。！？!?;；\n]").split
_NAMES = re.compile(r"[a-z0-9]{2,}").findall
_A_NOT_A = re.compile(r"(?<![没得爱要])([\u4e00-\u9fff]{1,3})[不没]\1(?!了)").search
_ASKED = MoodGroup(words=[], kind="question", positive=0.0, negative=0.1)
_OPEN = MoodGroup(words=[], kind="question", positive=0.0, negative=0.0)


def turned_inside(value: Value, clues: Sequence[Clue], gaps: Sequence[tuple[int, int]]) -> Value:
    """Let negators inside the gaps of an expression turn it: 发动机..异响 in 发动机没有异响."""
    for left, right in gaps:
        first, last = bisect_left(clues, left, key=itemgetter(0)), bisect_left(clues, right, key=itemgetter(0))
        for clue in clues[first:last]:
            if clue.word.negation is None:
                continue
            factor = clue.word.negation.positive if value.score > 0 else clue.word.negation.negative
            step = Step("negation", clue.start, clue.end, factor, "negation")
            value = value._replace(score=value.score * factor, steps=(*value.steps, step))
    return value


def moods_of(text: str, clues: Sequence[Clue], start: int, *, asked: bool, open_: bool) -> list[Mood]:
    """Return the moods of one clause: from its words, and from its form when it asks, openly (好不好) or not."""
    moods = [
        Mood(start if clue.word.mood.scope == "clause" else clue.start, clue.word.mood, clue)
        for clue in clues
        if clue.word.mood is not None and not text.startswith(tuple(clue.word.mood.not_before), clue.end)
    ]
    if open_ or (asked and not any(mood.group.kind in ("question", "rhetorical") for mood in moods)):
        moods.append(Mood(start, _OPEN if open_ else _ASKED, None))
    return moods


def find_question(text: str, start: int, end: int) -> re.Match[str] | None:
    """Return where the form 好不好 (A-not-A) stands in a clause."""
    if text.find("不", start, end) < 0 and text.find("没", start, end) < 0:
        return None
    return _A_NOT_A(text, start, end)


def is_open(asked: re.Match[str], clues: Sequence[Clue], names: Sequence[tuple[int, int]]) -> bool:
    """Tell whether an A-not-A form asks, which inside a fixed word (爱理不理) it does not."""
    left, right = asked.span()
    fixed = [*names, *((clue.start, clue.end) for clue in clues)]
    return not any((begin < left and right <= stop) or (begin <= left and right < stop) for begin, stop in fixed)
