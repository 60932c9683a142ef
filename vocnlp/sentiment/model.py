"""Turn a category and the clauses that speak of it into a polarity: the learned, aspect-conditional scorer.

It reads n-grams of the clauses, of the whole text, and of the clauses crossed with the category (高 says one thing of
油耗 and another of 配置), beside what the rules found.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from vocnlp.linear.decide import Guess, OneOf
from vocnlp.linear.model import Namespace, Push, strongest

__all__ = ["NAMESPACES", "POLARITIES", "ModelScorer"]

POLARITIES = ("negative", "neutral", "positive")
NAMESPACES = (
    Namespace("clause"),
    Namespace("text", seed=1),
    Namespace("crossed", seed=2, salted=True),
)


@dataclass(frozen=True, eq=False)
class ModelScorer:
    """The learned scorer behind a category's polarity."""

    decider: OneOf
    origin: str

    def judge(self, clauses: str, text: str, category: str, facts: Mapping[str, float]) -> Guess:
        """Return the polarity of one category in one text, with its probability."""
        return self.judge_many([clauses], [text], [category], [facts])[0]

    def pushes(self, clause: str, category: str, polarity: str) -> list[Push]:
        """Return the ranges of a clause that pushed a polarity of a category, and those against it."""
        model = self.decider.model
        output = model.outputs.index(polarity)
        plain = model.blocks[0].characters(clause, category, output)
        return strongest(plain + model.blocks[2].characters(clause, category, output))

    def judge_many(
        self,
        clauses: Sequence[str],
        texts: Sequence[str],
        categories: Sequence[str],
        facts: Sequence[Mapping[str, float]],
    ) -> list[Guess]:
        """Return the same for many examples at once."""
        return self.decider.choose([clauses, texts, clauses], facts, categories)
