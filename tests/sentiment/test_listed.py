"""One negator and what is listed behind it, negators side by side, and pairs that deny nothing."""

from __future__ import annotations

import pytest

import vocnlp


@pytest.fixture(scope="module")
def shop() -> vocnlp.Pipeline:
    """The pack of shops for the whole module."""
    return vocnlp.load("ecommerce")


@pytest.fixture(scope="module")
def meal() -> vocnlp.Pipeline:
    """The pack of restaurants for the whole module."""
    return vocnlp.load("restaurant")


@pytest.mark.parametrize(
    "text",
    [
        "没有异味或者破损", "不会卡顿或发热", "没有坏的或者烂的", "没有色差、异味、线头", "没有色差和异味",
        "不会掉毛、起球", "没有发热的问题或者卡顿", "杜绝了漏水和松动", "不担心掉色或者缩水", "沒有色差和異味",
    ],
)  # fmt: skip
def test_nothing_bad_is_left_of_a_list_that_is_denied(shop: vocnlp.Pipeline, text: str) -> None:
    analysis = shop.analyze(text)
    assert analysis.polarity == "positive"
    assert analysis.opinions
    assert all(opinion.score > 0 for opinion in analysis.opinions)


@pytest.mark.parametrize("text", ["没有耐心和诚意", "没有丝毫的热情、专业、耐心", "没有礼貌和耐心"])
def test_praise_in_a_list_is_denied_as_well(shop: vocnlp.Pipeline, text: str) -> None:
    assert all(opinion.score < 0 for opinion in shop.analyze(text).opinions)


@pytest.mark.parametrize("text", ["没有问题、价格便宜", "没有异味、质量很好", "没有色差和线头，很满意"])
def test_praise_beside_a_denied_fault_stays(shop: vocnlp.Pipeline, text: str) -> None:
    assert all(opinion.score > 0 for opinion in shop.analyze(text).opinions)


def test_a_fault_in_the_next_clause_stays(shop: vocnlp.Pipeline) -> None:
    scores = {opinion.point: opinion.score for opinion in shop.analyze("没有色差，异味很大").opinions}
    assert scores["product.color"] > 0 > scores["product.smell"]


def test_the_evidence_of_a_listed_fault_names_the_far_negator(shop: vocnlp.Pipeline) -> None:
    last = shop.analyze("没有色差、异味").opinions[-1]
    assert [(evidence.kind, evidence.text) for evidence in last.evidence if evidence.kind == "negation"] == [
        ("negation", "没有")
    ]


def test_what_is_missing_may_be_a_list(meal: vocnlp.Pipeline) -> None:
    assert [opinion.polarity for opinion in meal.analyze("没有醋和辣椒").opinions] == ["negative"] * 2
    assert [opinion.polarity for opinion in meal.analyze("没给餐具和番茄酱").opinions] == ["negative"] * 2
    assert meal.analyze("没给餐具，番茄酱").opinions[-1].polarity == "neutral"


@pytest.mark.parametrize(
    ("text", "polarity"),
    [
        ("没有异味也不难看", "positive"),
        ("没有赠品也没有优惠", "negative"),
        ("没有停车场也不方便", "negative"),
        ("不会很甜也不腻", "positive"),
        ("完全没道歉也不给换", "negative"),
    ],
)
def test_negators_side_by_side_do_not_deny_each_other(meal: vocnlp.Pipeline, text: str, polarity: str) -> None:
    assert meal.analyze(text).polarity == polarity


@pytest.mark.parametrize(
    ("text", "polarity"),
    [
        ("不打扫不通风", "negative"),
        ("无漏液、无破损、瓶体印刷完好", "positive"),
        ("冇乜汁冇乜味", "negative"),
        ("不服不行", "positive"),
        ("不折不扣的好人", "positive"),
    ],
)
def test_a_negator_said_twice_denies_twice_unless_both_say_must(
    shop: vocnlp.Pipeline, text: str, polarity: str
) -> None:
    assert shop.analyze(text).polarity == polarity


@pytest.mark.parametrize(
    "text", ["不是太小就是太大", "不是卡顿就是闪退", "客服不是敷衍就是推诿", "不是质量差，就是服务不好"]
)
def test_either_fault_is_a_fault(shop: vocnlp.Pipeline, text: str) -> None:
    assert all(opinion.score < 0 for opinion in shop.analyze(text).opinions)


@pytest.mark.parametrize("text", ["不是很贵就是了", "声音不是很吵"])
def test_not_a_fault_is_none(shop: vocnlp.Pipeline, text: str) -> None:
    assert all(opinion.score > 0 for opinion in shop.analyze(text).opinions)
