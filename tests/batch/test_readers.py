"""Every format gives the same utterances; what cannot be read is set aside with its reason."""

from __future__ import annotations

import datetime as dt
import io
import json
from pathlib import Path

import pandas as pd
import pytest

from vocnlp.batch.columns import choose_columns
from vocnlp.batch.readers import Reject, read
from vocnlp.errors import InputError
from vocnlp.types import Utterance

ROWS = [
    {"编号": "A1", "评论内容": "起步有点肉", "渠道": "论坛", "时间": "2026-03-05 09:07", "nps": 3, "车型": "远山 L6"},
    {"编号": "A2", "评论内容": "座椅很舒服，\n就是贵", "渠道": "热线", "时间": "2026/3/6", "nps": 9, "车型": "=1+1"},
]
FRAME = pd.DataFrame(ROWS)


def write(folder: Path, name: str) -> Path:
    path = folder / name
    match path.suffix:
        case ".csv":
            FRAME.to_csv(path, index=False)
        case ".tsv":
            FRAME.to_csv(path, index=False, sep="\t")
        case ".xlsx":
            FRAME.to_excel(path, index=False)
        case ".parquet":
            FRAME.to_parquet(path)
        case ".jsonl":
            path.write_text("\n".join(json.dumps(row) for row in ROWS), encoding="utf-8")
        case ".json":
            path.write_text(json.dumps(ROWS, ensure_ascii=False), encoding="utf-8")
    return path


def items(path: Path | io.BytesIO, **options: str) -> list[Utterance | Reject]:
    with read(path, **options) as reading:  # type: ignore[arg-type]
        return list(reading)


@pytest.mark.parametrize("name", ["a.csv", "a.tsv", "a.xlsx", "a.parquet", "a.jsonl", "a.json"])
def test_every_format_gives_the_same(tmp_path: Path, name: str) -> None:
    first, second = items(write(tmp_path, name))
    assert isinstance(first, Utterance) and isinstance(second, Utterance)
    assert ("A1", "起步有点肉", "论坛") == (first.id, first.text, first.channel)
    assert dt.datetime(2026, 3, 5, 9, 7) == first.time
    assert {"nps": 3, "车型": "远山 L6"} == dict(first.meta)
    assert "座椅很舒服，\n就是贵" == second.text and dt.datetime(2026, 3, 6) == second.time


@pytest.mark.parametrize("codec", ["gb18030", "utf-16", "utf-16-le", "utf-8-sig"])
def test_encoding_is_found_and_reported(tmp_path: Path, codec: str) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(FRAME.to_csv(index=False).replace("\n", "\r\n").encode(codec))
    with read(path) as reading:
        assert "文本列 评论内容（列名）" in reading.how
        assert ["A1", "A2"] == [item.id for item in reading if isinstance(item, Utterance)]


def test_plain_lines_and_pipes() -> None:
    pipe = io.BytesIO("起步有点肉\r\n\r\n座椅舒服\n".encode())
    assert [("1", "起步有点肉"), ("3", "座椅舒服")] == [(item.id, item.text) for item in items(pipe)]  # type: ignore[union-attr]


def test_json_lines_by_a_pipe_are_told() -> None:
    (item,) = items(io.BytesIO(b'{"text": "\\u597d", "meta": {"customer": {"tier": "vip"}}}\n'))
    assert isinstance(item, Utterance)
    assert {"customer.tier": "vip"} == dict(item.meta)


def test_turns_are_kept_apart(tmp_path: Path) -> None:
    path = tmp_path / "calls.jsonl"
    path.write_text('{"id": 1, "turns": [{"role": "agent", "text": "您好"}, {"role": "customer", "text": "打不通"}]}\n')
    (item,) = items(path)
    assert isinstance(item, Utterance)
    assert ["agent", "customer"] == [turn.role for turn in item.turns]


