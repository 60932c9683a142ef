"""Measure what learning from labels gives: 5-fold cross-validation, learning curves, speed, size of the model file.

    python benchmarks/learning.py [--only NAME ...] [--folds N] [--rows N] [--curves] [--speed] [--write]

With `--only` the page keeps the sections of the other data sets as they were measured before.

Rows are shuffled once with a fixed seed. The rules read every row once; folds share that. A part of the rows was
read while the packs were written (see accuracy.py), so the rules' own figures, and with them the rules + model,
are somewhat better than on a new set; "model alone" sees no rule at all.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

import vocnlp
from vocnlp.hybrid.combine import Hybrid
from vocnlp.hybrid.facts import category_facts
from vocnlp.hybrid.load import save_hybrid
from vocnlp.hybrid.reading import Reading
from vocnlp.learn.design import Sample, build_design
from vocnlp.learn.fit import fit_any, fit_one
from vocnlp.learn.labels import Gold, LabelMap, load_labels, read_gold
from vocnlp.learn.machines import PLAIN
from vocnlp.learn.metrics import Score, calibration, macro_f1, per_class, set_scores
from vocnlp.learn.train import Example, Trained, categories_of, examples_of, polarity_input, train_parts
from vocnlp.linear.model import Namespace

HERE = Path(__file__).resolve().parent
DATA = Path(os.environ.get("VOCNLP_DATA", HERE.parent.parent / "shared" / "data"))
ASPECTS = ("bdci_car", "zhijiang_cosmetics", "sighan_restaurant")
DOCUMENTS = ("waimai", "chnsenticorp", "online_shopping")
GROUPS = ("auto_complaints",)
WANTED = {
    "bdci_car": "category >= .89, pair >= .65, polarity given category >= .55",
    "zhijiang_cosmetics": "category >= .89, pair >= .82",
    "sighan_restaurant": "category >= .90",
    "waimai": "accuracy >= .915",
    "chnsenticorp": "accuracy >= .93",
    "online_shopping": "accuracy >= .94",
    "auto_complaints": "families micro-F1 >= .85",
    "gov_messages": "accuracy >= .82",
}
CURVE = (50, 200, 500, 2000)


def main() -> int:
    """Run what was asked for; a data set without a file is skipped with a word."""
    options = arguments()
    names = options.only or [*ASPECTS, *DOCUMENTS, *GROUPS, "gov_messages"]
    table: list[str] = []
    curves: list[str] = []
    for name in names:
        source = options.data / f"{name}.jsonl"
        if not source.is_file():
            print(f"{name}: skipped, {source.name} is not there", file=sys.stderr)
            continue
        if name == "gov_messages":
            table.append(messages(source, options))
            print(table[-1], flush=True)
        else:
            labels = load_labels(HERE / "labels" / f"{name}.yaml")
            pipeline = vocnlp.load(labels.pack, learned=False)
            gold = list(read_gold(source, labels))
            examples = shuffled(
                examples_of(pipeline, gold[:: max(1, len(gold) // options.rows)] if options.rows else gold)
            )
            table.append(cross_validated(name, labels, pipeline, examples, options.folds))
            print(table[-1], flush=True)
            if options.speed and name == "waimai":
                table.append(document_speed(labels, examples))
                print(table[-1], flush=True)
            if options.curves:
                curves.append("\n".join(learning_curve(name, labels, pipeline, examples)))
            if options.speed and name == "bdci_car":
                table.append(speed(labels, pipeline, examples))
                print(table[-1], flush=True)
    if options.write:
        page = HERE / "results" / "learning.md"
        page.parent.mkdir(exist_ok=True)
        before = page.read_text(encoding="utf-8") if page.is_file() else ""
        page.write_text(merged(before, [*table, *curves]), encoding="utf-8")
    return 0


HEAD = """# Learning from labels

Made by `python benchmarks/learning.py --curves --speed --write` with vocnlp {version}. Five-fold cross-validation:
every figure is on rows that the model did not see. "Rules" is the untrained pack, "rules + model" the default policy
`rule_then_model`, "model alone" the same learner without any input from the rules.

