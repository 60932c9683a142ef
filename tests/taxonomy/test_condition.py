"""Field conditions: words, wildcards, comparisons, ranges, missing fields."""

from __future__ import annotations

from typing import Any

import pytest

from vocnlp.taxonomy.condition import parse_test


@pytest.mark.parametrize(
    ("values", "value", "holds"),
    [
        (["hotline"], "hotline", True),
        (["hotline"], "HOTLINE", True),
        (["hot*"], "hotline", True),
        (["app", "hotline"], "hotline", True),
        (["app"], ["web", "app"], True),
        (["<= 6"], 6, True),
        (["<= 6"], "7", False),
        (["＜＝ 6"], 6, True),
        (["≥ 9"], 9.5, True),
        (["> 2024-01-01"], "2024-05-01", True),
        (["1..5"], 3, True),
        (["1..5"], 6, False),
        (["3"], 3.0, True),
        (["!= vip"], "svip", True),
        (["!= vip"], None, True),
        (["vip"], None, False),
        (["<= 6"], None, False),
        (["<= 6"], "很差", False),
        (["true"], True, True),
    ],
)
def test_field_conditions(values: list[str], value: Any, holds: bool) -> None:
    assert holds is parse_test("field", values).holds(value)
