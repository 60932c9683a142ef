"""Turn a whole utterance into one learned label: n-grams of characters and of words, beside what the rules found."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from vocnlp.hybrid.facts import whole_facts
from vocnlp.hybrid.reading import Reading
from vocnlp.linear.decide import Guess, OneOf
from vocnlp.linear.grams import Text
from vocnlp.linear.model import Namespace
from vocnlp.segment.segmenter import segmenter
from vocnlp.segment.tokens import Segmenter

__all__ = ["WHOLE_NAMESPACES", "ModelWhole", "whole_texts"]

WHOLE_NAMESPACES = (
    Namespace("text", sizes=(1, 2), bits=20),
    Namespace("words", sizes=(1, 2, 3), bits=20, seed=3),
)


@dataclass(frozen=True, eq=False)
class ModelWhole:
    """The learned classifier of whole utterances."""

    decider: OneOf
    cutter: Segmenter

    @classmethod
    def build(cls, decider: OneOf) -> ModelWhole:
        """Use the fastest segmenter that is installed."""
        return cls(decider, segmenter())

    def choose(self, readings: Sequence[Reading]) -> list[Guess]:
        """Return the label of every utterance."""
        facts = [whole_facts(reading) for reading in readings]
        return self.decider.choose(whole_texts(readings, self.cutter), facts)


def whole_texts(readings: Sequence[Reading], cutter: Segmenter) -> tuple[list[Text], list[Text]]:
    """Return what ``WHOLE_NAMESPACES`` cut into n-grams: the normalized texts and their words."""
    texts: list[Text] = [reading.text.text for reading in readings]
    words: list[Text] = [tuple(token.text for token in cutter.segment(reading.text.text)) for reading in readings]
    return texts, words
