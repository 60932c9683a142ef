"""The figures of a corpus on the command line: the index and why it changed."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., Any]


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Comments of two months: what was good in May is bad in June, on the hotline."""
    rows = [["text", "channel", "time", "tier"]]
    for month, said in (("05", "茶很好喝"), ("06", "茶太难喝了")):
        rows += [[f"{said}，第{day}次来", "热线", f"2026-{month}-{day:02}", "vip"] for day in range(1, 11)]
        rows += [[f"排队太久了，来了{day}次", "门店", f"2026-{month}-{day:02}", ""] for day in range(1, 7)]
    file = tmp_path_factory.mktemp("measures") / "two_months.csv"
    with file.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows(rows)
    return file


def test_index_as_table_json_and_csv(vocnlp_cli: Run, corpus: Path, tmp_path: Path) -> None:
    table = vocnlp_cli("index", corpus, "-t", "pack")
    assert 0 == table.code and "全部" in table.out.splitlines()[4]
    assert "计入原声 32 条" in table.err
    rows = json.loads(vocnlp_cli("index", corpus, "-t", "pack", "-f", "json").out)
    assert ("", 32) == (rows[0]["point"], rows[0]["judging"])
    assert all(row["low"] <= row["index"] <= row["high"] for row in rows if row["index"] is not None)
    assert 0 == vocnlp_cli("index", corpus, "-t", "pack", "-f", "csv", "-o", tmp_path / "index.csv").code
    read = list(csv.DictReader(io.StringIO((tmp_path / "index.csv").read_text(encoding="utf-8"))))
    assert [row["point"] for row in rows] == [row["point"] for row in read]


def test_index_by_month_and_by_field(vocnlp_cli: Run, corpus: Path) -> None:
    rows = json.loads(vocnlp_cli("index", corpus, "-t", "pack", "--by", "month", "-f", "json").out)
    may, june = (
        next(row["index"] for row in rows if row["group"] == month and not row["point"])
        for month in ("2026-05", "2026-06")
    )
    assert may > june
    assert "门店" in vocnlp_cli("index", corpus, "-t", "pack", "--by", "channel").out.splitlines()[2]
    unknown = vocnlp_cli("index", corpus, "-t", "pack", "--by", "colour")
    assert 2 == unknown.code and "没有一条原声有字段 colour" in unknown.err


def test_change_tells_the_planted_effect(vocnlp_cli: Run, corpus: Path) -> None:
    told = vocnlp_cli("change", corpus, "-t", "pack", "--since", "2026-06-01", "--by", "channel", "-f", "json")
    found = json.loads(told.out)
    assert abs(sum(one["sum"] for one in found["effects"]) - (found["after"] - found["before"])) < 1e-3
    assert "热线" == found["segments"][0]["segment"] and found["segments"][0]["rate"] < -10
    table = vocnlp_cli("change", corpus, "-t", "pack", "--since", "2026-06-01", "--by", "channel")
    assert table.out.startswith("体验指数 ") and "热线" in table.out


@pytest.mark.parametrize("arguments", [[], ["--since", "2026-6-1"], ["--since", "2030-01-01"]])
def test_change_refuses_what_it_cannot_compare(vocnlp_cli: Run, corpus: Path, arguments: list[str]) -> None:
    told = vocnlp_cli("change", corpus, "-t", "pack", *arguments)
    assert 2 == told.code and told.err.splitlines()[-1].startswith("错误：")


@pytest.mark.parametrize(
    "command",
    [
        ("index", "--by", "month"),
        ("change", "--since", "2026-06-01"),
        ("alerts", "--every", "day"),
        ("emerging", "--since", "2026-06-01"),
    ],
    ids=lambda command: command[0],
)
def test_the_column_of_times_is_named_and_what_has_none_is_counted(
    vocnlp_cli: Run, corpus: Path, tmp_path: Path, command: tuple[str, ...]
) -> None:
    name, *options = command
    rows = list(csv.DictReader(io.StringIO(corpus.read_text(encoding="utf-8"))))
    rows[0]["time"], rows[1]["time"] = "", "上礼拜"
    file = tmp_path / "odd.csv"
    with file.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows([["text", "channel", "说的那天", "tier"], *(row.values() for row in rows)])
    lost = vocnlp_cli(name, file, "-t", "pack", *options)
    assert 2 == lost.code and "没有一条原声有时间；时间在哪一列，请用 --time 列名 指出" in lost.err
    told = vocnlp_cli(name, file, "-t", "pack", *options, "--time", "说的那天")
    assert 0 == told.code
    assert "注意：1 行的时间看不懂，留在 说的那天 字段里（首见第 3 行）" in told.err
    assert "（其中时间空着 2）" in told.err or "没有时间的原声：2" in told.err


def test_a_wrong_field_is_answered_with_those_that_exist(vocnlp_cli: Run, corpus: Path) -> None:
    told = vocnlp_cli("index", corpus, "-t", "pack", "--by", "teir")
    assert (2, True) == (told.code, "没有一条原声有字段 teir；现有的：tier。是不是 tier？" in told.err), told.err
    assert "（其中tier空着 12）" in vocnlp_cli("index", corpus, "-t", "pack", "--by", "tier").err


def test_groups_that_no_table_holds_are_refused_but_not_as_rows(vocnlp_cli: Run, tmp_path: Path) -> None:
    rows = "".join(f"茶很好喝，第{number}次,店{number}\n" for number in range(21))
    (tmp_path / "shops.csv").write_text(f"text,店\n{rows}", encoding="utf-8")
    wide = vocnlp_cli("index", tmp_path / "shops.csv", "-t", "pack", "--by", "店")
    assert (2, True) == (wide.code, "店 有 21 个不同的值，表格最多放 20 个" in wide.err)
    assert 0 == vocnlp_cli("index", tmp_path / "shops.csv", "-t", "pack", "--by", "店", "-f", "csv").code


def test_a_file_without_comments_is_refused(vocnlp_cli: Run, tmp_path: Path) -> None:
    (tmp_path / "empty.csv").write_text("text\n此用户没有填写评价\n", encoding="utf-8")
    told = vocnlp_cli("index", tmp_path / "empty.csv", "-t", "pack")
    assert 2 == told.code and "没有可以统计的原声" in told.err
