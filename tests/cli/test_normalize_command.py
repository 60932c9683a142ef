"""``vocnlp normalize``: texts, edits and the account of repairs."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from vocnlp.cli.normalize import command


@pytest.fixture
def app() -> typer.Typer:
    made = typer.Typer()
    made.command()(command)
    return made


@pytest.fixture
def comments(tmp_path: Path) -> Path:
    path = tmp_path / "comments.csv"
    path.write_text('id,内容\n1,"好好好好吃!!下次還來"\n2,<p>很好</p>\n3,没什么问题\n', "utf-8")
    return path


def test_prints_one_normal_text_a_line(app: typer.Typer, comments: Path) -> None:
    result = CliRunner().invoke(app, [str(comments)])
    assert (result.exit_code, result.stdout) == (0, "好吃！下次还来\n很好\n没什么问题\n")


def test_json_lines_carry_the_edits(app: typer.Typer, comments: Path) -> None:
    lines = CliRunner().invoke(app, [str(comments), "-f", "json"]).stdout.splitlines()
    first = json.loads(lines[0])
    assert first["script"] == "taiwan"
    assert {"step": "emphasis", "span": [0, 4], "before": "好好好好", "after": "好"} in first["edits"]


def test_report_counts_repairs(app: typer.Typer, comments: Path) -> None:
    result = CliRunner().invoke(app, [str(comments), "--report"])
    assert "3 条，其中 2 条需要修整" in result.stdout
    assert "emphasis" in result.stdout


def test_steps_can_be_left_out(app: typer.Typer, comments: Path) -> None:
    result = CliRunner().invoke(app, [str(comments), "--without", "traditional", "--without", "emphasis"])
    assert result.stdout.splitlines()[0] == "好好好好吃！！下次還來"
