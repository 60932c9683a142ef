"""Labelled utterances of our own making: every combination of a few openings, judgements and endings."""

from __future__ import annotations

from itertools import product
from typing import Any

from vocnlp.learn.labels import LabelMap

LABELS = LabelMap.model_validate(
    {
        "dataset": "made-up",
        "pack": "base",
        "categories": {
            "服务": {"point": "service", "include": ["service.*"]},
            "价格": {"point": "price", "include": ["price.*"]},
        },
    }
)
WHOLE = LabelMap.model_validate(
    {"dataset": "made-up", "pack": "base", "polarity": {"good": "positive", "bad": "negative"}}
)
GROUPS = LabelMap.model_validate(
    {
        "dataset": "made-up",
        "pack": "base",
        "groups": {"服务": {"point": ["service", "service.*"]}, "价格": {"point": ["price", "price.*"]}},
    }
)
_SERVICE = {"positive": ["客服态度很好", "店员笑脸相迎"], "negative": ["客服爱答不理", "店员玩消消乐"]}
_PRICE = {"positive": ["价格实惠", "钱包没压力"], "negative": ["价格太贵", "钱包大出血"]}
_BEFORE = ["昨天去看了看，", "周末逛街，", "朋友推荐的，", ""]
_AFTER = ["，就说这些", "，记录一下", ""]


def rows() -> list[dict[str, Any]]:
    """Return 144 rows; half of them say what the rules of the base pack do not know."""
    made: list[dict[str, Any]] = []
    for category, phrases in (("服务", _SERVICE), ("价格", _PRICE)):
        for polarity, said in phrases.items():
            for before, phrase, after in product(_BEFORE, said, _AFTER):
                made.append(_row(len(made), f"{before}{phrase}{after}", {category: polarity}))
    for service, price in product(_SERVICE, _PRICE):
        for before, left, right in product(_BEFORE[:3], _SERVICE[service], _PRICE[price]):
            made.append(_row(len(made), f"{before}{left}，{right}", {"服务": service, "价格": price}))
    return made


def _row(number: int, text: str, found: dict[str, str]) -> dict[str, Any]:
    aspects = [{"category": category, "polarity": polarity} for category, polarity in found.items()]
    good = sum(1 if polarity == "positive" else -1 for polarity in found.values()) >= 0
    return {"id": str(number), "text": text, "aspects": aspects, "label": "good" if good else "bad"}
