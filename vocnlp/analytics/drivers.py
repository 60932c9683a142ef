"""Turn judgements and a number beside them (NPS, satisfaction, stars) into the key drivers of that number.

A linear regression of the number on how every utterance judges every driver: +1 well, -1 ill, 0 not at all. What each
driver brings to the R squared is its weight; ``vocnlp.analytics.relative`` says how. A weight tells what goes together,
not what causes what.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Literal, NamedTuple

import numpy as np
import numpy.typing as npt

from vocnlp.analytics.nodes import columns_of, nodes_above
from vocnlp.analytics.panel import Panel
from vocnlp.analytics.relative import (
    condition,
    correlations,
    inflation,
    relative_weights,
    shapley_weights,
    tangled,
)
from vocnlp.errors import InputError
from vocnlp.taxonomy.model import Taxonomy

__all__ = ["Driver", "Drivers", "Quadrant", "find_drivers"]

Array = npt.NDArray[Any]
Interval = tuple[float, float]
Quadrant = Literal["concentrate", "keep_up", "overkill", "low_priority"]

_FEWEST = 30
_ROWS_EACH = 5
_SHAPLEY_MOST = 12
_HIGH_VIF = 5.0
_HIGH_CONDITION = 30.0
_TIE = 1e-9


class Driver(NamedTuple):
    """One node and what it brings.

    Attributes:
        point: its id.
        name: its path for people.
        weight: its relative weight (Johnson); the weights sum to R squared.
        interval: holds 95 % of the weights of bootstrap samples.
        share: its part of R squared, in [0, 1]: its importance.
        shapley: its Shapley value (LMG), None when there are more drivers than can be tried in all orders.
        correlation: with the outcome; its sign says whether praise goes with a higher or lower number.
        vif: variance inflation factor; above 5 others say the same.
        positive: utterances that speak well of it, of those that have the number.
        negative: utterances that speak ill of it.
        performance: the share of positive among both.
        quadrant: of the importance-performance map (Martilla and James 1977), split at the means of both.
    """

    point: str
    name: str
    weight: float
    interval: Interval
    share: float
    shapley: float | None
    correlation: float
    vif: float
    positive: int
    negative: int
    performance: float
    quadrant: Quadrant


class Drivers(NamedTuple):
    """The drivers, the heaviest first, and how far they carry.

    ``left_out`` holds the nodes that too few utterances judge. ``without`` utterances lack the outcome, in ``unread``
    it is no number. ``tangled`` holds the drivers that say the same: a VIF above 5, or the weakest direction where the
    condition number is above 30.
    """

    outcome: str
    drivers: tuple[Driver, ...]
    left_out: tuple[str, ...]
    rows: int
    without: int
    unread: int
    mean: float
    r2: float
    adjusted_r2: float
    r2_interval: Interval
    condition: float
    tangled: tuple[str, ...]


def find_drivers(
    panel: Panel,
    taxonomy: Taxonomy,
    outcome: str,
    *,
    level: int | None = None,
    at_least: int = 10,
    overall: str = "overall",
    draws: int = 500,
    seed: int = 0,
) -> Drivers:
    """Find what drives a number.

    Args:
        panel: who judged what, with the outcome among its fields.
        taxonomy: the tree.
        outcome: the field.
        level: drivers are the nodes at this level (1: the top of the tree), each judged by the sum of what is said at
            or below it; every point by itself when absent. Points above the level stand for themselves.
        at_least: nodes that fewer utterances judge are left out.
        overall: the point of opinions on nothing in particular; it is the outcome in words and no driver of it.
        draws: bootstrap samples.
        seed: of the samples; the same seed gives the same intervals.

    Raises:
        InputError: nobody has the outcome, it does not vary, or there are too few rows for so many drivers.
    """
    values, without, unread = _numbers(panel.fields[outcome])
    having = ~np.isnan(values)
    kept, y = panel.where(having), values[having]
    _check(outcome, y, unread)
    columns = columns_of(kept, lambda point: None if point == overall else _at_level(taxonomy, point, level))
    judging = {node: int(np.count_nonzero(column)) for node, column in columns.items()}
    order = [node for node in taxonomy.points if judging.get(node)]
    names = [node for node in order if judging[node] >= at_least]
    _check_size(outcome, len(y), len(names), at_least)
    table, often = np.unique(
        np.column_stack([*(columns[node] for node in names), y]).astype(float), axis=0, return_counts=True
    )
    among, beside = correlations(table, often)
    weights = relative_weights(among, beside)
    samples = _samples(table, often, draws, seed)
    r2, size = float(weights.sum()), len(names)
    adjusted = 1 - (1 - r2) * (len(y) - 1) / (len(y) - size - 1)
    vif, number = inflation(among), condition(among)
    knot = (vif > _HIGH_VIF) | (tangled(among) if number > _HIGH_CONDITION else False)
    figures = zip(
        weights.tolist(),
        map(tuple, np.quantile(samples, (0.025, 0.975), axis=0).T.tolist()),
        shapley_weights(among, beside).tolist() if size <= _SHAPLEY_MOST else [None] * size,
        beside.tolist(),
        vif.tolist(),
        strict=True,
    )
    found = _drivers(taxonomy, names, columns, list(figures))
    low, high = np.quantile(samples.sum(axis=1), (0.025, 0.975)).tolist()
    return Drivers(
        outcome=outcome,
        drivers=tuple(sorted(found, key=lambda one: -one.weight)),
        left_out=tuple(node for node in order if node not in names),
        rows=len(y),
        without=without,
        unread=unread,
        mean=float(y.mean()),
        r2=r2,
        adjusted_r2=adjusted,
        r2_interval=(low, high),
        condition=number,
        tangled=tuple(name for name, one in zip(names, knot.tolist(), strict=True) if one),
    )


def _numbers(values: Array) -> tuple[Array, int, int]:
    """Return the values as numbers, NaN where there is none; how many are absent, and how many are no numbers."""
    found = np.full(len(values), np.nan)
    absent = unread = 0
    for row, value in enumerate(values):
        if value is None or (isinstance(value, str) and not value.strip()):
            absent += 1
            continue
        try:
            found[row] = float(value)
        except (TypeError, ValueError):
            found[row] = np.nan
        if not np.isfinite(found[row]):
            found[row] = np.nan
            unread += 1
    return found, absent, unread


def _at_level(taxonomy: Taxonomy, point: str, level: int | None) -> str | None:
    path = nodes_above(taxonomy, point)[-2::-1]  # from the top down, without the whole
    if not path:
        return None
    return point if level is None else path[min(level, len(path)) - 1]


def _check(outcome: str, y: Array, unread: int) -> None:
    if not len(y):
        told = f"，{unread} 条里的不是数" if unread else ""
        raise InputError(f"没有一条原声有数值字段 {outcome}{told} (no utterance has a number in {outcome})")
    if y.min() == y.max():
        raise InputError(f"字段 {outcome} 都是 {y[0]:g}，没有差别可以解释 ({outcome} does not vary)")


def _check_size(outcome: str, rows: int, drivers: int, at_least: int) -> None:
    if not drivers:
        raise InputError(
            f"没有一个体验点有 {at_least} 条有倾向的原声；可以减小 --at-least，或用 --level 看上层"
            f" (no node has {at_least} judging utterances)"
        )
    needed = max(_FEWEST, _ROWS_EACH * drivers)
    if rows < needed:
        raise InputError(
            f"有 {outcome} 的原声 {rows} 条，{drivers} 个体验点至少要 {needed} 条；"
            "可以增大 --at-least，或用 --level 看上层"
            f" ({rows} utterances have {outcome}, {drivers} drivers need {needed})"
        )


def _samples(table: Array, often: Array, draws: int, seed: int) -> Array:
    """Return the weights of bootstrap samples, shape (draws, drivers).

    Rows that are equal are drawn together, by a multinomial: the same samples as drawing utterances with replacement.
    """
    luck = np.random.default_rng(seed)
    total = int(often.sum())
    drawn = luck.multinomial(total, often / total, size=draws)
    return np.array([relative_weights(*correlations(table, counts)) for counts in drawn])


_Figures = tuple[float, Any, float | None, float, float]


def _drivers(
    taxonomy: Taxonomy, names: Sequence[str], columns: Mapping[str, Array], figures: Sequence[_Figures]
) -> Iterator[Driver]:
    explained = sum(weight for weight, *_ in figures)
    good = [int((columns[node] > 0).sum()) for node in names]
    bad = [int((columns[node] < 0).sum()) for node in names]
    performance = [one / (one + other) for one, other in zip(good, bad, strict=True)]
    shares = [weight / explained if explained else 0.0 for weight, *_ in figures]
    means = sum(shares) / len(names) - _TIE, sum(performance) / len(names) - _TIE
    for place, (node, (weight, interval, shapley, correlation, vif)) in enumerate(zip(names, figures, strict=True)):
        quadrant = _quadrant(shares[place] >= means[0], performance[place] >= means[1])
        yield Driver(
            *(node, taxonomy.points[node].path, weight, interval, shares[place], shapley, correlation, vif),
            *(good[place], bad[place], performance[place], quadrant),
        )


def _quadrant(important: bool, good: bool) -> Quadrant:
    if important:
        return "keep_up" if good else "concentrate"
    return "overkill" if good else "low_priority"
