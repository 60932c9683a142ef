"""Turn a trained pack into a review list: where its model disagrees with its rules, and nothing else changes.

An analyst reads the list and turns a row into a rule, an example, or a corrected label.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from vocnlp.errors import ModelError
from vocnlp.pipeline import Pipeline
from vocnlp.types.utterance import Utterance

__all__ = ["Disagreement", "shadow"]


class Disagreement(NamedTuple):
    """One category that rules and model see differently; a polarity is "" where that side does not see it.

    ``pushes`` are the parts of the raw text that pushed the model.
    """

    id: str
    text: str
    category: str
    rule: str
    model: str
    probability: float
    pushes: tuple[str, ...]


def shadow(pipeline: Pipeline, utterances: Iterable[object]) -> Iterator[Disagreement]:
    """Yield every disagreement between the rules and the model of a pack.

    Raises:
        ModelError: the pack has no learned tagger.
    """
    hybrid = pipeline.hybrid
    if hybrid is None or hybrid.tagger is None:
        raise ModelError(f"{pipeline.pack.name} 没有学习得到的模型 (the pack has no learned tagger)")
    asked = hybrid.with_policy("model")
    for value in utterances:
        utterance = Utterance.of(value)
        reading = pipeline.read_rules(utterance)
        for verdict in asked.join(reading).verdicts:
            if verdict.rule != verdict.result:
                evidence = hybrid.tagger.evidence(reading.text, verdict.category) if verdict.result else []
                pushes = tuple(item.text for item in evidence)
                yield Disagreement(
                    utterance.id,
                    utterance.text,
                    verdict.category,
                    verdict.rule,
                    verdict.result,
                    verdict.probability,
                    pushes,
                )
