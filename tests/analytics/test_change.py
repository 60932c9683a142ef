"""The effects sum to the change of the index, whatever was judged by whom; each planted effect is found as such."""

from __future__ import annotations

import datetime as dt

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from vocnlp.analytics.change import EVIDENCE, OTHERS, WEIGHT, Change, change_dict, decompose
from vocnlp.analytics.panel import Panel, read_panel
from vocnlp.taxonomy.model import Point, Taxonomy
from vocnlp.types.analysis import Analysis, Opinion
from vocnlp.types.text import Span

TREE = Taxonomy(
    "t",
    points={
        "a": Point("a", "甲", weight=3, path="甲", children=("a.x", "a.y")),
        "a.x": Point("a.x", "子", parent="a", path="甲 / 子", weight=1),
        "a.y": Point("a.y", "丑", parent="a", path="甲 / 丑", weight=2),
        "b": Point("b", "乙", weight=1, path="乙"),
    },
)


def said(channel: str, *judged: tuple[str, int], time: dt.datetime | None = None, mark: str = "") -> Analysis:
    signs = {1: "positive", -1: "negative", 0: "neutral"}
    opinions = tuple(Opinion(point, signs[sign], 0.6 * sign, Span(0, 1), "话") for point, sign in judged)
    return Analysis(text="话", opinions=opinions, channel=channel, time=time, mark=mark)


def panel(*analyses: Analysis) -> Panel:
    return read_panel(analyses, fields=["channel"])


voices = st.lists(
    st.builds(
        lambda channel, judged: said(channel, *judged.items()),
        st.sampled_from(["", "热线", "论坛", "门店"]),
        st.dictionaries(st.sampled_from([*TREE.points, "unknown"]), st.sampled_from([1, -1, 0]), max_size=4),
    ),
    max_size=25,
)


def total(change: Change) -> float:
    return sum(effect.sum for effect in change.effects)


@given(voices, voices, st.sampled_from(["", "channel"]), st.integers(1, 6))
def test_effects_sum_to_the_change(before: list[Analysis], after: list[Analysis], by: str, at_least: int) -> None:
    change = decompose(panel(*before), panel(*after), TREE, by=by, at_least=at_least)
    judged = [bool({p: c for p, c in panel(*side).judged().items() if p in TREE.points}) for side in (before, after)]
    assert all(judged) == (change is not None)
    if change is not None:
        assert abs(total(change) - (change.after - change.before)) < 1e-9
        assert abs(change.by_node(TREE)[0].sum - total(change)) < 1e-9
        assert abs(sum(one.sum for one in change.by_segment()) - total(change)) < 1e-9


def test_a_segment_that_judges_worse_is_a_rate_effect() -> None:
    before = [said("热线", ("b", 1))] * 20 + [said("论坛", ("b", 1))] * 20
    after = [said("热线", ("b", -1))] * 20 + [said("论坛", ("b", 1))] * 20
    change = decompose(panel(*before), panel(*after), TREE, by="channel")
    assert change is not None
    largest = change.by_segment()[0]
    assert "热线" == largest.segment and largest.rate < -40
    assert all(abs(one.mix) < 1e-9 and abs(one.weight) < 1e-9 for one in change.effects)


def test_more_voices_of_a_worse_segment_are_a_mix_effect() -> None:
    bad, good = said("热线", ("b", -1)), said("论坛", ("b", 1))
    change = decompose(panel(*[bad] * 10, *[good] * 30), panel(*[bad] * 30, *[good] * 10), TREE, by="channel")
    assert change is not None and change.after < change.before
    assert all(abs(one.rate) < 1e-9 and abs(one.weight) < 1e-9 for one in change.effects)
    assert {"热线", "论坛"} == {one.segment for one in change.by_segment() if one.mix < -10}


def test_a_point_that_nobody_judged_before_is_a_weight_effect() -> None:
    before = [said("", ("b", 1))] * 20
    after = [*before, *[said("", ("a.x", -1))] * 20]
    change = decompose(panel(*before), panel(*after), TREE)
    assert change is not None
    nodes = {one.point: one for one in change.by_node(TREE)}
    assert nodes[""].weight < -30
    assert nodes["a"].weight < 0 and nodes["b"].weight < 0  # a bad one gained pull, a good one lost it
    assert abs(nodes[""].rate) < 1e-9 and abs(nodes[""].mix) < 1e-9


def test_values_that_few_share_are_told_together() -> None:
    before = [said("热线", ("b", 1))] * 9 + [said("门店", ("b", -1))] * 2 + [said("", ("b", -1))] * 2
    change = decompose(panel(*before), panel(*before), TREE, by="channel", at_least=5)
    assert change is not None
    assert {"热线", OTHERS, EVIDENCE, WEIGHT} == {effect.segment for effect in change.effects}
    assert 0 == change_dict(change, TREE)["nodes"][0]["sum"]


def test_periods_and_fields_split_a_table() -> None:
    days = [dt.datetime(2026, 3, 1, 9), dt.datetime(2026, 3, 2, 23), dt.datetime(2026, 4, 30), None]
    table = panel(*(said("热线", ("b", 1), time=day) for day in days))
    assert ["2026-02-23", "2026-03-02", "2026-04-27", None] == table.labels("week").tolist()
    assert {"2026-03": 2, "2026-04": 1} == {
        month: part.utterances for month, part in table.split(table.labels("month")).items()
    }
    assert np.array_equal(["2026-03-01", "2026-03-02", "2026-04-30", None], table.labels("day"))
    assert 4 == sum(counts.positive for counts in table.split(table.labels("channel"))["热线"].judged().values())


def test_what_no_customer_wrote_stands_apart() -> None:
    table = panel(said("", ("b", 1)), said("", ("b", 1), mark="copy"), Analysis(text="  "))
    assert (1, {"copy": 1, "empty": 1}) == (table.utterances, table.apart)
