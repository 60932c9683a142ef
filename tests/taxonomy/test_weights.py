"""Shares sum to 1 among siblings and over the leaves, with and without a weight set."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vocnlp.errors import InputError, PackError
from vocnlp.taxonomy.load import load_taxonomy
from vocnlp.taxonomy.model import Point, Taxonomy
from vocnlp.taxonomy.weights import importance, shares

TREE = "points: {a: {name: 甲, weight: 3, children: {x: {name: 子}, y: {name: 丑}}}, b: {name: 乙, weight: 1}}"


def test_a_weight_set_replaces_some_weights(tmp_path: Path) -> None:
    (tmp_path / "taxonomy.yaml").write_text(TREE, encoding="utf-8")
    (tmp_path / "weights").mkdir()
    (tmp_path / "weights" / "vip.yaml").write_text("weights: {a.x: 3, b: 3}", encoding="utf-8")
    taxonomy = load_taxonomy(tmp_path)
    assert {"a": 0.75, "a.x": 0.5, "a.y": 0.5, "b": 0.25} == shares(taxonomy)
    assert {"a": 0.5, "a.x": 0.75, "a.y": 0.25, "b": 0.5} == shares(taxonomy, "vip")
    assert {"a": 0.5, "a.x": 0.375, "a.y": 0.125, "b": 0.5} == importance(taxonomy, "vip")
    with pytest.raises(InputError, match="vip"):
        shares(taxonomy, "svip")


def test_a_weight_set_must_name_points(tmp_path: Path) -> None:
    (tmp_path / "taxonomy.yaml").write_text(TREE, encoding="utf-8")
    (tmp_path / "weights").mkdir()
    (tmp_path / "weights" / "vip.yaml").write_text("weights: {a.z: 3}", encoding="utf-8")
    with pytest.raises(PackError) as caught:
        load_taxonomy(tmp_path)
    assert ["unknown-point"] == [problem.code for problem in caught.value.problems]


@given(st.lists(st.floats(min_value=0, max_value=1e6), min_size=1, max_size=6))
def test_shares_sum_to_one(weights: list[float]) -> None:
    points = {f"p{index}": Point(f"p{index}", "点", weight=weight) for index, weight in enumerate(weights)}
    found = shares(Taxonomy("t", points=points))
    assert sum(found.values()) == pytest.approx(1)
    assert all(share >= 0 for share in found.values())
    assert found == importance(Taxonomy("t", points=points))
