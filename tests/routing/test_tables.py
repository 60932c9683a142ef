"""Decision tables in Excel and CSV."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from vocnlp.errors import InputError, PackError
from vocnlp.routing.source import read_routing
from vocnlp.routing.table import RoutingTable
from vocnlp.routing.tables import read_table, table_rows, to_yaml, write_table
from vocnlp.taxonomy.model import Taxonomy
from vocnlp.yamlsource import load_yaml

SHEET = """规则,体验点,情感,严重度,meta.客户等级,时段,责任部门,优先级,动作
安全,product.safety.*,negative,>= 3,-,,quality,P0,停售核查、24小时内回访
夜间,service.hotline,,,vip|svip,22:00-06:00,after_sales,P1,
"""


@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
def test_round_trip(suffix: str, table: RoutingTable, taxonomy: Taxonomy, tmp_path: Path) -> None:
    file = tmp_path / f"table{suffix}"
    write_table(table, file)
    again = read_routing(file, taxonomy, table)
    assert [(row.id, row.when, row.then) for row in again.rows] == [(row.id, row.when, row.then) for row in table.rows]
    assert (again.hit_policy, again.default, again.departments) == (table.hit_policy, table.default, table.departments)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_chinese_headers_in_every_encoding(
    encoding: str, taxonomy: Taxonomy, table: RoutingTable, tmp_path: Path
) -> None:
    file = tmp_path / "sheet.csv"
    file.write_bytes(SHEET.encode(encoding))
    rows = read_routing(file, taxonomy, table).rows
    assert [(row.id, [name for name, _ in row.when], row.then.department) for row in rows] == [
        ("安全", ["point", "polarity", "severity"], "quality"),
        ("夜间", ["point", "meta.客户等级", "time.hours"], "after_sales"),
    ]
    assert rows[0].then.actions == ("停售核查", "24小时内回访")


def test_table_without_departments_names_its_columns(tmp_path: Path) -> None:
    file = tmp_path / "sheet.csv"
    file.write_text("体验点,谁\nprice,quality\n", encoding="utf-8")
    with pytest.raises(InputError, match="体验点、谁"):
        read_table(file)


def test_yaml_of_a_sheet_is_yaml(make_table: Callable[..., RoutingTable], tmp_path: Path) -> None:
    file = tmp_path / "sheet.csv"
    file.write_text(SHEET, encoding="utf-8")
    text = to_yaml(read_table(file))
    assert load_yaml("x", text).source.problems == []
    assert table_rows(make_table("\n" + text))[0] == [
        "id", "point", "polarity", "severity", "meta.客户等级", "time.hours",
        "then.department", "then.priority", "then.actions", "note",
    ]  # fmt: skip


@pytest.mark.parametrize(("suffix", "sheet"), [(".csv", ""), (".xlsx", "routing!")])
def test_problems_name_sheet_and_cell(
    suffix: str, sheet: str, table: RoutingTable, taxonomy: Taxonomy, tmp_path: Path
) -> None:
    file = tmp_path / f"table{suffix}"
    lines = [
        ["规则", "体验点", "严重度", "colour", "部门"],
        ["a", "price", ">= x", "", "quality"],
        ["b", "pricee、brand", "", "red", "qualty"],
    ]
    if suffix == ".csv":
        file.write_text("\n".join(",".join(line) for line in lines), encoding="utf-8")
    else:
        from openpyxl import Workbook

        book = Workbook()
        assert book.active is not None
        book.active.title = "routing"
        for line in lines:
            book.active.append(line)
        book.save(file)
    with pytest.raises(PackError) as caught:
        read_routing(file, taxonomy, table)
    assert sorted((str(p.location), p.code) for p in caught.value.problems) == [
        (f"{file}:{sheet}B3", "unknown-point"),
        (f"{file}:{sheet}C2", "bad-condition"),
        (f"{file}:{sheet}D1", "unknown-field"),
        (f"{file}:{sheet}E3", "unknown-department"),
    ]


def test_cells_that_belong_nowhere_are_named(tmp_path: Path) -> None:
    file = tmp_path / "sheet.csv"
    file.write_text("体验点,部门,部门\nprice,quality,,stray\n#REF!,quality,\n", encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_table(file)
    assert [line.split(": ")[0].removeprefix(str(file)) for line in str(caught.value).splitlines()] == [
        ":C1", ":D2", ":A3",
    ]  # fmt: skip
