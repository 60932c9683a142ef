"""Proofs of decision tables, against brute force over every combination of values."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from itertools import product

from hypothesis import Phase, example, given, settings
from hypothesis import strategies as st

from vocnlp.normalize import normalize
from vocnlp.routing.atoms import grid_of
from vocnlp.routing.check import check_routing
from vocnlp.routing.decide import Router
from vocnlp.routing.load import parse_routing
from vocnlp.routing.proof import Budget, dead_rows, gaps, overlaps, uncovered
from vocnlp.routing.rows import compile_row, needs_answer
from vocnlp.routing.table import RoutingTable
from vocnlp.taxonomy.model import Taxonomy
from vocnlp.types.analysis import Analysis, Opinion
from vocnlp.types.text import Span
from vocnlp.yamlsource import load_yaml

POINTS = ["product.safety", "product.safety.brake", "service.hotline", "price", "brand"]
SCORES = {"negative": (-0.9, -0.5, -0.1), "neutral": (0.0,), "positive": (0.05, 0.5)}
"""For every class of values that the conditions below can tell apart at least one; the product is all there is."""
TIERS = (None, "vip", "svip", "gold", "silver", "nvip", "sxvip")
INTENTS = ("complaint", "question", "suggestion", "praise", "other")
"""Of the asking intents one that each condition names, and one that none names."""
SEVERITIES = (0, 1, 2, 3, 5)
TEXTS = ("", "退车", "曝光")

NORMAL = {text: normalize(text) for text in TEXTS}

conditions = st.fixed_dictionaries(
    {},
    optional={
        "point": st.sampled_from(["product.safety.*", "price", "[brand, price]", "'!= brand'", "'*'"]),
        "polarity": st.sampled_from(["negative", "neutral", "[negative, neutral]", "positive"]),
        "score": st.sampled_from(["'<= -0.5'", "'> -0.5'", "'-0.5..0.1'"]),
        "intent": st.sampled_from(["complaint", "[question, praise]", "'!= complaint'"]),
        "severity": st.sampled_from(["'>= 3'", "'< 2'", "'1..4'"]),
        "meta.tier": st.sampled_from(["vip", "[vip, svip]", "'*vip'", "'s*'", "'!= vip'", "'!= s*'"]),
        "text": st.sampled_from(["[退车]", "[退车, 曝光]"]),
    },
)
tables = st.lists(conditions, min_size=1, max_size=6)


def written(rows: list[dict[str, str]], policy: str = "first") -> str:
    lines = [f"routing: t\nhit_policy: {policy}\ndepartments: {{a: {{}}, b: {{}}}}\ndefault: {{department: a}}\nrules:"]
    for number, row in enumerate(rows):
        when = ", ".join(f"{name}: {condition}" for name, condition in row.items())
        lines.append(f"  - {{id: r{number}, when: {{{when}}}, then: {{department: {'ab'[number % 2]}}}}}")
    return "\n".join(lines)


def every_opinion() -> Iterator[Analysis]:
    for point, polarity, intent, severity, tier, text in product(POINTS, SCORES, INTENTS, SEVERITIES, TIERS, TEXTS):
        for score in SCORES[polarity]:
            opinion = Opinion(point, polarity, score, Span(0, 0), "")  # type: ignore[arg-type]
            meta = {"tier": tier} if tier else {}
            yield Analysis(text, (opinion,), intent=intent, severity=severity, meta=meta, normalized=NORMAL[text])


def matches(router: Router, analysis: Analysis) -> list[int]:
    """Return the rows that match the only opinion, row by row, by the conditions themselves."""
    voice, opinion = router.voice(analysis), analysis.opinions[0]
    needed = needs_answer(opinion, analysis.intent)
    return [
        row.place
        for row in router.rows
        if (needed or row.takes_praise)
        and all(condition.holds(router.value(name, voice, opinion)) for name, condition in router.conditions(row))
    ]


ONLY_A_NEUTRAL_SUGGESTION = [{"polarity": "negative"}, {"intent": "complaint"}, {"intent": "[question, praise]"}, {}]
ONLY_BETWEEN_TWO_GLOBS = [{"meta.tier": "'!= s*'"}, {"meta.tier": "[vip, svip]"}, {"meta.tier": "'*vip'"}]


@settings(max_examples=10, deadline=None, phases=[Phase.explicit, Phase.reuse, Phase.generate])  # no shrinking: minutes
@given(tables)
@example(ONLY_A_NEUTRAL_SUGGESTION)
@example(ONLY_BETWEEN_TWO_GLOBS)
def test_proofs_agree_with_brute_force(taxonomy: Taxonomy, rows: list[dict[str, str]]) -> None:
    table = parse_routing(load_yaml("t.yaml", written(rows)), taxonomy)
    router = Router(table, taxonomy)
    grid = grid_of(table, router.rows, taxonomy)
    acting: set[int] = set()
    pairs: set[tuple[int, int]] = set()
    open_points: set[str] = set()
    for analysis in every_opinion():
        found = matches(router, analysis)
        acting.update(found[:1])
        pairs.update((one, other) for one in found for other in found if one < other)
        opinion = analysis.opinions[0]
        if not found and needs_answer(opinion, analysis.intent) and not router.owner(opinion.point):
            open_points.add(opinion.point)
    assert set(dead_rows(grid)) == set(range(len(rows))) - acting
    assert {(pair.first, pair.second) for pair in overlaps(grid)} == pairs
    names = grid.dimensions[0].atoms
    holes = gaps(grid, limit=10_000)
    bits = [(box, place) for box in holes for place in range(len(names)) if box[0] >> place & 1]
    assert {point for _, place in bits for point in names[place]["points"]} == open_points


@settings(max_examples=15, deadline=None)
@given(tables)
def test_examples_show_what_they_claim(taxonomy: Taxonomy, rows: list[dict[str, str]]) -> None:
    table = parse_routing(load_yaml("t.yaml", written(rows)), taxonomy)
    router = Router(table, taxonomy)
    grid = grid_of(table, router.rows, taxonomy)

    def shown(box: tuple[int, ...]) -> Analysis:
        values = grid.example(box)
        opinion = Opinion(values["point"], values["polarity"], values["score"], Span(0, 0), "")
        tier = values.get("meta.tier")
        return Analysis(
            values.get("text", ""),
            (opinion,),
            intent=values["intent"],
            severity=values.get("severity", 0),
            meta={"tier": tier} if tier else {},
        )

    for pair in overlaps(grid):
        assert {pair.first, pair.second} <= set(matches(router, shown(pair.box)))
    for box in gaps(grid):
        (decision,) = router.decide(shown(box))
        assert decision.rule == "default"
    for index in dead_rows(grid):
        assert all(index not in matches(router, shown(box))[:1] for box in grid.rows[index])


boxes = st.lists(st.tuples(*[st.integers(1, 7)] * 3), max_size=6)


@given(st.tuples(*[st.integers(1, 7)] * 3), boxes)
def test_subtraction_leaves_exactly_what_no_cover_touches(box: tuple[int, ...], covers: list[tuple[int, ...]]) -> None:
    def cells(one: tuple[int, ...]) -> set[tuple[int, ...]]:
        return set(product(*[[bit for bit in range(3) if mask >> bit & 1] for mask in one]))

    left = uncovered(box, covers, Budget(), limit=1000)
    assert set().union(*map(cells, left)) == cells(box) - set().union(*map(cells, covers))
    assert sum(len(cells(piece)) for piece in left) == len(set().union(*map(cells, left)))


def codes(table: RoutingTable, taxonomy: Taxonomy) -> list[tuple[str, str, int]]:
    return [(p.level, p.code, p.location.line) for p in check_routing(table, taxonomy)]


RULES = """
rules:
  - {id: safety, when: {point: product.safety.*, polarity: negative, severity: ">= 3"}, then: {department: quality}}
  - {id: brake, when: {point: product.safety.brake, polarity: negative, severity: "4..5"}, then: {department: vip_desk}}
  - {id: never, when: {polarity: negative, score: "> 0"}, then: {department: quality}}
