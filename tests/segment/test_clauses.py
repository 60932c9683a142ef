"""Clauses: where they stand, how they join, who says them."""

from __future__ import annotations

import gc
import itertools
import pickle
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from vocnlp.normalize import normalize
from vocnlp.segment import connectives
from vocnlp.segment.clause import Clause
from vocnlp.segment.clauses import ClauseSplitter, Segments, split
from vocnlp.types.text import NormalizedText
from vocnlp.types.utterance import Turn


def plain(raw: str) -> NormalizedText:
    return NormalizedText(raw, raw, range(len(raw)), range(1, len(raw) + 1))


def parts(raw: str) -> list[str]:
    return [raw[clause.start : clause.end] for clause in split(plain(raw)).clauses]


def links(raw: str) -> list[str]:
    return [clause.link for clause in split(plain(raw)).clauses]


ENTRIES = yaml.safe_load(Path(connectives.__file__).with_name("connectives.yaml").read_text("utf-8"))["connectives"]
HITS = [(e["link"], text) for e in ENTRIES for text in e.get("examples", {}).get("hits", ())]
NOT = [text for e in ENTRIES for text in e.get("examples", {}).get("not", ())]


@pytest.mark.parametrize(("link", "marked"), HITS)
def test_connective_examples_split(link: str, marked: str) -> None:
    border = marked.index("|")
    clauses = split(plain(marked.replace("|", ""))).clauses
    assert border in [clause.start for clause in clauses]
    assert link in [clause.link for clause in clauses]


@pytest.mark.parametrize("text", NOT)
def test_connective_counter_examples_stay_whole(text: str) -> None:
    assert [(text, "")] == [(text[c.start : c.end], c.link) for c in split(plain(text)).clauses if c.link] or [
        ""
    ] * len(parts(text)) == links(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("起步有点肉，不过座椅很舒服；电话打了三次", ["起步有点肉", "不过座椅很舒服", "电话打了三次"]),
        ("屏幕、电池、拍照都不错", ["屏幕、电池、拍照都不错"]),
        ("屏幕，电池，拍照都不错", ["屏幕，电池，拍照都不错"]),
        ("大灯、小灯都不亮", ["大灯、小灯都不亮"]),
        ("服务态度很好、上菜速度快、味道也不错", ["服务态度很好", "上菜速度快", "味道也不错"]),
        ("好吃，大家都喜欢", ["好吃", "大家都喜欢"]),
        ("所谓的“智能”车机很卡", ["所谓的“智能”车机很卡"]),
        ("座椅（主驾）很硬", ["座椅（主驾）很硬"]),
        ("音质薄（和新耳机有关系）低音弱", ["音质薄", "和新耳机有关系", "低音弱"]),
        ("1、空间大2、油耗低3、好看", ["空间大", "油耗低", "好看"]),
        ("1.空间大 2.油耗低", ["空间大", "油耗低"]),
        ("1声音响2沉3颜色丑", ["声音响", "沉", "颜色丑"]),
        ("缺点：1位置偏2点餐慢，优点：1房间大2床舒服", ["缺点", "位置偏", "点餐慢", "优点", "房间大", "床舒服"]),
        ("1楼大厅2楼包间都很吵", ["1楼大厅2楼包间都很吵"]),
        ("1荤2素", ["1荤2素"]),
        ("我们1大2小，买1送1", ["我们1大2小", "买1送1"]),
        ("等了1小时催了2次", ["等了1小时催了2次"]),
        ("小米12、华为都用过", ["小米12、华为都用过"]),
        ("好吃😊服务也好👍", ["好吃", "服务也好"]),
        ("这车🚗真不错", ["这车🚗真不错"]),
        ("太慢了[笑哭]等了一周", ["太慢了", "等了一周"]),
        ("空间大 油耗高", ["空间大", "油耗高"]),
        ("model y 很好", ["model y 很好"]),
        ("价格1,299元，评8.5分，等3~5天，12:30到", ["价格1,299元", "评8.5分", "等3~5天", "12:30到"]),
        ("虽然便宜但是难吃", ["虽然便宜", "但是难吃"]),
        ("油耗高是因为胎压低", ["油耗高", "是因为胎压低"]),
        ("你们还有人管吗我打了三次电话", ["你们还有人管吗", "我打了三次电话"]),
        ("第一行\n第二行", ["第一行", "第二行"]),
        ("！！！", ["！！！"]),
        ("", []),
    ],
)
def test_parts(text: str, expected: list[str]) -> None:
    assert expected == parts(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("这车虽然便宜，但油耗高", ["concession", "contrast"]),
        ("因为下雨路上堵所以送晚了", ["cause", "result"]),
        ("一踩刹车就响", ["cause"]),
        ("如果坏了，谁负责", ["condition", ""]),
        ("冷却液漏了，服务却很差", ["", "contrast"]),
        ("可以接受，可能是我要求高，可送来的是凉的", ["", "", "contrast"]),
        ("不但好吃，而且便宜", ["sequence", "sequence"]),
        ("就是有点贵", [""]),
        ("嗯但是贵", ["contrast"]),
        ("第一天就坏了", [""]),
    ],
)
def test_links(text: str, expected: list[str]) -> None:
    assert expected == links(text)


