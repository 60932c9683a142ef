"""Turn a trained pack into a review list: where its model disagrees with its rules, and nothing else changes.

An analyst reads the list and turns a row into a rule, an example, or a corrected label.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Literal, NamedTuple

from vocnlp.errors import ModelError
from vocnlp.pipeline import Pipeline
from vocnlp.types.utterance import Utterance

__all__ = ["Disagreement", "as_examples", "as_label", "shadow"]


class Disagreement(NamedTuple):
    """One category that rules and model see differently; a polarity is "" where that side does not see it.

    ``kind`` says what there is to do: ``missed`` (a rule may be wanting), ``extra`` (a rule may fire wrongly) or
    ``polarity``. ``pushes`` are the parts of the raw text that pushed the model, ``against`` those that held it back,
    ``rules`` the rules that fired, as ``file:line``.
    """

    id: str
    text: str
    category: str
    point: str
    kind: Literal["missed", "extra", "polarity"]
    rule: str
    model: str
    probability: float
    pushes: tuple[str, ...]
    against: tuple[str, ...]
    rules: tuple[str, ...]


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
            if verdict.rule == verdict.result:
                continue
            evidence = hybrid.tagger.evidence(reading.text, verdict.category)
            own = [o for o in reading.opinions if verdict.category in hybrid.members.get(o.point, ())]
            yield Disagreement(
                utterance.id,
                utterance.text,
                verdict.category,
                own[0].point if own else hybrid.categories[verdict.category].point,
                "missed" if not verdict.rule else "polarity" if verdict.result else "extra",
                verdict.rule,
                verdict.result,
                verdict.probability,
                tuple(item.text for item in evidence if item.weight > 0),
                tuple(item.text for item in evidence if item.weight < 0),
                tuple(dict.fromkeys(o.evidence[0].origin for o in own if o.evidence)),
            )


def as_label(item: Disagreement) -> dict[str, object]:
    """Return the utterance as a label that takes the model's side: correct it, and train on it."""
    polarity = item.model or item.rule
    aspects = [{"category": item.category, "polarity": polarity}] if item.model else []
    return {"id": item.id, "text": item.text, "aspects": aspects}


def as_examples(items: Iterable[Disagreement]) -> dict[str, dict[str, list[str]]]:
    """Return examples by point as a taxonomy file writes them, on the model's side.

    What a rule would have to learn stands under the polarity; what a rule should leave alone stands under ``not``.
    """
    examples: dict[str, dict[str, list[str]]] = {}
    for item in items:
        key = item.model or "not"
        texts = examples.setdefault(item.point, {}).setdefault(key, [])
        if key != "neutral" and item.text not in texts:
            texts.append(item.text)
    found = {point: {key: texts for key, texts in keys.items() if texts} for point, keys in examples.items()}
    return {point: keys for point, keys in found.items() if keys}
