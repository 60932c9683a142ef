"""Who speaks in a conversation that was handed over as turns."""

from __future__ import annotations

import pytest

from vocnlp.types.utterance import Utterance


def roles(*names: object) -> list[str]:
    return [turn.role for turn in Utterance.of({"turns": [{"role": name, "text": "好"} for name in names]}).turns]


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (("agent", "customer"), ["agent", "customer"]),
        (("客服02", "用户"), ["agent", "customer"]),
        (("客服", "用戶"), ["agent", "customer"]),
        (("線上客服", "買家A"), ["agent", "customer"]),
        (("Bot", "User 1"), ["agent", "customer"]),
        (("店长", "路人", "顾客"), ["agent", "other", "customer"]),
        ((0, 1), ["customer", "customer"]),
    ],
)
def test_roles(names: tuple[object, ...], expected: list[str]) -> None:
    assert roles(*names) == expected


def test_without_a_known_customer_unknown_speakers_are_heard() -> None:
    assert roles("客服", "张小姐", "甲") == ["agent", "customer", "customer"]


def test_turns_of_strings_are_the_customers() -> None:
    utterance = Utterance.of({"turns": ["刹车异响", "修了三次"]})
    assert [(turn.role, utterance.text[turn.start : turn.end]) for turn in utterance.turns] == [
        ("customer", "刹车异响"),
        ("customer", "修了三次"),
    ]
