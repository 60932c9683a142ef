"""``vocnlp mask``: lines in, lines out; columns of tables; nothing but personal data changes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner, Result

from vocnlp.cli.mask import command
from vocnlp.errors import InputError

LINES = "客服态度差，电话13800138000没人接\n\n订单号13912345678一直不发货\n"


def run(*arguments: str | Path, stdin: bytes = b"") -> Result:
    app = typer.Typer()
    app.command()(command)
    return CliRunner().invoke(app, [str(argument) for argument in arguments], input=stdin)


def test_lines_stay_lines(tmp_path: Path) -> None:
    source = tmp_path / "in.txt"
    source.write_text(LINES, encoding="utf-8")
    ran = run(source)
    assert (ran.exit_code, ran.stdout) == (0, LINES.replace("13800138000", "<手机:1>"))
    assert ran.stderr == "读取 in.txt：UTF-8，每行一条\n已脱敏 1 处：手机 1\n"


@pytest.mark.parametrize("encoding", ["gb18030", "utf-16", "utf-8-sig"])
def test_encodings(tmp_path: Path, encoding: str) -> None:
    source = tmp_path / "in.txt"
    source.write_bytes((LINES * 20).encode(encoding))
    assert run(source, "-q").stdout == (LINES * 20).replace("13800138000", "<手机:1>")


def test_standard_input() -> None:
    assert run("-", "-q", stdin=LINES.encode()).stdout == LINES.replace("13800138000", "<手机:1>")


def test_one_column_of_a_csv(tmp_path: Path) -> None:
    source, target = tmp_path / "in.csv", tmp_path / "out.csv"
    source.write_text('编号,内容,电话\n1,"王先生说，打13800138000",13912345678\n2,很好,\n', encoding="utf-8")
    assert run(source, "--text", "内容", "-o", target, "-q").exit_code == 0
    rows = target.read_text("utf-8-sig").splitlines()
    assert rows == ["编号,内容,电话", "1,<姓名:1>先生说，打<手机:1>,13912345678", "2,很好,"]


def test_json_lines_come_out_as_json_lines(tmp_path: Path) -> None:
    source = tmp_path / "in.jsonl"
    rows = [{"text": "邮箱a1@example.com", "tel": 13912345678, "n": 3}, {"text": None}]
    source.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    ran = run(source, "--text", "text", "--text", "tel", "-q")
    assert [json.loads(line) for line in ran.stdout.splitlines()] == [
        {"text": "邮箱<邮箱:1>", "tel": "<手机:1>", "n": 3},
        {"text": None, "tel": None},
    ]


def test_unreadable_rows_are_told(tmp_path: Path) -> None:
    source = tmp_path / "in.jsonl"
    source.write_text('{"text": "好"}\n{broken\n', encoding="utf-8")
    ran = run(source, "--text", "text")
    assert ran.exit_code == 1
    assert "1 行读不了" in ran.stderr


def test_wrong_column_names_the_columns(tmp_path: Path) -> None:
    source = tmp_path / "in.csv"
    source.write_text("编号,内容\n1,好\n", encoding="utf-8")
    ran = run(source, "--text", "内客")
    assert isinstance(ran.exception, InputError)
    assert "现有的列：编号、内容" in str(ran.exception)


def test_a_workbook_needs_a_column(tmp_path: Path) -> None:
    source = tmp_path / "in.xlsx"
    source.write_bytes(b"PK\x03\x04" + bytes(100))
    assert "--text" in str(run(source).exception)


def test_a_failed_run_leaves_no_file(tmp_path: Path) -> None:
    source, target = tmp_path / "in.csv", tmp_path / "out.xlsx"
    source.write_text("编号,内容\n1,好\n", encoding="utf-8")
    assert isinstance(run(source, "--text", "内容", "-o", target).exception, InputError)
    assert [path.name for path in tmp_path.iterdir()] == ["in.csv"]


def test_only_one_entity() -> None:
    assert run("-", "--entity", "mobile", "-q", stdin="王先生13800138000".encode()).stdout == "王先生<手机:1>"
