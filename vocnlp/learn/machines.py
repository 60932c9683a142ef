"""Turn a matrix and its labels into the coefficients of several linear machines, averaged into one.

Linear machines average into one linear machine: a committee costs time when it is fitted and none when it predicts.
Hinge and squared hinge err on different examples, and a machine that sees no rule learns from the text even where the
rules say much.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

__all__ = ["DOCUMENT", "PLAIN", "SCALED", "TAGS", "Machine", "fit_machines"]


class Machine(NamedTuple):
    """One linear support vector machine of a committee.

    ``loss`` is "hinge" or "squared_hinge", ``factor`` what the strength is multiplied by, ``balanced`` weighs both
    classes alike, ``rules`` lets it see the rule facts. ``scale`` is what every n-gram is scaled by: "ratio" its naive
    Bayes log-count ratio (Wang and Manning 2012), which trusts rare n-grams; "surprise" the root of its log-likelihood
    ratio (Dunning 1993), which trusts those that were seen often enough; "" nothing.
    """

    loss: str = "squared_hinge"
    factor: float = 1.0
    balanced: bool = False
    rules: bool = True
    scale: str = "ratio"


PLAIN = (Machine(scale=""),)
SCALED = (Machine(),)
_BALANCED = (Machine(balanced=True), Machine(balanced=True, rules=False))
TAGS = (
    (Machine("hinge", factor=3.0), Machine("hinge", factor=3.0, rules=False), *_BALANCED),
    (Machine("hinge", scale="surprise"), Machine("hinge", scale="surprise", rules=False), *_BALANCED),
)
DOCUMENT = (
    (Machine(), Machine("hinge", factor=3.0), Machine("hinge", factor=3.0, rules=False)),
    (
        Machine(factor=4.0),
        Machine(factor=4.0, rules=False),
        Machine(factor=14.0, scale=""),
        Machine(factor=14.0, rules=False, scale=""),
    ),
)


def fit_machines(
    machines: Sequence[Machine], matrix: Any, wanted: Any, strength: float, seed: int, grams: int
) -> tuple[Any, Any]:
    """Fit every machine on every label.

    Args:
        machines: the committee.
        matrix: (examples, columns); the first ``grams`` columns are n-grams, facts come behind them.
        wanted: boolean (examples, labels).
        strength: C; larger trusts the examples more.
        seed: of the solver.
        grams: how many columns are n-grams.

    Returns:
        (columns, labels) coefficients and biases, the mean of the committee. A label that all or none have needs no
        machine.
    """
    import numpy as np

    columns = matrix.shape[1]
    if grams == columns:
        machines = list(dict.fromkeys(machine._replace(rules=True) for machine in machines))
    coefficients = np.zeros((columns, wanted.shape[1]))
    bias = np.where(wanted.mean(axis=0) > 0.5, 2.0, -2.0)
    widths = {machine: columns if machine.rules else grams for machine in machines}
    plain = {width: matrix[:, :width] for width in {grams, *widths.values()}}
    for place in range(wanted.shape[1]):
        gold = wanted[:, place]
        if not 0 < gold.sum() < len(gold):
            continue
        bias[place] = 0.0
        scales: dict[str, Any] = {"": np.ones(columns)}
        views: dict[tuple[str, int], Any] = {("", width): view for width, view in plain.items()}
        for machine, width in widths.items():
            name = machine.scale
            if name not in scales:
                scales[name] = np.concatenate([_SCALES[name](plain[grams], gold), np.ones(columns - grams)])
            if (name, width) not in views:
                views[name, width] = _scaled(plain[width], scales[name])
            found, shift = _fit(machine, views[name, width], gold, strength, seed)
            coefficients[:width, place] += found * scales[name][:width] / len(machines)
            bias[place] += shift / len(machines)
    return coefficients, bias


def _fit(machine: Machine, matrix: Any, gold: Any, strength: float, seed: int) -> tuple[Any, float]:
    """Fit one machine without the warning that the solver stopped early: left-out figures judge the result."""
    import warnings

    from sklearn.svm import LinearSVC

    weights = "balanced" if machine.balanced else None
    strength *= machine.factor
    solver = LinearSVC(C=strength, loss=machine.loss, class_weight=weights, random_state=seed, max_iter=2000)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        solver.fit(matrix, gold)
    return solver.coef_[0], float(solver.intercept_[0])


def _scaled(matrix: Any, scale: Any) -> Any:
    """Return the matrix with every column multiplied by its scale."""
    made = matrix.copy()
    made.data *= scale[made.indices]
    return made


def _ratios(matrix: Any, wanted: Any) -> Any:
    """Return the size of every column's log ratio of smoothed mean weights in and out of the class."""
    import numpy as np

    size = np.abs(matrix)
    inside = size[wanted].sum(axis=0) / wanted.sum()
    outside = size[~wanted].sum(axis=0) / (~wanted).sum()
    smooth = 0.5 * (inside.sum() + outside.sum()) / 2 / max(1, matrix.shape[1])
    ratio = np.abs(np.log((inside + smooth) / (outside + smooth)))
    return 0.25 + 0.75 * ratio / max(float(ratio.mean()), 1e-9)


def _surprises(matrix: Any, wanted: Any) -> Any:
    """Return the root of every column's log-likelihood ratio: how surely it comes with the class, or without it.

    A column that every example has, such as a number of a sentence vector, tells nothing by being there; it keeps 1.
    """
    import numpy as np

    inside, outside = (np.diff((matrix[part] != 0).tocsc().indptr) for part in (wanted, ~wanted))
    total, share = inside + outside, float(wanted.mean())
    sides = ((inside, total * share), (outside, total * (1 - share)))
    ratio = 2 * sum(seen * np.log(np.maximum(seen, 1e-9) / np.maximum(due, 1e-9)) for seen, due in sides)
    size = np.sqrt(np.maximum(ratio, 0.0))
    scale = 0.1 + 0.9 * size / max(float(size.mean()), 1e-9)
    return np.where(total == len(wanted), 1.0, scale)


_SCALES = {"ratio": _ratios, "surprise": _surprises}
