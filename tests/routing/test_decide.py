"""Decisions: which row takes which opinion, and what happens without a row."""

from __future__ import annotations

import datetime as dt
import pickle
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vocnlp.routing.decide import Router
from vocnlp.routing.explain import explain_routing
from vocnlp.routing.rows import ASKING
from vocnlp.routing.table import RoutingTable
from vocnlp.taxonomy.model import Taxonomy
from vocnlp.types.analysis import Analysis, Opinion
from vocnlp.types.text import Span


@pytest.fixture
def router(table: RoutingTable, taxonomy: Taxonomy) -> Router:
    return Router(table, taxonomy)


def essence(decisions: Any) -> list[tuple[str, str, str, tuple[str, ...]]]:
    return [(d.rule, d.department, d.priority, tuple(o.point for o in d.opinions)) for d in decisions]


def test_row_owner_and_default(router: Router, voice: Callable[..., Analysis], opinion: Callable[..., Opinion]) -> None:
    analysis = voice(opinion("product.safety.brake"), opinion("service.hotline", start=9), opinion("price", start=5))
    assert essence(router.decide(analysis)) == [
        ("safety-first", "quality", "P0", ("product.safety.brake",)),
        ("owner", "after_sales", "P2", ("service.hotline",)),
        ("default", "customer_care", "P3", ("price",)),
    ]


def test_reasons_name_the_row_and_the_values(
    router: Router, voice: Callable[..., Analysis], opinion: Callable[..., Opinion]
) -> None:
    (decision,) = router.decide(voice(opinion("product.safety")))
    assert decision.reasons == (
        "规则 safety-first（demo/routing.yaml:12）",
        "point = product.safety（条件 product.safety.*）",
        "polarity = negative（条件 negative）",
        "severity = 4（条件 >= 3）",
    )


def test_due_time_follows_row_department_and_calendar(
    router: Router, voice: Callable[..., Analysis], opinion: Callable[..., Opinion]
) -> None:
    analysis = voice(opinion("product.safety"), opinion("service.hotline"), opinion("price"))
    assert [decision.due for decision in router.decide(analysis)] == [
        dt.datetime(2026, 11, 20, 19, 0),
        dt.datetime(2026, 11, 23, 17, 0),
        None,
    ]
    later = router.decide(analysis, now=dt.datetime(2026, 11, 23, 9, 0))
    assert later[0].due == dt.datetime(2026, 11, 23, 11, 0)


def test_conditions_must_hold_for_the_same_opinion(
    make_table: Callable[..., RoutingTable],
    taxonomy: Taxonomy,
    voice: Callable[..., Analysis],
    opinion: Callable[..., Opinion],
) -> None:
    rules = "\nrules:\n  - {id: a, when: {point: price, score: '<= -0.5'}, then: {department: quality}}\n"
    router = Router(make_table(rules), taxonomy)
    assert [d.rule for d in router.decide(voice(opinion("price", -0.2), opinion("brand", -0.9)))] == ["default"]


def test_a_row_about_the_voice_takes_every_complaint(
    router: Router, voice: Callable[..., Analysis], opinion: Callable[..., Opinion]
) -> None:
    analysis = voice(opinion("price"), opinion("service.hotline"), meta={"customer.tier": "VIP"})
    assert essence(router.decide(analysis)) == [("vip-complaint", "vip_desk", "P1", ("price", "service.hotline"))]
    assert router.decide(analysis)[0].cc == ("head_office",)


def test_text_conditions_match_every_script(
    router: Router, voice: Callable[..., Analysis], opinion: Callable[..., Opinion]
) -> None:
    analysis = voice(opinion("price"), text="我要退車", meta={"customer.tier": "vip"})
    assert router.decide(analysis)[0].rule == "vip-complaint"


RULES = """
rules:
  - {id: all, when: {severity: ">= 1"}, then: {department: head_office, priority: P2}}
  - {id: price, when: {point: price}, then: {department: quality, priority: P1}}
"""


