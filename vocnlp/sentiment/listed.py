"""Let one negator deny all that is listed behind it: 没有色差和异味, 没有耐心和诚意."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from vocnlp.sentiment.knowledge import NegationGroup
from vocnlp.sentiment.value import Step, Value

__all__ = ["deny_listed", "item_ends", "leading"]

_AND = re.compile(r"(?:、|或者?|和|以及|及|与|跟|还有|加上)(?:有|会|是|出现|任何|什么)?\Z")
_TAIL = re.compile(r"(?:的?(?:问题|现象|情况)|的|等)\Z")
_LONGEST = 10


def deny_listed(text: str, values: Sequence[Value], negators: Mapping[str, NegationGroup]) -> list[Value]:
    """Return the values; what only "or" and "and" part from something denied, good or bad as that, is denied too.

    Args:
        text: the normalized text.
        values: what opinion words and expressions are worth.
        negators: the negators that rule lists. An expression may begin with one (没有色差).
    """
    found = list(values)
    before = [item_ends(text, value.start) for value in values]
    if not any(before):
        return found
    denied: dict[tuple[int, bool], tuple[Step, ...]] = {}
    for place in sorted(range(len(found)), key=lambda place: found[place].steps[0].start):
        value = found[place]
        good = value.steps[0].weight > 0
        own = tuple(step for step in value.steps if step.kind == "negation" and text[step.start : step.end] in negators)
        if not own and denied:
            taken = next((denied[end, good] for end in before[place] if (end, good) in denied), ())
            for step in taken:
                factor = negators[text[step.start : step.end]].positive if good else step.weight
                value = value._replace(score=value.score * factor, steps=(*value.steps, step._replace(weight=factor)))
            found[place], own = value, taken
        if own:
            denied[value.end, good] = own
        elif end := leading(text, value.steps[0], negators):
            factor = negators[text[value.steps[0].start : end]].negative
            denied[value.end, not good] = (Step("negation", value.steps[0].start, end, factor, "negation"),)
    return found


def leading(text: str, base: Step, negators: Mapping[str, NegationGroup]) -> int:
    """Return where the negator ends with which an expression or a word begins (没有 in 没有色差); 0 if with none."""
    ends = range(min(base.end - 1, base.start + _LONGEST), base.start, -1)
    return next((end for end in ends if text[base.start : end] in negators), 0)


def item_ends(text: str, start: int) -> list[int]:
    """Return where the item before this one may end; nowhere if nothing lists them."""
    joined = _AND.search(text, max(0, start - _LONGEST), start)
    if joined is None:
        return []
    tail = _TAIL.search(text, max(0, joined.start() - _LONGEST), joined.start())
    return [joined.start(), tail.start()] if tail else [joined.start()]
