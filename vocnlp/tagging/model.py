"""Turn a normalized text into the categories a model sees in it, with the raw spans that pushed each of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from vocnlp.linear.decide import AnyOf, Guess
from vocnlp.tagging.inputs import Inputs
from vocnlp.types.analysis import Evidence
from vocnlp.types.text import NormalizedText

__all__ = ["ModelTagger"]


@dataclass(frozen=True, eq=False)
class ModelTagger:
    """The learned tagger: n-grams of the whole text (perhaps words and vectors) beside what the rules found."""

    decider: AnyOf
    origin: str
    inputs: Inputs = field(default_factory=Inputs)

    def tag(self, text: NormalizedText, facts: Mapping[str, float]) -> list[Guess]:
        """Return a guess on every category."""
        return self.decider.guess(self.inputs.texts([text.text]), [facts])[0]

    def tag_many(self, texts: Sequence[str], facts: Sequence[Mapping[str, float]]) -> list[list[Guess]]:
        """Return the same for many normalized texts at once, many times faster."""
        return self.decider.guess(self.inputs.texts(texts), facts)

    def evidence(self, text: NormalizedText, label: str) -> list[Evidence]:
        """Return the raw spans whose n-grams pushed a category, the strongest first, then those against it."""
        model = self.decider.model
        pushes = model.pushes(0, text.text, model.outputs.index(label))
        spans = [(text.span(push.start, push.end), push.weight) for push in pushes]
        return [Evidence("model", span, span.of(text.raw), weight, self.origin) for span, weight in spans]
