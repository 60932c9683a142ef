"""Quantities: every example of slots.yaml, the traps, and agreement with cn2an where it is right."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vocnlp.taxonomy import slots
from vocnlp.taxonomy.bound import parse_bound
from vocnlp.taxonomy.slots import slot_reader
from vocnlp.yamlsource import load_yaml

KINDS = load_yaml(Path(slots.__file__).with_name("slots.yaml")).plain()["kinds"]
EXAMPLES = [(kind, text, *bounds) for kind, facts in KINDS.items() for text, bounds in facts["examples"].items()]


@pytest.mark.parametrize(("kind", "text", "low", "high"), EXAMPLES)
def test_examples_of_the_data_file(kind: str, text: str, low: str, high: str) -> None:
    found = [(one.low, one.high, text[one.start : one.end]) for one in slot_reader().read(text) if one.kind == kind]
    assert (float(low), float(high), text.removeprefix("第")) in found


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("2020年买的", "时长"),
        ("三月提车", "时长"),
        ("第3天", "时长"),
        ("一块屏幕", "金额"),
        ("周三去的", "时长"),
        ("三年级的孩子", "时长"),
        ("两块电池", "金额"),
        ("完成了任务", "百分比"),
        ("一通过就提车", "次数"),
        ("13812345678", "时长"),
        ("数据不准", "数量"),
        ("一样的", "数量"),
        ("四川人", "数量"),
        ("65w快充", "金额"),
        ("4k屏很清晰", "金额"),
        ("三折叠手机", "折扣"),
        ("5月三日", "时长"),
        ("早上八点", "数量"),
        ("第三天", "数量"),
        ("千万不要买", "数量"),
    ],
)
def test_what_only_looks_like_a_quantity(text: str, kind: str) -> None:
    assert kind not in {one.kind for one in slot_reader().read(text)}


@pytest.mark.parametrize(
    ("text", "kind", "low", "high"),
    [
        ("等了半个多小时", "时长", 33, 57),
        ("一个小时二十分钟", "时长", 80, 80),
        ("不到两小时", "时长", 84, 118.8),
        ("两到三周", "时长", 20160, 30240),
        ("一年多了", "时长", 578160, 998640),
        ("超过10分钟", "时长", 10.1, 15),
        ("花了两万三", "金额", 23000, 23000),
        ("1万2买的", "数量", 12000, 12000),
        ("跑了三四十公里", "距离", 30000, 40000),
        ("上百次", "次数", 100, 200),
        ("1,200元", "金额", 1200, 1200),
        ("花20万买的", "金额", 200000, 200000),
        ("晚上三次", "次数", 3, 3),
        ("最近三天", "时长", 4320, 4320),
        ("20万公里", "距离", 200000000, 200000000),
        ("住了两晚", "时长", 2880, 2880),
        ("预约三次", "次数", 3, 3),
    ],
)
def test_intervals(text: str, kind: str, low: float, high: float) -> None:
    assert (low, high) in [(one.low, one.high) for one in slot_reader().read(text) if one.kind == kind]


@pytest.mark.parametrize(
    ("text", "bound", "holds"),
    [
        ("等了三天", ">=2天", True),
        ("等了一天", ">=2天", False),
        ("等了48小时", ">=2天", True),
        ("等了两天", ">2天", False),
        ("等了几分钟", "<=10分钟", True),
        ("等了十来分钟", ">=10分钟", True),
        ("等了三五天", "=4天", True),
        ("等了三五天", "=5..7天", True),
        ("等了三天", "=5..7天", False),
        ("等了一周", "=5到7天", True),
    ],
)
def test_a_vague_quantity_is_compared_by_its_middle(text: str, bound: str, holds: bool) -> None:
    operator = bound.rstrip("0123456789天到.分钟")
    parsed = parse_bound("时长", operator, bound[len(operator) :])
    assert parsed is not None
    (quantity,) = [one for one in slot_reader().read(text) if one.kind == "时长"]
    assert holds is parsed.holds(quantity)


def test_bounds_of_another_kind_are_refused() -> None:
    assert parse_bound("时长", ">=", "3公里") is None
    assert parse_bound("次数", ">=", "3") == (">=", 3.0, 3.0, "3")


@settings(deadline=None)
@given(st.integers(min_value=1, max_value=99999))
def test_numerals_agree_with_cn2an(number: int) -> None:
    cn2an = pytest.importorskip("cn2an")
    spoken = cn2an.an2cn(number, "low")
    assert slot_reader().numerals.parse(spoken) == (number, number)


@given(st.text(alphabet="一二三两几半十百千万个多天小时分钟块元次点0123456789.,w第 到-", max_size=30))
def test_quantities_lie_in_the_text_and_have_an_order(text: str) -> None:
    found = slot_reader().read(text)
    assert found == sorted(found, key=lambda one: (one.start, one.end, one.kind))
    for one in found:
        assert 0 <= one.start < one.end <= len(text)
        assert one.low <= one.high
