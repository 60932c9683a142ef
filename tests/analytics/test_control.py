"""Control charts by hand: limits of tiny tables, exact tails, and how often noise alone looks like a rise."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy.stats import binomtest, fisher_exact

from vocnlp.analytics.control import Kind, baseline_of, rises


def test_limits_of_counts_are_those_of_a_u_chart() -> None:
    """40 complaints in 400 utterances: 0.1 each, so 10 of 100 with a spread of the root of 10."""
    limits = baseline_of("count", np.array([10, 12, 8, 10]), np.array([100, 100, 100, 100])).limits(100)
    assert pytest.approx((10, 10 - 3 * math.sqrt(10), 10 + 3 * math.sqrt(10))) == limits


def test_limits_of_shares_are_those_of_a_p_chart() -> None:
    baseline = baseline_of("share", np.array([10, 12, 8, 10]), np.array([50, 50, 50, 50]))
    wide = 3 * math.sqrt(0.2 * 0.8 / 40)
    assert pytest.approx((0.2, 0.2 - wide, 0.2 + wide)) == baseline.limits(40)
    assert 0.0 == baseline.limits(10).low, "a share is never below zero"


def test_laney_widens_by_the_mean_moving_range() -> None:
    """z is -2, 2, -2, 2 by turns: its moving range is 4, and 4 / 1.128 is what Laney multiplies by."""
    events = np.array([100 - 20, 100 + 20] * 3)
    baseline = baseline_of("count", events, np.full(6, 1000))
    assert pytest.approx(4 / 1.128) == baseline.sigma
    assert pytest.approx(100 + 3 * 4 / 1.128 * 10) == baseline.limits(1000).high


def test_periods_as_alike_as_chance_narrow_nothing() -> None:
    assert 1.0 == baseline_of("count", np.full(6, 10), np.full(6, 100)).sigma
    assert 1.0 == baseline_of("share", np.zeros(6, dtype=int), np.full(6, 100)).sigma


def test_tails_are_exact() -> None:
    ten, share = (baseline_of(kind, np.full(6, 10), np.full(6, 100)) for kind in ("count", "share"))
    p = rises([ten, share], np.array([25, 25]), np.array([100, 100]))
    by_scipy = binomtest(25, 85, 100 / 700, alternative="greater").pvalue
    by_fisher = fisher_exact([[25, 75], [60, 540]], alternative="greater").pvalue
    assert pytest.approx((by_scipy, by_fisher)) == tuple(p)


def test_a_new_complaint_is_not_impossible() -> None:
    """Nobody said it in six periods, five say it now: one in seven, five times."""
    never = baseline_of("count", np.zeros(6, dtype=int), np.full(6, 100))
    assert pytest.approx((1 / 7) ** 5) == rises([never], np.array([5]), np.array([100]))[0]


@pytest.mark.parametrize(("kind", "spread"), [("count", 0.0), ("share", 0.0), ("count", 0.15)])
def test_noise_looks_like_a_rise_as_rarely_as_it_says(kind: Kind, spread: float) -> None:
    """Of 2,000 series without a rise at most 5 % and some luck have p <= 0.05, also where periods differ anyway."""
    luck = np.random.default_rng(11)
    below = 0
    for _ in range(2000):
        volumes = luck.integers(80, 160, 9)
        rate = 0.1 * (luck.gamma(spread**-2, spread**2, 9) if spread else np.ones(9))
        events = luck.binomial(volumes, rate) if kind == "share" else luck.poisson(rate * volumes)
        p = rises([baseline_of(kind, events[:-1], volumes[:-1])], events[-1:], volumes[-1:])[0]
        below += p <= 0.05
    assert 20 <= below <= 100 + 3 * math.sqrt(2000 * 0.05 * 0.95)
