"""Turn the cases of a store into the figures of the loop: how fast, how often again, did the customer hear of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from statistics import mean, median
from typing import NamedTuple

from vocnlp.routing.case import Case

__all__ = ["LoopMetrics", "Spread", "loop_metrics"]


class Spread(NamedTuple):
    """Hours until something happened: over how many cases, middle, mean, and the slowest tenth begins."""

    cases: int
    median: float
    mean: float
    p90: float


@dataclass(frozen=True, slots=True)
class LoopMetrics:
    """The loop of one group of cases; shares are of the cases named in brackets, None without any such case.

    ``told`` (of solved), ``reopened`` and ``recontact`` (of those ever solved), ``breached`` (of those with a due time
    that was reached or that are solved). Times are wall-clock hours since the case was opened.
    """

    cases: int
    open: int
    first_action: Spread | None
    solution: Spread | None
    told_after: Spread | None
    told: float | None
    reopened: float | None
    recontact: float | None
    breached: float | None


def loop_metrics(
    cases: Iterable[Case], *, now: dt.datetime, by: Callable[[Case], str] | None = None
) -> dict[str, LoopMetrics]:
    """Measure cases, under "" all together and, with ``by``, each group under its name.

    Args:
        cases: from ``CaseStore.cases``.
        now: the moment up to which an unsolved case may be overdue.
        by: names the group of a case, for example ``lambda case: case.department``.
    """
    groups: dict[str, list[Case]] = {"": []}
    for case in cases:
        groups[""].append(case)
        if by is not None:
            groups.setdefault(by(case), []).append(case)
    return {name: _measure(group, now) for name, group in sorted(groups.items())}


def _measure(cases: list[Case], now: dt.datetime) -> LoopMetrics:
    solved = [case for case in cases if case.solved]
    ever = [case for case in cases if case.solved or case.reopened]
    judged = [case for case in cases if case.due and (case.solved or case.due <= now)]
    late = [case for case in judged if case.due and (case.solved or case.waiting or now) > case.due]
    return LoopMetrics(
        cases=len(cases),
        open=sum(case.state not in ("solved", "told", "closed") for case in cases),
        first_action=_spread(_hours(case.opened, case.first_action) for case in cases if case.first_action),
        solution=_spread(_hours(case.opened, case.solved) for case in solved),
        told_after=_spread(_hours(case.opened, case.told) for case in cases if case.told),
        told=_share(sum(case.told is not None for case in solved), len(solved)),
        reopened=_share(sum(case.reopened > 0 for case in ever), len(ever)),
        recontact=_share(sum(case.recontacts > 0 for case in ever), len(ever)),
        breached=_share(len(late), len(judged)),
    )


def _hours(start: dt.datetime, end: dt.datetime | None) -> float:
    assert end is not None
    return (end - start).total_seconds() / 3600


def _spread(hours: Iterable[float]) -> Spread | None:
    values = sorted(hours)
    if not values:
        return None
    place = min(len(values) - 1, int(0.9 * len(values)))
    return Spread(len(values), round(median(values), 4), round(mean(values), 4), round(values[place], 4))


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None
