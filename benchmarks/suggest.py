"""Measure whether ``vocnlp suggest`` finds again what was taken out of a pack.

    python benchmarks/suggest.py [--data FOLDER] [--rows N] [--write]

A subtree is removed from a pack; the corpus is read without it. Counted are the suggestions among the first 20 that
hold a term of the removed subtree, and the terms themselves. A corpus that is not there is skipped with a word.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from pathlib import Path

import vocnlp
from vocnlp.analytics.suggest import Suggestion, suggest
from vocnlp.pack import load_pack
from vocnlp.pipeline import Pipeline
from vocnlp.types.utterance import Utterance

HERE = Path(__file__).resolve().parent
DATA = Path(os.environ.get("VOCNLP_DATA", HERE.parent.parent / "shared" / "data"))
CASES = (
    ("automotive", "product.interior", "bdci_car"),
    ("automotive", "product.exterior", "bdci_car"),
    ("ecommerce", "product.packaging", "online_shopping"),
    ("ecommerce", "delivery", "online_shopping"),
    ("ecommerce", "books", "online_shopping"),
)
FIRST = 20


def main() -> int:
    """Run every case and print one row each."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--rows", type=int, default=None, help="at most so many rows of each set")
    parser.add_argument("--write", action="store_true", help="write benchmarks/results/suggest.md")
    options = parser.parse_args()
    lines = [HEAD]
    print(HEAD)
    for pack, subtree, dataset in CASES:
        source = options.data / f"{dataset}.jsonl"
        if not source.is_file():
            print(f"{dataset}: skipped, {source.name} is not there", file=sys.stderr)
            continue
        pipeline, words = without(pack, subtree)
        started = time.process_time()
        found = suggest(pipeline, islice(utterances(source), options.rows), most=FIRST)
        lines.append(row(pack, subtree, dataset, found, words, time.process_time() - started))
        print(lines[-1], flush=True)
    if options.write:
        page = HERE / "results" / "suggest.md"
        page.parent.mkdir(exist_ok=True)
        page.write_text(TITLE + "\n".join(lines) + "\n", encoding="utf-8")
    return 0


TITLE = """# What `vocnlp suggest` finds again

Made by `python benchmarks/suggest.py --write`: a subtree is removed from a pack, and the corpus is read without it.

"""
HEAD = """| pack without | corpus | first at | suggestions of 20 | terms found again | CPU seconds |
|---|---|---|---|---|---|"""


def without(name: str, subtree: str) -> tuple[Pipeline, frozenset[str]]:
    """Return a pack without a subtree, and the terms that were in it."""
    pack = load_pack(name)
    points = pack.taxonomy.points
    gone = {point for point in points if point == subtree or point.startswith(f"{subtree}.")}
    words = frozenset(entry.source for point in gone for entry in points[point].terms)
    kept = {
        point.id: replace(point, children=tuple(child for child in point.children if child not in gone))
        for point in points.values()
        if point.id not in gone
    }
    return vocnlp.load(replace(pack, taxonomy=replace(pack.taxonomy, points=kept))), words


def utterances(source: Path) -> Iterator[Utterance]:
    """Read the texts of a labelled file."""
    with source.open(encoding="utf-8") as lines:
        for line in lines:
            yield Utterance(json.loads(line)["text"])


def row(pack: str, subtree: str, dataset: str, found: list[Suggestion], words: frozenset[str], seconds: float) -> str:
    """Return one case as a row of the table."""
    hits = [(rank, [term for term in one.terms if term in words]) for rank, one in enumerate(found, 1)]
    hits = [(rank, terms) for rank, terms in hits if terms]
    shown = "、".join(f"{'/'.join(terms)} ({rank})" for rank, terms in hits)
    first = str(hits[0][0]) if hits else "-"
    return f"| {pack} − {subtree} | {dataset} | {first} | {len(hits)} | {shown} | {seconds:.0f} |"


if __name__ == "__main__":
    sys.exit(main())
