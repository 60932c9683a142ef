"""Every encoding that Chinese tables come in is told from its bytes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vocnlp.encoding import Rows, detect

SIMPLIFIED = "编号,评论内容\n1,起步有点肉，不过座椅很舒服\n2,客服电话打了三次都打不通\n"
TRADITIONAL = "編號,評論內容\n1,起步有點肉，不過座椅很舒服\n2,客服電話打了三次都打不通\n"
CASES = [
    *((codec, SIMPLIFIED) for codec in ("utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16", "utf-16-le", "utf-16-be")),
    *((codec, TRADITIONAL) for codec in ("utf-8", "big5", "big5hkscs", "gb18030", "utf-16-le", "utf-16-be")),
]


@pytest.mark.parametrize(("codec", "text"), CASES)
def test_told_from_bytes(codec: str, text: str) -> None:
    content = text.encode(codec)
    assert text == content.decode(detect(content, complete=True).codec)


@pytest.mark.parametrize(("codec", "text"), [("gb18030", "服务很差"), ("big5", "服務很差"), ("utf-8", "好")])
def test_one_short_comment_is_enough(codec: str, text: str) -> None:
    content = text.encode(codec)
    assert text == content.decode(detect(content, complete=True).codec)


def test_a_few_broken_bytes_do_not_change_the_verdict() -> None:
    content = (SIMPLIFIED * 3).encode()
    assert "utf-8" == detect(content[:40] + b"\xff\xfe\x80" + content[40:], complete=True).codec


def test_a_character_cut_at_the_end_of_the_sample_is_no_error() -> None:
    assert "utf-8" == detect(SIMPLIFIED.encode()[:-2]).codec


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be"])
def test_a_small_table_of_two_bytes_a_sign(codec: str) -> None:
    assert codec == detect("id,text\n1,起步肉\n2,座椅软\n".encode(codec), complete=True).codec


def test_a_stray_zero_is_no_second_half() -> None:
    assert "utf-8" == detect("id,text\n1,起步\0肉\n2,座椅舒服\n".encode(), complete=True).codec


def test_nothing_is_utf8() -> None:
    assert "utf-8" == detect(b"").codec


@pytest.mark.parametrize(("codec", "text"), [("gb18030", SIMPLIFIED), ("big5hkscs", TRADITIONAL)])
@pytest.mark.parametrize("most", ["utf-8", "the other"])
def test_rows_of_two_systems_keep_their_own(codec: str, text: str, most: str) -> None:
    rows = (text * 4).splitlines(keepends=True)
    few = {place for place in range(len(rows)) if place % 4 == 1}
    content = b"".join(
        row.encode("utf-8" if (place in few) != (most == "utf-8") else codec) for place, row in enumerate(rows)
    )
    found = Rows(detect(content, complete=True).codec)
    assert text * 4 == found.decode(content)
    assert {"utf-8": 9, codec: 3} if most == "utf-8" else {"utf-8": 3, codec: 9} == dict(found.counts)
    assert found.name.endswith("混用")


def test_a_second_encoding_may_come_late() -> None:
    found = Rows(detect(SIMPLIFIED.encode()).codec)
    assert SIMPLIFIED * 2 == found.decode(SIMPLIFIED.encode()) + found.decode(SIMPLIFIED.encode("gb18030"))
    assert "UTF-8（3 行）与 GB18030（3 行）混用" == found.name


# Two signs of GB18030 that are two signs of UTF-8 as well (лл, ˾ͽ), or one and a letter (鐟o); 靚！ in Big5 (鼡I).
@pytest.mark.parametrize(
    ("codec", "rows"),
    [("gb18030", ["谢谢", "司徒", "太", "23掳", "鐘無", "服务很好"]), ("big5hkscs", ["靚！", "服務很好"])],
)
def test_what_could_be_utf8_by_chance_is_not(codec: str, rows: list[str]) -> None:
    text = "".join(f"{row}\n" for row in rows)
    found = Rows(codec)
    assert text == found.decode(text.encode(codec))
    assert {codec: len(rows)} == dict(found.counts)


def test_few_signs_are_utf8_among_rows_of_utf8() -> None:
    rows = [
        "服务很好".encode(),
        "23°".encode(),
        "漂亮".encode(),
        "谢谢".encode("gb18030"),
        "客服很差".encode("gb18030"),
    ]
    assert ["服务很好", "23°", "漂亮", "谢谢", "客服很差"] == Rows("utf-8").decode(b"\n".join(rows)).split("\n")


SHORT = {
    "gb18030": "好 差 贵 慢 快 赞 棒 烂 坑 值 香 哦 不错 还行 很好 一般 满意 太差 谢谢 漂亮 喜欢 垃圾 好a 贵1 差！",
    "big5hkscs": "好 差 貴 慢 快 讚 棒 爛 值 香 坑 哦 不錯 還行 很好 一般 滿意 太差 謝謝 靠譜 漂亮 喜歡 好a 貴1 差！",
}


@pytest.mark.parametrize("codec", SHORT)
@given(data=st.data())
def test_short_comments_of_two_systems(codec: str, data: st.DataObject) -> None:
    """Every row is of either system, one character of three bytes or of two; other columns are digits."""
    row = st.tuples(st.sampled_from(SHORT[codec].split()), st.sampled_from(["utf-8", codec]))
    rows = data.draw(st.lists(row, min_size=1, max_size=30))
    shape = data.draw(st.sampled_from(["{}\n", "7,{}\n", "7,{},5\n"]))
    long = "服务很好，就是有点慢" if codec == "gb18030" else "服務很好，就是有點慢"
    told = [(long, "utf-8"), (long, codec), *rows]
    content = b"".join(shape.format(text).encode(how) for text, how in told)
    found = Rows(detect(content, complete=True).codec)
    assert "".join(shape.format(text) for text, _ in told) == found.decode(content)


@pytest.mark.parametrize("junk", [b"\xff\xfe\x80", "😂".encode("utf-16-be"), b"\xed\xa0\xbd\xed\xb8\x82", b"100\xa0km"])
def test_broken_bytes_are_no_second_encoding(junk: bytes) -> None:
    content = SIMPLIFIED.encode() + b"3," + junk + b"\n" + SIMPLIFIED.encode()
    found = Rows(detect(content, complete=True).codec)
    assert SIMPLIFIED in found.decode(content)
    assert "UTF-8" == found.name
