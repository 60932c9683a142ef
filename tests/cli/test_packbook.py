"""A pack goes through a workbook, or CSV files, and comes back the same; mistakes are told by sheet and cell."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from vocnlp.pack import Pack, load_pack
from vocnlp.shipped import packs

Run = Callable[..., Any]


def essence(pack: Pack) -> list[Any]:
    """Everything of a pack but the places it was written at."""
    points = [
        [
            *(point.id, point.name, point.english, point.weight, point.definition, dict(point.own)),
            [(entry.source, entry.kind, entry.note, entry.priority, str(entry.when)) for entry in point.entries],
            [(example.kind, example.text) for example in point.examples],
        ]
        for point in pack.taxonomy.points.values()
    ]
    for point in points:
        own = point[5]
        if "polarity" in own:
            own["polarity"] = {word: sign for word, (sign, _) in own["polarity"].items()}
    rows = [(row.id, dict(row.when), row.then, row.note) for row in pack.routing.rows]
    lists = {name: [member.source for member in members] for name, members in pack.taxonomy.lists.items()}
    return [points, rows, lists, pack.taxonomy.weights, pack.manifest, pack.routing.departments.keys()]


@pytest.mark.parametrize("name", ["book.xlsx", "tables"])
@pytest.mark.parametrize("pack", ["base", "automotive"])
def test_a_pack_comes_back(pack: str, name: str, vocnlp_cli: Run, tmp_path: Path) -> None:
    shutil.copytree(packs()["base"], tmp_path / "base")
    assert 0 == vocnlp_cli("export", pack, tmp_path / name).code
    assert 0 == vocnlp_cli("import", tmp_path / name, tmp_path / "back").code
    assert essence(load_pack(pack)) == essence(load_pack(tmp_path / "back"))
    kept = ("lexicon.yaml", "README.md", "pack.yaml")
    for file in kept:
        assert (packs()[pack] / file).read_text("utf-8") == (tmp_path / "back" / file).read_text("utf-8")


def test_weights_come_back(vocnlp_cli: Run, tmp_path: Path) -> None:
    shutil.copytree("pack", tmp_path / "tea")
    (tmp_path / "tea" / "weights").mkdir()
    file = tmp_path / "tea" / "weights" / "students.yaml"
    file.write_text("name: 学生\nweights: {drink.sugar: 2.5, shop: 0}\n", encoding="utf-8")
    assert 0 == vocnlp_cli("export", tmp_path / "tea", tmp_path / "book.xlsx").code
    assert 0 == vocnlp_cli("import", tmp_path / "book.xlsx", tmp_path / "back").code
    assert {"students": {"drink.sugar": 2.5, "shop": 0.0}} == load_pack(tmp_path / "back").taxonomy.weights


@pytest.mark.parametrize(
    ("sheet", "cell", "value", "code"),
    [
        ("词条", "C2", "(总的来说", "expression"),
        ("体验点", "D3", "重", "bad-value"),
        ("词条", "A2", "overal", "unknown-point"),
        ("例句", "B2", "postive", "bad-value"),
        ("派单", "D2", "shop.queu", "unknown-point"),
    ],
)
def test_mistakes_are_told_by_cell(
    sheet: str, cell: str, value: str, code: str, vocnlp_cli: Run, tmp_path: Path
) -> None:
    vocnlp_cli("export", "pack", tmp_path / "book.xlsx")
    book = load_workbook(tmp_path / "book.xlsx")
    book[sheet][cell] = value
    book.save(tmp_path / "book.xlsx")
    result = vocnlp_cli("import", tmp_path / "book.xlsx", tmp_path / "back")
    assert 1 == result.code and f"{sheet}!{cell}: error: " in result.out and code in result.out
    assert not (tmp_path / "back").exists()


def test_numbers_and_texts_that_excel_would_change(vocnlp_cli: Run, tmp_path: Path) -> None:
    vocnlp_cli("export", "pack", tmp_path / "book.xlsx")
    book = load_workbook(tmp_path / "book.xlsx")
    book["体验点"]["D3"] = 3.0
    book["词条"]["C2"] = 10086
    book.save(tmp_path / "book.xlsx")
    assert 0 == vocnlp_cli("import", tmp_path / "book.xlsx", tmp_path / "back").code
    taxonomy = load_pack(tmp_path / "back").taxonomy
    assert (3.0, "10086") == (taxonomy.points["drink"].weight, taxonomy.points["overall"].terms[0].source)


def test_nothing_is_overwritten_unasked(vocnlp_cli: Run, tmp_path: Path) -> None:
    vocnlp_cli("export", "pack", tmp_path / "book.xlsx")
    (tmp_path / "back").mkdir()
    (tmp_path / "back" / "mine.txt").write_text("", encoding="utf-8")
    assert 2 == vocnlp_cli("import", tmp_path / "book.xlsx", tmp_path / "back").code
    assert 0 == vocnlp_cli("import", tmp_path / "book.xlsx", tmp_path / "back", "--overwrite").code
    assert (tmp_path / "back" / "mine.txt").exists()
    assert 2 == vocnlp_cli("import", tmp_path / "none.xlsx", tmp_path / "new").code
