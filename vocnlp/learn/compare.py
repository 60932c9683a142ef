"""Turn two pipelines and one labelled set into the question "is the second one better, or is it chance?".

McNemar's exact test (1947) on utterances that only one side has wholly right; paired bootstrap (Efron and Tibshirani
1993) of the difference in micro F1 over utterances.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from vocnlp.learn.evaluate import groups_of
from vocnlp.learn.labels import Gold, LabelMap
from vocnlp.types.analysis import Analysis

__all__ = ["Comparison", "Outcome", "compare", "mcnemar", "outcome", "signs"]

Outcome = tuple[frozenset[tuple[str, str]], frozenset[tuple[str, str]]]
"""What people said of one utterance, and what was found: sets of (label, polarity)."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """F1 of both sides with the interval of the difference, and how many utterances each alone has right."""

    first: float
    second: float
    low: float
    high: float
    only_first: int
    only_second: int
    p_value: float

    @property
    def difference(self) -> float:
        """How much better the second is."""
        return self.second - self.first

    @property
    def significant(self) -> bool:
        """Tell whether both tests at 5 % say that the difference is no chance."""
        return self.p_value < 0.05 and (self.low > 0 or self.high < 0)


def outcome(gold: Gold, analysis: Analysis, labels: LabelMap) -> Outcome:
    """Return the labels of one utterance on both sides, in the most detailed terms that the label map has."""
    if labels.categories:
        sums: dict[str, float] = {}
        for opinion in analysis.opinions:
            for name in labels.category_of(opinion.point):
                sums[name] = sums.get(name, 0.0) + opinion.score
        known = {name: total for name, total in gold.categories.items() if name in labels.categories}
        return signs(known), signs(sums)
    if labels.groups:
        wanted = frozenset((name, "") for name in gold.groups if name in labels.groups)
        return wanted, frozenset((name, "") for name in groups_of(analysis, labels))
    two = "neutral" not in labels.polarity.values()
    whole = "neutral" if analysis.polarity == "mixed" else analysis.polarity
    found = _sign(analysis.score) if two else whole
    return frozenset({(gold.label, "")}), frozenset({(found, "")})


def compare(first: Sequence[Outcome], second: Sequence[Outcome], *, rounds: int = 1000, seed: int = 0) -> Comparison:
    """Compare the outcomes of two pipelines on the same utterances.

    Args:
        first: one outcome an utterance.
        second: the other side's outcomes, in the same order.
        rounds: bootstrap samples.
        seed: of the bootstrap.
    """
    import numpy as np

    left, right = _counts(first), _counts(second)
    sides = np.array([left, right], dtype=float)
    n = sides.shape[1]
    picks = np.random.default_rng(seed).integers(0, max(n, 1), size=(rounds, n))
    differences = [_f1(sides[1][pick].sum(axis=0)) - _f1(sides[0][pick].sum(axis=0)) for pick in picks] if n else [0.0]
    low, high = (float(value) for value in np.quantile(differences, (0.025, 0.975)))
    right_first = [gold == found for gold, found in first]
    right_second = [gold == found for gold, found in second]
    only_first = sum(a and not b for a, b in zip(right_first, right_second, strict=True))
    only_second = sum(b and not a for a, b in zip(right_first, right_second, strict=True))
    return Comparison(
        _f1(sides[0].sum(axis=0)),
        _f1(sides[1].sum(axis=0)),
        low,
        high,
        only_first,
        only_second,
        mcnemar(only_first, only_second),
    )


def mcnemar(only_first: int, only_second: int) -> float:
    """Return the two-sided exact p value that both sides are equally good.

    >>> round(mcnemar(2, 10), 4)
    0.0386
    """
    n = only_first + only_second
    if n == 0:
        return 1.0
    tail = sum(math.comb(n, k) for k in range(min(only_first, only_second) + 1))
    return min(1.0, 2.0 * float(tail) / float(2**n))


def _counts(outcomes: Iterable[Outcome]) -> list[tuple[int, int]]:
    """Return for every utterance its hits, and the size of both sets together."""
    return [(len(gold & found), len(gold) + len(found)) for gold, found in outcomes]


def _f1(counts: Sequence[float]) -> float:
    hits, total = float(counts[0]), float(counts[1])
    return 2 * hits / total if total else 0.0


def signs(sums: dict[str, float]) -> frozenset[tuple[str, str]]:
    """Return every label with the polarity of its sum."""
    return frozenset((name, _sign(total)) for name, total in sums.items())


def _sign(total: float) -> str:
    return "positive" if total > 0 else "negative" if total < 0 else "neutral"
