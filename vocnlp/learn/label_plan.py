"""Turn unlabelled utterances into a list of those worth labelling next.

Three reasons to label an utterance: the pack is unsure of it (uncertainty), points that weigh much hang on it
(effect), and it is unlike those already chosen (diversity; greedy, after Settles 2009, information density).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from vocnlp.linear.grams import grams
from vocnlp.pipeline import Pipeline
from vocnlp.types.utterance import Utterance

__all__ = ["Candidate", "plan_labels"]

_BITS = 10
_UNSEEN = 0.6
_TELLING = 15


@dataclass(frozen=True, slots=True)
class Candidate:
    """An utterance to label; the three reasons lie in [0, 1], ``why`` says the strongest in words."""

    id: str
    text: str
    uncertainty: float
    effect: float
    novelty: float
    why: str


def plan_labels(pipeline: Pipeline, utterances: Iterable[object], count: int) -> list[Candidate]:
    """Choose utterances to label, the most useful first; equal texts are chosen once.

    Args:
        pipeline: a pack, with or without a learned model.
        utterances: what could be labelled.
        count: how many to choose.
    """
    import numpy as np

    said = _distinct(utterances)
    judged = [_judge(pipeline, utterance) for utterance in said]
    if not judged:
        return []
    most = max(effect for _, effect, _ in judged) or 1.0
    worth = np.array([doubt * (0.5 + 0.5 * effect / most) for doubt, effect, _ in judged])
    sketch = _sketch([text for _, _, text in judged])
    nearest = np.zeros(len(said))
    chosen: list[Candidate] = []
    open_ = np.ones(len(said), dtype=bool)
    for _ in range(min(count, len(said))):
        value = np.where(open_, (worth + 0.05) * (1.0 - nearest), -1.0)
        place = int(value.argmax())
        open_[place] = False
        doubt, effect, _ = judged[place]
        novelty = round(1.0 - float(nearest[place]), 4)
        reasons = {"把握小": doubt, "权重大": effect / most, "与已选的不同": novelty if chosen else 0.0}
        why = max(reasons, key=lambda name: reasons[name])
        utterance = said[place]
        chosen.append(Candidate(utterance.id, utterance.text, round(doubt, 4), round(effect / most, 4), novelty, why))
        nearest = np.maximum(nearest, sketch @ sketch[place])
    return chosen


def _distinct(utterances: Iterable[object]) -> list[Utterance]:
    found: dict[str, Utterance] = {}
    for number, value in enumerate(utterances, 1):
        utterance = Utterance.of(value)
        if utterance.text.strip():
            named = utterance if utterance.id else Utterance.of({"text": utterance.text, "id": str(number)})
            found.setdefault(utterance.text, named)
    return list(found.values())


def _judge(pipeline: Pipeline, utterance: Utterance) -> tuple[float, float, str]:
    """Return how unsure the pack is, how much weight hangs on it, and the normalized text."""
    reading = pipeline.read_rules(utterance)
    hybrid = pipeline.hybrid
    opinions = reading.opinions if hybrid is None else hybrid.join(reading).opinions
    points = pipeline.pack.taxonomy.points
    if not opinions:
        return _UNSEEN * min(1.0, len(reading.text.text) / _TELLING), 0.0, reading.text.text
    doubts = [1.0 - opinion.confidence for opinion in opinions]
    shares = [points[o.point].share if o.point in points else 0.0 for o in opinions]
    effect = sum(share * (0.2 + doubt) for share, doubt in zip(shares, doubts, strict=True))
    return max(doubts), effect, reading.text.text


def _sketch(texts: Sequence[str]) -> Any:
    """Return unit rows of hashed bigram counts: a cheap likeness of texts."""
    import numpy as np

    rows = np.zeros((len(texts), 1 << _BITS), dtype=np.float32)
    for found in grams(texts, sizes=(1, 2), bits=_BITS, seed=9):
        np.add.at(rows, (found.owners, found.buckets), 1.0 if found.size == 2 else 0.3)
    norms = np.sqrt((rows * rows).sum(axis=1, keepdims=True))
    return rows / np.maximum(norms, 1e-9)
