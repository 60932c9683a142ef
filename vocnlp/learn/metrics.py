"""Turn gold and predicted values into the field's standard figures: precision, recall, F1, Pearson, ECE, Brier.

Formulas: F1 after van Rijsbergen (1979); expected calibration error after Naeini et al. (2015), ten equal
bins; Brier score after Brier (1950).
"""

from __future__ import annotations

import math
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

__all__ = ["Calibration", "Score", "calibration", "macro", "macro_f1", "pearson", "per_class", "set_scores"]


@dataclass(frozen=True, slots=True)
class Score:
    """Counts of one class; the ratios are 0.0 where nothing was there to count.

    >>> round(Score(hits=8, predicted=10, gold=16).f1, 3)
    0.615
    """

    hits: int = 0
    predicted: int = 0
    gold: int = 0

    @property
    def precision(self) -> float:
        """Share of the predicted that is right."""
        return self.hits / self.predicted if self.predicted else 0.0

    @property
    def recall(self) -> float:
        """Share of the gold that was found."""
        return self.hits / self.gold if self.gold else 0.0

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        total = self.predicted + self.gold
        return 2 * self.hits / total if total else 0.0

    def __add__(self, other: Score) -> Score:
        return Score(self.hits + other.hits, self.predicted + other.predicted, self.gold + other.gold)


@dataclass(frozen=True, slots=True)
class Calibration:
    """How far confidences are from the share of right answers; ``bins`` hold (mean confidence, accuracy, n)."""

    ece: float
    brier: float
    bins: tuple[tuple[float, float, int], ...]


def set_scores(pairs: Iterable[tuple[set[Hashable], set[Hashable]]]) -> dict[Hashable, Score]:
    """Count each label over (gold set, predicted set) pairs; the sum of all is the micro average."""
    scores: dict[Hashable, Score] = {}
    for gold, predicted in pairs:
        for label in gold | predicted:
            new = Score(int(label in gold and label in predicted), int(label in predicted), int(label in gold))
            scores[label] = scores.get(label, Score()) + new
    return scores


def per_class(gold: Sequence[str], predicted: Sequence[str]) -> dict[str, Score]:
    """Count each class of a single-label task.

    >>> per_class(["positive", "negative"], ["positive", "positive"])["positive"].precision
    0.5
    """
    counted = set_scores(({left}, {right}) for left, right in zip(gold, predicted, strict=True))
    return {str(label): counted[label] for label in sorted(counted, key=str)}


def macro_f1(scores: Iterable[Score]) -> float:
    """Mean F1 of the classes that occur in the gold values."""
    return macro(scores, "f1")


def macro(scores: Iterable[Score], figure: Literal["precision", "recall", "f1"]) -> float:
    """Mean of a figure over the classes that occur in the gold values."""
    present: list[float] = [getattr(score, figure) for score in scores if score.gold]
    return sum(present) / len(present) if present else 0.0


def pearson(left: Sequence[float], right: Sequence[float]) -> float:
    """Return Pearson's r, or NaN for fewer than two points or a constant side."""
    n = len(left)
    if n < 2:
        return math.nan
    mean_left, mean_right = sum(left) / n, sum(right) / n
    covariance = sum((a - mean_left) * (b - mean_right) for a, b in zip(left, right, strict=True))
    spread = math.sqrt(sum((a - mean_left) ** 2 for a in left) * sum((b - mean_right) ** 2 for b in right))
    return covariance / spread if spread else math.nan


def calibration(confidences: Sequence[float], right: Sequence[bool], *, bins: int = 10) -> Calibration:
    """Hold confidences in [0, 1] against what was right."""
    if not confidences:
        return Calibration(math.nan, math.nan, ())
    held: list[list[tuple[float, bool]]] = [[] for _ in range(bins)]
    for confidence, ok in zip(confidences, right, strict=True):
        held[min(int(confidence * bins), bins - 1)].append((confidence, ok))
    n = len(confidences)
    rows = [
        (sum(c for c, _ in part) / len(part), sum(ok for _, ok in part) / len(part), len(part)) for part in held if part
    ]
    ece = sum(abs(mean - accuracy) * size for mean, accuracy, size in rows) / n
    brier = sum((c - ok) ** 2 for c, ok in zip(confidences, right, strict=True)) / n
    return Calibration(ece, brier, tuple(rows))