@pytest.mark.parametrize(
    ("policy", "expected"),
    [("first", ["all"]), ("unique", ["all"]), ("priority", ["price"]), ("collect", ["price", "all"])],
)
def test_hit_policies(
    policy: str,
    expected: list[str],
    make_table: Callable[..., RoutingTable],
    taxonomy: Taxonomy,
    voice: Callable[..., Analysis],
    opinion: Callable[..., Opinion],
) -> None:
    router = Router(make_table(RULES, hit_policy=policy), taxonomy)
    assert [decision.rule for decision in router.decide(voice(opinion("price")))] == expected


def test_row_without_department_keeps_the_owner(
    make_table: Callable[..., RoutingTable],
    taxonomy: Taxonomy,
    voice: Callable[..., Analysis],
    opinion: Callable[..., Opinion],
) -> None:
    rules = "\nrules:\n  - {id: urgent, when: {severity: '>= 4'}, then: {priority: P1}}\n"
    router = Router(make_table(rules), taxonomy)
    decisions = router.decide(voice(opinion("product.safety"), opinion("service.hotline"), opinion("price")))
    assert [(d.rule, d.department, d.priority) for d in decisions] == [
        ("urgent", "quality", "P1"),
        ("urgent", "after_sales", "P1"),
        ("urgent", "customer_care", "P1"),
    ]


def test_praise_becomes_a_case_only_where_a_row_asks_for_it(
    make_table: Callable[..., RoutingTable],
    taxonomy: Taxonomy,
    voice: Callable[..., Analysis],
    opinion: Callable[..., Opinion],
) -> None:
    happy = voice(opinion("service.hotline", 0.8), intent="praise", severity=0, polarity="positive")
    silent = "\nrules:\n  - {id: any, when: {point: service.*}, then: {department: quality}}\n"
    asking = "\nrules:\n  - {id: thanks, when: {point: service.*, polarity: positive}, then: {department: quality}}\n"
    assert Router(make_table(silent), taxonomy).decide(happy) == ()
    assert essence(Router(make_table(asking), taxonomy).decide(happy)) == [
        ("thanks", "quality", "P3", ("service.hotline",))
    ]
    assert essence(Router(make_table(silent, dispatch="all"), taxonomy).decide(happy))[0][0] == "any"


def test_question_about_a_point_goes_to_its_owner(
    router: Router, voice: Callable[..., Analysis], opinion: Callable[..., Opinion]
) -> None:
    asked = voice(opinion("service.hotline", 0.0), intent="question", severity=0, polarity="neutral")
    assert essence(router.decide(asked)) == [("owner", "after_sales", "P2", ("service.hotline",))]


def test_point_fields_and_time(
    make_table: Callable[..., RoutingTable],
    taxonomy: Taxonomy,
    voice: Callable[..., Analysis],
    opinion: Callable[..., Opinion],
) -> None:
    rules = """
rules:
  - {id: night, when: {journey: 售后, time.hours: "16:00-20:00", time.weekday: 1-5}, then: {department: quality}}
  - {id: mot, when: {mot: yes}, then: {department: head_office}}
  - {id: heavy, when: {weight: ">= 2"}, then: {department: head_office}}
"""
    router = Router(make_table(rules), taxonomy)
    analysis = voice(opinion("service.hotline"), opinion("product.safety.brake"), opinion("brand"))
    assert sorted(decision.rule for decision in router.decide(analysis)) == ["heavy", "mot", "night"]


def test_counts_come_from_the_history(
    make_table: Callable[..., RoutingTable],
    taxonomy: Taxonomy,
    voice: Callable[..., Analysis],
    opinion: Callable[..., Opinion],
) -> None:
    class Three:
        def count(self, what: str, days: int, *_: object) -> int:
            return {("customer_point", 30): 3}.get((what, days), 0)

    rules = "\nrules:\n  - {id: again, when: {count.customer_point.30d: '>= 3'}, then: {department: head_office}}\n"
    table = make_table(rules)
    analysis = voice(opinion("price"))
    assert [d.rule for d in Router(table, taxonomy, history=Three()).decide(analysis)] == ["again"]
    assert [d.rule for d in Router(table, taxonomy).decide(analysis)] == ["default"]


def test_router_pickles(router: Router, voice: Callable[..., Analysis], opinion: Callable[..., Opinion]) -> None:
    analysis = voice(opinion("price"))
    assert pickle.loads(pickle.dumps(router)).decide(analysis) == router.decide(analysis)


