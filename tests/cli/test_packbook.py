"""A pack goes through a workbook, or CSV files, and comes back the same; mistakes are told by sheet and cell."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from difflib import unified_diff
from itertools import groupby
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from tests.taxonomy.test_excel import files
from tests.taxonomy.written import written
from vocnlp.cli.packbook import pack_files, pack_sheets
from vocnlp.pack import Pack, load_pack
from vocnlp.shipped import packs
from vocnlp.taxonomy.cells import Sheet

Run = Callable[..., Any]


def essence(pack: Pack) -> list[Any]:
    """Everything of a pack but the places it was written at."""
    points = [
        [
            *(point.id, point.name, point.english, point.weight, point.definition, dict(point.own)),
            [(entry.source, entry.kind, entry.note, entry.priority, str(entry.when)) for entry in point.entries],
            sorted((example.kind, example.text) for example in point.examples),
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
    for file in packs()[pack].glob("*.yaml"):
        assert file.read_text("utf-8") == (tmp_path / "back" / file.name).read_text("utf-8")


SPLIT = """\
# 门店的点
points:
  shop.lights:   # 灯
    name: 灯光
    department: shops

    terms:
    - 灯光   # 也说灯
    # 台湾说法
    - {match: 燈光, note: 台湾}
    polarity:
      negative: |
        昏暗 暗   # 看不清
        刺眼
