"""Comments arrive packed, below titles, inside answers of services, or without a header; other files are named."""

from __future__ import annotations

import bz2
import gzip
import io
import json
import lzma
import zipfile
from pathlib import Path

import openpyxl
import pytest

from tests.batch.test_readers import items
from vocnlp.batch.readers import Reject, read
from vocnlp.errors import InputError
from vocnlp.types import Utterance

TABLE = "编号,评论内容\nA1,起步有点肉\nA2,座椅很舒服\n".encode()
EXPECTED = [("A1", "起步有点肉"), ("A2", "座椅很舒服")]


def zipped(**files: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name.replace("__dot__", "."), content)
    return out.getvalue()


def zstd(content: bytes) -> bytes:
    import pyarrow as pa

    return bytes(pa.Codec("zstd").compress(content, asbytes=True))


def workbook(**sheets: list[list[object]]) -> bytes:
    book, out = openpyxl.Workbook(), io.BytesIO()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.save(out)
    return out.getvalue()


def said(source: Path | io.BytesIO, **options: str) -> list[tuple[str, str]]:
    return [(item.id, item.text) for item in items(source, **options) if isinstance(item, Utterance)]


PACKED = {
    "a.csv.gz": gzip.compress(TABLE, mtime=0),
    "a.csv.bz2": bz2.compress(TABLE),
    "a.csv.xz": lzma.compress(TABLE),
    "a.csv.zst": zstd(TABLE),
    "a.zip": zipped(评论__dot__csv=TABLE, **{"__MACOSX/._评论.csv": b"x"}),
    "b.zip": zipped(评论__dot__xlsx=workbook(一=[["编号", "评论内容"], *map(list, EXPECTED)])),
    "c.jsonl.gz": gzip.compress(
        "".join(json.dumps({"编号": a, "评论内容": b}) + "\n" for a, b in EXPECTED).encode(), mtime=0
    ),
}


@pytest.mark.parametrize("name", PACKED)
def test_packed_files_are_opened(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(PACKED[name])
    assert EXPECTED == said(path)
    assert path.read_bytes() == PACKED[name]


def test_a_packed_table_and_a_workbook_from_a_pipe() -> None:
    class Pipe(io.BytesIO):
        def seekable(self) -> bool:
            return False

    assert EXPECTED == said(Pipe(PACKED["a.csv.gz"]), text="评论内容")
    assert EXPECTED == said(Pipe(PACKED["a.zip"]))
    assert EXPECTED == said(Pipe(workbook(一=[["编号", "评论内容"], *map(list, EXPECTED)])))


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.csv.gz", PACKED["a.csv.gz"][:-20], "解压时出错"),
        ("a.zip", zipped(a__dot__csv=TABLE, b__dot__csv=TABLE), "a.csv、b.csv。请先解压"),
        ("a.zip", zipped(), "（空）"),
        ("a.zip", zipped(a__dot__pdf=b"%PDF-1.7"), "里的 a.pdf 是文档（PDF）"),
        ("a.pdf", b"%PDF-1.7\n", "是文档（PDF）"),
        ("a.csv", b"\xff\xd8\xff\xe0\x00\x10JFIF", "是图片（JPEG）"),
        ("a.docx", zipped(**{"[Content_Types].xml": b"<x/>", "word/document.xml": b"<x/>"}), "是 Word"),
        ("a.txt", bytes(range(256)) * 20, "不像文本文件"),
        ("a.xls", b"<html><table><tr><td>\xe8\xaf\x84</td></tr></table>", "网页格式的表格"),
    ],
)
def test_what_is_no_table_is_named(name: str, content: bytes, message: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(InputError, match=message):
        items(path)


def test_a_few_control_characters_are_text(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes("起步有点肉\0\x01\n\x1b[31m座椅\x1b[0m很舒服\n".encode() * 3)
    assert 6 == len(said(path))


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.csv", "客户反馈汇总\n导出时间：2026-03-01\n编号,评论内容\nA1,起步有点肉\nA2,座椅很舒服\n"),
        ("b.csv", "客户反馈汇总,,\n,,\n编号,评论内容,nps\nA1,起步有点肉,3\nA2,座椅很舒服,\n"),
        ("c.csv", "sep=;\n编号;评论内容\nA1;起步有点肉\nA2;座椅很舒服\n"),
        ("d.xls", "编号\t评论内容\nA1\t起步有点肉\nA2\t座椅很舒服\n"),
        ("e.txt", "编号\t评论内容\nA1\t起步有点肉\nA2\t座椅很舒服\n"),
        ("f.json", json.dumps({"code": 0, "data": {"list": [{"编号": a, "评论内容": b} for a, b in EXPECTED]}})),
        ("g.json", "".join(json.dumps({"编号": a, "评论内容": b}) + "\n" for a, b in EXPECTED)),
    ],
)
def test_the_table_is_found_inside(name: str, content: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_text(content, encoding="utf-8")
    assert EXPECTED == said(path)


def test_a_title_above_the_header_of_a_sheet(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(workbook(一=[[None], ["客户反馈汇总"], ["编号", "评论内容"], *map(list, EXPECTED)]))
    with read(path) as reading:
        assert "工作表 一，表头在第 3 行" in reading.how
        assert ["起步有点肉", "座椅很舒服"] == [item.text for item in reading if isinstance(item, Utterance)]


def test_the_sheet_with_comments_is_found_and_others_are_told(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(workbook(说明=[["本表说明"]], 三月=[["编号", "评论内容"], *map(list, EXPECTED)], 空=[]))
    with read(path) as reading:
        assert "工作表 三月（另有 说明 没有读，用 --sheet 指定）" in reading.how
    assert EXPECTED == said(path)


def test_rows_without_a_header_lose_no_comment(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("1,起步有点肉\n2,座椅很舒服\n", encoding="utf-8")
    with read(path) as reading:
        assert "没有表头" in reading.how
        assert ["起步有点肉", "座椅很舒服"] == [item.text for item in reading if isinstance(item, Utterance)]


def test_a_table_from_a_pipe_is_told_by_its_header() -> None:
    assert EXPECTED == said(io.BytesIO(TABLE))
    assert [("1", "内容，很好")] == said(io.BytesIO("内容，很好\n".encode()))


def test_the_turns_of_one_conversation_are_no_rows(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text(json.dumps({"turns": [{"role": "agent", "text": "您好"}, {"role": "user", "text": "打不通"}]}))
    (item,) = items(path)
    assert isinstance(item, Utterance) and 2 == len(item.turns)


def test_fields_that_are_no_mapping_reject_their_row_only(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text('{"text": "好", "meta": "x"}\n{"text": "也好"}\n', encoding="utf-8")
    assert [Utterance, Utterance] == [type(item) for item in items(path)]
    assert not any(isinstance(item, Reject) for item in items(path))