def test_connective_is_a_range_of_the_text() -> None:
    text = "座椅舒服，不过油耗高"
    clause = split(plain(text)).clauses[1]
    assert clause.connective is not None
    assert text[slice(*clause.connective)] == "不过"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("请问保养多少钱", [True]),
        ("油耗高不高", [True]),
        ("质量好吗", [True]),
        ("质量好吗？很担心", [True, False]),
        ("空间大吗，我家五口人", [True, False]),
        ("时不时熄火", [False]),
        ("有人管没有？", [True]),
    ],
)
def test_questions(text: str, expected: list[bool]) -> None:
    assert expected == [clause.question for clause in split(plain(text)).clauses]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "上个月刚提的车跑了三千公里吧现在中控屏动不动就黑屏我去店里问了两次他们就说等厂家升级",
            ["上个月刚提的车跑了三千公里吧", "现在中控屏动不动就黑屏", "我去店里问了两次", "他们就说等厂家升级"],
        ),
        (
            "买的洗衣机到现在都没给我送过来客服说三天内到打电话问也没人接",
            ["买的洗衣机", "到现在都没给我送过来", "客服说三天内到", "打电话问也没人接"],
        ),
        (  # an object is no subject, and 酒吧 no particle
            "楼下那家酒吧吵得我们一家人整晚睡不着实在是受不了",
            ["楼下那家酒吧吵得我们一家人整晚睡不着实在是受不了"],
        ),
        ("等了半个多月也没人给我打电话通知一声真的是急死人", ["等了半个多月也没人给我打电话通知一声真的是急死人"]),
    ],
)
def test_what_is_said_in_one_breath_is_split_where_something_new_opens(text: str, expected: list[str]) -> None:
    assert expected == parts(text)


def test_of_a_breath_only_the_piece_that_asks_is_a_question() -> None:
    text = "中控屏动不动就黑屏去店里看过两次了他们就说等升级我就想问一下到底怎么办"
    assert [False, False, False, True] == [clause.question for clause in split(normalize(text)).clauses]


def test_reported_speech_is_quoted() -> None:
    text = "他说“没问题，放心用”，结果三天就坏了"
    assert [clause.quoted for clause in split(plain(text)).clauses] == [False, True, True, False]


def test_unclosed_quote_ends_with_the_line() -> None:
    text = "他说“没问题，放心用\n三天就坏了"
    assert [clause.quoted for clause in split(plain(text)).clauses] == [False, True, True, False]


