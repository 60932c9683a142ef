"""Turn confidences and what was right into what they are good for: where to abstain, and whether they can be believed.

Coverage and precision of "answer only when at least this sure" is the risk-coverage curve of El-Yaniv and Wiener (2010)
with precision in place of risk.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from vocnlp.learn.metrics import Calibration
from vocnlp.pipeline import Pipeline

__all__ = ["Cut", "abstention", "cut_for", "diagram", "learned_chances"]

_LEVELS = (0.0, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95)
_WIDTH = 20


class Cut(NamedTuple):
    """What is left when claims below a confidence are withheld: the share of claims, and how many of them are right."""

    at: float
    coverage: float
    precision: float


def abstention(confidences: Sequence[float], right: Sequence[bool]) -> tuple[Cut, ...]:
    """Return the curve at fixed levels; a level that keeps nothing is left out.

    >>> abstention([0.55, 0.75, 0.92], [False, True, True])[2]
    Cut(at=0.6, coverage=0.6666666666666666, precision=1.0)
    """
    cuts = (_cut(level, confidences, right) for level in _LEVELS)
    return tuple(cut for cut in cuts if cut is not None)


def cut_for(precision: float, confidences: Sequence[float], right: Sequence[bool]) -> Cut | None:
    """Return the lowest confidence whose claims are right this often, or None when no level is.

    >>> cut_for(0.9, [0.55, 0.75, 0.92], [False, True, True]).at
    0.75
    """
    reached = 0
    found: Cut | None = None
    ranked = sorted(zip(confidences, right, strict=True), reverse=True)
    for place, (confidence, ok) in enumerate(ranked, 1):
        reached += ok
        tied = place < len(ranked) and ranked[place][0] == confidence
        if not tied and reached / place >= precision:
            found = Cut(confidence, place / len(ranked), reached / place)
    return found


def _cut(level: float, confidences: Sequence[float], right: Sequence[bool]) -> Cut | None:
    kept = [ok for confidence, ok in zip(confidences, right, strict=True) if confidence >= level]
    return Cut(level, len(kept) / len(confidences), sum(kept) / len(kept)) if kept else None


def diagram(found: Calibration) -> list[str]:
    """Draw the reliability diagram in text: a bar is what was right, ``|`` where it would be if confidence were true.

    >>> diagram(Calibration(0.0, 0.0, ((0.5, 0.75, 8),)))
    ['0.50 ■■■■■■■■■■|■■■■■      0.75 (8)']
    """
    lines = []
    for mean, accuracy, count in found.bins:
        bar = list(("■" * round(accuracy * _WIDTH)).ljust(_WIDTH))
        bar.insert(min(round(mean * _WIDTH), _WIDTH), "|")
        lines.append(f"{mean:.2f} {''.join(bar)} {accuracy:.2f} ({count})")
    return lines


def learned_chances(pipeline: Pipeline, utterance: object) -> dict[str, float]:
    """Return the probabilities of the learned whole-utterance class (under ``""``) and of the routing groups."""
    hybrid = pipeline.hybrid
    if hybrid is None or (hybrid.whole is None and hybrid.router is None):
        return {}
    reading = pipeline.read_rules(utterance)
    if not reading.text.text:
        return {}
    chances = {} if hybrid.whole is None else {"": hybrid.whole.choose([reading])[0].probability}
    groups = [] if hybrid.router is None else hybrid.router.rank(reading)
    return {**chances, **{guess.label: guess.probability for guess in groups}}
