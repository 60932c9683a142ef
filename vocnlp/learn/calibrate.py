"""Turn margins of left-out examples and what was right into a curve that gives probabilities."""

from __future__ import annotations

from typing import Any

from vocnlp.linear.curve import Curve

__all__ = ["fit_curve", "logistic"]

_ISOTONIC_FROM = 1000
_KNOTS = 60


def fit_curve(margins: Any, right: Any) -> Curve:
    """Fit Platt's sigmoid, or isotonic steps where at least 1,000 examples of both kinds carry them.

    Platt's targets are smoothed after Lin, Lin and Weng (2007), so that a handful of examples never gives 0 or 1.
    """
    import numpy as np

    margins, right = np.asarray(margins, dtype=float), np.asarray(right, dtype=bool)
    positives, negatives = int(right.sum()), int((~right).sum())
    if min(positives, negatives) >= _ISOTONIC_FROM:
        return _isotonic(margins, right)
    high, low = (positives + 1) / (positives + 2), 1 / (negatives + 2)
    if not positives or not negatives:
        value = high if positives else low
        return Curve(0.0, round(float(np.log(value / (1 - value))), 4))
    return _platt(margins, np.where(right, high, low))


def _platt(margins: Any, targets: Any) -> Curve:
    import numpy as np

    slope, shift = logistic(
        np.column_stack([margins, np.ones_like(margins)]), targets, np.array([1.0, 0.0]), ridge=1e-6
    )
    return Curve(round(max(float(slope), 0.0), 4), round(float(shift), 4))


def logistic(columns: Any, targets: Any, prior: Any, *, ridge: Any) -> Any:
    """Return the weights of a logistic curve: log loss plus half of ``ridge`` times the squared way from ``prior``.

    A trust region keeps Newton's steps from running back and forth where margins are wide.
    """
    import numpy as np
    from scipy.optimize import minimize
    from scipy.special import expit

    hold, count = ridge * np.eye(len(prior)), max(1, len(targets))

    def loss(weights: Any) -> tuple[float, Any]:
        margins, away = columns @ weights, weights - prior
        value = np.logaddexp(0, margins).sum() - targets @ margins + away @ hold @ away / 2
        return value / count, (columns.T @ (expit(margins) - targets) + hold @ away) / count

    def bend(weights: Any) -> Any:
        chance = expit(columns @ weights)
        return ((columns * (chance * (1 - chance))[:, None]).T @ columns + hold) / count

    return minimize(loss, prior, jac=True, hess=bend, method="trust-exact", options={"gtol": 1e-9}).x


def _isotonic(margins: Any, right: Any) -> Curve:
    import numpy as np
    from sklearn.isotonic import IsotonicRegression

    fitted = IsotonicRegression(y_min=0.001, y_max=0.999).fit(margins, right.astype(float))
    places = np.unique(np.quantile(margins, np.linspace(0, 1, _KNOTS)))
    values = fitted.predict(places)
    return Curve(knots=tuple((round(float(x), 4), round(float(y), 4)) for x, y in zip(places, values, strict=True)))
