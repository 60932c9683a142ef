"""What several commands are told is told in the same words: sheet, columns, JSON."""

from __future__ import annotations

import inspect
import json
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from vocnlp.cli.app import COMMANDS

SAID = "客服态度很差、电话打不通"
READERS: list[tuple[str, ...]] = [
    ("analyze", "FILE", "--pack", "base"),
    ("normalize", "FILE"),
    ("mask", "FILE", "--text", "话"),
    ("suggest", "base", "--corpus", "FILE"),
    ("diff", "base", "base", "--corpus", "FILE"),
    ("audit", "base", "--corpus", "FILE"),
    ("label-plan", "FILE", "--pack", "base"),
    ("route", "FILE", "--pack", "base"),
    ("check", "base", "--corpus", "FILE"),
    ("index", "FILE", "--pack", "base"),
]


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """A workbook whose second sheet holds the comments, under names that nobody could guess."""
    file = tmp_path / "book.xlsx"
    rows = {"号": ["A7"], "话": [SAID], "哪里": ["热线"], "哪天": ["2026-03-05"]}
    with pd.ExcelWriter(file) as writer:
        pd.DataFrame({"text": ["说明"]}).to_excel(writer, sheet_name="说明", index=False)
        pd.DataFrame(rows).to_excel(writer, sheet_name="三月", index=False)
    return file


@pytest.mark.parametrize("command", READERS, ids=[words[0] for words in READERS])
def test_a_sheet_is_named(command: tuple[str, ...], book: Path, vocnlp_cli: Callable[..., Any]) -> None:
    result = vocnlp_cli(*(book if word == "FILE" else word for word in command), "--sheet", "三月")
    assert result.code == 0, result.err
    assert "Excel，工作表 三月，文本列 话" in result.out + result.err or command[0] == "mask"


def test_who_asks_for_the_text_asks_for_the_sheet() -> None:
    options = {
        name: inspect.signature(import_module(entry.module).command).parameters for name, entry in COMMANDS.items()
    }
    assert [] == [
        name for name, given in options.items() if "text" in given and "sheet" not in given and name != "explain"
    ]


def test_json_has_one_spelling(vocnlp_cli: Callable[..., Any]) -> None:
    helps = {name: vocnlp_cli(name, "--help").out for name in COMMANDS}
    assert [] == [name for name, told in helps.items() if "--json" in told]
    assert vocnlp_cli("packs", "--json").code == 2
    assert "base" in [fact["name"] for fact in json.loads(vocnlp_cli("packs", "-f", "json").out)]


@pytest.mark.parametrize("command", ["analyze", "route"])
def test_columns_are_named(command: str, book: Path, vocnlp_cli: Callable[..., Any]) -> None:
    named = ["--sheet", "三月", "--text", "话", "--id", "号", "--channel", "哪里", "--time", "哪天"]
    result = vocnlp_cli(command, book, "-t", "base", "-f", "json", *named)
    row = json.loads(result.out.splitlines()[0])
    assert ("A7", "热线") == (row["id"], row["channel"])
    assert str(row["time"]).startswith("2026-03-05")
