"""Measure a pack of 5,000 points and 50,000 terms: check, compile, and the speed of the same comments with 500 terms.

    python -m benchmarks.scale [--points 5000] [--terms 50000] [--comments 1000] [--json]

Times are CPU seconds, compiling includes reading the files. The small pack is the beginning of the large one; both
analyse the same comments. Seven mentions of ten are of words of the small pack, as customers mostly use common words;
the large pack finds the rest as well, and everything that stands in a comment by accident.
"""

from __future__ import annotations

import argparse
import json
import random
import tempfile
from pathlib import Path

from benchmarks.rules import clock, synthetic_pack, synthetic_words
from vocnlp.cli.check import problems_of
from vocnlp.pipeline import load

MANIFEST = "pack: {name}\nversion: 0.1.0\nname: {{zh: {name}}}\n"
ROUTING = "routing: {name}\ndepartments: {{care: {{name: 客户关怀部}}}}\ndefault: {{department: care, priority: P3}}\n"


def main() -> None:
    """Run all measurements and print them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--points", type=int, default=5000)
    parser.add_argument("--terms", type=int, default=50000)
    parser.add_argument("--comments", type=int, default=1000)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    load("base").analyze("热身")  # dictionaries and patterns of the engine are not part of any figure
    words = synthetic_words(options.terms)
    few = len(words) // 100
    with tempfile.TemporaryDirectory() as folder:
        large = write_pack(Path(folder) / "large", options.points, words)
        small = write_pack(Path(folder) / "small", options.points // 100, words[:few])
        figures = measure(large, small, comments_about(words[:few], words[few:], options.comments))
    if options.json:
        print(json.dumps(figures, indent=2))
    else:
        for name, value in figures.items():
            print(f"{value:12.3f}  {name}")


def comments_about(common: list[str], rare: list[str], count: int) -> list[str]:
    """Return comments of three or four clauses, two thirds of them about a word of a pack."""
    dice = random.Random(11)
    verdicts = (
        "很好",
        "太差了",
        "不太行",
        "还可以",
        "特别满意",
        "有点慢",
        "真的不错",
        "又坏了",
        "没什么问题",
        "让人失望",
    )
    plain = (
        "我们上周末去看了一下",
        "下次应该还会再来吧",
        "朋友推荐我买的",
        "等得有些久",
        "总体来说比较满意",
        "价钱也不便宜",
    )
    comments = []
    for _ in range(count):
        clauses = [
            dice.choice(common if dice.random() < 0.7 else rare) + dice.choice(verdicts)
            if dice.random() < 0.67
            else dice.choice(plain)
            for _ in range(dice.choice((3, 4)))
        ]
        comments.append("，".join(clauses) + "。")
    return comments


def write_pack(folder: Path, points: int, words: list[str]) -> Path:
    """Write a whole pack that stands on nothing."""
    folder.mkdir()
    (folder / "taxonomy.yaml").write_text(synthetic_pack(points, len(words), words), encoding="utf-8")
    (folder / "pack.yaml").write_text(MANIFEST.format(name=folder.name), encoding="utf-8")
    (folder / "routing.yaml").write_text(ROUTING.format(name=folder.name), encoding="utf-8")
    return folder


def measure(large: Path, small: Path, comments: list[str]) -> dict[str, float]:
    """Return every figure by its name."""
    checking, problems = clock(lambda: problems_of(large))
    compiling, pipeline = min((clock(lambda: load(large)) for _ in range(2)), key=lambda one: one[0])
    pack = pipeline.pack
    little = load(small)
    speeds = {}
    for name, one in (("large", pipeline), ("small", little), ("large", pipeline), ("small", little)):
        seconds, _ = clock(lambda one=one: [one.analyze(text) for text in comments])  # type: ignore[misc]
        speeds[name] = max(speeds.get(name, 0.0), len(comments) / seconds)
    entries = sum(len(point.entries) for point in pack.taxonomy.points.values())
    return {
        "points": len(pack.taxonomy.points),
        "terms and expressions": entries,
        "check: s": checking,
        "check: problems": len(problems),
        "compile, files included: s": compiling,
        "opinions a comment, large": sum(len(pipeline.analyze(text).opinions) for text in comments) / len(comments),
        "opinions a comment, small": sum(len(little.analyze(text).opinions) for text in comments) / len(comments),
        "comments a second, large": speeds["large"],
        "comments a second, small": speeds["small"],
        "speed of large by speed of small": speeds["large"] / speeds["small"],
    }


if __name__ == "__main__":
    main()
