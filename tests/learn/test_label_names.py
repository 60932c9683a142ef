"""What a label map makes of the labels and texts of a file."""

from __future__ import annotations

import pytest

from vocnlp.errors import InputError
from vocnlp.learn.labels import LabelMap, read_gold


def test_labels_are_counted_under_the_category_that_lists_them() -> None:
    labels = LabelMap.model_validate(
        {
            "dataset": "phones",
            "pack": "electronics",
            "categories": {
                "续航": {"point": "product.battery.life", "labels": ["待机", "*续航"]},
                "电池": {"point": "product.battery", "labels": ["电池续航"]},
            },
        }
    )
    names = {name: labels.category_named(name) for name in ("续航", "待机", "电池续航", "电池", "价格")}
    assert names == {"续航": "续航", "待机": "续航", "电池续航": "续航", "电池": "电池", "价格": "价格"}
    aspects = [
        {"category": "待机", "polarity": "positive"},
        {"category": "续航", "polarity": "positive"},
        {"category": "电池", "polarity": "doubt"},
    ]
    gold = next(read_gold([{"text": "待机很久", "aspects": aspects}], labels))
    assert gold.categories == {"续航": 2.0, "电池": 0.0}


TREE = LabelMap.model_validate(
    {
        "dataset": "made-up",
        "pack": "base",
        "categories": {
            "服务": {"point": "service", "include": ["service.*"]},
            "态度": {"point": "service.attitude"},
            "价格": {"point": "price", "include": ["price.*"]},
        },
    }
)


def test_a_child_implies_its_parents() -> None:
    said = [
        {"text": "爱答不理", "aspects": [{"category": "态度", "polarity": "negative"}]},
        {"text": "还行", "aspects": [{"category": c, "polarity": "positive"} for c in ("服务", "态度", "价格")]},
        {"text": "有人接", "aspects": [{"category": "服务", "polarity": "neutral"}]},
    ]
    assert [
        {"态度": -1.0, "服务": -1.0},
        {"服务": 2.0, "态度": 1.0, "价格": 1.0},
        {"服务": 0.0},
    ] == [gold.categories for gold in read_gold(said, TREE)]
    assert ("服务",) == TREE.parents_of("态度")


def test_categories_of_the_same_points_are_not_each_others_parents() -> None:
    both = TREE.model_copy(update={"categories": {"甲": TREE.categories["服务"], "乙": TREE.categories["服务"]}})
    assert () == both.parents_of("甲") == both.parents_of("乙")


def test_a_text_may_be_put_together_from_several_fields() -> None:
    labels = TREE.model_copy(update={"text": ["title", "body"]})
    given = [
        {"title": "投诉", "body": "客服没人理"},
        {"body": "只有正文"},
        {"turns": [{"role": "customer", "text": "喂"}]},
    ]
    texts = [gold.utterance.get("text") for gold in read_gold(given, labels)]
    assert ["投诉\n客服没人理", "只有正文", None] == texts
    with pytest.raises(InputError, match="title"):
        list(read_gold([{"content": "没有这些字段"}], labels))
