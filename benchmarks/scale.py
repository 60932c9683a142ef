"""Measure a pack of 5,000 points and 50,000 terms: check, compile, and the speed of the same comments with 500 terms.

    python -m benchmarks.scale [--points 5000] [--terms 50000] [--write]

Times are CPU seconds, compiling includes reading the files. The small pack is the beginning of the large one; both
analyse the same comments, and the large one has more to find in them. Two vocabularies, since that decides how much:

* dictionary: the nouns and verbs of jieba's dictionary, the commonest first; the comments are the shipped examples.
* syllables: made-up words of fifty syllables, so that every second pair of characters is a term of some point, in
  made-up comments seven mentions of ten of which are of words of the small pack.
"""

from __future__ import annotations

import argparse
import csv
import random
import re
import tempfile
from pathlib import Path
from statistics import median
from typing import NamedTuple

from benchmarks.rules import clock, synthetic_pack, synthetic_words
from vocnlp.cli.check import problems_of
from vocnlp.pipeline import Pipeline, load
from vocnlp.shipped import example

MANIFEST = "pack: {name}\nversion: 0.1.0\nname: {{zh: {name}}}\n"
ROUTING = "routing: {name}\ndepartments: {{care: {{name: 客户关怀部}}}}\ndefault: {{department: care, priority: P3}}\n"
PAGE = Path(__file__).parent / "results" / "scale.md"
VERDICTS = ["很好", "太差了", "不太行", "还可以", "特别满意", "有点慢", "真的不错", "又坏了", "没什么问题", "让人失望"]
PLAIN = ["我们上周末去看了一下", "下次应该还会再来吧", "朋友推荐我买的", "等得有些久", "总体来说满意", "价钱也不便宜"]


class Figures(NamedTuple):
    """What one vocabulary gave; speeds are comments a second."""

    check: float
    compile: float
    large: float
    small: float
    ratio: float
    found_large: float
    found_small: float


def main() -> None:
    """Run all measurements and print them."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--points", type=int, default=5000)
    parser.add_argument("--terms", type=int, default=50000)
    parser.add_argument("--write", action="store_true", help="write benchmarks/results/scale.md")
    options = parser.parse_args()
    load("base").analyze("热身")  # dictionaries and patterns of the engine are not part of any figure
    words = synthetic_words(options.terms)
    found = {
        "dictionary": measure(options.points, dictionary_words(options.terms), example_comments()),
        "syllables": measure(options.points, words, comments_about(words, 1000)),
    }
    page = drawn(options.points, options.terms, found)
    print(page)
    if options.write:
        PAGE.write_text(page, encoding="utf-8")


def dictionary_words(count: int) -> list[str]:
    """Return nouns and verbs of two to five characters, the commonest first."""
    import jieba

    with jieba.get_module_res("dict.txt") as lines:
        rows = [line.decode("utf-8").split() for line in lines]
    kept = [
        (-int(times), word)
        for word, times, kind in rows
        if kind in ("n", "nt", "nz", "v", "vn", "an", "l") and re.fullmatch("[一-龥]{2,5}", word)
    ]
    return [word for _, word in sorted(kept)[:count]]


def example_comments() -> list[str]:
    """Return the shipped example comments of 15 to 60 characters."""
    with example("automotive_comments.csv").open(encoding="utf-8-sig") as rows:
        return [row["text"] for row in csv.DictReader(rows) if 15 <= len(row["text"]) <= 60]


def comments_about(words: list[str], count: int) -> list[str]:
    """Return comments of three or four clauses, two thirds of them about a word."""
    dice = random.Random(11)
    few = len(words) // 100
    common, rare = words[:few], words[few:]
    comments = []
    for _ in range(count):
        clauses = [
            dice.choice(common if dice.random() < 0.7 else rare) + dice.choice(VERDICTS)
            if dice.random() < 0.67
            else dice.choice(PLAIN)
            for _ in range(dice.choice((3, 4)))
        ]
        comments.append("，".join(clauses) + "。")
    return comments


def measure(points: int, words: list[str], comments: list[str]) -> Figures:
    """Return every figure of one vocabulary."""
    with tempfile.TemporaryDirectory() as folder:
        large = write_pack(Path(folder) / "large", points, words)
        small = write_pack(Path(folder) / "small", points // 100, words[: len(words) // 100])
        checking, _ = clock(lambda: problems_of(large))
        compiling, pipeline = min((clock(lambda: load(large)) for _ in range(3)), key=lambda one: one[0])
        little = load(small)
    taken: dict[Pipeline, list[float]] = {pipeline: [], little: []}
    for one in (pipeline, little) * 15:  # in turn: the speed of the machine changes from one second to the next
        taken[one].append(clock(lambda one=one: [one.analyze(text) for text in comments])[0])  # type: ignore[misc]
    speeds = {one: len(comments) / median(seconds) for one, seconds in taken.items()}
    ratio = median(fast / slow for slow, fast in zip(taken[pipeline], taken[little], strict=True))
    found = [sum(len(one.analyze(text).opinions) for text in comments) / len(comments) for one in (pipeline, little)]
    return Figures(checking, compiling, speeds[pipeline], speeds[little], ratio, *found)


def write_pack(folder: Path, points: int, words: list[str]) -> Path:
    """Write a whole pack that stands on nothing."""
    folder.mkdir()
    (folder / "taxonomy.yaml").write_text(synthetic_pack(points, len(words), words), encoding="utf-8")
    (folder / "pack.yaml").write_text(MANIFEST.format(name=folder.name), encoding="utf-8")
    (folder / "routing.yaml").write_text(ROUTING.format(name=folder.name), encoding="utf-8")
    return folder


def drawn(points: int, terms: int, found: dict[str, Figures]) -> str:
    """Return the page."""
    rows = {
        "`vocnlp check`, s": [f"{one.check:.1f}" for one in found.values()],
        "compile, files included, s": [f"{one.compile:.1f}" for one in found.values()],
        "comments a second": [f"{one.large:,.0f}" for one in found.values()],
        "comments a second with a hundredth of it": [f"{one.small:,.0f}" for one in found.values()],
        "**speed of the large pack by that of the small one**": [f"**{one.ratio:.2f}**" for one in found.values()],
        "opinions in a comment, large and small": [
            f"{one.found_large:.1f}, {one.found_small:.1f}" for one in found.values()
        ],
    }
    table = "\n".join(f"| {name} | {' | '.join(cells)} |" for name, cells in rows.items())
    return f"""# What a large pack costs

Made by `python -m benchmarks.scale --write`: CPU time of one process. {points:,} points, {terms:,} terms, twice as many
expressions as points; the small pack is the first hundredth of it.

| | {" | ".join(found)} |
|---|{"---|" * len(found)}
{table}

Both packs analyse the same comments. With "dictionary" the terms are the commonest nouns and verbs of Chinese and the
comments are the shipped examples. With "syllables" the terms are made of fifty syllables, so that words hide inside
words far more often than in any language; it is the hard case, not the usual one.
"""


if __name__ == "__main__":
    main()
