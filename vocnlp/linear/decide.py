"""Turn margins into decisions with calibrated probabilities: any of several labels, or exactly one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from vocnlp.linear.curve import Curve, log_odds
from vocnlp.linear.grams import Text
from vocnlp.linear.model import LinearModel

__all__ = ["AnyOf", "Guess", "OneOf"]


class Guess(NamedTuple):
    """What a model says of one label: margin, probability, and whether it takes it.

    ``kept`` is the milder verdict for a label that the rules have found as well.
    """

    label: str
    margin: float
    probability: float
    taken: bool
    kept: bool


@dataclass(frozen=True, eq=False)
class AnyOf:
    """Decide every label on its own: by a threshold where the rules are silent, by a lower one where they agree.

    With ``always`` the best label is taken even below its threshold, as in data where every text has one.
    """

    model: LinearModel
    curves: tuple[Curve, ...]
    thresholds: tuple[float, ...]
    floors: tuple[float, ...]
    always: bool = False

    def guess(self, texts: Sequence[Sequence[Text]], facts: Sequence[Mapping[str, float]]) -> list[list[Guess]]:
        """Return for every example a guess on every label, in the order of ``model.outputs``."""
        return [self.read(row) for row in self.model.scores(texts, facts).tolist()]

    def read(self, margins: Sequence[float]) -> list[Guess]:
        """Turn one example's margins into guesses."""
        best = max(range(len(margins)), key=lambda place: margins[place] - self.thresholds[place])
        return [
            Guess(
                label,
                margin,
                self.curves[place](margin),
                margin > self.thresholds[place] or (self.always and place == best),
                margin > self.floors[place],
            )
            for place, (label, margin) in enumerate(zip(self.model.outputs, margins, strict=True))
        ]

    def to_dict(self) -> dict[str, Any]:
        """Return what is known beside the weights, JSON-safe."""
        return {
            "curves": [curve.to_dict() for curve in self.curves],
            "thresholds": list(self.thresholds),
            "floors": list(self.floors),
            "always": self.always,
        }

    @classmethod
    def from_dict(cls, model: LinearModel, values: Mapping[str, Any]) -> AnyOf:
        """Rebuild from weights and ``to_dict``."""
        curves = tuple(Curve.from_dict(curve) for curve in values["curves"])
        return cls(model, curves, tuple(values["thresholds"]), tuple(values["floors"]), bool(values["always"]))


@dataclass(frozen=True, eq=False)
class OneOf:
    """Decide for exactly one label: the largest margin after ``offsets``; ``curve`` maps its lead to a probability.

    The lead is the distance to the runner-up. Where the choice rests on an earlier decision, ``joint`` maps the log
    odds of both probabilities' product to the probability that both are right: they err on the same hard texts, so
    that the product alone promises too much of some and too little of others.
    """

    model: LinearModel
    offsets: tuple[float, ...]
    curve: Curve
    joint: Curve | None = None

    def choose(
        self, texts: Sequence[Sequence[Text]], facts: Sequence[Mapping[str, float]], salts: Sequence[str] = ()
    ) -> list[Guess]:
        """Return the chosen label of every example."""
        return [self.read(row) for row in self.model.scores(texts, facts, salts).tolist()]

    def read(self, margins: Sequence[float]) -> Guess:
        """Turn one example's margins into the choice; ``margin`` is its lead."""
        moved = [margin + offset for margin, offset in zip(margins, self.offsets, strict=True)]
        first = max(range(len(moved)), key=lambda place: moved[place])
        lead = moved[first] - max((value for place, value in enumerate(moved) if place != first), default=0.0)
        return Guess(self.model.outputs[first], lead, self.curve(lead), True, True)

    def jointly(self, earlier: float, own: float) -> float:
        """Return the probability that an earlier decision and this one are both right."""
        product = round(earlier * own, 4)
        return product if self.joint is None else self.joint(log_odds(product))

    def to_dict(self) -> dict[str, Any]:
        """Return what is known beside the weights, JSON-safe."""
        joint = {} if self.joint is None else {"joint": self.joint.to_dict()}
        return {"offsets": list(self.offsets), "curve": self.curve.to_dict(), **joint}

    @classmethod
    def from_dict(cls, model: LinearModel, values: Mapping[str, Any]) -> OneOf:
        """Rebuild from weights and ``to_dict``."""
        joint = Curve.from_dict(values["joint"]) if "joint" in values else None
        return cls(model, tuple(values["offsets"]), Curve.from_dict(values["curve"]), joint)
