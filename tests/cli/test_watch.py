"""``vocnlp alerts``, ``drivers`` and ``emerging`` on corpora with a planted story: stored tables, formats, refusals."""

from __future__ import annotations

import csv
import datetime as dt
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., Any]
CALM = ["甜得刚好", "甜得发腻", "不用排队", "今天路过", "明天再来", "排队排了很久"]
START = dt.date(2026, 6, 1)


def write(path: Path, rows: list[list[Any]]) -> Path:
    with path.open("w", encoding="utf-8", newline="\n") as file:
        csv.writer(file, lineterminator="\n").writerows([["id", "text", "time", "nps"], *rows])
    return path


@pytest.fixture
def tea_shop(tmp_path: Path) -> Path:
    """Ten weeks of 30 comments; in the ninth week 18 of them wait in line and are bad about it."""
    rows: list[list[Any]] = []
    for week in range(10):
        for place in range(30):
            text = "排队排了半天" if week == 8 and place < 18 else CALM[(place + week) % 6]
            nps = 5 + 4 * (text == "不用排队") - 4 * text.startswith("排队") + 2 * (text == "甜得刚好") + place % 2
            rows.append([f"T{len(rows) + 1:03}", text, START + dt.timedelta(days=7 * week + place % 7), nps])
    return write(tmp_path / "tea.csv", rows)


@pytest.fixture
def straws(tmp_path: Path) -> Path:
    """Two months of 60 comments; in July ten speak of straws, one of them with a telephone number."""
    rows: list[list[Any]] = []
    for month in (6, 7):
        for place in range(60):
            new = f"吸管太软了，打我电话1380013800{place % 10}" if place == 6 else "吸管太软了"
            text = new if month == 7 and place % 6 == 0 else CALM[place % 6]
            rows.append([len(rows) + 1, text, dt.date(2026, month, 1 + place % 28), ""])
    return write(tmp_path / "straws.csv", rows)


def test_alerts(vocnlp_cli: Run, golden: Run, tea_shop: Path) -> None:
    golden("alerts", vocnlp_cli("alerts", tea_shop, "-t", "pack"))


def test_drivers(vocnlp_cli: Run, golden: Run, tea_shop: Path) -> None:
    golden("drivers", vocnlp_cli("drivers", tea_shop, "-t", "pack", "--outcome", "nps"))


def test_emerging(vocnlp_cli: Run, golden: Run, straws: Path) -> None:
    golden("emerging", vocnlp_cli("emerging", straws, "-t", "pack", "--since", "2026-07-01"))


def test_alerts_as_rows(vocnlp_cli: Run, tea_shop: Path, tmp_path: Path) -> None:
    found = json.loads(vocnlp_cli("alerts", tea_shop, "-t", "pack", "-f", "json").out)
    alert = next(row for row in found if row["kind"] == "count" and row["status"] == "alert")
    assert ("2026-07-27", "shop.queue", ["shop", ""], ["T241", "T242", "T243"]) == tuple(
        alert[name] for name in ("period", "point", "ancestors", "examples")
    )
    assert 0 == vocnlp_cli("alerts", tea_shop, "-t", "pack", "-f", "csv", "-o", tmp_path / "a.csv").code
    with (tmp_path / "a.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert [row["point"] for row in found] == [row["point"] for row in rows]
    assert list(found[0]) == list(rows[0])


def test_alerts_name_examples_by_the_column_of_identifiers(vocnlp_cli: Run, tea_shop: Path) -> None:
    tea_shop.write_text(tea_shop.read_text(encoding="utf-8").replace("id,", "小票,", 1), encoding="utf-8")
    found = json.loads(vocnlp_cli("alerts", tea_shop, "-t", "pack", "--id", "小票", "-f", "json").out)
    assert {("T241", "T242", "T243")} == {tuple(row["examples"]) for row in found if row["status"] == "alert"}


def test_alerts_by_season(vocnlp_cli: Run, tea_shop: Path) -> None:
    told = vocnlp_cli("alerts", tea_shop, "-t", "pack", "--every", "day", "--seasonal").out
    assert "共 70 个时段，各与之前同一星期几的时段比，前 6 个作基线，监控了 28 个" in told
    short = vocnlp_cli("alerts", tea_shop, "-t", "pack", "--seasonal")
    assert (2, True) == (short.code, "同一位置有原声的时段最多" in short.err)


def test_finished_analyses_give_the_same_alerts(vocnlp_cli: Run, tea_shop: Path, tmp_path: Path) -> None:
    vocnlp_cli("analyze", tea_shop, "-t", "pack", "-o", tmp_path / "tea.jsonl", "-q")
    one, other = (vocnlp_cli("alerts", file, "-t", "pack").out for file in (tea_shop, tmp_path / "tea.jsonl"))
    assert one == other


def test_alerts_by_day_and_by_month(vocnlp_cli: Run, tea_shop: Path) -> None:
    assert "共 70 个时段" in vocnlp_cli("alerts", tea_shop, "-t", "pack", "--every", "day").out
    result = vocnlp_cli("alerts", tea_shop, "-t", "pack", "--every", "month")
    assert 2 == result.code and "只有 3 个" in result.err and "Traceback" not in result.err


def test_drivers_as_rows(vocnlp_cli: Run, tea_shop: Path) -> None:
    found = json.loads(vocnlp_cli("drivers", tea_shop, "-t", "pack", "--outcome", "nps", "-f", "json").out)
    assert found["r2"] == pytest.approx(sum(one["weight"] for one in found["drivers"]), abs=1e-5)
    lines = list(csv.DictReader(vocnlp_cli("drivers", tea_shop, "-t", "pack", "--outcome", "nps", "-f", "csv").out
                                .splitlines()))  # fmt: skip
    assert [one["point"] for one in found["drivers"]] == [one["point"] for one in lines]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--outcome", "csat"], "没有一条原声有字段 csat"),
        (["--outcome", "nps", "--at-least", "500"], "没有一个体验点有 500 条"),
    ],
)
def test_drivers_refuse(options: list[str], message: str, vocnlp_cli: Run, tea_shop: Path) -> None:
    result = vocnlp_cli("drivers", tea_shop, "-t", "pack", *options)
    assert 2 == result.code and message in result.err and "Traceback" not in result.err


def test_emerging_against_another_file(vocnlp_cli: Run, straws: Path, tea_shop: Path) -> None:
    found = json.loads(vocnlp_cli("emerging", straws, "-t", "pack", "--before", tea_shop, "-f", "json").out)
    assert [("吸管", 0, 10)] == [(one["term"], one["before"], one["after"]) for one in found]
    lines = vocnlp_cli("emerging", straws, "-t", "pack", "--before", tea_shop, "-f", "csv").out.splitlines()
    assert 1 + len(found) == len(lines)


def test_emerging_masks_its_quotes(vocnlp_cli: Run, straws: Path) -> None:
    shown = vocnlp_cli("emerging", straws, "-t", "pack", "--since", "2026-07-01", "-f", "json", "--mask").out
    assert "吸管" in shown and "13800138" not in shown


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ([], "要么给 --since"),
        (["--since", "2026-07-01", "--before", "x.csv"], "要么给 --since"),
        (["--since", "七月"], "--since 要写成"),
        (["--since", "2027-01-01"], "之后没有一条原声"),
    ],
)
def test_emerging_refuses(options: list[str], message: str, vocnlp_cli: Run, straws: Path) -> None:
    result = vocnlp_cli("emerging", straws, "-t", "pack", *options)
    assert 2 == result.code and message in result.err and "Traceback" not in result.err
