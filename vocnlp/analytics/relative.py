"""Turn correlations of drivers and an outcome into how much of the explained variance each driver brings.

Both measures share the R squared of the linear regression of the outcome on all drivers; they need the correlations
only. Drivers that are alike share what they explain, instead of one of them taking all or signs turning.
"""

from __future__ import annotations

from functools import cache
from itertools import combinations
from math import factorial
from typing import Any

import numpy as np
import numpy.typing as npt

__all__ = ["condition", "correlations", "inflation", "relative_weights", "shapley_weights", "tangled"]

Array = npt.NDArray[Any]
_NOTHING = 1e-10
_TANGLED = 0.5


def correlations(table: Array, often: Array) -> tuple[Array, Array]:
    """Return the correlations among the drivers, shape (drivers, drivers), and with the outcome, shape (drivers,).

    A column that does not vary correlates with nothing.

    Args:
        table: shape (rows, drivers + 1), the outcome last.
        often: how often each row counts, shape (rows,).
    """
    centred = table - often @ table / often.sum()
    products = centred.T @ (centred * often[:, None])
    spread = np.sqrt(np.diag(products))
    scale = np.divide(1.0, spread, out=np.zeros_like(spread), where=spread > _NOTHING)
    found = products * np.outer(scale, scale)
    np.fill_diagonal(found, 1.0)
    return found[:-1, :-1], found[:-1, -1]


def relative_weights(among: Array, outcome: Array) -> Array:
    """Return the relative weight (epsilon) of each driver; they sum to R squared.

    The drivers are replaced by the orthogonal variables nearest to them, what those explain is given back to the
    drivers by how far they make them up (Johnson 2000, Multivariate Behavioral Research 35).

    >>> relative_weights(np.eye(2), np.array([0.6, 0.5])).round(2).tolist()
    [0.36, 0.25]
    """
    values, vectors = np.linalg.eigh(among)
    roots = np.sqrt(np.where(values > _NOTHING, values, 0.0))
    inverse = np.divide(1.0, roots, out=np.zeros_like(roots), where=roots > 0)
    loadings = vectors * roots @ vectors.T
    slopes = vectors * inverse @ vectors.T @ outcome
    found: Array = loadings**2 @ slopes**2
    return found


def shapley_weights(among: Array, outcome: Array) -> Array:
    """Return what each driver adds to R squared, averaged over all orders of entering them; they sum to R squared.

    Known as LMG (Lindeman, Merenda and Gold 1980) and, in games, as the Shapley value. All subsets are computed, so a
    dozen drivers is what this is for.
    """
    size = len(outcome)
    explained = _explained(among, outcome)
    shares = np.array([factorial(k) * factorial(size - k - 1) / factorial(size) for k in range(size)])
    masks = np.arange(2**size)
    counts = np.array([mask.bit_count() for mask in range(2**size)])
    found = np.zeros(size)
    for driver in range(size):
        without = masks[masks & (1 << driver) == 0]
        found[driver] = shares[counts[without]] @ (explained[without | (1 << driver)] - explained[without])
    return found


def _explained(among: Array, outcome: Array) -> Array:
    """Return R squared of every subset of drivers, at the number whose bits are its members."""
    found = np.zeros(2 ** len(outcome))
    for size in range(1, len(outcome) + 1):
        members = _subsets(len(outcome), size)
        inverse = np.linalg.pinv(among[members[:, :, None], members[:, None, :]], hermitian=True)
        sides = outcome[members]
        found[(1 << members).sum(axis=1)] = np.einsum("si,sij,sj->s", sides, inverse, sides)
    return found


@cache
def _subsets(drivers: int, size: int) -> Array:
    return np.array(list(combinations(range(drivers), size)))


def inflation(among: Array) -> Array:
    """Return the variance inflation factor of every driver: 1 / (1 - R squared on the others), infinite for a copy."""
    found = np.ones(len(among))
    for driver in range(len(among)):
        others = np.arange(len(among)) != driver
        side = among[others, driver]
        left = 1 - side @ np.linalg.pinv(among[np.ix_(others, others)], hermitian=True) @ side
        found[driver] = 1 / left if left > _NOTHING else np.inf
    return found


def condition(among: Array) -> float:
    """Return the condition number of the standardized drivers, the root of largest over smallest eigenvalue."""
    values = np.linalg.eigvalsh(among)
    return float(np.sqrt(values[-1] / values[0])) if values[0] > _NOTHING else np.inf


def tangled(among: Array) -> Array:
    """Return which drivers the weakest direction holds: over half of the variance of their slope comes from it.

    Belsley, Kuh and Welsch 1980, Regression Diagnostics, chapter 3.
    """
    values, vectors = np.linalg.eigh(among)
    parts = vectors**2 / np.maximum(values, _NOTHING)
    found: Array = parts[:, 0] / parts.sum(axis=1) > _TANGLED
    return found