def test_sentences_count_on() -> None:
    assert [clause.sentence for clause in split(plain("好，很好。不错！行")).clauses] == [0, 0, 1, 2]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("客服：您好。用户：车坏了。", [("您好", "agent"), ("车坏了", "customer")]),
        ("客服1：您好\n用户：车坏了\n客服1：抱歉", [("您好", "agent"), ("车坏了", "customer"), ("抱歉", "agent")]),
        ("[客服]您好[用户]车坏了", [("您好", "agent"), ("车坏了", "customer")]),
        ("客服：您好，请讲", [("您好", "agent"), ("请讲", "agent")]),
        (
            "客服：态度好，物流：快",
            [("客服", "customer"), ("态度好", "customer"), ("物流", "customer"), ("快", "customer")],
        ),
        ("客服(10:23:11)：您好 用户(10:23:15)：等了三天", [("您好", "agent"), ("等了三天", "customer")]),
    ],
)
def test_inline_speakers(text: str, expected: list[tuple[str, str]]) -> None:
    assert expected == [(text[c.start : c.end], c.role) for c in split(plain(text)).clauses]


def test_turns_set_roles_and_end_clauses() -> None:
    text = "您好请讲\n车坏了\n好的"
    turns = (Turn("agent", 0, 4), Turn("customer", 5, 8), Turn("agent", 9, 11))
    clauses = split(plain(text), turns).clauses
    assert [(text[c.start : c.end], c.role, c.sentence) for c in clauses] == [
        ("您好请讲", "agent", 0),
        ("车坏了", "customer", 1),
        ("好的", "agent", 2),
    ]


def test_at_finds_the_clause_or_the_nearest_before() -> None:
    segments = split(plain("好吃，便宜。"))
    assert [segments.at(position) for position in range(7)] == [0, 0, 0, 1, 1, 1, 1]
    assert Segments(()).at(3) == 0


def test_splitter_and_segments_pickle() -> None:
    splitter = pickle.loads(pickle.dumps(ClauseSplitter()))
    segments = splitter.split(plain("便宜但是难吃"))
    assert segments == pickle.loads(pickle.dumps(segments))


STOP_CHARACTERS = set(
    connectives.STOPS + connectives.RICH + connectives.BRACKETS + "、,:~.- []" + "123456789"
)  # what a border may swallow
ALPHABET = "空间大油耗高，。！？、“”（）就是不过因为所以但吗都了一1.2、 \n客服用户：[笑哭]😊a虽然的话我说错好不"


@given(st.one_of(st.text(max_size=60), st.text(ALPHABET, max_size=60)))
def test_clauses_tile_the_text(text: str) -> None:
    clauses = split(plain(text)).clauses
    position = 0
    for clause in clauses:
        assert isinstance(clause, Clause)
        assert position <= clause.start < clause.end <= len(text)
        position = clause.end
        if clause.connective:
            assert clause.start <= clause.connective[0] < clause.connective[1] <= clause.end
    sentences = [clause.sentence for clause in clauses]
    assert sorted(sentences) == sentences
    if not any(clause.role != "customer" for clause in clauses) and "客服" not in text and "用户" not in text:
        inside = {i for clause in clauses for i in range(clause.start, clause.end)}
        lost = [text[i] for i in range(len(text)) if i not in inside]
        assert all(c in STOP_CHARACTERS or c in "笑哭" or ord(c) > 0xFFFF or "[" in text for c in lost)


@given(st.text(ALPHABET, max_size=40), st.integers(0, 40), st.integers(0, 40))
def test_turns_tile_too(text: str, a: int, b: int) -> None:
    start, end = sorted((min(a, len(text)), min(b, len(text))))
    clauses = split(plain(text), (Turn("agent", start, end),)).clauses
    assert all(x.end <= y.start for x, y in itertools.pairwise(clauses))
    if start < end and len(clauses) > 1:
        assert all((start <= c.start < end) == (c.role == "agent") for c in clauses)


def test_a_long_text_leaves_the_garbage_collector_as_it_was() -> None:
    unit = "服务态度很好，但是物流慢。"
    text = normalize(unit * 10_000)
    few, many = split(normalize(unit)).clauses, split(text).clauses
    assert gc.isenabled()
    assert len(many) == 10_000 * len(few)
    gc.disable()
    try:
        assert split(text).clauses == many
        assert not gc.isenabled()
    finally:
        gc.enable()
