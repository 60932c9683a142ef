"""The rule tagger: who owns a span, what blocks a hit, and what must never matter."""

from __future__ import annotations

import json
import pickle
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from vocnlp.segment.clauses import split
from vocnlp.tagging.automaton import Vocabulary
from vocnlp.tagging.rules import RuleTagger
from vocnlp.taxonomy.load import load_taxonomy
from vocnlp.types.text import NormalizedText

PACK = """
taxonomy: t
points:
  car:
    name: 车
    terms: [车]
    children:
      seat:
        name: 座椅
        terms: [座椅, 座椅加热, 加热功能]
        negative: [加热慢, 坐着..腰疼, 座椅..塌]
        positive: [座椅..包裹]
        unless: [儿童座椅]
      smell:
        name: 异味
        terms: [异味, 味道]
        negative: [座椅..异味]
  service:
    name: 服务
    terms: [客服, 服务]
    children:
      hotline:
        name: 热线
        terms: [客服电话, 客服..电话]
        negative: [打不通]
"""


def shown(mentions: list[Any], text: str) -> list[tuple[str, str, str]]:
    return [(mention.point.id, mention.kind, text[mention.start : mention.end]) for mention in mentions]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("座椅舒服", [("car.seat", "term", "座椅")]),
        ("车座椅", [("car", "term", "车"), ("car.seat", "term", "座椅")]),
        # more matched characters win over the term inside
        ("座椅有点异味", [("car.smell", "negative", "座椅有点异味")]),
        ("打客服电话", [("service.hotline", "term", "客服电话")]),
        # a term in the gap of another point's expression does not count again
        ("坐着这车腰疼", [("car.seat", "negative", "坐着这车腰疼")]),
        # the same point: one mention, the expression leads
        ("座椅加热慢", [("car.seat", "negative", "座椅加热慢")]),
        ("座椅加热功能", [("car.seat", "term", "座椅加热功能")]),
        ("座椅都塌了", [("car.seat", "negative", "座椅都塌")]),
        # apart: two mentions
        ("座椅好坐着却腰疼", [("car.seat", "term", "座椅"), ("car.seat", "negative", "坐着却腰疼")]),
        # unless belongs to the point that says it
        ("儿童座椅松了", []),
        ("儿童座椅有异味", [("car.smell", "negative", "座椅有异味")]),
        ("儿童座椅松了但是座椅舒服", [("car.seat", "term", "座椅")]),
        # never across a clause
        ("客服好，电话打不通", [("service", "term", "客服"), ("service.hotline", "negative", "打不通")]),
    ],
)
def test_one_span_one_point(
    text: str, expected: list[tuple[str, str, str]], load: Callable[..., Any], tagger: Callable[..., Any]
) -> None:
    assert expected == shown(tagger(load(PACK))(text), text)


def pack(*points: tuple[str, dict[str, Any]]) -> str:
    shaped = {name: {"name": name, **facts} for name, facts in points}
    return json.dumps({"taxonomy": "t", "points": shaped}, ensure_ascii=False)


def test_priority_then_file_order_decide_equal_claims(load: Callable[..., Any], tagger: Callable[..., Any]) -> None:
    equal = tagger(load(pack(("a", {"terms": ["慢"]}), ("b", {"terms": ["慢"]}))))
    assert [mention.point.id for mention in equal("慢")] == ["a"]
    ranked = tagger(load(pack(("a", {"terms": ["慢"]}), ("b", {"terms": [{"match": "慢", "priority": "1"}]}))))
    assert [mention.point.id for mention in ranked("慢")] == ["b"]


def test_a_deeper_point_wins_over_priority(load: Callable[..., Any], tagger: Callable[..., Any]) -> None:
    child = {"c": {"name": "c", "terms": ["慢"]}}
    tag = tagger(load(pack(("a", {"terms": [{"match": "慢", "priority": "9"}], "children": child}))))
    assert [mention.point.id for mention in tag("慢")] == ["a.c"]


def test_an_overlay_wins_over_its_base(tmp_path: Path, tagger: Callable[..., Any]) -> None:
    (tmp_path / "base.yaml").write_text(pack(("a", {"terms": ["慢"]})), encoding="utf-8")
    (tmp_path / "over.yaml").write_text(pack(("b", {"terms": ["慢"]})), encoding="utf-8")
    base = load_taxonomy(tmp_path / "base.yaml")
    tag = tagger(load_taxonomy(tmp_path / "over.yaml", base=base))
    assert ["b"] == [mention.point.id for mention in tag("慢")]


