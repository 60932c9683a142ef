"""The index of a corpus: nodes count people, small cells stay dark, weight sets and seeds are honoured."""

from __future__ import annotations

from dataclasses import replace
from math import sqrt

import pytest

from tests.analytics.test_change import TREE, panel, said
from vocnlp.analytics.experience import NodeIndex, experience_index, node_dict
from vocnlp.analytics.panel import Panel
from vocnlp.errors import InputError


def index(table: Panel, **options: object) -> dict[str, NodeIndex]:
    return {node.point: node for node in experience_index(table, TREE, draws=50, **options)}  # type: ignore[arg-type]


def test_a_node_counts_people_not_mentions() -> None:
    table = panel(*[said("", ("a.x", 1), ("a.y", -1))] * 6, *[said("", ("a.x", 1))] * 4)
    node = index(table)["a"]
    assert (10, 6, 10) == (node.positive, node.negative, node.judging)
    assert "b" not in index(table)


def test_cells_that_few_people_fill_stay_dark_and_still_count() -> None:
    table = panel(*[said("", ("a.x", 1))] * 20, *[said("", ("b", -1))] * 4)
    dark = index(table, at_least=5)["b"]
    assert (None, None, None) == (dark.value, dark.interval, dark.judging)
    assert None is node_dict(dark)["index"] and None is node_dict(dark)["positive"]
    lit, whole = index(table, at_least=4), index(table, at_least=5)[""]
    assert lit["b"].value is not None and whole == lit[""]


def test_the_interval_is_that_of_the_normal_formula() -> None:
    table = panel(*[said("", ("b", 1))] * 700, *[said("", ("b", -1))] * 300)
    found = {node.point: node for node in experience_index(table, TREE)}["b"]
    assert found.value is not None and found.interval is not None
    error = 100 * sqrt(0.7 * 0.3 / 1000)
    assert abs(found.value - 70) < 0.1
    assert abs(found.interval[0] - (found.value - 1.96 * error)) < 0.3 * error
    assert abs(found.interval[1] - (found.value + 1.96 * error)) < 0.3 * error
    assert found == {node.point: node for node in experience_index(table, TREE)}["b"]


def test_weights_of_a_segment() -> None:
    table = panel(*[said("", ("a.x", 1), ("b", -1))] * 20)
    tree = replace(TREE, weights={"vip": {"b": 9.0}})
    usual, vip = (experience_index(table, tree, segment=segment, draws=0)[0].value for segment in ("", "vip"))
    assert usual is not None and vip is not None and vip < usual
    with pytest.raises(InputError, match="vip"):
        experience_index(table, tree, segment="vipp")


def test_nobody_judges_nothing_is_said() -> None:
    assert [] == experience_index(panel(said("", ("b", 0))), TREE)
    assert [] == experience_index(panel(), TREE)
