"""Turn two tables of judgements into why the experience index changed: effects that sum to the change exactly.

The index is a sum over points and segments of products: pull of the point, share of the segment among those who judge
the point, share of positive in the segment. A change of a product is split by Bennet's indicator (1920): the change of
each factor times the mean of the others, before and after. That gives, for every point and segment,

* ``rate``: the segment judges the point better or worse;
* ``mix``: more, or fewer, of those who judge the point come from a segment that is better than the others;

and for every point ``weight``: the points pull more or less because others are judged for the first time or no longer.
The prior that little evidence is drawn towards is a segment of its own: what more people judge leans on it less.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any, NamedTuple

from vocnlp.analytics.index import STRENGTH, WHOLE, Judged, index_of, prior_of, pulls
from vocnlp.analytics.panel import Panel
from vocnlp.taxonomy.model import Taxonomy
from vocnlp.taxonomy.weights import weight_set

__all__ = ["EVIDENCE", "OTHERS", "WEIGHT", "Change", "Effect", "change_dict", "decompose"]

EVIDENCE = "（证据多少）"
"""The segment of the prior that little evidence is drawn towards: how much more, or less, the evidence counts."""
WEIGHT = "（权重）"
"""Where the weight effects of the points stand: they belong to no segment."""
OTHERS = "（其他）"
"""Utterances without a value, and values that too few share to be told apart."""


class Effect(NamedTuple):
    """What one point contributed, or one segment in it, in points of the index; ``segment`` is empty for the point."""

    point: str
    name: str
    segment: str
    mix: float
    rate: float
    weight: float

    @property
    def sum(self) -> float:
        """All of it."""
        return self.mix + self.rate + self.weight


class Change(NamedTuple):
    """The index of the whole before and after, and the effects of the points by segment that sum to the difference."""

    before: float
    after: float
    effects: tuple[Effect, ...]

    def by_node(self, taxonomy: Taxonomy) -> list[Effect]:
        """Return the effects of every node with everything below it, the whole first, in the order of the tree."""
        sums: dict[str, list[float]] = {}
        for effect in self.effects:
            point = effect.point
            while True:
                have = sums.setdefault(point, [0.0, 0.0, 0.0])
                have[:] = [old + new for old, new in zip(have, effect[3:], strict=True)]
                if not point:
                    break
                point = taxonomy.points[point].parent
        return [
            Effect(point, taxonomy.points[point].path if point else "", "", *sums[point])
            for point in (WHOLE, *taxonomy.points)
            if point in sums
        ]

    def by_segment(self) -> list[Effect]:
        """Return the effects of every segment over all points, the largest first."""
        sums: dict[str, list[float]] = {}
        for effect in self.effects:
            have = sums.setdefault(effect.segment, [0.0, 0.0, 0.0])
            have[:] = [old + new for old, new in zip(have, effect[3:], strict=True)]
        found = [Effect(WHOLE, "", segment, *values) for segment, values in sums.items()]
        return sorted(found, key=lambda one: (-abs(one.sum), one.segment))


class _Side(NamedTuple):
    """One of the two tables: the pull of every point, and in each point the share and the rate of every segment."""

    pull: Mapping[str, float]
    cells: Mapping[str, Mapping[str, tuple[float, float]]]


def decompose(
    before: Panel,
    after: Panel,
    taxonomy: Taxonomy,
    *,
    by: str = "",
    segment: str = "",
    at_least: int = 5,
) -> Change | None:
    """Split the change of the experience index into mix, rate and weight effects; None where one side has no index.

    Args:
        before: the earlier table.
        after: the later one.
        taxonomy: the tree with its weights.
        by: a field of both tables whose values are the segments; one segment when empty.
        segment: the weight set to use; that of the tree when empty.
        at_least: values that fewer utterances have, before and after together, are one segment (k-anonymity).

    Raises:
        InputError: there is no weight set of that name.
    """
    weights = weight_set(taxonomy, segment)
    tables = [_known(table.judged(), taxonomy) for table in (before, after)]
    if not all(tables):
        return None
    prior = prior_of(_added(tables))
    values = [index_of(taxonomy, table, prior=prior, weights=weights)[WHOLE] for table in tables]
    split = _segments(before, after, by, at_least)
    sides = [
        _Side(pulls(taxonomy, table, weights=weights), _cells(table, parts, prior))
        for table, parts in zip(tables, split, strict=True)
    ]
    usual = sum(values) / 200
    effects = [effect for point in taxonomy.points for effect in _effects(taxonomy, point, usual, *sides)]
    return Change(values[0], values[1], tuple(effects))


def _known(judged: Mapping[str, Judged], taxonomy: Taxonomy) -> dict[str, Judged]:
    return {point: counts for point, counts in judged.items() if point in taxonomy.points}


def _added(tables: list[dict[str, Judged]]) -> dict[str, Judged]:
    one, other = tables
    return {
        point: Judged(*(a + b for a, b in zip(one.get(point, Judged()), other.get(point, Judged()), strict=True)))
        for point in one | other
    }


def _segments(before: Panel, after: Panel, by: str, at_least: int) -> list[dict[str, Panel]]:
    """Split both tables by a field; what few share, and what has no value, is one segment."""
    if not by:
        return [{"": before}, {"": after}]
    labels = [panel.labels(by) for panel in (before, after)]
    sizes = Counter(label for column in labels for label in column)
    for column in labels:
        column[[label is None or sizes[label] < at_least for label in column]] = OTHERS
    return [panel.split(column) for panel, column in zip((before, after), labels, strict=True)]


def _cells(
    judged: Mapping[str, Judged], parts: Mapping[str, Panel], prior: float
) -> dict[str, dict[str, tuple[float, float]]]:
    """Return for every point and segment its share of those who judge, which sum to 1, and its share of positive."""
    cells = {point: {EVIDENCE: (STRENGTH / (sum(counts) + STRENGTH), prior)} for point, counts in judged.items()}
    for name, part in parts.items():
        for point, counts in part.judged().items():
            if point in cells:
                count = sum(counts)
                cells[point][name] = (count / (sum(judged[point]) + STRENGTH), counts.positive / count)
    return cells


def _effects(taxonomy: Taxonomy, point: str, usual: float, before: _Side, after: _Side) -> list[Effect]:
    """Return the effects of one point: one for each segment, and that of its weight.

    Mix and weight are told against the level of the point and that of the whole, which changes no sum: shares and pulls
    sum to 1 on both sides.
    """
    old, new = before.cells.get(point), after.cells.get(point)
    left, right = old or new, new or old  # a side on which nobody judged the point: as on the other, with no pull
    if left is None or right is None:
        return []
    pull = (before.pull.get(point, 0.0) + after.pull.get(point, 0.0)) / 2
    gained = after.pull.get(point, 0.0) - before.pull.get(point, 0.0)
    level = (_level(left) + _level(right)) / 2
    name = taxonomy.points[point].path
    found = []
    for segment in dict.fromkeys([*left, *right]):
        share, rate = left.get(segment, (0.0, None))
        later_share, later_rate = right.get(segment, (0.0, None))
        first = later_rate if rate is None else rate
        last = rate if later_rate is None else later_rate
        assert first is not None and last is not None
        mix = pull * ((first + last) / 2 - level) * (later_share - share)
        moved = pull * (share + later_share) / 2 * (last - first)
        found.append(Effect(point, name, segment, 100 * mix, 100 * moved, 0.0))
    return [*found, Effect(point, name, WEIGHT, 0.0, 0.0, 100 * gained * (level - usual))]


def _level(cells: Mapping[str, tuple[float, float]]) -> float:
    return sum(share * rate for share, rate in cells.values())


def change_dict(change: Change, taxonomy: Taxonomy) -> dict[str, Any]:
    """Return JSON-safe plain values: the two indices, and the effects by node, by segment, and by both."""
    return {
        "before": round(change.before, 4),
        "after": round(change.after, 4),
        "nodes": [_effect_dict(effect) for effect in change.by_node(taxonomy)],
        "segments": [_effect_dict(effect) for effect in change.by_segment()],
        "effects": [_effect_dict(effect) for effect in change.effects],
    }


def _effect_dict(effect: Effect) -> dict[str, Any]:
    named = {"point": effect.point, "name": effect.name, "segment": effect.segment}
    return {**named, **{part: round(getattr(effect, part), 6) for part in ("mix", "rate", "weight", "sum")}}
