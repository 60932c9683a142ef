"""Hold a pack's results against labelled utterances: categories, polarities, whole utterances, routing groups."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from fnmatch import fnmatchcase
from typing import Any

from vocnlp.learn.confidence import Cut, abstention, learned_chances
from vocnlp.learn.labels import Gold, LabelMap
from vocnlp.learn.metrics import Calibration, Score, calibration, macro, macro_f1, pearson, per_class, set_scores
from vocnlp.pipeline import Pipeline
from vocnlp.types.analysis import Analysis

__all__ = ["Confusion", "Evaluation", "evaluate"]


@dataclass(frozen=True, slots=True)
class Confusion:
    """One kind of error with its count and up to five utterances to read, by id and as they were said."""

    gold: str
    predicted: str
    count: int
    examples: tuple[str, ...]
    texts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Every figure of one run; what the data has no labels for is empty or NaN.

    ``categories`` and ``pairs`` are counted over (utterance, category); ``polarity`` over categories that both
    sides have; ``utterance`` over whole utterances with the forced choice of ``evaluate``; ``top1`` and
    ``among`` are shares of utterances whose routing group was named first, or at all. ``calibration`` asks of
    categories that both sides have whether the polarity is right; ``claims`` of everything that was claimed (a
    category with its polarity, a learned class of the whole utterance, a learned group) whether all of it is right,
    and ``sure`` holds those claims one by one: (confidence, right).
    """

    utterances: int
    coverage: float
    categories: Mapping[str, Score] = field(default_factory=dict)
    pairs: Mapping[str, Score] = field(default_factory=dict)
    polarity: Mapping[str, Score] = field(default_factory=dict)
    utterance: Mapping[str, Score] = field(default_factory=dict)
    undecided: float = math.nan
    valence: float = math.nan
    top1: float = math.nan
    among: float = math.nan
    groups: Mapping[str, Score] = field(default_factory=dict)
    calibration: Calibration | None = None
    claims: Calibration | None = None
    sure: tuple[tuple[float, bool], ...] = ()
    confusions: tuple[Confusion, ...] = ()

    @property
    def abstention(self) -> tuple[Cut, ...]:
        """What is left, and how much of it is right, when claims below a confidence are withheld."""
        return abstention([value for value, _ in self.sure], [ok for _, ok in self.sure])

    @property
    def category_f1(self) -> float:
        """Micro F1 of categories."""
        return sum(self.categories.values(), Score()).f1

    @property
    def pair_f1(self) -> float:
        """Micro F1 of (category, polarity) pairs."""
        return sum(self.pairs.values(), Score()).f1

    @property
    def polarity_macro_f1(self) -> float:
        """Macro F1 of polarity on matched categories."""
        return macro_f1(self.polarity.values())

    @property
    def accuracy(self) -> float:
        """Share of utterances whose whole polarity is right."""
        return sum(self.utterance.values(), Score()).recall

    def to_dict(self) -> dict[str, Any]:
        """Return every figure as JSON-safe values, rounded to four digits; NaN becomes null."""

        def rows(scores: Mapping[str, Score]) -> dict[str, dict[str, float]]:
            return {
                name: {
                    "precision": round(score.precision, 4),
                    "recall": round(score.recall, 4),
                    "f1": round(score.f1, 4),
                    "gold": score.gold,
                    "predicted": score.predicted,
                }
                for name, score in scores.items()
            }

        def averages(scores: Mapping[str, Score]) -> dict[str, float]:
            micro = sum(scores.values(), Score())
            return {
                "micro_precision": round(micro.precision, 4),
                "micro_recall": round(micro.recall, 4),
                "micro_f1": round(micro.f1, 4),
                "macro_precision": round(macro(scores.values(), "precision"), 4),
                "macro_recall": round(macro(scores.values(), "recall"), 4),
                "macro_f1": round(macro_f1(scores.values()), 4),
            }

        parts = ("categories", "pairs", "polarity", "utterance", "groups")
        figures: dict[str, Any] = {"utterances": self.utterances, "coverage": round(self.coverage, 4)}
        for name in parts:
            if getattr(self, name):
                figures[name] = {**averages(getattr(self, name)), "classes": rows(getattr(self, name))}
        for name in ("undecided", "valence", "top1", "among"):
            value = getattr(self, name)
            if not math.isnan(value):
                figures[name] = round(value, 4)
        for name in ("calibration", "claims"):
            found: Calibration | None = getattr(self, name)
            if found is not None and found.bins:
                bins = [[round(mean, 4), round(right, 4), count] for mean, right, count in found.bins]
                figures[name] = {"ece": round(found.ece, 4), "brier": round(found.brier, 4), "bins": bins}
        figures["abstention"] = [
            {"at": cut.at, "coverage": round(cut.coverage, 4), "precision": round(cut.precision, 4)}
            for cut in self.abstention
        ]
        figures["confusions"] = [asdict(item) for item in self.confusions]
        return figures