def test_a_mention_knows_its_entry_clause_and_pieces(load: Callable[..., Any], tagger: Callable[..., Any]) -> None:
    tag = tagger(load(PACK))
    (mention,) = tag("不错，坐着两小时腰疼")
    assert (mention.entry.source, mention.entry.weight, mention.entry.priority) == ("坐着..腰疼", 0.8, 0)
    assert mention.entry.origin.endswith("taxonomy.yaml:11")
    assert (mention.clause, mention.pieces, mention.matched) == (1, ((3, 5), (8, 10)), 4)


def test_an_expression_is_found_as_often_as_it_stands(load: Callable[..., Any], tagger: Callable[..., Any]) -> None:
    tag = tagger(load(PACK))
    assert [(mention.start, mention.end) for mention in tag("客服他接电话，客服又不接电话")] == [(0, 6), (7, 14)]


def test_an_expression_takes_the_nearest_piece(load: Callable[..., Any], tagger: Callable[..., Any]) -> None:
    text = "客服客服的电话"
    assert [text[m.start : m.end] for m in tagger(load(PACK))(text)] == ["客服", "客服的电话"]


def test_since_until_and_fields_come_from_the_caller(load: Callable[..., Any], tagger: Callable[..., Any]) -> None:
    tag = tagger(load(pack(("a", {"terms": [{"match": "慢", "when": {"customer.tier": ["vip"]}}]}))))
    assert tag("慢") == []
    assert len(tag("慢", **{"customer.tier": "VIP"})) == 1


def test_pickled_tagger_gives_the_same_mentions(load: Callable[..., Any]) -> None:
    vocabulary = Vocabulary()
    tagger = RuleTagger.build(load(PACK), vocabulary, str.lower)
    text = "座椅有点异味，客服电话打不通"
    normalized = NormalizedText(text, text, range(len(text)), range(1, len(text) + 1))
    segments, hits = split(normalized), vocabulary.compile().scan(text)
    again = pickle.loads(pickle.dumps(tagger))
    assert tagger.tag(text, segments, hits) == again.tag(text, segments, hits)


def test_empty_text(load: Callable[..., Any], tagger: Callable[..., Any]) -> None:
    assert tagger(load(PACK))("") == []


WORDS = ["甲", "乙", "丙", "甲乙", "乙丙", "甲..丙", "乙~甲", "(甲|丙)乙", "丙..2..甲", "甲乙丙"]
POINTS = st.lists(
    st.tuples(
        st.lists(st.sampled_from(WORDS), min_size=1, max_size=3, unique=True),
        st.lists(st.sampled_from(WORDS), max_size=2, unique=True),
        st.lists(st.sampled_from(["甲乙", "乙乙", "丙甲丙"]), max_size=1),
    ),
    min_size=2,
    max_size=6,
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(POINTS, st.text(alphabet="甲乙丙丁，", max_size=20), st.randoms(use_true_random=False))
def test_shuffling_points_changes_no_result(
    load: Callable[..., Any], tagger: Callable[..., Any], points: list[Any], text: str, order: random.Random
) -> None:
    """Priorities that differ per point leave file order nothing to decide."""
    facts = [
        (
            f"p{index}",
            {
                "terms": [{"match": word, "priority": str(index)} for word in terms],
                "negative": [{"match": word, "priority": str(index)} for word in negative],
                "unless": unless,
            },
        )
        for index, (terms, negative, unless) in enumerate(points)
    ]
    expected = shown(tagger(load(pack(*facts)))(text), text)
    order.shuffle(facts)
    assert expected == shown(tagger(load(pack(*facts)))(text), text)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(POINTS, st.text(alphabet="甲乙丙丁，啊 ", max_size=24))
def test_mentions_are_independent(
    load: Callable[..., Any], tagger: Callable[..., Any], points: list[Any], text: str
) -> None:
    facts = [(f"p{index}", {"terms": terms, "negative": negative}) for index, (terms, negative, _) in enumerate(points)]
    mentions = tagger(load(pack(*facts)))(text)
    owned = [place for mention in mentions for start, end in mention.pieces for place in range(start, end)]
    assert len(owned) == len(set(owned))
    assert mentions == sorted(mentions, key=lambda mention: (mention.start, mention.end))
    for mention in mentions:
        assert mention.pieces[0][0] == mention.start < mention.end == mention.pieces[-1][1] <= len(text)
