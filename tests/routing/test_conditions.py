"""Conditions as people write them."""

from __future__ import annotations

import pytest

from vocnlp.routing.conditions import parse_condition, point_pattern


@pytest.mark.parametrize(
    ("kind", "written", "yes", "no"),
    [
        ("number", [">= 3"], [3, 5, 3.5], [2.9, None]),
        ("number", ["≤ 6"], [6, 0], [6.1]),
        ("number", ["3..5"], [3, 4, 5], [2, 6]),
        ("number", ["4"], [4], [3]),
        ("number", ["< 0", "> 9"], [-1, 10], [0, 9]),
        ("free", ["vip", "svip"], ["vip", "VIP ", "svip"], ["gold", None, "vip2"]),
        ("free", ["gold*"], ["gold", "Golden"], ["old"]),
        ("free", ["<= 6"], [6, "5", 2.5], [7, "十", None]),
        ("free", ["!= vip"], ["gold", None], ["vip"]),
        ("free", ["yes"], [True, "yes"], [False]),
        ("free", ["vip"], [["gold", "vip"]], [["gold"]]),
        ("text", ["negative"], ["negative"], ["positive"]),
        ("contains", ["退车", "12315"], ["我要退车", "打12315"], ["还行", None]),
        ("flag", ["是"], [True], [False, None]),
        ("flag", ["no"], [False, None], [True]),
        ("signal", ["yes"], [1.0], [None, 0]),
        ("signal", [">= 3"], [3.0], [2.0, None]),
        ("hours", ["09:00-18:00"], [540, 1079], [539, 1080]),
        ("hours", ["22:00-06:00"], [1320, 0, 359], [360, 1319]),
        ("weekday", ["1-5"], [1, 5], [6, 7]),
        ("weekday", ["周末"], [6, 7], [5]),
        ("weekday", ["六", "日"], [6, 7], [1]),
    ],
)
def test_condition_holds_for_the_right_values(kind: str, written: list[str], yes: list, no: list) -> None:
    condition = parse_condition(kind, written)
    assert condition is not None
    assert [value for value in yes if not condition.holds(value)] == []
    assert [value for value in no if condition.holds(value)] == []


@pytest.mark.parametrize("written", [["-"], [""], [], ["vip", "-"]])
def test_dash_accepts_anything(written: list[str]) -> None:
    assert parse_condition("free", written) is None


@pytest.mark.parametrize(
    ("kind", "written"),
    [
        ("number", ["high"]),
        ("number", ["5..3"]),
        ("hours", ["9 to 5"]),
        ("weekday", ["someday"]),
        ("flag", ["maybe"]),
        ("free", ["vip", "!= gold"]),
        ("contains", ["!= 退车"]),
    ],
)
def test_unreadable_condition_is_refused(kind: str, written: list[str]) -> None:
    with pytest.raises(ValueError):
        parse_condition(kind, written)


def test_glob_with_children_includes_the_point_itself() -> None:
    pattern = point_pattern("product.safety.*")
    assert [bool(pattern.match(name)) for name in ("product.safety", "product.safety.brake", "product.safetynet")] == [
        True,
        True,
        False,
    ]