"""


@pytest.fixture
def tea(tmp_path: Path) -> Path:
    """A pack whose points stand in two files, with comments everywhere and weights for students."""
    folder = tmp_path / "tea"
    shutil.copytree(Path(__file__).parent / "pack", folder)
    (folder / "taxonomy").mkdir()
    (folder / "taxonomy" / "店.yaml").write_text(SPLIT, encoding="utf-8")
    (folder / "weights").mkdir()
    weights = "# 学生在意价钱\nname: 学生\nweights: {drink.sugar: 2.5, shop: 0} # 两个\n"
    (folder / "weights" / "students.yaml").write_text(weights, encoding="utf-8")
    return folder


def texts(folder: Path) -> dict[str, str]:
    return {file.relative_to(folder).as_posix(): file.read_text("utf-8") for file in folder.rglob("*.*")}


def test_points_in_a_second_file_are_part_of_the_pack(tea: Path) -> None:
    before = load_pack(tea)
    assert "灯光" == before.taxonomy.points["shop.lights"].name
    file = tea / "taxonomy" / "店.yaml"
    file.write_text(file.read_text("utf-8").replace("灯光", "亮度"), encoding="utf-8")
    assert before.digest != load_pack(tea).digest


@pytest.mark.parametrize("name", ["book.xlsx", "tables"])
def test_what_nobody_changed_comes_back_to_the_letter(name: str, tea: Path, vocnlp_cli: Run, tmp_path: Path) -> None:
    assert 0 == vocnlp_cli("export", tea, tmp_path / name).code
    assert 0 == vocnlp_cli("import", tmp_path / name, tmp_path / "back").code
    assert texts(tea) == texts(tmp_path / "back")


def test_an_edit_in_excel_is_an_edit_of_its_lines(tea: Path, vocnlp_cli: Run, tmp_path: Path) -> None:
    vocnlp_cli("export", tea, tmp_path / "book.xlsx")
    book = load_workbook(tmp_path / "book.xlsx")
    for row in book["词条"].iter_rows(min_row=2):
        if row[2].value == "灯光":
            row[2].value = "灯"
    book["词条"].append(["shop.lights", "terms", "吊灯"])
    book["例句"].append(["shop.lights", "not", "红绿灯"])
    for row in book["倾向"].iter_rows(min_row=2):
        if row[0].value == "shop.lights":
            row[2].value = "昏暗\n刺眼\n晃眼"
    book["权重"]["D2"] = 3
    book["派单"]["B2"] = "先看排队"
    book.save(tmp_path / "book.xlsx")
    assert 0 == vocnlp_cli("import", tmp_path / "book.xlsx", tmp_path / "back").code
    was, now = texts(tea), texts(tmp_path / "back")
    expected = SPLIT.replace("- 灯光", "- 灯").replace("note: 台湾}\n", "note: 台湾}\n    - 吊灯\n")
    expected = expected.replace("昏暗 暗   #", "昏暗  #").replace("刺眼\n", "刺眼\n        晃眼\n")
    expected += "    examples:\n      not:\n        - 红绿灯\n"
    assert expected == now["taxonomy/店.yaml"]
    assert was["weights/students.yaml"].replace("2.5", "3") == now["weights/students.yaml"]
    assert ["+    note: 先看排队"] == [
        line
        for line in ndiff(was["routing.yaml"], now["routing.yaml"])
        if line[0] in "+-" and not line.startswith(("---", "+++"))
    ]
    assert was["taxonomy.yaml"] == now["taxonomy.yaml"] and was["cases.yaml"] == now["cases.yaml"]


@pytest.mark.parametrize(("old", "new"), [("shop.queue", "drink.queue"), ("shop.lights", "drink.lights")])
def test_a_point_that_moved_in_excel_keeps_its_comments(
    old: str, new: str, tea: Path, vocnlp_cli: Run, tmp_path: Path
) -> None:
    file = tea / "taxonomy.yaml"
    said = file.read_text("utf-8").replace("negative: [排队排了]", "# 等得久\n        negative: [排队排了]  # 久")
    file.write_text(said.replace("  - id: queue-first", "  # 先\n  - id: queue-first"), "utf-8")
    vocnlp_cli("export", tea, tmp_path / "book.xlsx")
    book = load_workbook(tmp_path / "book.xlsx")
    for page in book.worksheets:
        for row in page.iter_rows() if page.title != "原文" else ():
            for cell in row:
                if isinstance(cell.value, str) and "原文" != page.title:
                    cell.value = cell.value.replace(old, new)
    book.save(tmp_path / "book.xlsx")
    result = vocnlp_cli("import", tmp_path / "book.xlsx", tmp_path / "back")
    assert 0 == result.code, result.out + result.err
    was, now = ("".join(texts(folder).values()) for folder in (tea, tmp_path / "back"))
    assert new in load_pack(tmp_path / "back").taxonomy.points
    assert sorted(re.findall("# .*", was)) == sorted(re.findall("# .*", now))


def ndiff(one: str, other: str) -> list[str]:
    return list(unified_diff(one.splitlines(), other.splitlines(), lineterm="", n=0))


def test_without_the_hidden_sheet_the_comments_of_rows_stay(tea: Path, vocnlp_cli: Run, tmp_path: Path) -> None:
    vocnlp_cli("export", tea, tmp_path / "tables")
    (tmp_path / "tables" / "原文.csv").unlink()
    assert 0 == vocnlp_cli("import", tmp_path / "tables", tmp_path / "back").code
    assert essence(load_pack(tea)) == essence(load_pack(tmp_path / "back"))
    split = (tmp_path / "back" / "taxonomy" / "店.yaml").read_text("utf-8")
    assert [True] * 3 == [f"# {said}\n" in split for said in ("灯", "也说灯", "台湾说法")]


def test_a_file_that_is_gone_is_removed(tea: Path, vocnlp_cli: Run, tmp_path: Path) -> None:
    vocnlp_cli("export", tea, tmp_path / "tables")
    for sheet in ("体验点", "词条", "倾向"):
        file = tmp_path / "tables" / f"{sheet}.csv"
        file.write_text(file.read_text("utf-8-sig").replace("taxonomy/店.yaml", ""), encoding="utf-8")
    assert 0 == vocnlp_cli("import", tmp_path / "tables", tea, "--overwrite").code
    assert "shop.lights" in load_pack(tea).taxonomy.points
    assert not (tea / "taxonomy" / "店.yaml").exists()


@given(written(files), st.data())
@settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.too_slow])
def test_any_file_any_edit(made: tuple[str, dict[str, Any]], data: st.DataObject) -> None:
    """Excel and back is the same text; after an edit of a cell it means what the sheets say, comments in place."""
    text, _ = made
    sheets = pack_sheets({"taxonomy.yaml": text})
    assert {"taxonomy.yaml": text} == pack_files(sheets)
    words = next(sheet for sheet in sheets if sheet.name == "词条")
    lines = [list(line) for line in words.lines]
    point = data.draw(st.sampled_from([line[0] for line in sheets[1].lines[1:]]))
    width = len(lines[0]) - 2
    home = next(line[-1] for line in sheets[1].lines if line[0] == point)
    lines.append([point, "terms", "新词", *[""] * (width - 2), home])
    edited = [Sheet("词条", tuple(map(tuple, lines))) if sheet.name == "词条" else sheet for sheet in sheets]
    back = pack_files(edited)["taxonomy.yaml"]
    again = {sheet.name: sheet for sheet in pack_sheets({"taxonomy.yaml": back})}
    assert sorted(lines) == sorted(map(list, again["词条"].lines))
    assert set(re.findall(r"# c\d+", text)) == set(re.findall(r"# c\d+", back))


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
        ("说明", "A2", "taxonmy", "unknown-key"),
        ("体验点", "P2", "备注", "unknown-key"),
        ("词条", "A3", None, "unknown-point"),
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


def test_merged_cells_hold_for_every_row(vocnlp_cli: Run, tea: Path, tmp_path: Path) -> None:
    """Analysts merge what repeats, WPS saves it so; the value then stands in the first row only."""
    vocnlp_cli("export", tea, tmp_path / "book.xlsx")
    book = load_workbook(tmp_path / "book.xlsx")
    for name in ("词条", "例句"):
        cells = [row[0] for row in book[name].iter_rows(min_row=2)]
        runs = [list(run) for _, run in groupby(cells, key=lambda cell: cell.value)]
        for run in runs:
            book[name].merge_cells(f"{run[0].coordinate}:{run[-1].coordinate}")
        assert any(len(run) > 1 for run in runs)
    book.save(tmp_path / "book.xlsx")
    result = vocnlp_cli("import", tmp_path / "book.xlsx", tmp_path / "back")
    assert 0 == result.code, result.out
    assert (tea / "taxonomy.yaml").read_text("utf-8") == (tmp_path / "back" / "taxonomy.yaml").read_text("utf-8")


def test_a_list_without_a_name_is_told(vocnlp_cli: Run, tea: Path, tmp_path: Path) -> None:
    vocnlp_cli("export", tea, tmp_path / "book.xlsx")
    book = load_workbook(tmp_path / "book.xlsx")
    book["词族"].append([None, "备用"])
    book.save(tmp_path / "book.xlsx")
    result = vocnlp_cli("import", tmp_path / "book.xlsx", tmp_path / "back")
    assert 1 == result.code and f"词族!A{book['词族'].max_row}: error: 词族的名称空着" in result.out


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


def test_a_workbook_with_other_sheets_is_refused(vocnlp_cli: Run, tmp_path: Path) -> None:
    vocnlp_cli("export", "pack", tmp_path / "book.xlsx")
    for name, title in (("词条", "词表"), ("体验点", "点"), ("例句", "")):
        book = load_workbook(tmp_path / "book.xlsx")
        if title:
            book[name].title = title
        else:
            del book[name]
        book.save(tmp_path / "other.xlsx")
        result = vocnlp_cli("import", tmp_path / "other.xlsx", tmp_path / "back")
        assert 2 == result.code and (title or name) in result.err
        assert not (tmp_path / "back").exists()


def test_places_that_cannot_be_read_or_written(vocnlp_cli: Run, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    for target in (tmp_path / "file" / "book.xlsx", tmp_path / "none" / "book.xlsx", tmp_path / "file" / "tables"):
        assert 2 == vocnlp_cli("export", "pack", target).code
    assert 0 == vocnlp_cli("export", "pack", tmp_path / "book.xlsx").code
    for source, folder in (("file", "back"), ("none.xlsx", "back"), ("book.xlsx", "file/back")):
        assert 2 == vocnlp_cli("import", tmp_path / source, tmp_path / folder).code
