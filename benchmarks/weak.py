"""Measure weak supervision: rules as labelling functions, and whether a model that they teach beats them on gold.

    python benchmarks/weak.py [--only NAME ...] [--rows N] [--data FOLDER] [--write]

Even rows lend their texts, without labels, for the rules to label; odd rows, which nobody read while the packs were
written, are the gold labels. The model sees n-grams alone while it learns.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

import vocnlp
from vocnlp.learn.compare import Comparison
from vocnlp.learn.labels import load_labels, read_gold
from vocnlp.learn.train import examples_of
from vocnlp.learn.weak import Bootstrapped, RuleRow, bootstrap, rule_table

HERE = Path(__file__).resolve().parent
DATA = Path(os.environ.get("VOCNLP_DATA", HERE.parent.parent / "shared" / "data"))
SETS = ("bdci_car", "zhijiang_cosmetics", "sighan_restaurant", "asap")
HEAD = """# Weak supervision

Made by `python benchmarks/weak.py --rows {rows} --write` with vocnlp {version}. The rules of a pack label the texts of
even rows; a model learns from that, without seeing a rule, and is measured on the gold labels of odd rows. F1 is micro;
the interval is the 95 % bootstrap interval of the difference to the rules, p McNemar's.

"""


def main() -> int:
    """Run what was asked for; a data set without a file is skipped with a word."""
    options = arguments()
    parts: list[str] = []
    for name in options.only or SETS:
        source = options.data / f"{name}.jsonl"
        if not source.is_file():
            print(f"{name}: skipped, {source.name} is not there", file=sys.stderr)
            continue
        parts.append(section(name, source, options.rows))
        print(parts[-1], flush=True)
    if options.write:
        page = HERE / "results" / "weak.md"
        page.write_text(HEAD.format(rows=options.rows, version=vocnlp.__version__) + "\n".join(parts), encoding="utf-8")
    return 0


def arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", nargs="+", help="names of data sets")
    parser.add_argument("--rows", type=int, default=3000, help="about so many rows of each set, half of them gold")
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--write", action="store_true", help="write benchmarks/results/weak.md")
    return parser.parse_args()


def section(name: str, source: Path, rows: int) -> str:
    """Return what was measured on one data set."""
    labels = load_labels(HERE / "labels" / f"{name}.yaml")
    pipeline = vocnlp.load(labels.pack, learned=False)
    gold = list(read_gold(source, labels))
    step = 2 * max(1, len(gold) // rows)
    examples = examples_of(pipeline, gold[1::step])
    unlabelled = [dict(row.utterance) for row in gold[0::step]]
    found = bootstrap(pipeline, unlabelled, examples, labels)
    table = rule_table(examples, labels)
    head = f"## {name} (pack {labels.pack}, {len(unlabelled)} texts without labels, {len(examples)} with gold)"
    return "\n".join([head, "", *compared(found), "", *rules(table), ""])


def compared(found: Bootstrapped) -> list[str]:
    """Return the table of the three comparisons."""
    lines = ["| | rules | with the model | difference | p | verdict |", "|---|---|---|---|---|---|"]
    shown = {
        "rules + model, categories": found.categories,
        "rules + model, (category, polarity)": found.pairs,
        "rules, and what the model adds, categories": found.adding,
        "model alone, categories": found.alone,
    }
    return lines + [
        f"| {name} | {one.first:.4f} | {one.second:.4f} | {one.difference:+.4f} ({one.low:+.4f} to {one.high:+.4f}) "
        f"| {one.p_value:.2g} | {verdict(one)} |"
        for name, one in shown.items()
    ]


def verdict(one: Comparison) -> str:
    """Say whether the model beats the rules."""
    if not one.significant:
        return "no difference beyond chance"
    return "better than the rules" if one.difference > 0 else "worse than the rules"


def rules(table: Sequence[RuleRow]) -> list[str]:
    """Return the summary of the rules as labelling functions."""
    hits = sum(row.hits for row in table)

    def mean(figure: str) -> float:
        return sum(float(getattr(row, figure)) * row.hits for row in table) / max(1, hits)

    often = [row for row in table if row.hits >= 5]
    low = sum(row.accuracy < 0.5 for row in often)
    overlap = sum(row.overlap for row in table) / max(1e-9, sum(row.coverage for row in table))
    conflict = sum(row.conflict for row in table) / max(1e-9, sum(row.coverage for row in table))
    return [
        f"{len(table)} rules fired {hits} times; {overlap:.0%} of the hits beside another rule of the same category, "
        f"{conflict:.1%} with another polarity. The category was right in {mean('accuracy'):.1%} of the hits; of the "
        f"{len(often)} rules with five hits or more {low} were right in less than half.",
    ]


if __name__ == "__main__":
    sys.exit(main())
