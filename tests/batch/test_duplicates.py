"""Default reviews, fillers, copies, near copies and templates are marked, and nothing else."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from vocnlp.batch.duplicates import Mark, Marker, mark
from vocnlp.normalize.boilerplate import fold

LONG = "这款空调制冷很快，晚上睡觉声音也小，师傅安装认真，就是遥控器手感一般"


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
    assert [m.kind for m in mark(["味道不错", "味道不错哦", "味道不错"])] == ["", "", ""]


def test_one_by_one_a_template_is_known_from_the_third() -> None:
    shell = "宝贝收到了，{}，和描述的一样，客服态度很好，物流也很快，下次还会再来光顾的"
    texts = [shell.format(word) for word in ("颜色很正", "做工精细没线头", "大小合适穿着舒服", "图案清晰")]
    marker = Marker()
    assert [marker.mark(text).kind for text in [*texts, texts[0], "默认好评"]] == [
        *("", "", "template", "template", "copy", "default")
    ]


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
