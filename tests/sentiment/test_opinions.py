"""How words become opinions: signs, scope, targets, and arithmetic that adds up."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import vocnlp
from vocnlp.types.analysis import MULTIPLIERS, Analysis, Opinion

# fmt: off
PIECES = [
    "座椅", "油耗", "客服", "服务态度", "价格", "舒服", "差", "高", "不", "没有", "很", "太", "有点", "，", "。",
    "但是", "不错", "希望", "吗？", "慢", "异响", "打不通", "、", "空间", "大", "觉得", "越来越", "😀",
]
# fmt: on


@pytest.fixture(scope="module")
def voc() -> vocnlp.Pipeline:
    """One car pack for the whole module."""
    return vocnlp.load("automotive")


def of(analysis: Analysis, point: str) -> Opinion:
    """Return the one opinion on a point."""
    found = [opinion for opinion in analysis.opinions if opinion.point == point]
    assert len(found) == 1, [(opinion.point, opinion.text) for opinion in analysis.opinions]
    return found[0]


@pytest.mark.parametrize(
    ("text", "polarity"),
    [
        ("座椅很舒服", "positive"),
        ("座椅不舒服", "negative"),
        ("座椅不是很舒服", "negative"),
        ("座椅一点都不舒服", "negative"),
        ("座椅并没有不舒服", "positive"),
        ("座椅没有想象中舒服", "negative"),
        ("希望座椅舒服", "neutral"),
        ("座椅舒服吗？", "neutral"),
    ],
)
def test_negation_and_mood_decide_the_sign(voc: vocnlp.Pipeline, text: str, polarity: str) -> None:
    assert of(voc.analyze(text), "product.comfort.seat").polarity == polarity


def test_degree_orders_the_scores(voc: vocnlp.Pipeline) -> None:
    scores = [of(voc.analyze(f"座椅{word}舒服"), "product.comfort.seat").score for word in ("不", "不太", "", "特别")]
    assert scores == sorted(scores)
    assert len(set(scores)) == len(scores)


def test_the_point_decides_what_a_word_means(voc: vocnlp.Pipeline) -> None:
    assert of(voc.analyze("油耗很高"), "product.energy.consumption").polarity == "negative"
    assert of(voc.analyze("配置很高"), "product.equipment").polarity == "positive"


def test_a_list_shares_its_opinion(voc: vocnlp.Pipeline) -> None:
    analysis = voc.analyze("内饰、外观和空间都不错")
    assert [opinion.polarity for opinion in analysis.opinions] == ["positive"] * 3


def test_an_opinion_goes_on_to_a_clause_without_a_subject(voc: vocnlp.Pipeline) -> None:
    seat = [opinion for opinion in voc.analyze("座椅包裹性不错，就是有点硬").opinions if "seat" in opinion.point]
    assert any(evidence.text == "硬" for opinion in seat for evidence in opinion.evidence)


def test_agents_do_not_give_opinions(voc: vocnlp.Pipeline) -> None:
    turns = [{"role": "agent", "text": "我们的座椅非常舒服"}, {"role": "customer", "text": "油耗太高了"}]
    assert {opinion.point for opinion in voc.analyze({"turns": turns}).opinions} == {"product.energy.consumption"}


@settings(max_examples=120, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=14).map("".join))
def test_every_score_is_the_sum_of_its_evidence(voc: vocnlp.Pipeline, text: str) -> None:
    for opinion in voc.analyze(text).opinions:
        total, term = 0.0, None
        for evidence in opinion.evidence:
            assert evidence.span.of(text) == evidence.text
            if evidence.kind in MULTIPLIERS:
                assert term is not None
                term *= evidence.weight
            else:
                total, term = total + (term or 0.0), evidence.weight
        total += term or 0.0
        assert -1.0 <= opinion.score <= 1.0
        assert opinion.span.of(text) == opinion.text
        if abs(total) <= 1.0 and opinion.score:
            assert opinion.score == pytest.approx(total, abs=1e-3)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=12).map("".join))
def test_results_are_equal_after_a_round_trip(voc: vocnlp.Pipeline, text: str) -> None:
    analysis = voc.analyze(text)
    assert Analysis.from_dict(analysis.to_dict()) == analysis


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("方向盘很轻，口误，很重", {"product.handling.steering": "negative"}),
        ("座椅很硬，说错了，是很软", {"product.comfort.seat": "positive"}),
        ("空调不制冷，啊不，制热不行", {"product.climate.heating": "negative"}),
        ("屏幕不清楚，说错了，是座椅，很硬", {"product.comfort.seat": "negative"}),
    ],
)
def test_a_correction_without_a_topic_keeps_the_topic(raw: str, expected: dict[str, str], voc: vocnlp.Pipeline) -> None:
    found = voc.analyze(raw).opinions
    assert {opinion.point: opinion.polarity for opinion in found} == expected
