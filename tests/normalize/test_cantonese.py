"""Cantonese: what people type, what only looks like it, and literals that meet their texts."""

from __future__ import annotations

import pytest

from vocnlp.normalize import Normalizer

NORMAL = Normalizer()


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("佢哋D態度好差", "他们些态度好差"),
        ("嗰D野好食", "那些东西好吃"),
        ("我晌門口等咗好耐", "我在门口等了很久"),
        ("呢度啲嘢平過隔離", "这里东西便宜过隔离"),
        ("整唔好部車", "修不好部车"),
        ("服務唔好，唔好去", "服务不好，不要去"),
        ("好唔好食㗎", "好不好吃"),
        ("一啲都唔啱", "一点都不对"),
    ],
)
def test_written_form(raw: str, expected: str) -> None:
    found = NORMAL.normalize(raw)
    assert (found.text, found.script) == (expected, "cantonese")
    assert NORMAL.normalize(found.text).text == found.text


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("等咗半晌先有維他命D", "等了半晌先有维他命d"),
        ("水平過低嘅服務", "水平过低的服务"),
        ("個app download唔到", "个app download不到"),
        ("車上有DVD", "车上有dvd"),
        ("唔，还行", "还行"),
    ],
)
def test_lookalikes_stay(raw: str, expected: str) -> None:
    assert NORMAL.normalize(raw).text == expected


@pytest.mark.parametrize("literal", ["入唔到", "整唔好", "开唔着", "冇人理", "唔够力", "等咗好耐"])
def test_a_short_literal_takes_the_form_of_its_texts(literal: str) -> None:
    form = NORMAL.pattern(literal)
    assert form == NORMAL.normalize(literal).text
    assert form in NORMAL.normalize(f"我部车成日{literal}，佢哋啲态度好差").text
