"""Turn analyses into one table of who judged which point how, and when: what the figures of a corpus are counted on.

An utterance counts once for a point however often it speaks of it: as positive, negative or neutral by the sign of its
summed scores. What no customer wrote, says nothing or repeats another (``Analysis.mark``), and empty texts, stand apart
and are in no share.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from vocnlp.analytics.index import Judged, signs_of
from vocnlp.analytics.periods import PERIODS, periods_of
from vocnlp.types.analysis import Analysis

__all__ = ["Panel", "read_panel"]

Array = npt.NDArray[Any]


class Panel(NamedTuple):
    """A sparse table: utterance ``rows[i]`` judged ``points[places[i]]`` with ``signs[i]`` (1, -1, or 0: a mention).

    Attributes:
        utterances: how many count.
        points: the ids of the points that somebody spoke of.
        rows: shape (judgements,), in [0, utterances).
        places: shape (judgements,), in [0, len(points)).
        signs: shape (judgements,).
        times: shape (utterances,), datetime64[s], NaT where nobody knows; local to the speaker, without a zone.
        fields: what was asked for of ``id``, ``channel``, ``intent`` and the ``meta`` fields; each of shape
            (utterances,), None where an utterance has no such field.
        apart: how many analyses do not count, by ``Analysis.mark``, and as ``empty``.
    """

    utterances: int
    points: tuple[str, ...]
    rows: Array
    places: Array
    signs: Array
    times: Array
    fields: Mapping[str, Array]
    apart: Mapping[str, int]

    def where(self, kept: Array) -> Panel:
        """Return the table of some utterances; ``kept`` holds a bool for each."""
        here = kept[self.rows]
        renumbered = np.cumsum(kept) - 1
        return self._replace(
            utterances=int(kept.sum()),
            rows=renumbered[self.rows[here]],
            places=self.places[here],
            signs=self.signs[here],
            times=self.times[kept],
            fields={name: column[kept] for name, column in self.fields.items()},
        )

    def labels(self, by: str) -> Array:
        """Return the ``day``, ``week`` (its Monday), ``month``, or value of a field of each utterance, as text or None.

        ``by`` is a period or one of ``fields``.
        """
        if by in PERIODS:
            cut = periods_of(self.times, by)
            names = [str(day)[:7] if by == "month" else str(day) for day in cut.days]
            return _column([names[number] if number >= 0 else None for number in cut.of])
        return _column([None if value is None else str(value) for value in self.fields[by]])

    def split(self, labels: Array) -> dict[str, Panel]:
        """Return one table for each label, in their order; utterances without one are in none."""
        values = sorted({label for label in labels if label is not None}, key=_order)
        return {value: self.where(labels == value) for value in values}

    def judged(self, drawn: Array | None = None) -> dict[str, Judged]:
        """Return how many utterances speak well and ill of each point.

        Args:
            drawn: how often each utterance counts, shape (utterances,); once when absent.
        """
        size = len(self.points)
        weights = None if drawn is None else drawn[self.rows]
        sums = np.bincount(self.places + size * (self.signs + 1), weights=weights, minlength=3 * size)
        return {
            point: Judged(int(good), int(bad))
            for point, bad, good in zip(self.points, sums[:size], sums[2 * size :], strict=True)
            if good or bad
        }


def read_panel(analyses: Iterable[Analysis], *, fields: Iterable[str] = ()) -> Panel:
    """Count analyses; memory grows by some bytes an utterance.

    Args:
        analyses: any number of them.
        fields: ``id``, ``channel``, ``intent``, or names of ``meta`` fields, to be kept for each utterance.

    >>> import vocnlp
    >>> voc = vocnlp.load("base")
    >>> panel = read_panel(voc.analyze_many(["客服态度很好", "客服态度很差", "系统默认好评"]))
    >>> panel.utterances, panel.judged(), panel.apart
    (2, {'service.attitude': Judged(positive=1, negative=1)}, {'default': 1})
    """
    places: dict[str, int] = {}
    table: list[tuple[int, int, int]] = []
    times: list[dt.datetime | None] = []
    columns: dict[str, list[Any]] = {name: [] for name in fields}
    apart: Counter[str] = Counter()
    for analysis in analyses:
        mark = analysis.mark or ("" if analysis.text.strip() else "empty")
        if mark:
            apart[mark] += 1
            continue
        for point, sign in signs_of(analysis).items():
            table.append((len(times), places.setdefault(point, len(places)), sign))
        times.append(analysis.time and analysis.time.replace(tzinfo=None))
        for name, column in columns.items():
            column.append(_field(analysis, name))
    rows, cells, signs = np.array(table, dtype=np.int64).reshape(-1, 3).T
    kept = {name: _column(column) for name, column in columns.items()}
    return Panel(
        len(times), tuple(places), rows, cells, signs, np.array(times, dtype="datetime64[s]"), kept, dict(apart)
    )


def _field(analysis: Analysis, name: str) -> Any:
    if name == "id":
        return analysis.id
    if name in ("channel", "intent"):
        return getattr(analysis, name) or None
    return analysis.meta.get(name.removeprefix("meta."))


def _column(values: list[Any]) -> Array:
    column = np.empty(len(values), dtype=object)
    column[:] = values
    return column


def _order(value: str) -> tuple[float, str]:
    """Sort numbers by size, before words."""
    try:
        return float(value), value
    except ValueError:
        return float("inf"), value
