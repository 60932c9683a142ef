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
        ("個侍應好論盡，倒瀉晒碗湯", "个服务员好笨手笨脚，打翻晒碗汤"),
        ("黐線，排咗兩個鐘", "神经病，排了两个小时"),
        ("個蝦餃好正，落力推介", "个虾饺正点，大力推荐"),
        ("師傅手勢好掂", "师傅手势很棒"),
        ("客服話聽日送到，仲未到", "客服说明天送到，还没到"),
        ("佢哋話三日內覆我", "他们说三天内回复我"),
        ("頂唔順，成晚都咁嘈", "受不了，整晚都这么嘈"),
        ("今餐抵食夾大件，仲几好食", "今餐便宜又大份，还挺好吃"),
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
        ("佢哋好細心，唔會太細緻", "他们好细心，不会太细致"),
        ("呢支香水真係正品嚟架", "这支香水真是正品来架"),
        ("呢度收費好正常，唔算好正宗", "这里收费好正常，不太正宗"),
        ("啲嘢份量比我想像中多", "东西份量比我想象中多"),
        ("好平靜嘅地方，都几平稳", "好平静的地方，都几平稳"),
        ("我哋十三日去，住咗两日", "我们十三日去，住了两天"),
        ("抵達嗰日，抵押同抵扣都搞唔到", "抵达那日，抵押同抵扣都搞不到"),
        ("佢係好人，唔好笑佢", "他是好人，不要笑他"),
    ],
)
def test_lookalikes_stay(raw: str, expected: str) -> None:
    assert NORMAL.normalize(raw).text == expected


@pytest.mark.parametrize(
    "raw",
    [
        "师傅正在维修，明天抵达",
        "中伏天没空调，中伏的天气真难受",
        "抵押手续办了半个月",
        "正宗川菜，味道正，火候掂量得好",
        "论坛里说刹车有问题",
        "起伏很大，埋伏在角落里",
        "他正好也在，系好安全带再走",
        "昨晚睡得很好，早饭好吃",
        "好正常的价格，好细心的师傅",
    ],
)
def test_mandarin_is_left_alone(raw: str) -> None:
    found = NORMAL.normalize(raw)
    assert (found.text, found.script, found.edits) == (raw, "simplified", ())


@pytest.mark.parametrize("raw", ["中伏天沒冷氣真難受", "這價格好正常", "師傅正在維修，明天抵達", "抵押手續辦了半個月"])
def test_mandarin_in_traditional_characters_is_no_cantonese(raw: str) -> None:
    assert NORMAL.normalize(raw).script == "taiwan"


@pytest.mark.parametrize("literal", ["入唔到", "整唔好", "开唔着", "冇人理", "唔够力", "等咗好耐"])
def test_a_short_literal_takes_the_form_of_its_texts(literal: str) -> None:
    form = NORMAL.pattern(literal)
    assert form == NORMAL.normalize(literal).text
    assert form in NORMAL.normalize(f"我部车成日{literal}，佢哋啲态度好差").text