"""


def merged(before: str, sections: Sequence[str]) -> str:
    """Return the page with these sections in the place of those about the same thing; others stay."""
    held = {heading(text): text for text in before.split("\n## ")[1:]}
    held.update({heading(text.removeprefix("## ")): text.removeprefix("## ") for text in sections})
    return HEAD.format(version=vocnlp.__version__) + "\n".join(f"## {held[key].rstrip()}\n" for key in held)


def heading(section: str) -> str:
    """Return what a section is about: its heading without the counts in brackets.

    >>> heading("waimai (pack restaurant, 9639 rows)")
    'waimai'
    """
    return section.split("\n")[0].split(" (")[0]


def arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", nargs="+", help="names of data sets")
    parser.add_argument("--folds", type=int, default=5, help="how many of the five folds to run")
    parser.add_argument("--rows", type=int, default=0, help="about so many rows of each set")
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--curves", action="store_true")
    parser.add_argument("--speed", action="store_true")
    parser.add_argument("--write", action="store_true", help="write benchmarks/results/learning.md")
    return parser.parse_args()


def shuffled(rows: Sequence[Any]) -> list[Any]:
    """Return the rows in a fixed random order."""
    return [rows[place] for place in np.random.default_rng(1).permutation(len(rows))]


def folds(rows: Sequence[Any], count: int) -> list[tuple[list[Any], list[Any]]]:
    """Return (training rows, test rows) of the first ``count`` of five folds."""
    parts = [list(part) for part in np.array_split(np.arange(len(rows)), 5)]
    return [
        ([rows[i] for other in parts if other is not part for i in other], [rows[i] for i in part])
        for part in parts[:count]
    ]


def bare(example: Example) -> Example:
    """Return the example as if there were no rules."""
    return Example(example.gold, example.reading._replace(opinions=(), score=0.0, polarity="neutral"))


class Tally:
    """Counts of one system over test rows."""

    def __init__(self, labels: LabelMap) -> None:
        self.labels = labels
        self.sets: list[tuple[set[Any], set[Any]]] = []
        self.pairs: list[tuple[set[Any], set[Any]]] = []
        self.judged: list[tuple[str, str]] = []
        self.whole: list[tuple[str, str]] = []
        self.sure: list[tuple[float, bool]] = []

    def add(self, gold: Gold, opinions: Sequence[Any], score: float, members: Any, groups: set[str] | None) -> None:
        if self.labels.categories:
            sums: dict[str, float] = {}
            for opinion in opinions:
                for name in members.get(opinion.point, ()):
                    sums[name] = sums.get(name, 0.0) + opinion.score
            known = {name: total for name, total in gold.categories.items() if name in self.labels.categories}
            self.sets.append((set(known), set(sums)))
            self.pairs.append(({(k, sign(v)) for k, v in known.items()}, {(k, sign(v)) for k, v in sums.items()}))
            for opinion in opinions:
                names = members.get(opinion.point, ())
                if len(names) == 1:
                    name = names[0]
                    self.sure.append((opinion.confidence, name in known and sign(known[name]) == sign(sums[name])))
        if groups is not None:
            self.sets.append(({name for name in gold.groups if name in self.labels.groups}, groups))
        if self.labels.polarity:
            self.whole.append((gold.label, sign(score)))

    def told(self) -> str:
        if self.whole:
            return f"{sum(gold == found for gold, found in self.whole) / len(self.whole):.4f}"
        category = sum(set_scores(self.sets).values(), Score()).f1
        if not self.pairs:
            return f"{category:.4f}"
        return f"{category:.4f} / {sum(set_scores(self.pairs).values(), Score()).f1:.4f}"

    def classes(self) -> dict[str, Score]:
        """Return the counts of every class: a polarity of whole utterances, a category, a group."""
        if self.whole:
            return per_class([gold for gold, _ in self.whole], [found for _, found in self.whole])
        return set_scores(self.sets)


def by_class(tallies: dict[str, Tally]) -> list[str]:
    """Return the table of F1 by class, and of (category, polarity) pairs where there are categories."""
    scores = {system: tally.classes() for system, tally in tallies.items()}
    both = tallies["rules + model"]
    pairs = set_scores(both.pairs)
    lines = ["| class | labelled | F1 of " + " | ".join(scores) + (" | its pairs |" if pairs else " |")]
    lines.append("|---" * (2 + len(scores) + bool(pairs)) + "|")
    for label in sorted(scores["rules + model"], key=lambda one: -scores["rules + model"][one].gold):
        row = [label, str(scores["rules + model"][label].gold)]
        row += [f"{known.get(label, Score()).f1:.3f}" for known in scores.values()]
        if pairs:
            row.append(f"{sum((score for key, score in pairs.items() if key[0] == label), Score()).f1:.3f}")
        lines.append("| " + " | ".join(row) + " |")
    return [*lines, ""]


def cross_validated(name: str, labels: LabelMap, pipeline: vocnlp.Pipeline, examples: list[Example], count: int) -> str:
    """Return the section of one data set."""
    tallies = {system: Tally(labels) for system in ("rules", "rules + model", "model alone")}
    given: list[tuple[str, str]] = []
    seconds = 0.0
    for train, test in folds(examples, count):
        started = time.process_time()
        trained = train_parts(train, labels)
        seconds += time.process_time() - started
        hybrid = trained.hybrid(pipeline.pack.taxonomy)
        measure(tallies["rules + model"], hybrid, test)
        rules_only(tallies["rules"], hybrid, test)
        alone = train_parts([bare(example) for example in train], labels).hybrid(pipeline.pack.taxonomy)
        measure(tallies["model alone"], alone, [bare(example) for example in test])
        if labels.categories:
            given += polarity_given(trained, hybrid, test)
    what = "accuracy" if labels.polarity else "micro-F1 of groups" if labels.groups else "category / pair micro-F1"
    lines = [
        f"## {name} (pack {labels.pack}, {len(examples)} rows, {count} folds)",
        "",
        f"| system | {what} |",
        "|---|---|",
        *(f"| {system} | {tally.told()} |" for system, tally in tallies.items()),
        "",
        *by_class(tallies),
        f"Wanted: {WANTED[name]}. Training (rule features at hand): {seconds / count:.1f} s of processor time a fold.",
    ]
    if given:
        scores = per_class([a for a, _ in given], [b for _, b in given])
        right = sum(a == b for a, b in given) / len(given)
        lines.append(
            f"Polarity given the gold category: macro-F1 {macro_f1(scores.values()):.4f}, accuracy {right:.4f} ("
            + ", ".join(f"{label} F1 {score.f1:.3f} of {score.gold}" for label, score in sorted(scores.items()))
            + ")."
        )
    sure = tallies["rules + model"].sure
    if sure:
        found = calibration([value for value, _ in sure], [ok for _, ok in sure])
        lines.append(f"Confidence of (category, polarity): ECE {found.ece:.3f}, Brier {found.brier:.3f}.")
    return "\n".join([*lines, ""])


def measure(tally: Tally, hybrid: Hybrid, test: Sequence[Example]) -> None:
    """Count rules and model together."""
    for example in test:
        groups = None
        if tally.labels.groups and hybrid.tagger is not None:
            facts = category_facts(example.reading, hybrid.members)
            guesses = hybrid.tagger.tag(example.reading.text, facts)
            seen = {name for o in example.reading.opinions for name in hybrid.members.get(o.point, ())}
            groups = {guess.label for guess in guesses if guess.taken or (guess.kept and guess.label in seen)}
        joined = hybrid.join(example.reading)
        tally.add(example.gold, joined.opinions, joined.score, hybrid.members, groups)


def rules_only(tally: Tally, hybrid: Hybrid, test: Sequence[Example]) -> None:
    """Count the rules alone; a group is found where an opinion stands on one of its points."""
    for example in test:
        reading = example.reading
        groups = {name for o in reading.opinions for name in hybrid.members.get(o.point, ())}
        shown = groups if tally.labels.groups else None
        tally.add(example.gold, reading.opinions, reading.score, hybrid.members, shown)


def polarity_given(trained: Trained, hybrid: Hybrid, test: Sequence[Example]) -> list[tuple[str, str]]:
    """Return (gold, predicted) polarity of every gold category."""
    result = []
    for example in test:
        for name, total in example.gold.categories.items():
            if name in trained.categories and hybrid.tagger is not None and hybrid.scorer is not None:
                clauses, facts = polarity_input(example.reading, name, dict(hybrid.members), hybrid.tagger)
                guess = hybrid.scorer.judge(clauses, example.reading.text.text, name, facts)
                result.append((sign(total), guess.label))
    return result


def learning_curve(name: str, labels: LabelMap, pipeline: vocnlp.Pipeline, examples: list[Example]) -> list[str]:
    """Return the table of 50, 200, 500, 2,000 labels, three draws each, tested on one fifth of the rows."""
    train, test = folds(examples, 1)[0]
    test = test[:1000]
    lines = [f"## Learning curve: {name}", "", "| labels | rules | rules + model | model alone |", "|---|---|---|---|"]
    for size in CURVE:
        if size > len(train):
            continue
        tallies = {system: Tally(labels) for system in ("rules", "rules + model", "model alone")}
        for draw in range(3):
            order = np.random.default_rng(draw).permutation(len(train))[:size]
            part = [train[place] for place in order]
            hybrid = train_parts(part, labels).hybrid(pipeline.pack.taxonomy)
            measure(tallies["rules + model"], hybrid, test)
            rules_only(tallies["rules"], hybrid, test)
            alone = train_parts([bare(e) for e in part], labels).hybrid(pipeline.pack.taxonomy)
            measure(tallies["model alone"], alone, [bare(e) for e in test])
        lines.append(f"| {size} | " + " | ".join(tally.told() for tally in tallies.values()) + " |")
        print(lines[-1], flush=True)
    return [*lines, ""]


def messages(source: Path, options: argparse.Namespace) -> str:
    """Return the section of the messages to authorities: one of seven, title and text, few labels."""
    import json

    pipeline = vocnlp.load("government", learned=False)
    rows = shuffled([json.loads(line) for line in source.read_text(encoding="utf-8").splitlines() if line.strip()])
    readings = [pipeline.read_rules({"text": f"{row['title']}\n{row['text']}"}) for row in rows]
    pairs = list(zip(rows, readings, strict=True))
    told: dict[str, list[tuple[str, str]]] = {"rules + model": [], "model alone": []}
    for train, test in folds(pairs, options.folds):
        for system in told:
            told[system] += _messages(train, test, with_rules=system != "model alone")
    lines = [f"## gov_messages (pack government, {len(rows)} rows, {options.folds} folds)", "", "| system | accuracy |"]
    lines.append("|---|---|")
    scores = {}
    for system, found in told.items():
        lines.append(f"| {system} | {sum(a == b for a, b in found) / len(found):.4f} |")
        scores[system] = per_class([a for a, _ in found], [b for _, b in found])
    lines += ["", "| class | labelled | F1 of rules + model | model alone |", "|---|---|---|---|"]
    for label, score in sorted(scores["rules + model"].items()):
        lines.append(f"| {label} | {score.gold} | {score.f1:.3f} | {scores['model alone'][label].f1:.3f} |")
    return "\n".join([*lines, "", f"Wanted: {WANTED['gov_messages']}.", ""])


def _messages(train: Sequence[Any], test: Sequence[Any], *, with_rules: bool) -> list[tuple[str, str]]:
    """Return (gold, predicted) of the test rows."""
    names = sorted({row["label"] for row, _ in [*train, *test]})
    spaces = (Namespace("text", bits=20), Namespace("title", bits=18, seed=1, sizes=(1, 2, 3)))

    def sample(pairs: Sequence[Any]) -> Sample:
        facts = [points(reading) if with_rules else {} for _, reading in pairs]
        return Sample(([reading.text.text for _, reading in pairs], [row["title"] for row, _ in pairs]), facts)

    fitted = fit_one(
        build_design(sample(train), spaces, fact_scale=0.1),
        names,
        [row["label"] for row, _ in train],
        strengths=(0.3, 1.0),
        committees=(PLAIN,),
        balance=0.0,
    )
    texts, facts, _ = sample(test)
    guesses = fitted.decider.choose(texts, facts)
    return [(row["label"], guess.label) for guess, (row, _) in zip(guesses, test, strict=True)]


def points(reading: Reading) -> dict[str, float]:
    """Return which points the rules found."""
    found = {f"point {opinion.point}": 1.0 for opinion in reading.opinions}
    return {**found, **{f"branch {opinion.point.split('.')[0]}": 1.0 for opinion in reading.opinions}}


def speed(labels: LabelMap, pipeline: vocnlp.Pipeline, examples: list[Example]) -> str:
    """Return training time, prediction speed beside TfidfVectorizer + LinearSVC on the same texts, file size."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.multiclass import OneVsRestClassifier
    from sklearn.svm import LinearSVC

    started = time.process_time()
    trained = train_parts(examples, labels)
    training = time.process_time() - started
    hybrid = trained.hybrid(pipeline.pack.taxonomy)
    texts = [example.reading.text.text for example in examples]
    wanted = np.array([[name in example.gold.categories for name in categories_of(labels)] for example in examples])
    peer = TfidfVectorizer(analyzer="char", ngram_range=(1, 3), min_df=2)
    machine = OneVsRestClassifier(LinearSVC()).fit(peer.fit_transform(texts), wanted)
    peer_seconds = min(timed(lambda: machine.predict(peer.transform(texts))) for _ in range(3))
    tagger = hybrid.tagger
    assert tagger is not None
    empty: list[dict[str, float]] = [{} for _ in texts]
    own_seconds = min(timed(lambda: tagger.decider.model.scores([texts], empty)) for _ in range(9))
    with tempfile.TemporaryDirectory() as folder:
        save_hybrid(Path(folder), {"id": "model:speed"}, trained.categories, trained.parts)
        size = sum(file.stat().st_size for file in Path(folder).iterdir())
    return "\n".join(
        [
            f"## Speed ({len(texts)} utterances of bdci_car, {wanted.shape[1]} categories)",
            "",
            f"Training on all of them (rule features at hand, inner cross-validation included): {training:.1f} s "
            "of processor time.",
            f"Prediction of categories: {len(texts) / own_seconds:,.0f} texts a second, TfidfVectorizer + LinearSVC "
            f"{len(texts) / peer_seconds:,.0f}: {peer_seconds / own_seconds:.1f} times as fast.",
            f"Model folder (tagger and polarity scorer): {size / 1e6:.2f} MB.",
            "",
        ]
    )


