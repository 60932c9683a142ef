"""Measure speed, memory and load time, beside SnowNLP and a plain jieba script, in one run on the same texts.

    python benchmarks/speed.py [--rows N] [--rounds N] [--data FOLDER] [--pack NAME] [--write]

Every measurement runs in a process of its own and counts its CPU time. The parts take turns, several rounds of them,
and the best round of each counts, because the machine may be shared: trust the ratios of one run, not the absolute
figures. ``native`` is the cost that no Python around them can avoid: OpenCC, the automaton over all literals of the
pack, and rjieba's segmentation. ``--write`` puts the table into ``benchmarks/results/speed.md``, that of the compiled
wheel into ``speed-compiled.md``.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

HERE = Path(__file__).resolve().parent
HEAD = """# Speed, memory and load time

Made by `python benchmarks/speed.py --write`: CPU time, the best of several rounds, every part in a process of its own.
"""
DATA = Path(os.environ.get("VOCNLP_DATA", HERE.parent.parent / "shared" / "data"))


def main() -> int:
    """Run every part in its own process and print one table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=4000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--pack", default="automotive")
    parser.add_argument("--write", action="store_true", help="write the page of results")
    parser.add_argument("--part", choices=sorted(PARTS), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.part:
        print(json.dumps(PARTS[options.part](options)))
        return 0
    rounds = [{part: run(part, options) for part in ORDER} for _ in range(options.rounds)]
    figures = {part: max((figures[part] for figures in rounds), key=_speed) for part in ORDER}
    lines = ["| part | texts a second | peak memory MB | note |", "|---|---|---|---|"]
    for part, row in figures.items():
        rate = f"{row['rate']:,.0f}" if "rate" in row else ""
        lines.append(f"| {part} | {rate} | {row.get('memory', 0):.0f} | {row.get('note', '')} |")
    lines.append("")
    for part in ("snownlp", "jieba", "native"):
        if "rate" in figures[part]:
            ratios = sorted(_speed(each["vocnlp"]) / _speed(each[part]) for each in rounds)
            best = _speed(figures["vocnlp"]) / _speed(figures[part])
            told = f"{best:.2f}x the speed of {part} ({ratios[0]:.2f} to {ratios[-1]:.2f} by round)"
            lines.append(f"- vocnlp runs at {told}")
    print("\n".join(lines))
    if options.write:
        compiled = str(figures["vocnlp"].get("note", "")).startswith("compiled")
        name = "speed-compiled.md" if compiled else "speed.md"
        (HERE / "results" / name).write_text("\n".join([HEAD, *lines, ""]), encoding="utf-8")
    return 0


def _speed(row: dict[str, float | str]) -> float:
    """Return the rate of a measurement, or how soon it was done, or 0 if it was not run."""
    return float(row.get("rate", 0.0)) or (1 / float(row["seconds"]) if "seconds" in row else 0.0)


def run(part: str, options: argparse.Namespace) -> dict[str, float | str]:
    """Run one part in a fresh process."""
    command = [sys.executable, __file__, "--part", part, "--rows", str(options.rows)]
    command += ["--data", str(options.data), "--pack", options.pack]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        return {"note": "not run: " + (done.stderr.strip().splitlines() or ["failed"])[-1]}
    figures: dict[str, float | str] = json.loads(done.stdout.splitlines()[-1])
    return figures


def texts(options: argparse.Namespace) -> list[str]:
    """Return unlabelled shop reviews of 20 to 60 characters, or the shipped examples without the data."""
    source = options.data / "reviews_unlabeled.jsonl"
    if source.is_file():
        found = [json.loads(line)["text"] for line in source.open(encoding="utf-8")]
    else:
        import csv

        with (HERE.parent / "examples" / "automotive_comments.csv").open(encoding="utf-8-sig") as rows:
            found = [row["text"] for row in csv.DictReader(rows)]
    found = [text for text in found if 20 <= len(text) <= 60]
    return (found * (options.rows // max(1, len(found)) + 1))[: options.rows]


def timed(job: Callable[[str], object], sample: list[str]) -> dict[str, float | str]:
    """Time one job over the sample: the best of three passes, after one short warm-up."""
    for text in sample[:200]:
        job(text)
    best = float("inf")
    for _ in range(3):
        started = time.process_time()
        for text in sample:
            job(text)
        best = min(best, time.process_time() - started)
    length = sum(map(len, sample)) / len(sample)
    return {"rate": len(sample) / best, "memory": memory(), "note": f"{length:.0f} characters a text"}


def memory() -> float:
    """Return this process's peak resident memory in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def part_import(options: argparse.Namespace) -> dict[str, float | str]:
    """Time ``import vocnlp``."""
    started = time.process_time()
    import vocnlp  # noqa: F401

    seconds = time.process_time() - started
    return {"memory": memory(), "seconds": seconds, "note": f"import in {seconds:.3f} s"}


def part_load(options: argparse.Namespace) -> dict[str, float | str]:
    """Time ``vocnlp.load`` and the first analysis, imports included."""
    started = time.process_time()
    import vocnlp

    voc = vocnlp.load(options.pack)
    loaded = time.process_time() - started
    voc.analyze("起步有点肉")
    first = time.process_time() - started - loaded
    return {"memory": memory(), "seconds": loaded, "note": f"load in {loaded:.3f} s, first analysis {first:.3f} s"}


def part_vocnlp(options: argparse.Namespace) -> dict[str, float | str]:
    """Time full analyses on one core."""
    import vocnlp
    from vocnlp.sentiment import score

    sample = texts(options)
    voc = vocnlp.load(options.pack)
    figures = timed(voc.analyze, sample)
    opinions = sum(len(voc.analyze(text).opinions) for text in sample)
    rate = float(figures["rate"])
    built = "plain Python" if score.__file__.endswith(".py") else "compiled"
    figures["note"] = f"{built}, {figures['note']}, {opinions / len(sample) * rate:,.0f} opinions a second"
    return figures


def part_native(options: argparse.Namespace) -> dict[str, float | str]:
    """Time the native parts alone."""
    import ahocorasick_rs
    import opencc
    import rjieba

    import vocnlp

    sample = texts(options)
    literals = vocnlp.load(options.pack)._engine.automaton.literals
    automaton = ahocorasick_rs.AhoCorasick(list(literals))
    convert = opencc.OpenCC("t2s").convert

    def job(text: str) -> None:
        text = convert(text)
        automaton.find_matches_as_indexes(text, overlapping=True)
        rjieba.cut(text)

    return timed(job, sample)


def part_jieba(options: argparse.Namespace) -> dict[str, float | str]:
    """Time what people write today: jieba, then keyword lookups on the text."""
    import jieba

    import vocnlp

    jieba.setLogLevel(60)
    sample = texts(options)
    points = vocnlp.load(options.pack).pack.taxonomy.points.values()
    words = [(point.id, [entry.source for entry in point.terms]) for point in points]

    def job(text: str) -> list[str]:
        jieba.lcut(text)
        return [name for name, terms in words if any(term in text for term in terms)]

    return timed(job, sample)


def part_snownlp(options: argparse.Namespace) -> dict[str, float | str]:
    """Time SnowNLP's sentiment on a tenth of the sample."""
    from snownlp import SnowNLP

    sample = texts(options)[: max(100, options.rows // 10)]
    return timed(lambda text: SnowNLP(text).sentiments if text.strip() else 0.0, sample)


ORDER = ("import", "load", "vocnlp", "native", "jieba", "snownlp")
PARTS: dict[str, Callable[[argparse.Namespace], dict[str, float | str]]] = {
    "import": part_import,
    "load": part_load,
    "vocnlp": part_vocnlp,
    "native": part_native,
    "jieba": part_jieba,
    "snownlp": part_snownlp,
}

if __name__ == "__main__":
    sys.exit(main())
