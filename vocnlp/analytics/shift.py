"""Turn how every utterance judges before and after an edit into intervals of what the edit does to the index.

The bootstrap is paired: utterances are drawn each with both of its judgements. The interval says how far the shift
would differ on another corpus of this size, not whether the edit is right.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

from vocnlp.analytics.bootstrap import DRAWS, Interval, intervals
from vocnlp.analytics.index import WHOLE, Judged, index_of, prior_of
from vocnlp.taxonomy.model import Taxonomy

__all__ = ["METHOD", "IndexShift", "Judgements", "index_dict", "index_shifts"]

METHOD = f"paired bootstrap over utterances, {DRAWS} samples, percentiles 2.5 and 97.5"
_SIGNS = ("positive", "negative")
_NOTHING = 1e-9

Shifts = Callable[[Mapping[str, Judged], Mapping[str, Judged]], Mapping[str, float]]


class IndexShift(NamedTuple):
    """The experience index of one node before and after, None where nobody judged; ``point`` is empty for the whole.

    ``interval`` holds 95 % of the shifts of bootstrap samples.
    """

    point: str
    name: str
    before: float | None
    after: float | None
    interval: Interval | None = None

    @property
    def shift(self) -> float:
        """The difference, 0 when there is no index on one side."""
        return 0.0 if self.before is None or self.after is None else self.after - self.before


class Judgements:
    """Who judged which point how, before (side 0) and after (side 1)."""

    def __init__(self) -> None:
        self.utterances = 0
        self._columns: dict[tuple[int, str, str], int] = {}
        self._rows: list[int] = []
        self._places: list[int] = []

    def add(self, before: Mapping[str, str], after: Mapping[str, str]) -> None:
        """Add the polarities of one utterance by point; neutral ones judge nothing."""
        for side, found in enumerate((before, after)):
            for point, polarity in found.items():
                if polarity in _SIGNS:
                    self._rows.append(self.utterances)
                    self._places.append(self._columns.setdefault((side, point, polarity), len(self._columns)))
        self.utterances += 1

    def intervals(self, shifts: Shifts, *, draws: int = DRAWS, seed: int = 0) -> dict[str, Interval]:
        """Return the 95 % interval of every node's shift, of those that most of the samples have.

        Args:
            shifts: what both sides' counts by point make of every node.
            draws: how many samples.
            seed: of the draws; the same seed gives the same intervals.
        """
        import numpy as np
        from scipy.sparse import csr_matrix

        if not self._rows:
            return {}
        shape = (self.utterances, len(self._columns))
        table = csr_matrix((np.ones(len(self._rows)), (self._rows, self._places)), shape=shape)

        def shifted(drawn: Any) -> Mapping[str, float]:
            before, after = self._counts(table.T @ drawn)
            return shifts(before, after)

        return intervals(self.utterances, shifted, draws=draws, seed=seed)

    def counts(self) -> list[dict[str, Judged]]:
        """Return how many utterances judged every point, before and after."""
        sums = Counter(self._places)
        return self._counts([sums[column] for column in range(len(self._columns))])

    def _counts(self, sums: Any) -> list[dict[str, Judged]]:
        sides: list[dict[str, Judged]] = [{}, {}]
        for (side, point, polarity), column in self._columns.items():
            have = sides[side].get(point, Judged())
            sides[side][point] = have._replace(**{polarity: int(sums[column])})
        return sides


def index_shifts(
    old: Taxonomy, new: Taxonomy, judgements: Judgements, moved: Mapping[str, str]
) -> Iterator[IndexShift]:
    """Yield the index of the whole, then of every node where it differs; both sides lean on the prior of the old.

    Args:
        old: the tree before the edit.
        new: the tree after it.
        judgements: of all utterances, by new names.
        moved: old ids to new ones.
    """

    def shifts(left: Mapping[str, Judged], right: Mapping[str, Judged]) -> dict[str, float]:
        before, after = _both(old, new, moved, left, right)
        return {name: after[name] - before[name] for name in before.keys() & after.keys()}

    before, after = _both(old, new, moved, *judgements.counts())
    intervals = judgements.intervals(shifts)
    yield IndexShift(WHOLE, "", before.get(WHOLE), after.get(WHOLE), intervals.get(WHOLE))
    for name in dict.fromkeys([*new.points, *(moved.get(one, one) for one in old.points)]):
        point = new.points.get(name) or old.points.get(name)
        named = point.path if point else name
        shift = IndexShift(name, named, before.get(name), after.get(name), intervals.get(name))
        if abs(shift.shift) > _NOTHING or (shift.before is None) != (shift.after is None):
            yield shift


def _both(
    old: Taxonomy, new: Taxonomy, moved: Mapping[str, str], left: Mapping[str, Judged], right: Mapping[str, Judged]
) -> tuple[dict[str, float], dict[str, float]]:
    """Return the index of every node on both sides, by its new name; the counts are by new names as well."""
    was = {name: moved.get(name, name) for name in old.points}
    back = {now: name for name, now in was.items()}
    known = {back[now]: counts for now, counts in left.items() if now in back}
    prior = prior_of(known)
    before = {was.get(name, name): value for name, value in index_of(old, known, prior=prior).items()}
    return before, index_of(new, {name: one for name, one in right.items() if name in new.points}, prior=prior)


def index_dict(one: IndexShift) -> dict[str, Any]:
    """Return JSON-safe plain values."""
    before, after = (None if value is None else round(value, 4) for value in (one.before, one.after))
    named = {"point": one.point, "name": one.name} if one.point else {}
    interval = [round(value, 4) for value in one.interval] if one.interval else None
    return {**named, "before": before, "after": after, "interval": interval}
