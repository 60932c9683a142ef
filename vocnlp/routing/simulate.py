"""Turn a corpus of analyses and a table into the work that it would make: load, default share, breaches.

Cases arrive at the time of their voice; a department works first in, first out within priorities, at most
``capacity`` cases on each day that its calendar works, each finished on the day it is taken up. A case breaches when
that day ends after its due time. This is a planning model, not a forecast.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from vocnlp.routing.decide import Router
from vocnlp.routing.rows import needs_answer
from vocnlp.routing.table import RoutingTable
from vocnlp.types.analysis import Analysis, Decision

__all__ = ["Change", "DepartmentLoad", "Simulation", "Tally", "compare", "simulate"]


@dataclass(slots=True)
class DepartmentLoad:
    """The work of one department; ``backlog`` is the longest queue at the end of a day."""

    id: str
    name: str = ""
    cases: int = 0
    by_priority: Counter[str] = field(default_factory=Counter)
    by_day: Counter[dt.date] = field(default_factory=Counter)
    rules: Counter[str] = field(default_factory=Counter)
    capacity: float | None = None
    breaches: int | None = None
    backlog: int | None = None

    @property
    def busiest(self) -> int:
        """Return the most cases on one day."""
        return max(self.by_day.values(), default=0)


@dataclass(slots=True)
class Simulation:
    """What a table would have done with a corpus."""

    voices: int = 0
    silent: int = 0
    praise: int = 0
    cases: int = 0
    default: int = 0
    owner: int = 0
    unused: tuple[str, ...] = ()
    days: int = 0
    departments: dict[str, DepartmentLoad] = field(default_factory=dict)

    @property
    def default_share(self) -> float:
        """Return the share of cases that fell to the default."""
        return self.default / self.cases if self.cases else 0.0


class Change(NamedTuple):
    """How one voice is decided by another table: (department, priority, rule) before and after."""

    id: str
    text: str
    before: tuple[tuple[str, str, str], ...]
    after: tuple[tuple[str, str, str], ...]


class Tally:
    """Add up decisions, one voice after another; ``result`` is complete at any time but for breaches."""

    def __init__(self, table: RoutingTable) -> None:
        self.table = table
        self.result = Simulation(unused=tuple(row.id for row in table.rows))
        self.arrivals: dict[str, list[tuple[dt.datetime, Decision]]] = defaultdict(list)
        self._first: dt.date | None = None
        self._last: dt.date | None = None

    def add(self, analysis: Analysis, decisions: Sequence[Decision]) -> None:
        """Count one voice with the decisions about it."""
        result = self.result
        _count(result, analysis, decisions, self.table)
        if result.unused:
            used = {decision.rule for decision in decisions}
            result.unused = tuple(rule for rule in result.unused if rule not in used)
        if analysis.time is None:
            return
        day = analysis.time.date()
        self._first, self._last = min(self._first or day, day), max(self._last or day, day)
        result.days = (self._last - self._first).days + 1
        for decision in decisions:
            self.arrivals[decision.department].append((analysis.time.replace(tzinfo=None), decision))
            result.departments[decision.department].by_day[day] += 1


def simulate(
    router: Router, analyses: Iterable[Analysis], *, capacities: Mapping[str, float] | None = None
) -> Simulation:
    """Decide every analysis and add up the work.

    Args:
        router: the table to try.
        analyses: analyses, with or without decisions; their own decisions are ignored.
        capacities: cases a day by department; otherwise the table's own ``capacity``.
    """
    tally = Tally(router.table)
    for analysis in analyses:
        tally.add(analysis, router.decide(replace(analysis, decisions=())))
    for name, load in tally.result.departments.items():
        owner = router.table.departments.get(name)
        load.capacity = (capacities or {}).get(name, owner.capacity if owner else None)
        if load.capacity is not None and tally.arrivals[name]:
            load.breaches, load.backlog = _serve(router.table, name, load.capacity, tally.arrivals[name])
    return tally.result


def compare(before: Router, after: Router, analyses: Iterable[Analysis]) -> list[Change]:
    """Return the voices that two tables decide differently."""
    changes = []
    for analysis in analyses:
        plain = replace(analysis, decisions=())
        one, other = _essence(before.decide(plain)), _essence(after.decide(plain))
        if [item[:2] for item in one] != [item[:2] for item in other]:
            changes.append(Change(analysis.id, analysis.text, one, other))
    return changes


def _essence(decisions: Sequence[Decision]) -> tuple[tuple[str, str, str], ...]:
    return tuple((decision.department, decision.priority, decision.rule) for decision in decisions)


def _count(result: Simulation, analysis: Analysis, decisions: Sequence[Decision], table: RoutingTable) -> None:
    result.voices += 1
    result.silent += not decisions
    covered = {id(opinion) for decision in decisions for opinion in decision.opinions}
    result.praise += sum(
        opinion.polarity == "positive"
        and id(opinion) not in covered
        and not needs_answer(opinion, analysis.intent, table.dispatch)
        for opinion in analysis.opinions
    )
    for decision in decisions:
        result.cases += 1
        result.default += decision.rule == "default"
        result.owner += decision.rule == "owner"
        load = result.departments.setdefault(
            decision.department, DepartmentLoad(decision.department, decision.name or decision.department)
        )
        load.cases += 1
        load.by_priority[decision.priority] += 1
        load.rules[decision.rule] += 1


def _serve(
    table: RoutingTable, department: str, capacity: float, arrivals: list[tuple[dt.datetime, Decision]]
) -> tuple[int, int]:
    """Work through the cases day by day; return breaches and the longest queue at the end of a day."""
    calendar = table.calendar_of(department)
    arrivals.sort(key=lambda pair: pair[0])
    queue: list[tuple[int, dt.datetime, Decision]] = []
    day, last = arrivals[0][0].date(), arrivals[-1][0].date()
    breaches = backlog = place = 0
    room = 0.0
    while place < len(arrivals) or queue:
        while place < len(arrivals) and arrivals[place][0].date() <= day:
            time, decision = arrivals[place]
            queue.append((table.rank(decision.priority), time, decision))
            place += 1
        if calendar.works_on(day):
            queue.sort(key=lambda item: item[:2])
            room = room % 1 + capacity
            done, queue = queue[: int(room)], queue[int(room) :]
            room -= len(done)
            breaches += sum(_late(decision, day) for _, _, decision in done)
        backlog = max(backlog, len(queue))
        day += dt.timedelta(days=1)
        if day > last + dt.timedelta(days=3660):
            breaches += len(queue)
            break
    return breaches, backlog


def _late(decision: Decision, day: dt.date) -> bool:
    return decision.due is not None and day > decision.due.date()
