"""Why not: the nearest rule, the condition that failed, and that mending it makes the rule hit."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from vocnlp.segment.clauses import split
from vocnlp.tagging.whynot import WhyNot, why_not
from vocnlp.types.text import NormalizedText

Ask = Callable[..., list[WhyNot]]


@pytest.fixture
def ask(load: Callable[..., Any]) -> Ask:
    def ask(entries: list[Any], text: str, fields: dict[str, Any] | None = None, **point: Any) -> list[WhyNot]:
        yaml = {
            "points": {"p": {"name": "点", "negative": entries, **point}, "q": {"name": "别", "terms": ["客服电话"]}}
        }
        taxonomy = load(json.dumps(yaml, ensure_ascii=False))
        normalized = NormalizedText(text, text, range(len(text)), range(1, len(text) + 1))
        return why_not(taxonomy, "p", text, split(normalized), str.lower, (fields or {}).get)

    return ask


def reasons(found: list[WhyNot]) -> str:
    return "; ".join(reason.en for reason in found[0].reasons)


@pytest.mark.parametrize(
    ("entry", "text", "expected"),
    [
        ("客服..态度", "客服小王昨天下午说话的态度", "found 客服, 态度, needs 态度 within 6 characters of 客服, was 9"),
        ("客服..态度", "态度差的客服", "found 态度, 客服, in another order; write ~ for any order"),
        ("客服..态度", "客服来了，态度差", "found 客服, 态度, not in the same clause (scope)"),
        ("客服..态度", "客服来了", "found 客服, needs 态度"),
        ("等..<时长>=2天>", "等了一天", "found 等, needs <时长>=2天> (the text has 一天)"),
        ("打不通", "电话打了三次都不通", "needs 打不通 (the text has 打了三次都不通; a gap .. would do)"),
        ("没人接", "一直没人理", "needs 没人接 (the text has 没人 only)"),
        ({"match": "慢", "unless": "慢慢"}, "慢慢", "it lies inside unless 慢慢"),
        ({"match": "慢", "with": "客服"}, "太慢", "with: needs one of 客服 in the same clause"),
        ({"match": "慢", "without": "快递"}, "快递慢", "without: 快递 stands in the same clause"),
        ({"match": "慢", "when": {"nps": "<= 6"}}, "太慢", "when nps: <= 6, was 9"),
        ({"match": "满意", "negated": "only"}, "满意", "negated: only, a negator must stand in front"),
        (
            {"match": "慢", "with": "客服", "when": {"channel": "app"}},
            "太慢",
            "with: needs one of 客服 in the same clause; when channel: app, was None",
        ),
    ],
)
def test_the_condition_that_failed_is_named(ask: Ask, entry: Any, text: str, expected: str) -> None:
    assert expected == reasons(ask([entry], text, {"nps": 9}))


def test_what_wins_instead(ask: Ask) -> None:
    (found,) = ask(["电话"], "客服电话")
    assert found.winner is not None
    assert ("q", 1.0) == (found.winner.point.id, found.nearness)
    expected = "it matched, but q “客服电话” takes the characters: 4 characters against 2"
    assert expected == found.reasons[0].en


def test_the_nearest_entry_comes_first(ask: Ask) -> None:
    found = ask(["完全无关", "客服..态度", {"match": "客服", "with": "电话"}], "客服小王昨天下午说话的态度")
    assert ["客服", "客服..态度"] == [one.entry.source for one in found]


def test_nothing_to_say(ask: Ask) -> None:
    assert [] == ask(["打不通"], "打不通")
    assert [] == ask(["打不通"], "座椅很软")


def test_a_named_gap_mends_the_rule(ask: Ask) -> None:
    text = "客服小王昨天下午说话的态度"
    assert ask(["客服..8..态度"], text)
    assert [] == ask(["客服..9..态度"], text)
