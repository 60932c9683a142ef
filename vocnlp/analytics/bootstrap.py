"""Turn a statistic of a sample of utterances into its 95 % intervals by drawing the utterances anew.

Percentile bootstrap (Efron and Tibshirani 1993, chapter 13): utterances are drawn with replacement, each with all of
its judgements, the statistic is computed anew, and the interval holds the middle 95 % of its values.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

__all__ = ["DRAWS", "Interval", "intervals"]

DRAWS = 500
"""Bootstrap samples."""
Interval = tuple[float, float]
_SHARE = 0.5


def intervals(
    utterances: int, statistic: Callable[[Any], Mapping[str, float]], *, draws: int = DRAWS, seed: int = 0
) -> dict[str, Interval]:
    """Return the 95 % interval of every value of a statistic that most of the samples have.

    Args:
        utterances: how many there are.
        statistic: values by name for how often each utterance was drawn, an array of shape (utterances,).
        draws: how many samples.
        seed: of the draws; the same seed gives the same intervals.
    """
    import numpy as np

    if not utterances:
        return {}
    luck = np.random.default_rng(seed)
    found: dict[str, list[float]] = {}
    for _ in range(draws):
        drawn = np.bincount(luck.integers(utterances, size=utterances), minlength=utterances)
        for name, value in statistic(drawn).items():
            found.setdefault(name, []).append(value)
    return {
        name: tuple(np.quantile(values, (0.025, 0.975)).tolist())
        for name, values in found.items()
        if len(values) > _SHARE * draws
    }
