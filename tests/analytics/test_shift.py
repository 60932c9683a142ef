"""Intervals of an index shift: paired, deterministic, as wide as the normal formula says, empty where nothing moves."""

from __future__ import annotations

import math
import random

from vocnlp.analytics.shift import IndexShift, Judgements, index_shifts
from vocnlp.report.review import index_cells
from vocnlp.taxonomy.model import Point, Taxonomy

TREE = Taxonomy("t", points={"a": Point("a", "甲"), "b": Point("b", "乙")})
GOOD, BAD = {"a": "positive"}, {"a": "negative"}


def judged(*pairs: tuple[dict[str, str], dict[str, str], int]) -> Judgements:
    made = Judgements()
    for before, after, count in pairs:
        for _ in range(count):
            made.add(before, after)
    return made


def whole(made: Judgements) -> IndexShift:
    return next(index_shifts(TREE, TREE, made, {}))


def test_the_interval_is_that_of_the_paired_normal_formula() -> None:
    n, better, worse = 2000, 120, 40
    found = whole(
        judged((GOOD, GOOD, 900), (BAD, BAD, n - 900 - better - worse), (BAD, GOOD, better), (GOOD, BAD, worse))
    )
    assert found.interval is not None and abs(found.shift - 100 * (better - worse) / n) < 0.1
    error = 100 * math.sqrt((better + worse) / n - ((better - worse) / n) ** 2) / math.sqrt(n)
    for end, expected in zip(found.interval, (-1.96, 1.96), strict=True):
        assert abs(end - (found.shift + expected * error)) < 0.25 * error


def test_what_both_versions_share_does_not_widen_it() -> None:
    """Two samples drawn apart would be as wide as the spread between customers; pairs are not."""
    found = whole(judged((GOOD, GOOD, 200), (BAD, BAD, 198), (BAD, GOOD, 2)))
    assert found.interval is not None
    assert 0 <= found.interval[0] and found.interval[1] - found.interval[0] < 2


def test_nothing_moves_nothing_is_said() -> None:
    found = whole(judged((GOOD, GOOD, 10), (BAD, BAD, 10), ({}, {}, 5)))
    assert (0.0, (0.0, 0.0), "") == (found.shift, found.interval, index_cells(found)[3])
    assert Judgements().intervals(lambda left, right: {}) == {}


def test_equal_corpora_give_equal_intervals_in_any_version_order() -> None:
    luck = random.Random(3)
    rows = [(luck.choice([GOOD, BAD, {}]), luck.choice([GOOD, BAD, {"b": "negative"}]), 1) for _ in range(80)]
    one, other = (list(index_shifts(TREE, TREE, judged(*rows), {})) for _ in range(2))
    assert one == other
    assert {"", "a"} <= {shift.point for shift in one if shift.interval}


def test_a_node_that_only_the_new_version_judges_has_no_interval() -> None:
    shifts = {one.point: one for one in index_shifts(TREE, TREE, judged((GOOD, {**GOOD, "b": "negative"}, 30)), {})}
    assert (None, None) == (shifts["b"].before, shifts["b"].interval)