"""


def test_findings_have_place_level_and_example(make_table: Callable[..., RoutingTable], taxonomy: Taxonomy) -> None:
    found = check_routing(make_table(RULES), taxonomy)
    assert [(p.level, p.code, p.location.line) for p in found] == [
        ("info", "routing-gap", 1),
        ("warning", "routing-idle-department", 1),
        ("error", "routing-dead-row", 13),
        ("error", "routing-dead-row", 14),
    ]
    assert "safety（第 12 行）总是先命中；例：point=product.safety.brake, polarity=negative, severity=4" in str(
        found[2]
    )
    assert "price、brand 的观点会落到 default；例：point=price, polarity=negative" in str(found[0])


def test_unique_forbids_what_first_allows(make_table: Callable[..., RoutingTable], taxonomy: Taxonomy) -> None:
    found = codes(make_table(RULES, hit_policy="unique"), taxonomy)
    assert ("error", "routing-overlap", 14) in found
    assert ("error", "routing-overlap", 14) not in codes(make_table(RULES), taxonomy)


def test_several_rows_together_can_kill_one(make_table: Callable[..., RoutingTable], taxonomy: Taxonomy) -> None:
    rules = """
rules:
  - {id: low, when: {point: price, severity: "<= 2"}, then: {department: quality}}
  - {id: high, when: {point: price, severity: "> 2"}, then: {department: quality}}
  - {id: complaint, when: {point: price, intent: complaint}, then: {department: quality}}
