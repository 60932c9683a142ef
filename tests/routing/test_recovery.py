"""Did a point recover after a fix: interrupted time series."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable

import pytest

from vocnlp.errors import InputError
from vocnlp.routing.recovery import ASSUMPTIONS, daily_share, recovery
from vocnlp.types.analysis import Analysis, Opinion

FIRST = dt.date(2026, 9, 1)
FIXED = FIRST + dt.timedelta(days=30)


def series(before: float, after: float, slope: float = 0.0, noise: float = 0.02, seed: int = 1) -> list:
    luck = random.Random(seed)
    return [
        (
            FIRST + dt.timedelta(days=day),
            (before if day < 30 else after) + slope * day + luck.gauss(0, noise),
            80 + luck.randrange(40),
        )
        for day in range(60)
    ]


def test_a_fix_that_works() -> None:
    found = recovery(series(0.4, 0.2), FIXED)
    assert found.recovered is True
    assert found.level.low < -0.2 < found.level.high
    assert (found.days, found.assumptions) == ((30, 30), ASSUMPTIONS)


def test_a_fix_that_makes_it_worse() -> None:
    assert recovery(series(0.2, 0.4), FIXED).recovered is False


def test_a_trend_is_no_recovery() -> None:
    found = recovery(series(0.6, 0.6, slope=-0.005), FIXED)
    assert found.before > found.after
    assert found.recovered is None


def test_interval_covers_the_truth_about_nineteen_times_in_twenty() -> None:
    inside = 0
    for seed in range(60):
        level = recovery(series(0.4, 0.3, seed=seed), FIXED).level
        inside += level.low <= -0.1 <= level.high
    assert inside >= 52


def test_too_short() -> None:
    with pytest.raises(InputError, match="3 days before"):
        recovery(series(0.4, 0.2), FIRST + dt.timedelta(days=3))


def test_daily_share_counts_voices_not_opinions(
    voice: Callable[..., Analysis], opinion: Callable[..., Opinion]
) -> None:
    day = dt.datetime(2026, 11, 20, 9)
    voices = [
        voice(opinion("product.safety"), opinion("product.safety.brake"), time=day),
        voice(opinion("product.safety", 0.8), time=day),
        voice(opinion("price"), time=day),
        voice(opinion("product.safetynet"), time=day),
        voice(opinion("price"), time=None),
    ]
    assert daily_share(voices, "product.safety") == [(day.date(), 0.25, 4)]
