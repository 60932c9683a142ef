"""Measure routing: opinions a second through a table of 40 rows, and the proof of a table of 500 rows.

    python benchmarks/routing.py [--rows 40] [--seconds 2]

The table and the voices are made up by a seeded generator; every run measures the same work. Times are CPU
seconds of this process, the best of five rounds.
"""

from __future__ import annotations

import argparse
import datetime as dt
import random
import time
from collections.abc import Callable

from vocnlp.routing.check import check_routing
from vocnlp.routing.decide import Router
from vocnlp.routing.explain import explain_routing
from vocnlp.routing.load import parse_routing
from vocnlp.routing.table import RoutingTable
from vocnlp.taxonomy.model import Point, Taxonomy
from vocnlp.types.analysis import Analysis, Opinion
from vocnlp.types.text import NormalizedText, Span
from vocnlp.yamlsource import load_yaml

DEPARTMENTS = [f"d{number}" for number in range(12)]
CHOICES: dict[str, list[str]] = {
    "point": [f"p{number}.*" for number in range(10)] + ["p1.q3", "[p2.q1, p2.q2]"],
    "polarity": ["negative", "[negative, neutral]"],
    "score": ["'<= -0.5'", "'> -0.5'"],
    "severity": [f"'>= {number}'" for number in range(1, 5)],
    "intent": ["complaint", "[complaint, request]"],
    "confidence": ["'>= 0.5'", "'>= 0.8'"],
    "cause.kind": ["part", "people", "process"],
    "channel": ["hotline", "[app, store]", "forum"],
    "meta.nps": ["'<= 6'", "'7..8'"],
    "meta.customer.tier": ["vip", "[vip, svip]", "g*"],
    "time.hours": ["'09:00-18:00'", "'20:00-06:00'"],
    "text": ["[退车, 曝光]", "[起诉, 12315]"],
}


def make_taxonomy() -> Taxonomy:
    """Two hundred points; every second one has an owner."""
    points = [
        Point(f"p{number // 20}.q{number % 20}", "点", department=DEPARTMENTS[number % 12] if number % 2 else "")
        for number in range(200)
    ]
    return Taxonomy("bench", points={point.id: point for point in points})


def make_table(rows: int, widths: tuple[int, ...], taxonomy: Taxonomy) -> RoutingTable:
    """A table of rows with so many conditions each."""
    luck = random.Random(11)
    lines = ["routing: bench", "default: {department: d0, priority: P3}", "departments:"]
    lines += [f"  {name}: {{sla: 24h, calendar: workdays}}" for name in DEPARTMENTS]
    lines.append("rules:")
    for number in range(rows):
        names = luck.sample(list(CHOICES), luck.choice(widths))
        when = ", ".join(f"{name}: {luck.choice(CHOICES[name])}" for name in names)
        then = f"{{department: {luck.choice(DEPARTMENTS)}, priority: P{luck.randrange(4)}}}"
        lines.append(f"  - {{id: r{number}, when: {{{when}}}, then: {then}}}")
    return parse_routing(load_yaml("bench.yaml", "\n".join(lines)), taxonomy)


def make_voices(count: int) -> list[Analysis]:
    """Voices of two opinions each."""
    luck = random.Random(5)
    texts = ["起步有点肉，座椅也不舒服", "再不处理我就找12315", "打了三次电话都没有人接，要求退车"]
    voices = []
    for number in range(count):
        text = luck.choice(texts)
        opinions = tuple(
            Opinion(
                f"p{luck.randrange(10)}.q{luck.randrange(20)}", "negative", -luck.random(), Span(place, place + 3), "x"
            )
            for place in (0, 6)
        )
        voices.append(
            Analysis(
                text,
                opinions,
                intent=luck.choice(["complaint", "request", "other"]),
                severity=luck.randrange(6),
                id=str(number),
                channel=luck.choice(["hotline", "app", "forum"]),
                time=dt.datetime(2026, 11, luck.randrange(1, 29), luck.randrange(24)),
                meta={"nps": luck.randrange(11), "customer.tier": luck.choice(["vip", "gold", "plain"])},
                normalized=NormalizedText(text, text, range(len(text)), range(1, len(text) + 1)),
            )
        )
    return voices


def best(work: Callable[[], object], rounds: int = 5) -> float:
    """Return the CPU seconds of the fastest round."""
    times = []
    for _ in range(rounds):
        started = time.process_time()
        work()
        times.append(time.process_time() - started)
    return min(times)


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=40)
    options = parser.parse_args()
    taxonomy = make_taxonomy()
    voices = make_voices(5000)
    router = Router(make_table(options.rows, (2, 3, 4), taxonomy), taxonomy)
    opinions = sum(len(voice.opinions) for voice in voices)
    seconds = best(lambda: [router.decide(voice) for voice in voices])
    speed = f"{opinions / seconds:,.0f} opinions/s, {seconds / len(voices) * 1e6:.1f} us a voice"
    print(f"decide: {speed}, {options.rows} rows")
    explained = best(lambda: [explain_routing(router, voice) for voice in voices[:200]], rounds=3)
    print(f"explain: {explained / 200 * 1e6:,.0f} us a voice")
    for widths in ((2, 3), (2, 5, 8, 12), (12,)):
        table = make_table(500, widths, taxonomy)
        problems = check_routing(table, taxonomy)
        seconds = best(lambda table=table: check_routing(table, taxonomy), rounds=3)
        dead = sum(problem.code == "routing-dead-row" for problem in problems)
        undecided = sum(problem.code == "routing-undecided" for problem in problems)
        print(f"proof: 500 rows of {widths} conditions: {seconds:.2f} s, {dead} dead rows, {undecided} undecided")


if __name__ == "__main__":
    main()
