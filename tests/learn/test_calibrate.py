"""Curves from margins to probabilities, at any width of the margins."""

from __future__ import annotations

import numpy as np
import pytest

from vocnlp.learn.calibrate import fit_curve, logistic


def drawn(seed: int, count: int = 400) -> tuple[np.ndarray, np.ndarray]:
    """Return margins and targets whose log odds are 2 x - 0.5."""
    rng = np.random.default_rng(seed)
    margins = rng.normal(size=count)
    return margins, (rng.random(count) < 1 / (1 + np.exp(0.5 - 2 * margins))).astype(float)


@pytest.mark.parametrize("width", [0.01, 0.3, 10.0, 100.0, 1000.0])
def test_the_unit_of_the_margins_does_not_matter(width: float) -> None:
    margins, targets = drawn(1)
    one, wide = (
        logistic(np.column_stack([part, np.ones(len(part))]), targets, np.array([1.0, 0.0]), ridge=1e-9)
        for part in (margins, margins * width)
    )
    assert [wide[0] * width, wide[1]] == pytest.approx(one.tolist(), abs=0.01)


@pytest.mark.parametrize("width", [1.0, 30.0, 1000.0])
def test_a_curve_of_wide_margins_rises_as_the_share_of_right_ones_does(width: float) -> None:
    margins, targets = drawn(3, 2000)
    curve = fit_curve(margins * width, targets > 0)
    for low, high in ((-1.0, -0.5), (0.0, 0.5), (0.5, 1.0)):
        part = (margins > low) & (margins <= high)
        assert curve((low + high) / 2 * width) == pytest.approx(float(targets[part].mean()), abs=0.08)


def test_parted_targets_end() -> None:
    columns = np.column_stack([np.array([-1.0, -0.9, 0.9, 1.0]), np.ones(4)])
    slope, _ = logistic(columns, np.array([0.0, 0.0, 1.0, 1.0]), np.array([1.0, 0.0]), ridge=1e-6)
    assert 5 < slope < 100
