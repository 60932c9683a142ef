"""The treemap: areas are shares, boxes never overlap and stay in their frame."""

from __future__ import annotations

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from vocnlp.report.treemap import squarify

sizes = st.lists(st.floats(0.01, 100), min_size=1, max_size=25)


@given(sizes, st.floats(0.2, 20), st.floats(0.2, 20))
def test_boxes_fill_the_frame(values: list[float], width: float, height: float) -> None:
    boxes = squarify(values, width, height)
    for value, box in zip(values, boxes, strict=True):
        assert abs(box.width * box.height / 100 - 100 * value / sum(values)) < 1e-6
        assert -1e-6 < box.left and box.left + box.width < 100 + 1e-6
        assert -1e-6 < box.top and box.top + box.height < 100 + 1e-6
    for one, other in combinations(boxes, 2):
        across = min(one.left + one.width, other.left + other.width) - max(one.left, other.left)
        down = min(one.top + one.height, other.top + other.height) - max(one.top, other.top)
        assert across < 1e-6 or down < 1e-6


def test_nothing_to_show() -> None:
    assert [] == squarify([], 2, 1)
