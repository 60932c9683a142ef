"""``vocnlp route`` and ``vocnlp simulate`` on a small file of comments."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from vocnlp.cli.app import main

COMMENTS = """id,content,time,customer.id
1,刹车突然失灵，差点追尾,2026-11-16 09:00,u1
2,4S店的电话打了三次都打不通,2026-11-16 10:00,u2
3,4S店的电话还是打不通,2026-11-17 10:00,u2
4,座椅很舒服,2026-11-18 10:00,u3
"""
SHEET = "规则,体验点,情感,责任部门,优先级\n热线,service.hotline,negative,quality,P1\n"


@pytest.fixture
def comments(tmp_path: Path) -> str:
    file = tmp_path / "comments.csv"
    file.write_text(COMMENTS, encoding="utf-8")
    return str(file)


def run(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as left:
        main([str(argument) for argument in arguments])
    out, err = capsys.readouterr()
    return int(left.value.code or 0), out, err


def test_route_keeps_cases_once(comments: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    call = ["route", comments, "-t", "automotive", "--store", tmp_path / "cases.db"]
    code, out, err = run(capsys, *call)
    assert code == 0 and "部门负荷" in out and "并入已有 1" in err
    assert "新工单 0，并入已有 0，重复的原声 4" in run(capsys, *call)[2]


def test_route_by_another_table(comments: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    sheet = tmp_path / "table.csv"
    sheet.write_text(SHEET, encoding="utf-8")
    out = run(capsys, "route", comments, "-t", "automotive", "--routing", sheet, "-f", "json", "-q")[1]
    rules = {decision["rule"] for line in out.splitlines() for decision in json.loads(line)["decisions"]}
    assert "热线" in rules


def test_route_reads_its_own_analyses(comments: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    saved = tmp_path / "analysis.jsonl"
    run(capsys, "analyze", comments, "-t", "automotive", "-o", saved, "-q")
    fresh, again = (run(capsys, "route", source, "-t", "automotive") for source in (comments, saved))
    assert again[1] == fresh[1]
    assert again[2].splitlines()[1:] == fresh[2].splitlines()[1:]
    assert "analysis.jsonl：UTF-8，已有的分析结果" in again[2].splitlines()[0]
    told = run(capsys, "route", saved, "-t", "automotive", "--time", "时间", "--text", "内容")
    assert told[1] == fresh[1]
    assert "--text、--time 不起作用" in told[2]


def test_simulate_prints_what_a_table_would_do(
    comments: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sheet = tmp_path / "table.csv"
    sheet.write_text(SHEET, encoding="utf-8")
    call = ["simulate", sheet, "--corpus", comments, "-t", "automotive", "--capacity", "quality=1"]
    code, out, _ = run(capsys, *call)
    assert code == 0 and "条原声的派单不同" in out and "热线×2" in out
    figures = json.loads(run(capsys, *call, "-f", "json")[1])
    assert (figures["voices"], figures["days"], figures["departments"]["quality"]["breaches"]) == (4, 3, 0)


def test_wrong_calls_are_explained(comments: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    sheet = tmp_path / "table.csv"
    sheet.write_text(SHEET, encoding="utf-8")
    call = ["simulate", sheet, "--corpus", comments, "-t", "automotive"]
    code, _, err = run(capsys, *call, "--capacity", "nobody=1")
    assert code == 2 and "没有部门 nobody" in err
    sheet.write_text(SHEET.replace("service.hotline", "service.hotlin"), encoding="utf-8")
    code, _, err = run(capsys, *call)
    assert code == 2 and "没有体验点 service.hotlin；是不是 service.hotline" in err
    code, _, err = run(capsys, "route", tmp_path / "missing.csv", "-t", "automotive")
    assert code == 2 and "missing.csv" in err
