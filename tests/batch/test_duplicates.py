"""Default reviews, fillers, copies, near copies and templates are marked, and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from vocnlp.batch import duplicates
from vocnlp.batch.duplicates import KINDS, Mark, fold, mark, read_texts

DATA = yaml.safe_load(Path(duplicates.__file__).with_name("duplicates.yaml").read_text("utf-8"))
HITS = [(kind, text) for kind in DATA for text in DATA[kind]["examples"]["hits"]]
NOT = [(kind, text) for kind in DATA for text in DATA[kind]["examples"]["not"]]
LONG = "这款空调制冷很快，晚上睡觉声音也小，师傅安装认真，就是遥控器手感一般"


@pytest.mark.parametrize(("kind", "text"), HITS)
def test_pattern_examples(kind: str, text: str) -> None:
    assert read_texts().kind(text) == kind


@pytest.mark.parametrize(("kind", "text"), NOT)
def test_pattern_counter_examples(kind: str, text: str) -> None:
    assert read_texts().kind(text) != kind


def test_copies_ignore_punctuation_and_numbers() -> None:
    marks = mark([LONG, f"  {LONG}！！", "买了3次，每次都满意的好店", "买了5次，每次都满意的好店"])
    assert marks == [Mark("", 0), Mark("copy", 0), Mark("", 2), Mark("copy", 2)]


def test_near_copy_points_to_the_first() -> None:
    found = mark(["座椅太硬坐着腰疼", LONG, LONG.replace("一般", "不好")])[2]
    assert (found.kind, found.original) == ("near", 1)
    assert 0.8 <= found.similarity < 1


def test_template_needs_three() -> None:
    shell = "宝贝收到了，{}，和描述的一样，客服态度很好，物流也很快，下次还会再来光顾的"
    texts = [shell.format(word) for word in ("颜色很正", "做工精细没线头", "大小合适穿着舒服")]
    assert [m.kind for m in mark(texts)] == ["", "template", "template"]
    assert [m.kind for m in mark(texts[:2])] == ["", ""]


def test_different_texts_are_left_alone() -> None:
    texts = ["起步有点肉，高速超车费劲", "座椅很舒服，长途不累", "四S店电话打不通，等了三天", "油耗比上一代高不少"]
    assert mark(texts) == [Mark("", position) for position in range(4)]


def test_short_texts_are_near_to_nothing() -> None:
    assert [m.kind for m in mark(["味道不错", "味道不错哦", "味道不错"])] == ["", "", "copy"]


def test_every_kind_is_explained() -> None:
    assert {kind for kind, _ in HITS} | {"", "copy", "near", "template"} == set(KINDS)


TEXTS = st.lists(st.one_of(st.text(max_size=30), st.text("座椅很硬不好，。1", max_size=30), st.just(LONG)), max_size=12)


@given(TEXTS)
def test_marks_point_backwards_to_an_unmarked_or_equal_text(texts: list[str]) -> None:
    marks = mark(texts)
    assert len(marks) == len(texts)
    for position, found in enumerate(marks):
        assert 0 <= found.original <= position
        assert 0 <= found.similarity <= 1
        if found.kind in ("copy", "near", "template"):
            assert found.original < position
        if found.kind == "copy":
            assert fold(texts[found.original]) == fold(texts[position])


@given(TEXTS)
def test_marking_twice_marks_the_same(texts: list[str]) -> None:
    assert mark(texts) == mark(texts)
