"""Turn a whole utterance into one learned label: n-grams of characters and of words, beside what the rules found.

A fine-tuned encoder may add its margins.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from vocnlp.hybrid.facts import whole_facts
from vocnlp.hybrid.network import Network
from vocnlp.hybrid.reading import Reading
from vocnlp.linear.decide import Guess, OneOf
from vocnlp.linear.grams import Text
from vocnlp.linear.model import Namespace
from vocnlp.segment.segmenter import segmenter
from vocnlp.segment.tokens import Segmenter

__all__ = ["WHOLE_NAMESPACES", "ModelWhole", "WholeInputs", "whole_inputs", "whole_namespaces", "whole_texts"]

WHOLE_NAMESPACES = (
    Namespace("text", sizes=(1, 2), bits=20),
    Namespace("words", sizes=(1, 2, 3), bits=20, seed=3),
)
_SUBJECT = Namespace("subject", sizes=(1, 2), bits=20, seed=5, salted=True)


class WholeInputs(NamedTuple):
    """What the classifier reads: a text for every namespace, facts, and the subjects that n-grams are crossed with."""

    texts: tuple[list[Text], ...]
    facts: list[dict[str, float]]
    subjects: list[str]


@dataclass(frozen=True, eq=False)
class ModelWhole:
    """The learned classifier of whole utterances; ``subject`` is the field that says what they are about, if any."""

    decider: OneOf
    cutter: Segmenter
    subject: str = ""
    network: Network | None = None

    @classmethod
    def build(cls, decider: OneOf, subject: str = "", network: Network | None = None) -> ModelWhole:
        """Use the fastest segmenter that is installed."""
        return cls(decider, segmenter(), subject, network)

    def choose(self, readings: Sequence[Reading]) -> list[Guess]:
        """Return the label of every utterance."""
        margins = self.decider.model.scores(*whole_inputs(readings, self.cutter, self.subject))
        if self.network is not None:
            margins += self.network.margins([reading.text.text for reading in readings])
        return [self.decider.read(row) for row in margins.tolist()]


def whole_namespaces(subject: str) -> tuple[Namespace, ...]:
    """Return how the texts of ``whole_inputs`` are cut into n-grams."""
    return (*WHOLE_NAMESPACES, _SUBJECT) if subject else WHOLE_NAMESPACES


def whole_inputs(readings: Sequence[Reading], cutter: Segmenter, subject: str) -> WholeInputs:
    """Return what is read of whole utterances; with a subject their characters count once more, for it alone.

    An n-gram may mean one thing of a phone and another of a coat. What was never crossed with a subject, or has none,
    is read as everything else is.
    """
    texts = whole_texts(readings, cutter)
    facts = [whole_facts(reading) for reading in readings]
    if not subject:
        return WholeInputs(texts, facts, [])
    subjects = ["" if (value := reading.utterance.field(subject)) is None else str(value) for reading in readings]
    for known, named in zip(facts, subjects, strict=True):
        known[f"subject {named}"] = 1.0
    return WholeInputs((*texts, texts[0]), facts, subjects)


def whole_texts(readings: Sequence[Reading], cutter: Segmenter) -> tuple[list[Text], list[Text]]:
    """Return what ``WHOLE_NAMESPACES`` cut into n-grams: the normalized texts and their words."""
    texts: list[Text] = [reading.text.text for reading in readings]
    words: list[Text] = [tuple(token.text for token in cutter.segment(reading.text.text)) for reading in readings]
    return texts, words