def test_explain_says_why_not_for_every_row(
    router: Router, voice: Callable[..., Analysis], opinion: Callable[..., Opinion]
) -> None:
    verdicts = explain_routing(router, voice(opinion("product.safety", text="刹车"), severity=2))
    assert [(verdict.row, verdict.outcome) for verdict in verdicts] == [
        ("safety-first", "failed"),
        ("vip-complaint", "failed"),
    ]
    assert str(verdicts[0]) == "safety-first（demo/routing.yaml:12）「刹车」：severity = 2（条件 >= 3）不成立"


def test_explain_says_which_row_was_faster(
    router: Router, voice: Callable[..., Analysis], opinion: Callable[..., Opinion]
) -> None:
    analysis = voice(opinion("product.safety"), meta={"customer.tier": "vip"})
    assert [(v.row, v.outcome, v.by) for v in explain_routing(router, analysis)] == [
        ("safety-first", "acted", ""),
        ("vip-complaint", "outranked", "safety-first"),
    ]


opinions = st.builds(
    lambda point, score: Opinion(
        point, "negative" if score < 0 else "positive" if score > 0 else "neutral", score, Span(0, 1), "x"
    ),
    st.sampled_from(["product.safety", "product.safety.brake", "service.hotline", "price", "brand", "gone"]),
    st.sampled_from([-0.9, -0.3, 0.0, 0.4]),
)


@pytest.fixture(scope="module")
def routers(make_table: Callable[..., RoutingTable], taxonomy: Taxonomy) -> dict[str, Router]:
    return {
        policy: Router(make_table(hit_policy=policy), taxonomy) for policy in ("first", "unique", "priority", "collect")
    }


@given(
    st.lists(opinions, max_size=4),
    st.sampled_from(["complaint", "praise", "other", "question", "suggestion", "request"]),
    st.integers(0, 5),
    st.sampled_from(["first", "unique", "priority", "collect"]),
)
def test_nothing_that_needs_an_answer_is_lost(
    routers: dict[str, Router],
    given_opinions: list[Opinion],
    intent: str,
    severity: int,
    policy: str,
) -> None:
    analysis = Analysis("退车", tuple(given_opinions), intent=intent, severity=severity)
    decisions = routers[policy].decide(analysis)
    covered = {id(opinion) for decision in decisions for opinion in decision.opinions}
    bad = {id(opinion) for opinion in analysis.opinions if opinion.polarity == "negative"}
    assert bad <= covered
    assert decisions or (intent not in ASKING and severity == 0)
    assert all(decision.department for decision in decisions)
    assert replace(analysis, decisions=decisions).decisions == decisions


def test_order_by_emphasis_puts_what_is_said_most_first(
    make_table: Callable[..., RoutingTable],
    taxonomy: Taxonomy,
    voice: Callable[..., Analysis],
    opinion: Callable[..., Opinion],
) -> None:
    letter = voice(
        opinion("product.safety", start=0), opinion("service.hotline", start=40), opinion("service.hotline", start=90)
    )
    order = {}
    for name in ("position", "emphasis"):
        table = replace(make_table("rules: []\n"), order=name)
        table.departments["quality"] = replace(table.departments["quality"], priority="P2")
        order[name] = [decision.department for decision in Router(table, taxonomy).decide(letter)]
    assert order == {"position": ["quality", "after_sales"], "emphasis": ["after_sales", "quality"]}


def test_two_rows_under_unique_lose_nothing_and_are_named(
    make_table: Callable[..., RoutingTable],
    taxonomy: Taxonomy,
    voice: Callable[..., Analysis],
    opinion: Callable[..., Opinion],
) -> None:
    router = Router(make_table(RULES, hit_policy="unique"), taxonomy)
    (decision,) = router.decide(voice(opinion("price")))
    assert (decision.rule, decision.department) == ("all", "head_office")
    assert [reason for reason in decision.reasons if reason.startswith("冲突")] == [
        "冲突：hit_policy 是 unique，但规则 price（demo/routing.yaml:14）也命中；按靠前的规则派单"
    ]
    (alone,) = router.decide(voice(opinion("brand")))
    assert not any(reason.startswith("冲突") for reason in alone.reasons)
