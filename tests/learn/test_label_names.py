"""A data set's own names for one category are counted together."""

from __future__ import annotations

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
