"""Turn a margin into a probability by a learned curve: Platt's sigmoid or isotonic steps.

Platt (1999): 1 / (1 + exp(-(a * margin + b))). Isotonic (Zadrozny and Elkan 2002): linear between knots.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from dataclasses import dataclass

__all__ = ["Curve", "log_odds"]


@dataclass(frozen=True, slots=True)
class Curve:
    """A rising map from margins to [0, 1]; with ``knots`` it is piecewise linear, else a sigmoid.

    >>> Curve(slope=1.0, shift=0.0)(0.0)
    0.5
    >>> Curve(knots=((-1.0, 0.1), (1.0, 0.9)))(0.5)
    0.7
    """

    slope: float = 1.0
    shift: float = 0.0
    knots: tuple[tuple[float, float], ...] = ()

    def __call__(self, margin: float) -> float:
        """Return the probability, rounded to four digits."""
        return round(self._steps(margin) if self.knots else _sigmoid(self.slope * margin + self.shift), 4)

    def _steps(self, margin: float) -> float:
        place = bisect_right(self.knots, (margin, math.inf))
        if place == 0 or place == len(self.knots):
            return self.knots[min(place, len(self.knots) - 1)][1]
        (left, low), (right, high) = self.knots[place - 1 : place + 1]
        return low + (high - low) * (margin - left) / (right - left) if right > left else high

    def to_dict(self) -> dict[str, object]:
        """Return JSON-safe values."""
        return {"knots": [list(knot) for knot in self.knots]} if self.knots else {"platt": [self.slope, self.shift]}

    @classmethod
    def from_dict(cls, values: dict[str, list[float]] | dict[str, list[list[float]]]) -> Curve:
        """Rebuild what ``to_dict`` wrote."""
        if "knots" in values:
            return cls(knots=tuple((float(x), float(y)) for x, y in values["knots"]))  # type: ignore[misc]
        slope, shift = values["platt"]
        return cls(float(slope), float(shift))  # type: ignore[arg-type]


def log_odds(chance: float) -> float:
    """Return the logarithm of the odds of a probability, within what four digits can say.

    >>> log_odds(0.5), round(log_odds(0.0), 2)
    (0.0, -9.21)
    """
    inside = min(max(chance, 1e-4), 1 - 1e-4)
    return math.log(inside / (1 - inside))


def _sigmoid(value: float) -> float:
    if value >= 0:
        return 1.0 / (1.0 + math.exp(-value))
    return math.exp(value) / (1.0 + math.exp(value))