"""
    (dead,) = [p for p in check_routing(make_table(rules), taxonomy) if p.code == "routing-dead-row"]
    assert "low（第 12 行）、high（第 13 行）" in dead.message.zh


def test_a_table_with_priorities_is_judged_in_their_order(
    make_table: Callable[..., RoutingTable], taxonomy: Taxonomy
) -> None:
    rules = """
rules:
  - {id: some, when: {point: price, severity: ">= 3"}, then: {department: quality, priority: P2}}
  - {id: all, when: {point: price}, then: {department: quality, priority: P0}}
"""
    found = check_routing(make_table(rules, hit_policy="priority"), taxonomy)
    assert [p.message.en.split(":")[0] for p in found if p.code == "routing-dead-row"] == ["row some can never act"]


def test_five_hundred_wide_rows_are_proved_within_the_budget(taxonomy: Taxonomy) -> None:
    luck = random.Random(7)
    choices: dict[str, list[str]] = {
        "point": ["product.safety.*", "price", "brand", "service.hotline"],
        "polarity": ["negative", "neutral"],
        "severity": [f"'>= {n}'" for n in range(5)],
        "intent": ["complaint", "[complaint, request]"],
        "confidence": [f"'>= 0.{n}'" for n in range(9)],
        "cause.kind": ["part", "people", "process"],
        "channel": ["hotline", "[app, store]"],
        "meta.nps": [f"'{n}..{n + 4}'" for n in range(6)],
        "meta.tier": ["vip", "g*"],
        "time.hours": ["'09:00-18:00'", "'20:00-06:00'"],
        "time.weekday": ["1-5", "weekend"],
        "text": ["[退车, 曝光]", "[起诉]"],
    }
    rows = []
    for _ in range(500):
        names = luck.sample(list(choices), luck.choice([2, 5, 8, 12]))
        rows.append({name: luck.choice(choices[name]) for name in names})
    table = parse_routing(load_yaml("t.yaml", written(rows)), taxonomy)
    found = check_routing(table, taxonomy)
    assert not [problem for problem in found if problem.code == "routing-undecided"]


def test_silent_rows_do_not_reach_praise(make_table: Callable[..., RoutingTable], taxonomy: Taxonomy) -> None:
    rules = """
rules:
  - {id: everything, then: {department: quality}}
  - {id: thanks, when: {polarity: positive}, then: {department: quality}}
"""
    table = make_table(rules)
    grid = grid_of(table, [compile_row(i, row) for i, row in enumerate(table.rows)], taxonomy)
    assert dead_rows(grid) == {}
    assert overlaps(grid) == []
