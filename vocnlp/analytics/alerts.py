"""Turn a corpus with times into alerts: nodes of the tree that customers complain of more than in the periods before.

Every node has two charts: how many utterances speak ill of it against how many utterances there are (``count``), and
how many of those that judge it do (``share``). The baseline of a period is all periods before it, at least
``BASELINE``, that have utterances, without those that alerted; when ``BASELINE`` periods in a row alerted, they are the
new level and become the baseline. Where customers have a rhythm (``seasonal``), all this holds among the periods at
the same place of their season: a Saturday is held against Saturdays. An alert is a rise whose false discovery rate over
all nodes and both charts of the period (Benjamini and Hochberg 1995) is at most ``fdr``. Nodes take part by what was
said of them in baseline and period together, which tells nothing of a rise.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple

import numpy as np
import numpy.typing as npt

from vocnlp.analytics.control import Baseline, Kind, Limits, baseline_of, rises
from vocnlp.analytics.index import WHOLE
from vocnlp.analytics.nodes import nodes_above, voices_of
from vocnlp.analytics.panel import Panel
from vocnlp.analytics.periods import Every, periods_of, place_in_season
from vocnlp.errors import InputError
from vocnlp.taxonomy.model import Taxonomy

__all__ = ["BASELINE", "Alert", "Alerts", "find_alerts", "node_name"]

BASELINE = 6
"""Periods that a baseline needs."""
_EXPLAINS = 0.8
_EXAMPLES = 3
_WHOLE_NAME = "全部"
Array = npt.NDArray[Any]


class Alert(NamedTuple):
    """One node in one period that rose, or came back after it had.

    Attributes:
        period: its first day.
        point: the node, empty for the whole; it counts what is said at or below it.
        name: the node for people.
        kind: ``count``: utterances that speak ill of it; ``share``: their part of those that judge it.
        status: ``alert``, or ``recovered``: the first period within the limits again.
        observed: utterances, or a share in [0, 1]; None where fewer than ``at_least`` utterances speak ill.
        expected: what the baseline lets expect, in the same unit.
        low: the lower limit of the chart (three sigma, Laney).
        high: the upper one.
        p: the probability of such a rise by chance; None where ``observed`` is, which it would give away.
        q: the smallest false discovery rate at which it would be an alert.
        ancestors: nodes above that alert as well, because of it: at least 80 % of their excess is here.
        examples: up to three utterances that speak ill of it, by name.
    """

    period: dt.date
    point: str
    name: str
    kind: Kind
    status: Literal["alert", "recovered"]
    observed: float | None
    expected: float
    low: float
    high: float
    p: float | None
    q: float | None
    ancestors: tuple[str, ...] = ()
    examples: tuple[str, ...] = ()


class Alerts(NamedTuple):
    """What was found, by period, and in what.

    ``periods`` counts all from ``first`` to ``last``, ``watched`` those that had a baseline. ``untimed`` utterances
    have no time and stand in no chart.
    """

    rows: tuple[Alert, ...]
    first: dt.date
    last: dt.date
    periods: int
    watched: int
    utterances: int
    untimed: int


@dataclass(slots=True)
class _Chart:
    """One chart of one node: events and exposures by period, the periods of its baselines, and those set aside.

    ``places`` says for each period to which baseline it belongs: one for every place of the season.
    ``raised``: it was told as an alert and has not come back.
    """

    node: str
    kind: Kind
    events: Array
    exposures: Array
    places: Sequence[int]
    base: dict[int, list[int]] = field(default_factory=lambda: defaultdict(list))
    risen: dict[int, list[int]] = field(default_factory=lambda: defaultdict(list))
    raised: bool = False

    def baseline(self, period: int) -> Baseline | None:
        base = self.base[self.places[period]]
        if len(base) < BASELINE:
            return None
        return baseline_of(self.kind, self.events[base], self.exposures[base])

    def keep(self, period: int, alerts: bool) -> None:
        """Take a period into the baseline, or set it aside because it alerts."""
        place = self.places[period]
        if not alerts:
            self.base[place].append(period)
            self.risen[place].clear()
            return
        self.risen[place].append(period)
        if len(self.risen[place]) >= BASELINE:
            self.base[place], self.risen[place], self.raised = self.risen[place], [], False


class _Reading(NamedTuple):
    """One chart in one period against its baseline; ``excess`` counts utterances."""

    chart: _Chart
    baseline: Baseline
    events: int
    exposure: int
    p: float = 1.0
    q: float = 1.0

    @property
    def excess(self) -> float:
        return self.events - self.baseline.rate * self.exposure

    @property
    def limits(self) -> Limits:
        return self.baseline.limits(self.exposure)

    @property
    def observed(self) -> float:
        return self.events if self.chart.kind == "count" else self.events / self.exposure


def find_alerts(
    panel: Panel,
    taxonomy: Taxonomy,
    *,
    every: Every = "week",
    seasonal: bool = False,
    at_least: int = 5,
    fdr: float = 0.05,
    named_by: str = "",
) -> Alerts:
    """Watch every node of the tree over time.

    Args:
        panel: who judged what when.
        taxonomy: the tree.
        every: the length of a period: ``day``, ``week`` (from Monday) or ``month``.
        seasonal: hold a day against the same weekday, a week against the same week of the month (the last is the one
            in which it ends), a month against the same month of the year.
        at_least: fewer utterances that speak ill of a node give no alert, and are not shown.
        fdr: the false discovery rate among the alerts of one period.
        named_by: the field of the panel that names utterances, for examples; none when empty.

    Raises:
        InputError: there are not enough periods with utterances for a baseline and one more.
    """
    periods = periods_of(panel.times, every)
    heard = np.flatnonzero(periods.volumes).tolist()
    places = [place_in_season(day, every) if seasonal else 0 for day in periods.days]
    filled = Counter(places[period] for period in heard)
    most = max(filled.values(), default=0)
    if most <= BASELINE:
        which, hint = ("同一位置有原声的时段最多", "，或去掉 --seasonal") if seasonal else ("有原声的时段只有", "")
        raise InputError(
            f"{which} {most} 个，至少要 {BASELINE + 1} 个才能报警；可以用更短的 --every{hint}"
            f" ({most} periods to compare have utterances, alerts need {BASELINE + 1})"
        )
    voices = voices_of(panel, taxonomy)
    charts = [
        chart
        for node, (judging, negative) in voices.items()
        for chart in (
            _Chart(node, "count", periods.counts(negative), periods.volumes, places),
            _Chart(node, "share", periods.counts(negative), periods.counts(judging), places),
        )
    ]
    rows: list[Alert] = []
    for period in heard:
        for reading, status, ancestors in _watch(charts, period, taxonomy, at_least=at_least, fdr=fdr):
            row = _row(reading, periods.days[period], node_name(taxonomy, reading.chart.node), at_least)
            said = voices[row.point].negative
            names = panel.fields[named_by][said[periods.of[said] == period]] if named_by and row.observed else ()
            examples = tuple(str(name) for name in names[:_EXAMPLES])
            rows.append(row._replace(status=status, ancestors=ancestors, examples=examples))
    untimed = panel.utterances - int(periods.volumes.sum())
    days = periods.days
    watched = sum(max(count - BASELINE, 0) for count in filled.values())
    return Alerts(tuple(rows), days[0], days[-1], len(days), watched, panel.utterances, untimed)


def node_name(taxonomy: Taxonomy, node: str) -> str:
    """Return the path of a node for people; the whole has a name as well."""
    return taxonomy.points[node].path or taxonomy.points[node].name if node else _WHOLE_NAME


_Found = tuple[_Reading, Literal["alert", "recovered"], tuple[str, ...]]


def _watch(charts: Iterable[_Chart], period: int, taxonomy: Taxonomy, *, at_least: int, fdr: float) -> Iterator[_Found]:
    """Yield the alerts of one period, the surest first, then what came back; and move every chart on."""
    charts = [chart for chart in charts if chart.exposures[period]]
    readings = _rated([one for chart in charts if (one := _read(chart, period, at_least))])
    found = [one for one in readings if one.q <= fdr and one.events >= at_least]
    for reading, ancestors in sorted(_deepest(found, taxonomy), key=lambda one: (one[0].q, one[0].p)):
        reading.chart.raised = True
        yield reading, "alert", ancestors
    rose = {id(one.chart) for one in found}
    for reading in readings:
        chart = reading.chart
        if chart.raised and id(chart) not in rose and reading.observed <= reading.limits.high:
            chart.raised = False
            yield reading, "recovered", ()
    for chart in charts:
        chart.keep(period, id(chart) in rose)


def _read(chart: _Chart, period: int, at_least: int) -> _Reading | None:
    """Hold a period against its baseline; None where there is none, or too little was said."""
    baseline = chart.baseline(period)
    events, exposure = int(chart.events[period]), int(chart.exposures[period])
    if baseline is None or exposure < at_least or (baseline.events + events < at_least and not chart.raised):
        return None
    return _Reading(chart, baseline, events, exposure)


def _rated(readings: Sequence[_Reading]) -> list[_Reading]:
    """Return the readings with their p and q."""
    from scipy.stats import false_discovery_control

    if not readings:
        return []
    events, exposures = (np.array(column) for column in zip(*(one[2:4] for one in readings), strict=True))
    p = rises([one.baseline for one in readings], events, exposures)
    q = false_discovery_control(p).tolist()
    return [one._replace(p=p, q=q) for one, p, q in zip(readings, p.tolist(), q, strict=True)]


def _deepest(found: Sequence[_Reading], taxonomy: Taxonomy) -> Iterator[tuple[_Reading, tuple[str, ...]]]:
    """Yield the readings that no deeper one explains, each with the nodes above that it explains."""
    owners: dict[tuple[str, str], str] = {}
    for one in sorted(found, key=lambda one: -_depth(one, taxonomy)):
        below = [
            other
            for other in found
            if other.chart.kind == one.chart.kind
            and one.chart.node in nodes_above(taxonomy, other.chart.node)[1:]
            and other.excess >= _EXPLAINS * one.excess
        ]
        deepest = max(below, key=lambda other: (_depth(other, taxonomy), other.excess), default=one)
        kind, node = deepest.chart.kind, deepest.chart.node
        owners[kind, one.chart.node] = owners.get((kind, node), node)
    for one in found:
        kind, node = one.chart.kind, one.chart.node
        if owners[kind, node] == node:
            above = nodes_above(taxonomy, node)[1:]
            yield one, tuple(upper for upper in above if owners.get((kind, upper)) == node)


def _depth(reading: _Reading, taxonomy: Taxonomy) -> int:
    node = reading.chart.node
    return -1 if node == WHOLE else taxonomy.points[node].depth


def _row(reading: _Reading, day: dt.date, name: str, at_least: int) -> Alert:
    shown = reading.observed, reading.p, reading.q
    observed, p, q = shown if reading.events >= at_least else (None, None, None)
    return Alert(day, reading.chart.node, name, reading.chart.kind, "alert", observed, *reading.limits, p, q)
