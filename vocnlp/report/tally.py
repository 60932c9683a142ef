"""Turn a stream of analyses into the counts that a summary or a report shows, in constant memory.

Only the ``keep`` most pressing comments are kept whole; everything else is counted and let go.
"""

from __future__ import annotations

import datetime as dt
import heapq
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from vocnlp.analytics.index import Judged, signs_of
from vocnlp.taxonomy.model import Point
from vocnlp.types.analysis import Analysis, Decision

__all__ = ["Counts", "DepartmentCounts", "PointCounts", "Tally"]


@dataclass
class Counts:
    """How many opinions of each polarity."""

    positive: int = 0
    negative: int = 0
    neutral: int = 0

    @property
    def total(self) -> int:
        """All of them."""
        return self.positive + self.negative + self.neutral

    def add(self, polarity: str) -> None:
        """Count one opinion."""
        setattr(self, polarity, getattr(self, polarity) + 1)

    def merge(self, other: Counts) -> None:
        """Add the counts of another place."""
        self.positive += other.positive
        self.negative += other.negative
        self.neutral += other.neutral


@dataclass
class DepartmentCounts:
    """A department's cases by priority, and the points they are about."""

    name: str
    priorities: Counter[str] = field(default_factory=Counter)
    points: Counter[str] = field(default_factory=Counter)

    @property
    def cases(self) -> int:
        """All its cases."""
        return self.priorities.total()


@dataclass
class PointCounts:
    """One node of the tree of points: its own opinions and, in ``sum``, those of everything below it."""

    point: Point
    own: Counts = field(default_factory=Counts)
    sum: Counts = field(default_factory=Counts)


class Tally:
    """Counts of everything that was added so far."""

    def __init__(self, points: Mapping[str, Point], *, keep: int = 0) -> None:
        """Start with nothing counted.

        Args:
            points: the taxonomy's points, for names and the tree.
            keep: how many whole analyses to keep for showing.
        """
        self._points = points
        self._keep = keep
        self._kept: list[tuple[tuple[int, int, int], int, Analysis]] = []
        self.comments = 0
        self.empty = 0
        self.marks: Counter[str] = Counter()
        self.with_opinions = 0
        self.decided = 0
        self.opinions = Counts()
        self.points: dict[str, Counts] = {}
        self.judged: dict[str, Judged] = {}
        self.departments: dict[str, DepartmentCounts] = {}
        self.priorities: Counter[str] = Counter()
        self.intents: Counter[str] = Counter()
        self.channels: Counter[str] = Counter()
        self.by_channel: dict[str, Counts] = {}
        self.weeks: dict[dt.date, Counts] = {}
        self.first: dt.datetime | None = None
        self.last: dt.datetime | None = None
        self.by_default = 0

    @property
    def cases(self) -> int:
        """All decisions."""
        return self.priorities.total()

    @property
    def usable(self) -> int:
        """Comments that customers wrote, that say something, and that are not copies: what shares are shares of."""
        return self.comments - self.empty - self.marks.total()

    def add(self, analysis: Analysis) -> None:
        """Count one analysis; what is marked counts apart: its decisions are work, its opinions are no share."""
        self.comments += 1
        for decision in analysis.decisions:
            self._decision(decision)
        self.decided += bool(analysis.decisions)
        if analysis.mark:
            self.marks[analysis.mark] += 1
            return
        self.empty += not analysis.text.strip()
        self.with_opinions += bool(analysis.opinions)
        self.intents[analysis.intent] += 1
        self.channels[analysis.channel] += 1
        for opinion in analysis.opinions:
            self.opinions.add(opinion.polarity)
            self.points.setdefault(opinion.point, Counts()).add(opinion.polarity)
            self.by_channel.setdefault(analysis.channel, Counts()).add(opinion.polarity)
        for point, sign in signs_of(analysis).items():
            good, bad = self.judged.get(point, Judged())
            self.judged[point] = Judged(good + (sign > 0), bad + (sign < 0))
        if analysis.time is not None:
            self._time(analysis, analysis.time)
        if self._keep:
            self._remember(analysis)

    def _decision(self, decision: Decision) -> None:
        self.priorities[decision.priority] += 1
        self.by_default += decision.rule == "default"
        name = decision.name or decision.department
        department = self.departments.setdefault(decision.department, DepartmentCounts(name))
        department.priorities[decision.priority] += 1
        for point in dict.fromkeys(opinion.point for opinion in decision.opinions):  # a set would shuffle ties
            department.points[point] += 1

    def _time(self, analysis: Analysis, time: dt.datetime) -> None:
        plain = time.replace(tzinfo=None)
        self.first = min(plain, self.first or plain)
        self.last = max(plain, self.last or plain)
        monday = plain.date() - dt.timedelta(days=plain.weekday())
        week = self.weeks.setdefault(monday, Counts())
        for opinion in analysis.opinions:
            week.add(opinion.polarity)

    def _remember(self, analysis: Analysis) -> None:
        """Keep the most pressing ones: urgent before severe before early."""
        ranks = [int(item.priority[1:]) for item in analysis.decisions if item.priority[1:].isdigit()]
        pressing = (-min(ranks, default=99), analysis.severity, -self.comments)
        entry = (pressing, -self.comments, analysis)
        if len(self._kept) < self._keep:
            heapq.heappush(self._kept, entry)
        else:
            heapq.heappushpop(self._kept, entry)

    def kept(self) -> list[Analysis]:
        """Return the kept analyses, the most pressing first."""
        return [analysis for _, _, analysis in sorted(self._kept, key=lambda entry: entry[:2], reverse=True)]

    def departments_by_load(self) -> list[tuple[str, DepartmentCounts]]:
        """Return the departments, the one with the most cases first."""
        return sorted(self.departments.items(), key=lambda item: (-item[1].cases, item[0]))

    def tree(self) -> dict[str, PointCounts]:
        """Return every point that has opinions, or has them below it, in the order of the taxonomy."""
        nodes = {name: PointCounts(point) for name, point in self._points.items()}
        for name, counts in self.points.items():
            if name not in nodes:
                continue
            nodes[name].own.merge(counts)
            for above in self._upwards(name):
                nodes[above].sum.merge(counts)
        return {name: node for name, node in nodes.items() if node.sum.total}

    def _upwards(self, name: str) -> Iterator[str]:
        while name:
            yield name
            name = self._points[name].parent

    def name_of(self, point: str) -> str:
        """Return a point's path of names."""
        found = self._points.get(point)
        return found.path or found.name if found else point
