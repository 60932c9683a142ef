"""Turn unlabelled utterances into a list of those worth labelling next.

Three reasons to label an utterance: the pack is unsure of it (uncertainty); its label could move the experience index
(effect); and it is unlike those already chosen (diversity). They are multiplied and chosen greedily, after the
information density of Settles (2009).

Effect is in points of the whole index, 0 to 100: where ``n`` utterances judge a point, one that changes sides moves
the point's own index by 100 / (n + 5), and the whole by that times the point's importance. It counts as often as the
pack expects to be wrong.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from vocnlp.linear.grams import grams
from vocnlp.pipeline import Pipeline
from vocnlp.taxonomy.weights import importance
from vocnlp.types.utterance import Utterance

__all__ = ["Candidate", "plan_labels"]

_BITS = 10
_UNSEEN = 0.6
_TELLING = 15
_STRENGTH = 5.0
_POOL = 20


@dataclass(frozen=True, slots=True)
class Candidate:
    """An utterance to label, with its reasons; ``why`` says the strongest in words.

    ``uncertainty`` and ``novelty`` lie in [0, 1], ``effect`` is the expected move of the index in points.
    """

    id: str
    text: str
    uncertainty: float
    effect: float
    novelty: float
    why: str


class _Judged(NamedTuple):
    """What the pack makes of an utterance: its doubt, the doubt by point, and the normalized text."""

    utterance: Utterance
    doubt: float
    points: Mapping[str, float]
    text: str


def plan_labels(pipeline: Pipeline, utterances: Iterable[object], count: int) -> list[Candidate]:
    """Choose utterances to label, the most useful first; equal texts are chosen once.

    Args:
        pipeline: a pack, with or without a learned model.
        utterances: what could be labelled.
        count: how many to choose.
    """
    import numpy as np

    judged = [_judge(pipeline, utterance) for utterance in _distinct(utterances)]
    effects = _effects(judged, pipeline)
    most = max(effects, default=0.0) or 1.0
    worth = [one.doubt * (0.5 + 0.5 * effect / most) for one, effect in zip(judged, effects, strict=True)]
    pool = sorted(range(len(judged)), key=lambda place: (-worth[place], place))[: max(1000, _POOL * count)]
    sketch = _sketch([judged[place].text for place in pool])
    value = np.array([worth[place] + 0.05 for place in pool])
    nearest = np.zeros(len(pool))
    chosen: list[Candidate] = []
    for _ in range(min(count, len(pool))):
        best = int((value * (1.0 - nearest)).argmax())
        one, effect = judged[pool[best]], effects[pool[best]]
        novelty = round(1.0 - float(nearest[best]), 4)
        reasons = {"把握小": one.doubt, "影响指数": effect / most, "与已选的不同": novelty if chosen else 0.0}
        why = max(reasons, key=lambda name: reasons[name])
        said = one.utterance
        chosen.append(Candidate(said.id, said.text, round(one.doubt, 4), round(effect, 4), novelty, why))
        nearest = np.maximum(nearest, np.clip(sketch @ sketch[best], 0.0, 1.0))
        value[best] = -1.0
    return chosen


def _distinct(utterances: Iterable[object]) -> list[Utterance]:
    found: dict[str, Utterance] = {}
    for number, value in enumerate(utterances, 1):
        utterance = Utterance.of(value)
        if utterance.text.strip():
            named = utterance if utterance.id else Utterance.of({"text": utterance.text, "id": str(number)})
            found.setdefault(utterance.text, named)
    return list(found.values())


def _judge(pipeline: Pipeline, utterance: Utterance) -> _Judged:
    """Read an utterance; where the pack sees nothing, a longer text leaves more doubt."""
    reading = pipeline.read_rules(utterance)
    hybrid = pipeline.hybrid
    opinions = reading.opinions if hybrid is None else hybrid.join(reading).opinions
    text = reading.text.text
    if not opinions:
        return _Judged(utterance, _UNSEEN * min(1.0, len(text) / _TELLING), {}, text)
    points: dict[str, float] = {}
    for opinion in opinions:
        points[opinion.point] = max(points.get(opinion.point, 0.0), 1.0 - opinion.confidence)
    return _Judged(utterance, max(points.values()), points, text)


def _effects(judged: Sequence[_Judged], pipeline: Pipeline) -> list[float]:
    """Return by how much each utterance is expected to move the index of the whole, in points."""
    weights = importance(pipeline.pack.taxonomy)
    counts = Counter(point for one in judged for point in one.points)
    moves = {point: 100 * weights.get(point, 0.0) / (count + _STRENGTH) for point, count in counts.items()}
    return [sum(doubt * moves[point] for point, doubt in one.points.items()) for one in judged]


def _sketch(texts: Sequence[str]) -> Any:
    """Return unit rows of hashed bigram counts: a cheap likeness of texts."""
    import numpy as np

    rows = np.zeros((len(texts), 1 << _BITS), dtype=np.float32)
    for found in grams(texts, sizes=(1, 2), bits=_BITS, seed=9):
        np.add.at(rows, (found.owners, found.buckets), 1.0 if found.size == 2 else 0.3)
    norms = np.sqrt((rows * rows).sum(axis=1, keepdims=True))
    return rows / np.maximum(norms, 1e-9)
