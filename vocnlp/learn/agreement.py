"""Turn two or more people's labels into how far they agree beyond chance, point by point.

Cohen's kappa (1960) for two coders; Krippendorff's alpha (2011, nominal) for any number with gaps; MASI (Passonneau
2006) as the distance between sets of labels.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

__all__ = ["Agreement", "PointAgreement", "agreement", "alpha", "kappa", "masi"]

Labels = Mapping[str, str]
"""One coder's labels of one utterance: category to polarity."""


class PointAgreement(NamedTuple):
    """How far coders agree that a category is there; kappa is NaN unless they are two."""

    alpha: float
    kappa: float
    utterances: int


@dataclass(frozen=True, slots=True)
class Agreement:
    """How far coders agree; ``points`` holds for every category the agreement on its presence.

    ``sets`` is alpha over whole sets of categories with the MASI distance; ``polarity`` alpha over the polarity of
    categories that at least two coders saw.
    """

    utterances: int
    sets: float
    polarity: float
    points: Mapping[str, PointAgreement]


def kappa(first: Sequence[Hashable], second: Sequence[Hashable]) -> float:
    """Return Cohen's kappa of two coders, NaN when chance alone explains everything.

    >>> round(kappa("yyynn", "yynnn"), 3)
    0.615
    """
    pairs = list(zip(first, second, strict=True))
    if not pairs:
        return math.nan
    observed = sum(a == b for a, b in pairs) / len(pairs)
    left, right = Counter(a for a, _ in pairs), Counter(b for _, b in pairs)
    expected = sum(left[label] * right[label] for label in left) / len(pairs) ** 2
    return (observed - expected) / (1 - expected) if expected < 1 else math.nan


def masi(first: frozenset[Hashable], second: frozenset[Hashable]) -> float:
    """Return the distance of two sets: 0 for equal, 1 for disjoint, less where one holds the other.

    >>> masi(frozenset("ab"), frozenset("a"))
    0.6666666666666667
    """
    if first == second:
        return 0.0
    both, union = len(first & second), len(first | second)
    shape = 2 / 3 if first <= second or second <= first else 1 / 3 if both else 0.0
    return 1.0 - both / union * shape


def alpha(
    units: Iterable[Sequence[Hashable]],
    distance: Callable[[Hashable, Hashable], float] = lambda left, right: float(left != right),
) -> float:
    """Return Krippendorff's alpha.

    Args:
        units: for every utterance the values that coders gave; those with fewer than two count nothing.
        distance: between two values; squared differences and MASI fit as well.

    Returns:
        1.0 for perfect agreement, 0.0 for chance, NaN when there is nothing to compare or only one value.

    >>> alpha([["a", "a"], ["b", "b"], ["a", "b"]])
    0.4444444444444444
    """
    pairable = [list(unit) for unit in units if len(unit) >= 2]
    values = Counter(value for unit in pairable for value in unit)
    n = sum(values.values())
    if n < 2:
        return math.nan
    observed = 0.0
    for unit in pairable:
        apart = sum(distance(a, b) for i, a in enumerate(unit) for j, b in enumerate(unit) if i != j)
        observed += apart / (len(unit) - 1)
    kinds = list(values)
    expected = sum(values[a] * values[b] * distance(a, b) for a in kinds for b in kinds if a != b)
    return 1.0 - (n - 1) * observed / expected if expected else math.nan


def agreement(coders: Sequence[Mapping[str, Labels]]) -> Agreement:
    """Compare coders, each a mapping from utterance id to labels; only utterances of two or more coders count."""
    counted = Counter(name for coder in coders for name in coder)
    shared = sorted(name for name, count in counted.items() if count >= 2)
    rows = [[coder[name] for coder in coders if name in coder] for name in shared]
    categories = sorted({category for row in rows for labels in row for category in labels})
    seen = [
        [labels[category] for labels in row if category in labels]
        for row in rows
        for category in categories
        if sum(category in labels for labels in row) >= 2
    ]
    points: dict[str, PointAgreement] = {}
    for category in categories:
        said = [[category in labels for labels in row] for row in rows]
        pairs = list(zip(*said, strict=True)) if len(coders) == 2 else [(), ()]
        points[category] = PointAgreement(alpha(said), kappa(*pairs), sum(map(any, said)))
    sets = alpha([[frozenset(labels) for labels in row] for row in rows], masi)  # type: ignore[arg-type]
    return Agreement(len(shared), sets, alpha(seen), points)
