"""Turn rules into labelling functions: what each covers, where they overlap and conflict, how often they are right.

And the honest question behind weak supervision (Ratner et al. 2017): does a model that learned from the rules' own
output on unlabelled text beat the rules on gold labels?
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from vocnlp.hybrid.reading import members
from vocnlp.learn.compare import Comparison, Outcome, compare
from vocnlp.learn.labels import Gold, LabelMap
from vocnlp.learn.train import Example, categories_of, examples_of, train_parts
from vocnlp.pipeline import Pipeline

__all__ = ["RuleRow", "bootstrap", "rule_table"]


@dataclass(frozen=True, slots=True)
class RuleRow:
    """One rule as a labelling function over labelled utterances; shares are of all utterances.

    ``overlap``: another rule speaks of the same category there; ``conflict``: with another polarity; ``accuracy``:
    among its hits, how often people named the category.
    """

    origin: str
    category: str
    hits: int
    coverage: float
    overlap: float
    conflict: float
    accuracy: float


def rule_table(examples: Sequence[Example], labels: LabelMap) -> list[RuleRow]:
    """Count every rule that fired, the most frequent first."""
    held = members(categories_of(labels), sorted({o.point for e in examples for o in e.reading.opinions}))
    counts: dict[tuple[str, str], list[int]] = {}
    for example in examples:
        fired: dict[str, dict[str, set[str]]] = {}
        for opinion in example.reading.opinions:
            for name in held[opinion.point]:
                for item in opinion.evidence:
                    if item.kind in ("mention", "expression"):
                        fired.setdefault(name, {}).setdefault(item.origin, set()).add(opinion.polarity)
        for name, rules in fired.items():
            right = name in example.gold.categories or name in example.gold.groups
            for origin, polarities in rules.items():
                others = set().union(*(seen for other, seen in rules.items() if other != origin))
                row = counts.setdefault((origin, name), [0, 0, 0, 0])
                row[0] += 1
                row[1] += bool(others)
                row[2] += bool(others - polarities)
                row[3] += right
    n = max(1, len(examples))
    rows = [
        RuleRow(origin, name, hits, hits / n, overlap / n, conflict / n, right / hits)
        for (origin, name), (hits, overlap, conflict, right) in counts.items()
    ]
    return sorted(rows, key=lambda row: (-row.hits, row.origin, row.category))


def bootstrap(
    pipeline: Pipeline, unlabelled: Iterable[object], gold: Sequence[Example], labels: LabelMap, *, seed: int = 0
) -> Comparison:
    """Learn from the rules' own output, and hold rules (first) and rules with that model (second) against gold.

    Raises:
        InputError: there is too little text to learn from.
    """
    taught = [_taught(pipeline, value, labels) for value in unlabelled]
    hybrid = train_parts(taught, labels, seed=seed).hybrid(pipeline.pack.taxonomy)
    first: list[Outcome] = []
    second: list[Outcome] = []
    for example in gold:
        wanted = frozenset((name, "") for name in example.gold.categories if name in labels.categories)
        for side, opinions in ((first, example.reading.opinions), (second, hybrid.join(example.reading).opinions)):
            found = {(name, "") for o in opinions for name in hybrid.members.get(o.point, ())}
            side.append((wanted, frozenset(found)))
    return compare(first, second, seed=seed)


def _taught(pipeline: Pipeline, value: object, labels: LabelMap) -> Example:
    """Return an utterance labelled by the rules."""
    text = value if isinstance(value, dict) else {"text": value}
    example = examples_of(pipeline, [Gold(text, {}, {})])[0]
    sums: dict[str, float] = {}
    for opinion in example.reading.opinions:
        for name in labels.category_of(opinion.point):
            sums[name] = sums.get(name, 0.0) + opinion.score
    return example._replace(gold=Gold(text, sums, {}))
