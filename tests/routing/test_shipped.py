"""The routing tables that come with the program: proved, and rows that need signals and history act."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest

import vocnlp
from vocnlp.pack import load_pack
from vocnlp.routing.check import check_routing
from vocnlp.routing.decide import Router
from vocnlp.routing.store import CaseStore

PACKS = sorted(path.parent.name for path in Path("taxonomies").glob("*/routing.yaml"))


@pytest.mark.parametrize("name", PACKS)
def test_shipped_tables_have_no_errors(name: str) -> None:
    pack = load_pack(name)
    assert [str(p) for p in check_routing(pack.routing, pack.taxonomy) if p.level == "error"] == []


@pytest.mark.parametrize("name", ["automotive", "ecommerce", "hotel", "restaurant"])
def test_tables_of_these_packs_do_not_contradict_themselves(name: str) -> None:
    pack = load_pack(name)
    assert [p.code for p in check_routing(pack.routing, pack.taxonomy) if p.code != "routing-gap"] == []


@pytest.mark.parametrize(
    ("pack", "text", "rule"),
    [
        ("automotive", "修车说好两天交车，结果拖了九天", "promised-time-broken"),
        ("automotive", "座椅突然断裂，差点出事故", "danger-told"),
        ("ecommerce", "说好三天发货，结果等了九天才到", "promise-missed"),
        ("ecommerce", "退款催了五次都没人管", "run-around"),
        ("restaurant", "说好二十分钟上菜，结果等了一个小时", "promised-wait-broken"),
        ("restaurant", "叫了五次服务员都没人理", "asked-many-times"),
    ],
)
def test_gap_effort_and_safety_route(pack: str, text: str, rule: str) -> None:
    assert rule in [decision.rule for decision in vocnlp.load(pack).analyze(text).decisions]


@pytest.mark.parametrize(
    ("pack", "text", "times", "rule"),
    [
        ("automotive", "维修太差了，修了又坏", 3, "repair-comes-back"),
        ("ecommerce", "退款一直没人处理，太差了", 3, "comes-back-again"),
        ("restaurant", "服务员态度很差", 2, "guest-comes-back"),
    ],
)
def test_a_customer_who_comes_back_goes_to_somebody_else(pack: str, text: str, times: int, rule: str) -> None:
    voc = vocnlp.load(pack)
    with CaseStore(":memory:", table=voc.pack.routing) as store:
        router = Router(voc.pack.routing, voc.pack.taxonomy, history=store)
        rules = []
        for day in range(1, times + 1):
            said = voc.analyze(text, time=dt.datetime(2026, 11, day, 10), meta={"customer.id": "u1"})
            decisions = router.decide(said)
            store.ingest(replace(said, decisions=decisions))
            rules.append({decision.rule for decision in decisions})
    assert rule in rules[-1]
    assert all(rule not in earlier for earlier in rules[:-1])
