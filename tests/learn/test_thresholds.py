"""Thresholds from left-out margins: one probability or one margin for all labels, less where the rules see one."""

from __future__ import annotations

import numpy as np
import pytest

from vocnlp.learn.calibrate import logistic
from vocnlp.learn.thresholds import Thresholds, _reached, choose_thresholds


def drawn(size: int, shifts: tuple[float, ...], lift: float = 0.0) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return margins, what people said and what the rules found, where the chance is a logistic curve of both."""
    rng = np.random.default_rng(7)
    margins = rng.normal(-0.4, 0.5, size=(size, len(shifts)))
    found = rng.random(margins.shape) < 0.3
    chance = 1 / (1 + np.exp(-(4 * margins + np.array(shifts) + lift * found)))
    return margins, rng.random(margins.shape) < chance, found


def test_every_label_is_taken_above_the_same_probability() -> None:
    margins, wanted, found = drawn(20_000, (0.0, 2.0))
    chosen = choose_thresholds(margins, wanted, found & False)
    chances = 1 / (1 + np.exp(-(chosen.highs * 4 + np.array([0.0, 2.0]))))
    assert chances == pytest.approx(chosen.f1 / 2, abs=0.03)


def test_what_the_rules_see_as_well_needs_less() -> None:
    chosen = choose_thresholds(*drawn(20_000, (0.0, 2.0), lift=1.0))
    assert chosen.highs - chosen.lows == pytest.approx(0.25, abs=0.06)
    assert not chosen.always


def test_texts_of_one_label_each_are_cut_at_the_same_margin() -> None:
    rng = np.random.default_rng(3)
    wanted = np.eye(4, dtype=bool)[rng.integers(0, 4, 4_000)]
    margins = wanted * 1.5 - 1.0 + rng.normal(0, 0.5, wanted.shape) * np.array([0.5, 1.0, 1.5, 0.2])
    chosen = choose_thresholds(margins, wanted, wanted & False)
    assert chosen.always
    assert np.ptp(chosen.highs) == 0.0


def test_beside_the_best_label_a_second_one_must_be_as_likely_as_half_of_the_f1() -> None:
    rng = np.random.default_rng(5)
    margins = rng.uniform(-0.7, 0.7, (8_000, 4))
    first = margins == margins.max(axis=1, keepdims=True)
    second = ~first & (rng.random(first.shape) < 1 / (1 + np.exp(-(5 * margins - 2.0))))
    chosen = choose_thresholds(margins, first | second, first & False)
    assert chosen.always
    chances = 1 / (1 + np.exp(-(5 * chosen.highs - 2.0)))
    assert chances == pytest.approx(chosen.f1 / 2, abs=0.04)


def test_the_best_label_is_counted_even_where_the_rules_kept_another() -> None:
    margins = np.array([[-0.3, -0.5]])
    reached = _reached(
        Thresholds(np.zeros(2), np.array([-9.0, -9.0]), True, 0.0),
        margins,
        np.array([[True, True]]),
        np.array([[False, True]]),
    )
    assert reached.f1 == 1.0


def test_a_label_with_few_examples_follows_the_others() -> None:
    margins, wanted, found = drawn(2_000, (0.0, 0.0))
    rare = np.arange(len(margins)) < 5
    margins[~rare, 1], wanted[~rare, 1] = -2.0, False
    wanted[rare, 1] = margins[rare, 1] < 0  # chance: five examples that say the contrary of all others
    first, second = choose_thresholds(margins, wanted, found & False).highs
    assert abs(first - second) < 0.4


def test_with_few_examples_the_rules_alone_decide() -> None:
    rng = np.random.default_rng(1)
    found = rng.random((20, 2)) < 0.4
    chosen = choose_thresholds(rng.normal(-0.3, 0.3, size=found.shape), found, found)
    assert (chosen.highs > 5).all()
    assert (chosen.lows < -5).all()


def test_a_curve_without_examples_is_its_prior() -> None:
    prior = np.array([3.0, -1.0])
    assert logistic(np.zeros((0, 2)), np.zeros(0), prior, ridge=1.0).tolist() == prior.tolist()