def test_bad_rows_are_rejected_with_reason(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text('{"text": "好"}\n{broken\n[1]\n{"text": {"a": 1}}\n"也好"\n', encoding="utf-8")
    found = items(path)
    assert [Utterance, Reject, Reject, Reject, Utterance] == [type(item) for item in found]
    reasons = [item.reason for item in found if isinstance(item, Reject)]
    assert "不是合法的 JSON" in reasons[0] and "应为对象或字符串" in reasons[1] and "must be a str" in reasons[2]
    assert (2, "{broken") == (found[1].number, found[1].raw)  # type: ignore[union-attr]


def test_unquoted_delimiter_is_rejected(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("id,text\n1,好\n2,好,就是贵\n3,贵\n", encoding="utf-8")
    found = items(path)
    assert isinstance(found[1], Reject) and "表头只有 2 列" in found[1].reason
    assert ["1", "3"] == [item.id for item in found if isinstance(item, Utterance)]


def test_broken_bytes_are_replaced_and_noted(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    rows = "".join(f"{number},座椅很舒服\n" for number in range(2, 9))
    path.write_bytes("id,text\n1,刹车".encode() + b"\xff\xfe" + f"异响\n{rows}".encode())
    with read(path) as reading:
        found = list(reading)
    assert "刹车��异响" == found[0].text  # type: ignore[union-attr]
    assert ["1 行有无法解码的字节，以 � 代替（首见第 2 行）"] == reading.notes


def test_unclosed_quote_is_noted(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text('id,text\n1,好\n2,"坏\n3,贵\n4,慢\n5,吵\n', encoding="utf-8")
    with read(path) as reading:
        assert 2 == len(list(reading))
    assert ["1 行有没闭合的引号？后面的行并进了一格（首见第 3 行）"] == reading.notes


def test_line_breaks_in_a_comment_are_no_unclosed_quote(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text('id,text\n1,"好\n很好\n非常好，就是贵\n"\n', encoding="utf-8")
    with read(path) as reading:
        assert 1 == len(list(reading))
    assert [] == reading.notes


def test_lone_surrogates_pass(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text('{"text": "打不通\\ud83d"}\n')
    assert "打不通\ud83d" == items(path)[0].text  # type: ignore[union-attr]


def test_megabyte_line(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(f"id,text\n1,{'座椅舒服。' * 200_000}\n", encoding="utf-8")
    assert 1_000_000 == len(items(path)[0].text)  # type: ignore[union-attr]


def test_unreadable_time_stays_as_a_field(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("text,time\n好,昨天\n", encoding="utf-8")
    with read(path) as reading:
        (item,) = reading
    assert isinstance(item, Utterance)
    assert item.time is None and {"time": "昨天"} == dict(item.meta)
    assert ["1 行的时间看不懂，留在 time 字段里（首见第 2 行）"] == reading.notes


def test_numbers_are_read_only_when_they_come_back_the_same(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("text,a,b,c,d\n好,3,007,2.5,1e3\n", encoding="utf-8")
    (item,) = items(path)
    assert isinstance(item, Utterance)
    assert {"a": 3, "b": "007", "c": 2.5, "d": "1e3"} == dict(item.meta)


def test_text_column_is_guessed_by_chinese(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("a,b,c\nx,座椅舒服,1\ny,,2\n", encoding="utf-8")
    with read(path) as reading:
        assert "文本列 b（汉字最多的一列）" in reading.how


def test_table_without_header(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("座椅很舒服，就是贵。\n打不通\n", encoding="utf-8")
    assert 2 == len(items(path))


@pytest.mark.parametrize("name", ["a.csv", "a.jsonl", "a.txt", "a.json", "a.tsv"])
def test_empty_file_has_no_rows(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"")
    with read(tmp_path / name) as reading:
        assert [] == list(reading) and "没有内容" in reading.how


def test_missing_column_names_those_that_exist() -> None:
    with pytest.raises(InputError) as caught:
        choose_columns(["id", "content", "nps"], [], wanted={"text": "contents"})
    assert "没有列 'contents'（text）；现有的列：id、content、nps。是不是 content？" == str(caught.value)


def test_no_text_column_is_said() -> None:
    with pytest.raises(InputError, match="请用 --text 列名"):
        choose_columns(["a", "b"], [{"a": 1, "b": "x"}])


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.xlsx", b"PK\x03\x04 no zip", "不是可读的 Excel 文件"),
        ("a.parquet", b"PAR1 nothing", "不是可读的 Parquet 文件"),
        ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1", "请另存为 .xlsx"),
        ("a.json", b"[1,", "不是合法的 JSON"),
    ],
)
def test_damaged_files_are_named(tmp_path: Path, name: str, content: bytes, message: str) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(InputError, match=message):
        read(tmp_path / name)


def test_missing_file_and_folder(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="没有这个文件"):
        read(tmp_path / "none.csv")
    with pytest.raises(InputError, match="是文件夹"):
        read(tmp_path)


def test_unknown_sheet_names_those_that_exist(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="没有工作表 'Sheet9'；现有：Sheet1"):
        read(write(tmp_path, "a.xlsx"), sheet="Sheet9")
