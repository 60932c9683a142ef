"""Turn rules into labelling functions: what each covers, where they overlap and conflict, how often they are right.

And the honest question behind weak supervision (Ratner et al. 2017): does a model that learned from the rules' own
output on unlabelled text beat the rules on gold labels?
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from vocnlp.hybrid.reading import Reading, members
from vocnlp.learn.compare import Comparison, Outcome, compare, signs
from vocnlp.learn.labels import Gold, LabelMap
from vocnlp.learn.train import Example, categories_of, examples_of, train_parts
from vocnlp.pipeline import Pipeline
from vocnlp.types.analysis import Opinion

__all__ = ["Bootstrapped", "RuleRow", "bootstrap", "rule_table"]


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


class Bootstrapped(NamedTuple):
    """Rules (first) against a model taught by them (second), on gold labels.

    ``categories`` and ``pairs`` hold the rules against rules and model together by the policy of each point;
    ``adding`` lets the model add categories and change nothing, ``alone`` lets it speak without any rule.
    """

    categories: Comparison
    pairs: Comparison
    adding: Comparison
    alone: Comparison


def bootstrap(
    pipeline: Pipeline, unlabelled: Iterable[object], gold: Sequence[Example], labels: LabelMap, *, seed: int = 0
) -> Bootstrapped:
    """Teach a model with what the rules say of unlabelled text, and measure it on gold labels.

    While it learns the model sees no rule, n-grams alone: with the rules as input it would only learn to repeat them.

    Raises:
        InputError: there is too little text to learn from.
    """
    taught = [_taught(pipeline, value, labels) for value in unlabelled]
    hybrid = train_parts(taught, labels, seed=seed).hybrid(pipeline.pack.taxonomy)
    rules, joined, alone = [], [], []
    for example in gold:
        rules.append(_outcome(example.gold, example.reading.opinions, hybrid.members))
        joined.append(_outcome(example.gold, hybrid.join(example.reading).opinions, hybrid.members))
        alone.append(_outcome(example.gold, hybrid.join(_without_rules(example.reading)).opinions, hybrid.members))
    adding = [_adding(first, second) for first, second in zip(rules, joined, strict=True)]
    plain, both, more, model = ([_names(pair) for pair in side] for side in (rules, joined, adding, alone))
    return Bootstrapped(
        compare(plain, both, seed=seed),
        compare(rules, joined, seed=seed),
        compare(plain, more, seed=seed),
        compare(plain, model, seed=seed),
    )


def _adding(rules: Outcome, joined: Outcome) -> Outcome:
    seen = {name for name, _ in rules[1]}
    return rules[0], rules[1] | {pair for pair in joined[1] if pair[0] not in seen}


def _outcome(gold: Gold, opinions: Iterable[Opinion], held: Mapping[str, tuple[str, ...]]) -> Outcome:
    sums: dict[str, float] = {}
    for opinion in opinions:
        for name in held.get(opinion.point, ()):
            sums[name] = sums.get(name, 0.0) + opinion.score
    known = set().union(*held.values())
    wanted = {name: total for name, total in gold.categories.items() if name in known}
    return signs(wanted), signs(sums)


def _names(pair: Outcome) -> Outcome:
    gold, found = (frozenset((name, "") for name, _ in side) for side in pair)
    return gold, found


def _without_rules(reading: Reading) -> Reading:
    return reading._replace(opinions=(), score=0.0, polarity="neutral")


def _taught(pipeline: Pipeline, value: object, labels: LabelMap) -> Example:
    """Return an utterance labelled by the rules, as if no rule had spoken."""
    text = value if isinstance(value, dict) else {"text": value}
    example = examples_of(pipeline, [Gold(text, {}, {})])[0]
    sums: dict[str, float] = {}
    for opinion in example.reading.opinions:
        for name in labels.category_of(opinion.point):
            sums[name] = sums.get(name, 0.0) + opinion.score
    return Example(Gold(text, sums, {}), _without_rules(example.reading))
