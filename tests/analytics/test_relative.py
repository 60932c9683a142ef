"""Shares of R squared against other ways to compute them: refits of the regression, Johnson's recipe on the data."""

from __future__ import annotations

from itertools import permutations

import numpy as np
import numpy.typing as npt
import pytest

from vocnlp.analytics.relative import (
    condition,
    correlations,
    inflation,
    relative_weights,
    shapley_weights,
    tangled,
)

Array = npt.NDArray[np.float64]
ONCE = np.ones(300, dtype=int)


@pytest.fixture(scope="module")
def table() -> Array:
    """Four drivers of -1, 0, +1, two of them alike, and an outcome that three of them make."""
    luck = np.random.default_rng(3)
    drivers = luck.integers(-1, 2, (300, 4)).astype(float)
    drivers[:, 1] = np.where(luck.random(300) < 0.6, drivers[:, 0], drivers[:, 1])
    outcome = drivers @ [1.0, 0.5, 0.8, 0.0] + luck.normal(0, 1, 300)
    return np.column_stack([drivers, outcome])


def fit(drivers: Array, outcome: Array) -> float:
    """Return R squared by least squares with an intercept."""
    design = np.column_stack([np.ones(len(outcome)), drivers])
    left = outcome - design @ np.linalg.lstsq(design, outcome, rcond=None)[0]
    return float(1 - left @ left / ((outcome - outcome.mean()) ** 2).sum())


def test_both_sum_to_r_squared(table: Array) -> None:
    expected = fit(table[:, :4], table[:, 4])
    among, outcome = correlations(table, ONCE)
    assert pytest.approx(expected, abs=1e-9) == relative_weights(among, outcome).sum()
    assert pytest.approx(expected, abs=1e-9) == shapley_weights(among, outcome).sum()


def test_shapley_is_the_mean_over_all_orders_of_refits(table: Array) -> None:
    gains = np.zeros(4)
    for order in permutations(range(4)):
        for place, driver in enumerate(order):
            before, after = list(order[:place]), list(order[: place + 1])
            gains[driver] += fit(table[:, after], table[:, 4]) - fit(table[:, before], table[:, 4])
    assert pytest.approx(gains / 24, abs=1e-9) == shapley_weights(*correlations(table, ONCE))


def test_relative_weights_are_those_of_the_nearest_orthogonal_variables(table: Array) -> None:
    """Johnson's recipe on the data: Z = PQ' of the singular value decomposition, then two regressions."""
    centred = table - table.mean(axis=0)
    scaled = centred / np.sqrt((centred**2).sum(axis=0))
    left, _, right = np.linalg.svd(scaled[:, :4], full_matrices=False)
    z = left @ right
    expected = (z.T @ scaled[:, :4]).T ** 2 @ (z.T @ scaled[:, 4]) ** 2
    assert pytest.approx(expected, abs=1e-9) == relative_weights(*correlations(table, ONCE))


def test_rows_that_count_twice_are_rows_written_twice(table: Array) -> None:
    often = np.random.default_rng(0).integers(0, 4, len(table))
    written = np.repeat(table, often, axis=0)
    twice = correlations(written, np.ones(len(written), dtype=int))
    for one, other in zip(correlations(table, often), twice, strict=True):
        np.testing.assert_allclose(one, other, atol=1e-12)


def test_correlations_are_pearsons(table: Array) -> None:
    among, outcome = correlations(table, ONCE)
    expected = np.corrcoef(table.T)
    np.testing.assert_allclose(among, expected[:4, :4], atol=1e-12)
    np.testing.assert_allclose(outcome, expected[:4, 4], atol=1e-12)


def test_inflation_is_by_regression_on_the_others(table: Array) -> None:
    expected = [1 / (1 - fit(np.delete(table[:, :4], one, axis=1), table[:, one])) for one in range(4)]
    assert pytest.approx(expected) == inflation(correlations(table, ONCE)[0])


def test_a_copy_shares_with_its_original_and_is_named(table: Array) -> None:
    doubled = np.column_stack([table[:, 2], table])
    among, outcome = correlations(doubled, ONCE)
    weights, shapley = relative_weights(among, outcome), shapley_weights(among, outcome)
    for found in (weights, shapley):
        assert pytest.approx(fit(table[:, :4], table[:, 4]), abs=1e-9) == found.sum()
        assert pytest.approx(found[0]) == found[3]
    assert [True, False, False, True, False] == np.isinf(inflation(among)).tolist() == tangled(among).tolist()
    assert np.inf == condition(among)


def test_a_column_that_does_not_vary_explains_nothing(table: Array) -> None:
    still = np.column_stack([np.ones(300), table])
    among, outcome = correlations(still, ONCE)
    assert 0.0 == relative_weights(among, outcome)[0] == shapley_weights(among, outcome)[0]