def evaluate(pipeline: Pipeline, rows: Iterable[Gold], labels: LabelMap) -> Evaluation:
    """Analyse labelled utterances and count.

    A two-class data set forces a choice: the sign of the utterance score decides (zero counts as wrong, and
    ``undecided`` says how often). With three classes ``mixed`` counts as neutral.
    """
    tally = _Tally(labels)
    for gold in rows:
        chances = learned_chances(pipeline, gold.utterance) if labels.polarity or labels.groups else {}
        tally.add(gold, pipeline.analyze(gold.utterance), chances)
    return tally.result()


class _Tally:
    def __init__(self, labels: LabelMap) -> None:
        self.labels = labels
        self.two_classes = bool(labels.polarity) and "neutral" not in labels.polarity.values()
        self.seen = self.covered = self.undecided = 0
        self.sets: list[tuple[set[Any], set[Any]]] = []
        self.pair_sets: list[tuple[set[Any], set[Any]]] = []
        self.gold_polarity: list[str] = []
        self.found_polarity: list[str] = []
        self.gold_label: list[str] = []
        self.found_label: list[str] = []
        self.valences: list[tuple[float, float]] = []
        self.confidences: list[float] = []
        self.right: list[bool] = []
        self.first: list[bool] = []
        self.among: list[bool] = []
        self.group_sets: list[tuple[set[Any], set[Any]]] = []
        self.confusions: Counter[tuple[str, str]] = Counter()
        self.examples: dict[tuple[str, str], list[tuple[str, str]]] = {}
        self.sure: list[tuple[float, bool]] = []

    def add(self, gold: Gold, analysis: Analysis, chances: Mapping[str, float]) -> None:
        self.seen += 1
        self.covered += bool(analysis.opinions)
        if self.labels.categories:
            self._add_categories(gold, analysis)
        if self.labels.polarity:
            self._add_label(gold, analysis, chances)
        if self.labels.groups:
            self._add_groups(gold, analysis, chances)

    def _add_categories(self, gold: Gold, analysis: Analysis) -> None:
        sums: dict[str, float] = {}
        scores: dict[str, list[float]] = {}
        sure: dict[str, float] = {}
        for opinion in analysis.opinions:
            for name in self.labels.category_of(opinion.point):
                sums[name] = sums.get(name, 0.0) + opinion.score
                scores.setdefault(name, []).append(opinion.score)
                sure[name] = max(sure.get(name, 0.0), opinion.confidence)
        known = {name: sign for name, sign in gold.categories.items() if name in self.labels.categories}
        self.sets.append((set(known), set(sums)))
        truth = {(name, _polarity(sign)) for name, sign in known.items()}
        found = {(name, _polarity(total)) for name, total in sums.items()}
        self.pair_sets.append((truth, found))
        self.sure += [(sure[name], (name, polarity) in truth) for name, polarity in sorted(found)]
        for name in sorted(known.keys() | sums.keys()):
            left = _polarity(known[name]) if name in known else "-"
            right = _polarity(sums[name]) if name in sums else "-"
            if name in known and name in sums:
                self.gold_polarity.append(left)
                self.found_polarity.append(right)
                self.confidences.append(sure[name])
                self.right.append(left == right)
                if name in gold.valence:
                    self.valences.append((gold.valence[name], sum(scores[name]) / len(scores[name])))
            if left != right:
                self._confuse(f"{name} {left}", f"{name} {right}", gold)

    def _add_label(self, gold: Gold, analysis: Analysis, chances: Mapping[str, float]) -> None:
        if self.two_classes:
            found = _polarity(analysis.score)
        else:
            found = "neutral" if analysis.polarity == "mixed" else analysis.polarity
        self.undecided += found == "neutral" and self.two_classes
        self.gold_label.append(gold.label)
        self.found_label.append(found)
        if "" in chances:
            self.sure.append((chances[""], gold.label == found))
        if gold.label != found:
            self._confuse(gold.label, found, gold)

    def _add_groups(self, gold: Gold, analysis: Analysis, chances: Mapping[str, float]) -> None:
        ranked = groups_of(analysis, self.labels)
        wanted = {name for name in gold.groups if name in self.labels.groups}
        if not wanted:
            return
        self.group_sets.append((set(wanted), set(ranked)))
        self.sure += [(chances[name], name in wanted) for name in ranked if name in chances]
        self.among.append(bool(wanted & set(ranked)))
        self.first.append(bool(ranked) and ranked[0] in wanted)
        if not self.first[-1]:
            self._confuse("、".join(sorted(wanted)), ranked[0] if ranked else "-", gold)

    def _confuse(self, left: str, right: str, gold: Gold) -> None:
        self.confusions[left, right] += 1
        examples = self.examples.setdefault((left, right), [])
        if len(examples) < 5:
            name, said = gold.utterance.get("id") or f"#{self.seen}", gold.utterance.get("text", "")
            examples.append((str(name), str(said)))

    def result(self) -> Evaluation:
        def named(scores: dict[Any, Score]) -> dict[str, Score]:
            return {" ".join(key) if isinstance(key, tuple) else str(key): scores[key] for key in sorted(scores)}

        return Evaluation(
            utterances=self.seen,
            coverage=self.covered / self.seen if self.seen else 0.0,
            categories=named(set_scores(self.sets)),
            pairs=named(set_scores(self.pair_sets)),
            polarity=per_class(self.gold_polarity, self.found_polarity),
            utterance=per_class(self.gold_label, self.found_label),
            undecided=self.undecided / self.seen if self.two_classes and self.seen else math.nan,
            valence=pearson([left for left, _ in self.valences], [right for _, right in self.valences]),
            top1=sum(self.first) / len(self.first) if self.first else math.nan,
            among=sum(self.among) / len(self.among) if self.among else math.nan,
            groups=named(set_scores(self.group_sets)),
            calibration=calibration(self.confidences, self.right) if self.confidences else None,
            claims=calibration([value for value, _ in self.sure], [ok for _, ok in self.sure]) if self.sure else None,
            sure=tuple(self.sure),
            confusions=tuple(
                Confusion(left, right, count, *zip(*self.examples[left, right], strict=True))
                for (left, right), count in self.confusions.most_common(20)
            ),
        )


def groups_of(analysis: Analysis, labels: LabelMap) -> list[str]:
    """Return the routing groups that an analysis names, the first decision's first."""
    ranked: dict[str, None] = {}
    for decision in analysis.decisions:
        points = [opinion.point for opinion in decision.opinions]
        for name, spec in labels.groups.items():
            if any(fnmatchcase(point, pattern) for point in points for pattern in spec.point):
                ranked[name] = None
        for name, spec in labels.groups.items():
            if decision.department in spec.department:
                ranked[name] = None
    return list(ranked)


def _polarity(total: float) -> str:
    return "positive" if total > 0 else "negative" if total < 0 else "neutral"
