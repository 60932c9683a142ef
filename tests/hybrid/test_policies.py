"""How rules and model meet: every policy on the same utterances."""

from __future__ import annotations

import pytest

import vocnlp
from tests.learn.voices import LABELS, rows
from vocnlp.hybrid.combine import Hybrid
from vocnlp.learn.labels import CategoryMap, LabelMap, read_gold
from vocnlp.learn.train import examples_of, train_parts

ODD = "店员玩消消乐，价格太贵"


@pytest.fixture(scope="module")
def hybrid(base: vocnlp.Pipeline) -> Hybrid:
    return train_parts(examples_of(base, read_gold(rows(), LABELS)), LABELS).hybrid(base.pack.taxonomy)


def test_rule_leaves_the_rules_alone(base: vocnlp.Pipeline, hybrid: Hybrid) -> None:
    reading = base.read_rules(ODD)
    joined = hybrid.with_policy("rule").join(reading)
    assert reading.opinions == joined.opinions
    assert () == joined.verdicts


@pytest.mark.parametrize("policy", ["model", "rule_then_model", "vote"])
def test_the_model_adds_what_the_rules_miss(base: vocnlp.Pipeline, hybrid: Hybrid, policy: str) -> None:
    joined = hybrid.with_policy(policy).join(base.read_rules(ODD))
    assert "service" in {o.point.split(".")[0] for o in joined.opinions if o.source == "model"}


@pytest.mark.parametrize("policy", ["rule", "model", "rule_then_model", "vote"])
@pytest.mark.parametrize("text", ["", "。", "客服态度很好，价格太贵", ODD, "天气不错"])
def test_opinions_are_sorted_and_true_to_the_text(
    base: vocnlp.Pipeline, hybrid: Hybrid, policy: str, text: str
) -> None:
    opinions = hybrid.with_policy(policy).join(base.read_rules(text)).opinions
    assert sorted(opinions, key=lambda o: (o.span, o.point)) == list(opinions)
    for opinion in opinions:
        assert opinion.text == text[opinion.span.start : opinion.span.end]
        assert -1.0 <= opinion.score <= 1.0
        assert 0.0 <= opinion.confidence <= 1.0


def test_what_both_say_keeps_its_rule_and_its_arithmetic(base: vocnlp.Pipeline, hybrid: Hybrid) -> None:
    reading = base.read_rules("客服态度很好")
    kept = hybrid.join(reading).opinions
    assert [("rule", o.evidence, o.score) for o in reading.opinions] == [(o.source, o.evidence, o.score) for o in kept]


def test_points_outside_the_label_map_are_untouched(base: vocnlp.Pipeline, hybrid: Hybrid) -> None:
    reading = base.read_rules("包装破了")
    outside = [o for o in reading.opinions if not o.point.startswith(("service", "price"))]
    assert outside
    assert set(outside) <= set(hybrid.with_policy("model").join(reading).opinions)


def test_verdicts_say_who_said_what(base: vocnlp.Pipeline, hybrid: Hybrid) -> None:
    verdicts = {v.category: v for v in hybrid.join(base.read_rules(ODD)).verdicts}
    assert ("", "negative", "negative") == (verdicts["服务"].rule, verdicts["服务"].model, verdicts["服务"].result)


TREE = LabelMap.model_validate(
    {
        "dataset": "made-up",
        "pack": "base",
        "categories": {
            "服务": {"point": "service", "include": ["service.*"]},
            "态度": {"point": "service.attitude"},
        },
    }
)


def test_a_child_that_the_model_sees_implies_its_parent_without_a_second_opinion(base: vocnlp.Pipeline) -> None:
    given = [
        {**row, "aspects": [{**one, "category": "态度"} for one in row["aspects"] if one["category"] == "服务"]}
        for row in rows()
    ]
    tree = train_parts(examples_of(base, read_gold(given, TREE)), TREE).hybrid(base.pack.taxonomy)
    assert {"服务", "态度"} == set(tree.members["service.attitude"])
    joined = tree.join(base.read_rules("下班路过，店员玩消消乐"))
    assert {"服务", "态度"} <= {verdict.category for verdict in joined.verdicts if verdict.result}
    assert ["service.attitude"] == [o.point for o in joined.opinions if o.source == "model"]


def test_evidence_speaks_for_and_against(base: vocnlp.Pipeline, hybrid: Hybrid) -> None:
    raw = "店员玩消消乐，钱包没压力"
    for opinion in hybrid.with_policy("model").join(base.read_rules(raw)).opinions:
        if opinion.source != "model":
            continue
        pushes = [item for item in opinion.evidence if item.kind == "model"]
        assert pushes[0].weight > 0 and pushes[0].span == opinion.span
        assert all(item.text == raw[item.span.start : item.span.end] for item in opinion.evidence)
        assert "policy" == opinion.evidence[-1].kind and " model: rule " in opinion.evidence[-1].origin


def test_a_rule_on_a_child_that_the_model_refuses_is_an_opinion_on_the_parent(base: vocnlp.Pipeline) -> None:
    """These people file attitude under service at large, and keep the child for phones."""
    labels = TREE.model_copy(
        update={"categories": {"服务": TREE.categories["服务"], "热线": CategoryMap(point="service.attitude")}}
    )
    given = [{"text": f"{a}客服态度很差{b}", "aspects": NEGATIVE["服务"]} for a in "嗯唉啊哦" for b in "。，！"]
    given += [{"text": f"{a}听筒里全是忙音{b}", "aspects": NEGATIVE["热线"]} for a in "嗯唉啊哦" for b in "。，！"]
    joined = train_parts(examples_of(base, read_gold(given, labels)), labels).hybrid(base.pack.taxonomy)
    opinions = joined.join(base.read_rules("客服态度很差")).opinions
    assert [("service", "negative", "rule")] == [(o.point, o.polarity, o.source) for o in opinions]


NEGATIVE = {name: [{"category": name, "polarity": "negative"}] for name in ("服务", "热线")}


def test_a_point_of_two_categories_leaves_the_one_that_the_model_refuses(base: vocnlp.Pipeline) -> None:
    known = LABELS.model_dump()
    known["categories"]["价格"]["include"].append("service.attitude")
    shared = LabelMap.model_validate(known)
    hybrid = train_parts(examples_of(base, read_gold(rows(), shared)), shared).hybrid(base.pack.taxonomy)
    reading = base.read_rules("客服态度很好")
    assert ["service.attitude"] == [o.point for o in reading.opinions]
    assert ("价格", "服务") == tuple(sorted(hybrid.members["service.attitude"]))
    joined = hybrid.join(reading)
    assert {"价格": "", "服务": "positive"} == {verdict.category: verdict.result for verdict in joined.verdicts}
    assert ["service"] == [o.point for o in joined.opinions]
