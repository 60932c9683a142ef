"""Turn labelled utterances into the learned parts of a pack: tagger, polarity scorer, whole-utterance classifier.

What the rules found is an input of every part (stacking), so a pack's rules keep working for the model.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from vocnlp.errors import InputError, did_you_mean
from vocnlp.hybrid.combine import Hybrid, strongest_clause
from vocnlp.hybrid.facts import category_facts, clause_text, polarity_facts
from vocnlp.hybrid.network import Network
from vocnlp.hybrid.reading import Category, Reading, members
from vocnlp.hybrid.route import ModelRouter
from vocnlp.hybrid.whole import ModelWhole, whole_inputs, whole_namespaces
from vocnlp.learn.calibrate import fit_curve
from vocnlp.learn.design import Sample, build_design
from vocnlp.learn.finetune import finetune
from vocnlp.learn.fit import Fitted, fit_any, fit_one, joined_by
from vocnlp.learn.labels import Gold, LabelMap
from vocnlp.learn.machines import DOCUMENT, PLAIN
from vocnlp.linear.curve import Curve, log_odds
from vocnlp.linear.decide import AnyOf, Guess, OneOf
from vocnlp.linear.model import Namespace
from vocnlp.pipeline import Pipeline
from vocnlp.segment.segmenter import segmenter
from vocnlp.sentiment.model import NAMESPACES, POLARITIES, ModelScorer
from vocnlp.tagging.inputs import Inputs
from vocnlp.tagging.model import ModelTagger
from vocnlp.taxonomy.model import Taxonomy
from vocnlp.types.analysis import Polarity

__all__ = ["Example", "Trained", "categories_of", "examples_of", "train_parts"]

_TEXT = (Namespace("text", bits=20),)
_FEWEST = 10
_FACTS = {"tagger": 0.4, "polarity": 0.2, "whole": 0.2}


class Example(NamedTuple):
    """A labelled utterance with what the rules understood of it."""

    gold: Gold
    reading: Reading


class Trained(NamedTuple):
    """The learned parts by name, the categories they speak of, and the figures of the inner cross-validation.

    ``subject`` is the field that whole utterances are crossed with; ``networks`` holds the fine-tuned encoder that
    stands beside "whole", if any.
    """

    categories: dict[str, Category]
    parts: dict[str, AnyOf | OneOf]
    figures: dict[str, dict[str, float]]
    assumed: Polarity
    departments: dict[str, tuple[str, ...]]
    networks: dict[str, Network]
    inputs: Inputs = Inputs()
    subject: str = ""

    def hybrid(self, taxonomy: Taxonomy, *, origin: str = "model", policy: str = "") -> Hybrid:
        """Return the parts at work; ``policy`` overrides that of every point.

        Raises:
            InputError: a category stands for a point that the taxonomy does not have.
        """
        require_points(self.categories, taxonomy)
        tagger, scorer, whole, groups = (self.parts.get(name) for name in ("tagger", "polarity", "whole", "groups"))
        points = taxonomy.points
        return Hybrid.build(
            self.categories,
            {name: point.path for name, point in points.items()},
            {name: policy or point.policy for name, point in points.items()},
            ModelTagger(tagger, origin, self.inputs) if isinstance(tagger, AnyOf) else None,
            ModelScorer(scorer, origin) if isinstance(scorer, OneOf) else None,
            ModelWhole.build(whole, self.subject, self.networks.get("whole")) if isinstance(whole, OneOf) else None,
            self.assumed,
            ModelRouter(groups, self.departments, origin) if isinstance(groups, AnyOf) else None,
        )


def examples_of(
    pipeline: Pipeline, rows: Iterable[Gold], *, progress: Callable[[int], None] | None = None
) -> list[Example]:
    """Read every labelled utterance with the rules of a pack; ``progress`` hears how many are done."""
    examples = []
    for number, gold in enumerate(rows, 1):
        examples.append(Example(gold, pipeline.read_rules(gold.utterance)))
        if progress is not None:
            progress(number)
    return examples


def categories_of(labels: LabelMap) -> dict[str, Category]:
    """Return what the labels are about: their categories, or the points of their routing groups.

    A group that names departments alone is no point: it is learned as a whole (``groups``).
    """
    if labels.categories:
        return {
            name: Category(spec.point, tuple(spec.include), tuple(spec.exclude))
            for name, spec in labels.categories.items()
        }
    plain = {name: [point for point in spec.point if "*" not in point] for name, spec in labels.groups.items()}
    return {name: Category(points[0], tuple(labels.groups[name].point)) for name, points in plain.items() if points}


def require_points(categories: Mapping[str, Category], taxonomy: Taxonomy) -> None:
    """Refuse categories whose point does not exist: what a model says about them would be lost.

    Raises:
        InputError: with every such category.
    """
    points = taxonomy.points
    lost = [
        f"{name} -> {category.point}；{did_you_mean(category.point, points).zh}".rstrip("；")
        for name, category in categories.items()
        if category.point not in points
    ]
    if lost:
        known = f"行业包 {taxonomy.id} 没有标签表里的体验点 (the pack lacks points of the label map)"
        raise InputError(f"{known}：{'，'.join(lost)}")


def train_parts(
    examples: Sequence[Example],
    labels: LabelMap,
    *,
    seed: int = 0,
    inputs: Inputs | None = None,
    encoder: Path | None = None,
    progress: Callable[[int], None] | None = None,
) -> Trained:
    """Learn every part that the labels allow.

    Args:
        examples: labelled utterances as the rules read them.
        labels: the label map.
        seed: of folds and solvers.
        inputs: what the tagger reads beside characters and rules.
        encoder: the folder of an encoder that is fine-tuned to judge whole utterances beside the linear model.
        progress: hears how many texts the encoder has learned.

    Raises:
        InputError: there are too few examples, or nothing to learn from them.
        MissingExtraError: an encoder is wanted and the extra is not installed.
    """
    if len(examples) < _FEWEST:
        raise InputError(
            f"只有 {len(examples)} 条标注，至少要 {_FEWEST} 条 ({len(examples)} labels are too few; {_FEWEST} needed)"
        )
    categories = categories_of(labels)
    held = members(categories, sorted({o.point for example in examples for o in example.reading.opinions}))
    assumed: Polarity = "neutral" if labels.categories else "negative"
    trained = Trained(categories, {}, {}, assumed, {}, {}, inputs or Inputs(), labels.subject)
    if categories:
        tagged = _train_tagger(trained, examples, held, seed)
        if labels.categories:
            _train_polarity(trained, examples, held, tagged, seed)
    trained.departments.update({name: tuple(spec.department) for name, spec in labels.groups.items()})
    if any(trained.departments.values()):
        _train_groups(trained, examples, seed)
    if labels.polarity:
        _train_whole(trained, examples, seed, encoder, progress)
    if not trained.parts:
        raise InputError(
            "标注里没有可以学习的内容：至少要两种标签、十条标注 "
            "(nothing to learn: at least two different labels on ten utterances are needed)"
        )
    return trained


Members = dict[str, tuple[str, ...]]


def _train_tagger(trained: Trained, examples: Sequence[Example], held: Members, seed: int) -> Fitted:
    import numpy as np

    seen = set().union(*(_named(example.gold) for example in examples))
    names = [name for name in trained.categories if name in seen]  # what nobody labelled is left to the rules
    if not names:
        raise InputError("没有一条标注属于标签表里的类别 (no label is one of the label map's categories)")
    facts = [category_facts(example.reading, held) for example in examples]
    wanted = np.array([[name in _named(example.gold) for name in names] for example in examples])
    found = np.array([[f"category {name}" in known for name in names] for known in facts])
    sample = Sample(trained.inputs.texts([e.reading.text.text for e in examples]), facts)
    design = build_design(sample, trained.inputs.namespaces, fact_scale=_FACTS["tagger"])
    fitted = fit_any(design, names, wanted, found, seed=seed)
    trained.parts["tagger"] = fitted.decider
    trained.figures["tagger"] = fitted.figures
    return fitted


def _train_groups(trained: Trained, examples: Sequence[Example], seed: int) -> None:
    """Learn every group that has a department, whether or not it has points as well."""
    import numpy as np

    names = [name for name, given in trained.departments.items() if given]
    wanted = np.array([[name in example.gold.groups for name in names] for example in examples])
    facts = [category_facts(example.reading, {}) for example in examples]
    design = build_design(Sample(([e.reading.text.text for e in examples],), facts), _TEXT, fact_scale=_FACTS["tagger"])
    fitted = fit_any(design, names, wanted, np.zeros_like(wanted), seed=seed)
    trained.parts["groups"] = fitted.decider
    trained.figures["groups"] = fitted.figures


def _named(gold: Gold) -> set[str]:
    return set(gold.categories) | set(gold.groups)


def _train_polarity(trained: Trained, examples: Sequence[Example], held: Members, tagged: Fitted, seed: int) -> None:
    tagger = trained.parts["tagger"]
    assert isinstance(tagger, AnyOf)
    pointer = ModelTagger(tagger, "", trained.inputs)
    texts: tuple[list[str], list[str], list[str]] = ([], [], [])
    facts: list[dict[str, float]] = []
    salts: list[str] = []
    gold: list[str] = []
    asked: dict[tuple[int, str], int] = {}
    for number, example in enumerate(examples):
        for name, total in example.gold.categories.items():
            if name not in trained.categories:
                continue
            asked[number, name] = len(gold)
            clauses, known = polarity_input(example.reading, name, held, pointer)
            for part, text in zip(texts, (clauses, example.reading.text.text, clauses), strict=True):
                part.append(text)
            facts.append(known)
            salts.append(name)
            gold.append("positive" if total > 0 else "negative" if total < 0 else "neutral")
    if len(gold) < _FEWEST:
        return
    design = build_design(Sample(texts, facts, salts), NAMESPACES, fact_scale=_FACTS["polarity"])
    present = [label for label in POLARITIES if label in gold]
    fitted = fit_one(
        design,
        present,
        gold,
        seed=seed,
        strengths=(0.1,),
        balance=0.1,
        committees=(PLAIN,),
        voices=[f"rule {label}" for label in present],
        groups=[number for number, _ in asked],
    )
    said = {pair: (gold[row], fitted.decider.read(fitted.margins[row].tolist())) for pair, row in asked.items()}
    joint = _joint(examples, held, pointer, tagged, ModelScorer(fitted.decider, ""), said)
    trained.parts["polarity"] = replace(fitted.decider, joint=joint)
    trained.figures["polarity"] = fitted.figures


def _joint(
    examples: Sequence[Example],
    held: Members,
    pointer: ModelTagger,
    tagged: Fitted,
    scorer: ModelScorer,
    said: Mapping[tuple[int, str], tuple[str, Guess]],
) -> Curve:
    """Find out how often category and polarity are both right, by the product of their left-out probabilities.

    ``said`` holds the true polarity and the left-out guess of every labelled pair. A category that was taken though
    nobody labelled it is wrong in any case; the scorer never saw that pair, so it may judge it as it is.
    """
    chances, right = [], []
    for number, (example, margins) in enumerate(zip(examples, tagged.margins.tolist(), strict=True)):
        found = {name for opinion in example.reading.opinions for name in held.get(opinion.point, ())}
        for guess in pointer.decider.read(margins):
            if not (guess.taken or (guess.kept and guess.label in found)):
                continue
            truth, choice = said.get((number, guess.label), ("", None))
            if choice is None:
                clauses, known = polarity_input(example.reading, guess.label, held, pointer)
                choice = scorer.judge(clauses, example.reading.text.text, guess.label, known)
            chances.append(log_odds(guess.probability * choice.probability))
            right.append(choice.label == truth)
    return fit_curve(chances, right)


def polarity_input(reading: Reading, name: str, held: Members, pointer: ModelTagger) -> tuple[str, dict[str, float]]:
    """Return the clauses that speak of a category, and the facts about it, as prediction will see them."""
    own = [opinion for opinion in reading.opinions if name in held.get(opinion.point, ())]
    place = None if own else strongest_clause(reading, pointer.evidence(reading.text, name))
    return clause_text(reading, own, place), polarity_facts(reading, name, own, held)


def _train_whole(
    trained: Trained,
    examples: Sequence[Example],
    seed: int,
    encoder: Path | None,
    progress: Callable[[int], None] | None,
) -> None:
    import numpy as np

    known = [example for example in examples if example.gold.label in POLARITIES]
    present = [label for label in POLARITIES if any(example.gold.label == label for example in known)]
    if len(known) < _FEWEST or len(present) < 2:
        return
    readings = [example.reading for example in known]
    sample = Sample(*whole_inputs(readings, segmenter(), trained.subject))
    design = build_design(sample, whole_namespaces(trained.subject), fact_scale=_FACTS["whole"])
    gold = [example.gold.label for example in known]
    balance = 0.0 if len(present) == 2 else 0.5
    fitted = fit_one(
        design,
        present,
        gold,
        seed=seed,
        balance=balance,
        strengths=(0.07,),
        committees=DOCUMENT,
        voices=[f"sign {label}" for label in present],
    )
    if encoder is not None:
        wanted = np.array([[label == name for name in present] for label in gold])
        texts = [reading.text.text for reading in readings]
        tuned = finetune(encoder, texts, wanted, fitted.margins, seed=seed, progress=progress)
        trained.networks["whole"] = tuned.network
        fitted = joined_by(fitted, tuned.held, tuned.margins, wanted, balance)
    trained.parts["whole"] = fitted.decider
    trained.figures["whole"] = fitted.figures
