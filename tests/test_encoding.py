"""Every encoding that Chinese tables come in is told from its bytes."""

from __future__ import annotations

import pytest

from vocnlp.encoding import detect

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