def document_speed(labels: LabelMap, examples: list[Example]) -> str:
    """Return the speed of one two-class decision beside TfidfVectorizer + LinearSVC on the same texts and labels."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.svm import LinearSVC

    texts = [example.reading.text.text for example in examples]
    gold = np.array([example.gold.label == "positive" for example in examples])
    peer = TfidfVectorizer(analyzer="char", ngram_range=(1, 3), min_df=2)
    machine = LinearSVC().fit(peer.fit_transform(texts), gold)
    empty: list[dict[str, float]] = [{} for _ in texts]
    design = build_design(Sample((texts,), empty), (Namespace("text", bits=20),))
    own = fit_any(design, ["positive"], gold[:, None], np.zeros((len(gold), 1), dtype=bool)).decider.model
    peer_seconds = min(timed(lambda: machine.predict(peer.transform(texts))) for _ in range(3))
    own_seconds = min(timed(lambda: own.scores([texts], empty)) for _ in range(9))
    return (
        f"## Speed of one decision ({len(texts)} reviews of {labels.dataset}, character n-grams of 1 to 3)\n\n"
        f"{len(texts) / own_seconds:,.0f} texts a second, "
        f"TfidfVectorizer + LinearSVC {len(texts) / peer_seconds:,.0f}: "
        f"{peer_seconds / own_seconds:.1f} times as fast.\n"
    )


def timed(call: Any) -> float:
    """Return the seconds of processor time that a call takes: the machine may have other work."""
    started = time.process_time()
    call()
    return time.process_time() - started


def sign(total: float) -> str:
    """Return the polarity of a sum."""
    return "positive" if total > 0 else "negative" if total < 0 else "neutral"


if __name__ == "__main__":
    sys.exit(main())
