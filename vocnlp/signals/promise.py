"""Turn what an agent promises, or what a customer says was promised, into promises, and those into what came of them.

承诺24小时内回复 in an agent's turn and 客服说24小时内回复 in a customer's are the same promise. It was broken when the
customer says later that its matter did not happen (都两天了还没人联系); an amount that is still within the promise
breaks nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from vocnlp.segment.clause import Clause
from vocnlp.signals.gap import Gap, comparable, distinct, unit_of
from vocnlp.taxonomy.slots import Quantity, slot_reader

__all__ = ["Promise", "PromiseRules", "outcome_of", "promise_of", "promises_of_agents"]

_PLAIN, _TIME, _DAY = "数量", "时长", 1440.0
_NEAR = 12
_LATER_CLAUSES = {True: 16, False: 4}
"""How many clauses behind a promise may break it, by whether an agent made it."""
_NEVER = re.compile(r"(?!)")


@dataclass(slots=True)
class PromiseRules:
    """How promises are worded; ``matters`` pairs what is promised with the words that it did not happen."""

    agent: re.Pattern[str] = _NEVER
    agent_origin: str = ""
    days: Mapping[str, float] = field(default_factory=dict)
    date: re.Pattern[str] = _NEVER
    past: re.Pattern[str] = _NEVER
    matters: list[tuple[re.Pattern[str], re.Pattern[str]]] = field(default_factory=list)
    broken: re.Pattern[str] = _NEVER
    actual: re.Pattern[str] = _NEVER


class Promise(NamedTuple):
    """A promise in a clause: its range, and what was promised, where it can be measured (``amount``).

    Of a vague time (三到五天, 两天之内) the latest counts.
    """

    start: int
    end: int
    clause: int
    by_agent: bool
    after: int
    amount: Quantity | None
    value: float
    unit: str
    written: str
    origin: str


def promises_of_agents(text: str, clauses: Sequence[Clause], rules: PromiseRules) -> Iterator[Promise]:
    """Find clauses of agents that hold a time or an amount and a word of commitment."""
    for index, clause in enumerate(clauses):
        if clause.role != "agent" or clause.question:
            continue
        if rules.agent.search(text, clause.start, clause.end) is not None:
            told = _told(text, clause.start, clause.end, rules)
            if told is not None:
                yield _promise(text, clause, index, clause.start, told, rules.agent_origin, rules)


def promise_of(
    text: str, clauses: Sequence[Clause], index: int, start: int, end: int, origin: str, rules: PromiseRules
) -> Promise | None:
    """Read the promise that the promising word at ``start`` to ``end`` introduces in a customer's clause."""
    clause = clauses[index]
    if end + 1 >= clause.end and index + 1 < len(clauses) and clauses[index + 1].sentence == clause.sentence:
        index, clause = index + 1, clauses[index + 1]
        end = max(end, clause.start)
    told = _told(text, end, clause.end, rules)
    if clause.question or told is None or told[0] - end > _NEAR or "了" in text[end : told[0]]:
        return None
    return _promise(text, clause, index, start, told, origin, rules)


Told = tuple[int, int, Quantity | None]


def _told(text: str, start: int, end: int, rules: PromiseRules) -> Told | None:
    """Return the first amount or date that lies ahead (not 三天前)."""
    part = text[start:end]
    found: list[Told] = []
    for one in distinct(slot_reader().read(part)):
        if one.kind != _PLAIN and not (one.kind == _TIME and rules.past.match(part, one.end)):
            found.append((start + one.start, start + one.end, one))
    date = rules.date.search(part)
    if date is not None:
        found.append((start + date.start(), start + date.end(), None))
    return min(found, key=lambda one: (one[0], -one[1]), default=None)


def _promise(
    text: str, clause: Clause, index: int, start: int, told: Told, origin: str, rules: PromiseRules
) -> Promise:
    first, last, amount = told
    written = text[first:last]
    value, unit = 1.0, ""
    if amount is not None:
        if amount.kind == _TIME:
            amount = amount._replace(low=amount.high)
        unit, factor = unit_of(amount.kind, written)
        value = round((amount.low + amount.high) / 2 / factor, 2)
    elif written in rules.days:
        days = rules.days[written]
        amount, value, unit = Quantity(_TIME, days * _DAY, days * _DAY, first, last), days, "天"
    by_agent = clause.role == "agent"
    return Promise(start, clause.end, index, by_agent, last, amount, value, unit, written, origin)


def outcome_of(text: str, clauses: Sequence[Clause], promise: Promise, rules: PromiseRules) -> Gap | None:
    """Return how the customer says a promise was broken; without amounts the gap is 1 and has no unit."""
    left = _LATER_CLAUSES[promise.by_agent]
    unmet = _unmet(text, promise, rules)
    for index in range(promise.clause + promise.by_agent, len(clauses)):
        clause = clauses[index]
        if clause.role != "customer":
            continue
        begin = max(clause.start, promise.after)
        if promise.amount is not None and promise.amount.kind != _TIME:
            if promise.by_agent and (gap := _short_of(text, begin, clause.end, promise.amount, rules)) is not None:
                return gap
        else:
            for pattern in unmet:
                match = pattern.search(text, begin, clause.end)
                if match is not None:
                    return _late(text, clauses, index, promise, match)
        left -= 1
        if not left or (not promise.by_agent and clause.sentence > clauses[promise.clause].sentence + 1):
            return None
    return None


def _short_of(text: str, start: int, end: int, promised: Quantity, rules: PromiseRules) -> Gap | None:
    """Compare another amount of the same kind with the promised one, where the customer says what it really was."""
    if rules.actual.search(text, start, end) is None:
        return None
    for came in distinct(slot_reader().read(text[start:end])):
        pair = comparable(promised, came) if came.kind == promised.kind else None
        if pair is not None:
            unit, factor = unit_of(pair[0], text[promised.start : promised.end] + text[start:end])
            value = round((pair[2] - pair[1]) / factor, 2)
            return Gap(value, unit, start, start + came.end) if value else None
    return None


def _unmet(text: str, promise: Promise, rules: PromiseRules) -> list[re.Pattern[str]]:
    """Return what would break this promise: the negation of its matter, or of any when it names none."""
    promised = [unmet for matter, unmet in rules.matters if matter.search(text, promise.start, promise.end) is not None]
    return [rules.broken, *(promised or (unmet for _, unmet in rules.matters))]


def _late(text: str, clauses: Sequence[Clause], index: int, promise: Promise, match: re.Match[str]) -> Gap | None:
    """Measure the delay by the amount that stands around what did not happen; None while the time still runs."""
    start, end = match.span()
    if promise.amount is not None and promise.amount.kind == _TIME:
        for place in (index, index - 1, index + 1):
            if not promise.clause <= place < len(clauses) or clauses[place].role != clauses[index].role:
                continue
            first, last = max(clauses[place].start, promise.after), clauses[place].end
            for came in distinct(slot_reader().read(text[first:last])):
                pair = comparable(promise.amount, came)
                if pair is None or pair[0] != _TIME:
                    continue
                unit, factor = unit_of(_TIME, promise.written + text[first + came.start : first + came.end])
                value = round((pair[2] - pair[1]) / factor, 2)
                start, end = min(start, first + came.start), max(end, first + came.end)
                return Gap(value, unit, _begin(promise, start), end) if value > 0 else None
    return Gap(1.0, "", _begin(promise, start), end)


def _begin(promise: Promise, start: int) -> int:
    return start if promise.by_agent else promise.start
