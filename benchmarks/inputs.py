"""Measure what words and sentence vectors add to characters and rules, at 50 to 2,000 labels.

    python benchmarks/inputs.py [--only NAME ...] [--draws N] [--data FOLDER] [--write]

Category micro-F1 of rules and model together on 600 rows that were not learned from, mean of some draws. Sentence
vectors need the extra ``embeddings``; without it their column is left out.
"""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

import numpy as np

import vocnlp
from vocnlp.errors import MissingExtraError
from vocnlp.learn.labels import LabelMap, load_labels, read_gold
from vocnlp.learn.metrics import Score, set_scores
from vocnlp.learn.train import Example, examples_of, train_parts
from vocnlp.linear.encode import Encoder
from vocnlp.tagging.inputs import Inputs

HERE = Path(__file__).resolve().parent
DATA = Path(os.environ.get("VOCNLP_DATA", HERE.parent.parent / "shared" / "data"))
SETS = ("bdci_car", "zhijiang_cosmetics")
SIZES = (50, 200, 500, 2000)
TESTED = 600
HEAD = """# What words and sentence vectors add

Made by `python benchmarks/inputs.py --draws {draws} --write` with vocnlp {version}: category micro-F1 of rules
and model on {tested} rows that were not learned from, mean of {draws} draws of the labels.

"""


def main() -> int:
    """Run what was asked for; a data set without a file is skipped with a word."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", nargs="+", help="names of data sets")
    parser.add_argument("--draws", type=int, default=3)
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--write", action="store_true", help="write benchmarks/results/inputs.md")
    options = parser.parse_args()
    parts = []
    for name in options.only or SETS:
        source = options.data / f"{name}.jsonl"
        if not source.is_file():
            print(f"{name}: skipped, {source.name} is not there", file=sys.stderr)
            continue
        parts.append(section(name, source, options.draws))
        print(parts[-1], flush=True)
    if options.write:
        head = HEAD.format(draws=options.draws, version=vocnlp.__version__, tested=TESTED)
        (HERE / "results" / "inputs.md").write_text(head + "\n".join(parts), encoding="utf-8")
    return 0


def inputs() -> dict[str, Inputs]:
    """Return what is compared."""
    known = {"characters": Inputs(), "+ words": Inputs.choose(words=True)}
    try:
        Encoder().describe()
    except MissingExtraError as error:
        print(error, file=sys.stderr)
        return known
    return {**known, "+ vectors": Inputs(encoder=Encoder())}


def section(name: str, source: Path, draws: int) -> str:
    """Return the table of one data set."""
    labels = load_labels(HERE / "labels" / f"{name}.yaml")
    pipeline = vocnlp.load(labels.pack, learned=False)
    gold = list(read_gold(source, labels))
    order = np.random.default_rng(7).permutation(len(gold))[: TESTED + max(SIZES)]
    examples = examples_of(pipeline, [gold[place] for place in order])
    test, rest = examples[:TESTED], examples[TESTED:]
    compared = inputs()
    lines = [f"## {name} (pack {labels.pack})", "", "| labels | " + " | ".join(compared) + " |"]
    lines.append("|---" * (len(compared) + 1) + "|")
    for size in (size for size in SIZES if size <= len(rest)):
        picks = [np.random.default_rng(draw).permutation(len(rest))[:size] for draw in range(draws)]
        cells = [
            np.mean([measured([rest[i] for i in pick], test, labels, pipeline, used) for pick in picks])
            for used in compared.values()
        ]
        lines.append(f"| {size} | " + " | ".join(f"{cell:.3f}" for cell in cells) + " |")
    return "\n".join([*lines, ""])


def measured(
    train: list[Example], test: list[Example], labels: LabelMap, pipeline: vocnlp.Pipeline, used: Inputs
) -> float:
    """Return the micro F1 of categories."""
    hybrid = train_parts(train, labels, inputs=used).hybrid(pipeline.pack.taxonomy)
    pairs = []
    for example in test:
        opinions = hybrid.join(example.reading).opinions
        wanted = {name for name in example.gold.categories if name in labels.categories}
        pairs.append((wanted, {name for o in opinions for name in hybrid.members.get(o.point, ())}))
    return sum(set_scores(pairs).values(), Score()).f1  # type: ignore[arg-type]


if __name__ == "__main__":
    sys.exit(main())
