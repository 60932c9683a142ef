"""Measure the rule language: compile time of a large pack, cost of a comment, and the worst case we know.

    python -m benchmarks.rules [--points 5000] [--terms 50000] [--rules 10000] [--megabyte 1.0] [--json]

The worst case is many nested gap rules over one long run of a single character: every rule could match at
every place. Times for a half and a whole text show that cost grows with the text and no faster.
"""

from __future__ import annotations

import argparse
import json
import random
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from vocnlp.segment.clause import Clause
from vocnlp.segment.clauses import Segments, split
from vocnlp.tagging.automaton import Vocabulary
from vocnlp.tagging.rules import RuleTagger
from vocnlp.taxonomy.load import load_taxonomy
from vocnlp.taxonomy.model import Taxonomy
from vocnlp.types.text import NormalizedText

SYLLABLES = (
    "电机空调座椅音响油门刹车方向盘雷达导航屏幕门窗灯光轮胎底盘悬挂后备箱"
    "前台服务态度热线客服维修保养价格优惠活动积分会员"
)


def main() -> None:
    """Run all measurements and print them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--points", type=int, default=5000)
    parser.add_argument("--terms", type=int, default=50000)
    parser.add_argument("--rules", type=int, default=10000)
    parser.add_argument("--megabyte", type=float, default=1.0)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    figures: dict[str, float] = {}
    with tempfile.TemporaryDirectory() as folder:
        for name, points, terms in (
            ("small pack (150 points, 1,500 terms)", 150, 1500),
            (f"large pack ({options.points:,} points, {options.terms:,} terms)", options.points, options.terms),
        ):
            figures.update(measure_pack(name, Path(folder) / "taxonomy.yaml", points, terms))
    figures.update(measure_worst_case(options.rules, int(options.megabyte * 1_000_000)))
    if options.json:
        print(json.dumps(figures, indent=2))
    else:
        for name, value in figures.items():
            print(f"{value:12.3f}  {name}")


def measure_pack(name: str, file: Path, points: int, terms: int) -> Iterator[tuple[str, float]]:
    """Time reading, compiling and tagging with a synthetic pack."""
    file.write_text(synthetic_pack(points, terms), encoding="utf-8")
    load_taxonomy(file)
    seconds, taxonomy = clock(lambda: load_taxonomy(file))
    yield f"{name}: load, s", seconds
    seconds, (tagger, automaton) = clock(lambda: build(taxonomy))
    yield f"{name}: compile, s", seconds
    comments = [laid_out(text) for text in synthetic_comments(2000)]
    work = [(text.text, segments, automaton.scan(text.text)) for text, segments in comments]
    found = 0

    def tag() -> None:
        nonlocal found
        found = sum(len(tagger.tag(*one)) for one in work)

    seconds = min(clock(tag)[0] for _ in range(3))
    yield f"{name}: tag a 40-character comment, us", seconds / len(work) * 1e6
    yield f"{name}: mentions a comment", found / len(work)


def measure_worst_case(rules: int, length: int) -> Iterator[tuple[str, float]]:
    """Time nested gap rules over one character; nothing but the length differs between the two runs."""
    entries = ", ".join(json.dumps(nested(index), ensure_ascii=False) for index in range(rules))
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "taxonomy.yaml"
        file.write_text(f"points: {{a: {{name: 甲, negative: [{entries}]}}}}", encoding="utf-8")
        seconds, taxonomy = clock(lambda: load_taxonomy(file))
    yield f"{rules:,} nested gap rules: load, s", seconds
    seconds, (tagger, automaton) = clock(lambda: build(taxonomy))
    yield f"{rules:,} nested gap rules: compile, s", seconds
    for size in (length // 2, length):
        text = "啊" * size
        segments = Segments((Clause(0, size, 0),))
        seconds, hits = clock(lambda text=text: automaton.scan(text))  # type: ignore[misc]
        yield f"one character x {size:,}: scan, s", seconds
        seconds, _ = clock(lambda text=text, segments=segments, hits=hits: tagger.tag(text, segments, hits))  # type: ignore[misc]
        yield f"one character x {size:,}: tag, s", seconds


def nested(index: int) -> str:
    """Return one of many different nested gap expressions over a single character."""
    a, b, c, d = index % 10, index // 10 % 10, index // 100 % 10, index // 1000 % 10
    return f"(啊..{a}..啊|啊啊)..{b}..(啊~{c}~(啊|啊啊..{d}..啊))"


def synthetic_words(count: int) -> list[str]:
    """Return different words of two to four characters."""
    dice = random.Random(7)
    words = {"".join(dice.choices(SYLLABLES, k=dice.choice((2, 3, 3, 4)))) for _ in range(count * 2)}
    pool = sorted(words)[:count]
    dice.shuffle(pool)
    return pool


def synthetic_pack(points: int, terms: int, pool: list[str] | None = None) -> str:
    """Return a taxonomy of the usual mixture: nine literals to one gap expression, two levels."""
    pool = (pool or synthetic_words(terms))[:terms]
    lines = ["taxonomy: synthetic", "points:"]
    each = max(terms // points, 1)
    for index in range(points):
        own = pool[index * each : (index + 1) * each]
        own = [
            f"{word[:2]}..{word[2:]}" if place % 10 == 9 and len(word) > 2 else word for place, word in enumerate(own)
        ]
        if index % 10 == 0:
            lines += [f"  g{index}:", f"    name: 组{index}", "    department: care", "    children:"]
        lines += [f"      p{index}:", f"        name: 点{index}", f"        terms: [{', '.join(own)}]"]
        lines += [f"        negative: [{own[0]}坏, {own[0]}..不好]", f"        unless: [{own[0]}厂]"] if own else []
    return "\n".join(lines) + "\n"


def synthetic_comments(count: int) -> list[str]:
    """Return comments of 40 characters with the density of terms that real ones have."""
    dice = random.Random(11)
    plain = "我们今天去看了觉得还可以就是有点贵但总体来说比较满意下次再来吧不过等得有些久希望能改进"
    return [
        "".join(dice.choice(plain) if dice.random() < 0.8 else dice.choice(SYLLABLES) for _ in range(39)) + "。"
        for _ in range(count)
    ]


def laid_out(text: str) -> tuple[NormalizedText, Segments]:
    """Return a text that needs no normalization, and its clauses."""
    normalized = NormalizedText(text, text, range(len(text)), range(1, len(text) + 1))
    return normalized, split(normalized)


def build(taxonomy: Taxonomy) -> tuple[RuleTagger, Any]:
    """Compile a taxonomy alone."""
    vocabulary = Vocabulary()
    tagger = RuleTagger.build(taxonomy, vocabulary, str.lower)
    return tagger, vocabulary.compile()


def clock(work: Callable[[], Any]) -> tuple[float, Any]:
    """Return seconds of CPU time and the result; CPU time, because machines are shared."""
    start = time.process_time()
    result = work()
    return time.process_time() - start, result


if __name__ == "__main__":
    main()
