"""Who speaks in a conversation that was handed over as turns."""

from __future__ import annotations

import datetime as dt

import pytest

from vocnlp.errors import InputError
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


@pytest.mark.parametrize("given", [{"text": "好", "meta": "vip"}, {"text": "好", "meta": [1]}])
def test_fields_must_be_a_mapping(given: object) -> None:
    with pytest.raises(InputError, match="'meta' must be a mapping"):
        Utterance.of(given)
    with pytest.raises(InputError, match="'meta' must be a mapping"):
        Utterance.of("好", meta="vip")  # type: ignore[arg-type]


@pytest.mark.parametrize("time", ["2026年3月5日 9:07", "2026/3/5 09:07", "2026-03-05T09:07"])
def test_times_are_read_as_in_files(time: str) -> None:
    assert dt.datetime(2026, 3, 5, 9, 7) == Utterance.of({"text": "好", "time": time}).time
