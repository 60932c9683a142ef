"""Turn a decision table in Excel or CSV into ``routing.yaml``, and a routing table into rows for Excel or CSV.

The header names the fields (``point``, ``severity``, ``meta.customer.tier``) and the outcomes, which begin with
``then.`` or ``→``. One line is one row of the table; ``-`` or an empty cell means "any"; alternatives are separated
by ``,`` ``，`` ``、`` or ``|``.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from vocnlp.encoding import decode
from vocnlp.errors import InputError, Location
from vocnlp.routing.table import Outcome, OutcomeFile, RoutingTable
from vocnlp.yamlnode import Node, Source

__all__ = ["read_rules", "read_table", "table_rows", "to_yaml", "write_table"]

_SPLIT = re.compile(r"\s*[,，、|]\s*")
_HEADERS = {
    "规则": "id", "规则名": "id", "说明": "note", "体验点": "point", "情感": "polarity", "情感倾向": "polarity",
    "严重度": "severity", "意图": "intent", "渠道": "channel", "原声包含": "text", "原因类别": "cause.kind",
    "触点": "touchpoint", "旅程阶段": "journey", "关键时刻": "mot", "时段": "time.hours", "星期": "time.weekday",
    "责任部门": "then.department", "部门": "then.department", "优先级": "then.priority", "时限": "then.sla",
    "动作": "then.actions", "抄送": "then.cc", "标签": "then.tags", "回复模板": "then.reply",
}  # fmt: skip
_LISTS = ("actions", "cc", "tags")
_ERRORS = frozenset({"#REF!", "#N/A", "#VALUE!", "#NAME?", "#DIV/0!", "#NULL!", "#NUM!"})


class Cell(NamedTuple):
    """The text of one cell of a sheet, with its place (``table.xlsx:Sheet1!D7``)."""

    text: str
    place: Location


class Line(NamedTuple):
    """One line of a sheet: its number, and its cells by the name of the field, with the place of each header."""

    number: int
    cells: dict[str, Cell]
    headers: dict[str, Location]


def read_table(path: Path, *, sheet: str = "") -> list[dict[str, Any]]:
    """Read the rows of an ``.xlsx`` or ``.csv`` decision table as entries for ``rules`` of a routing file.

    Raises:
        InputError: the file cannot be read, has no column of departments, or has cells that belong nowhere; the
            message names sheet and cell.
    """
    return [_rule({name: cell.text for name, cell in line.cells.items()}, line.number) for line in _lines(path, sheet)]


def read_rules(path: Path, source: Source, *, sheet: str = "") -> Node:
    """Read the rows of a sheet as the node ``rules`` of a routing file; problems of it name sheet and cell.

    Raises:
        InputError: as ``read_table``.
    """
    rules = []
    for line in _lines(path, sheet):
        place = Location(str(path), line.number)
        rule = _rule({name: cell.text for name, cell in line.cells.items()}, line.number)
        node: dict[str, Node] = {}
        for part, prefix in (("when", ""), ("then", "then.")):
            entries = {}
            for name, value in rule[part].items():
                cell, header = line.cells[prefix + name], line.headers[prefix + name]
                items = [Node(item, cell.place, cell.place, source) for item in value] if type(value) is list else value
                entries[name] = Node(items, cell.place, header, source)
            node[part] = Node(entries, place, place, source)
        for name in ("id", "note"):
            where = line.cells[name].place if name in line.cells else place
            node[name] = Node(rule[name], where, where, source)
        rules.append(Node(node, place, place, source))
    here = Location(str(path), 1)
    return Node(rules, here, here, source)


def _lines(path: Path, sheet: str) -> list[Line]:
    """Read the lines of a sheet that say something."""
    if path.suffix.lower() in (".xlsx", ".xlsm"):
        title, rows = _read_xlsx(path, sheet)
        before = f"{path}:{title}!"
    else:
        rows, before = _read_csv(path), f"{path}:"
    if not rows:
        raise InputError(f"{path} is empty")
    places = [Location(f"{before}{_letters(column)}1") for column in range(len(rows[0]))]
    names = [_field(_text(cell)) for cell in rows[0]]
    if "then.department" not in names:
        known = "、".join(_text(cell) for cell in rows[0])
        raise InputError(f"{before.rstrip('!:')} 没有责任部门列（then.department）；有：{known}")
    wrong = [
        f"{places[column]}: 表头 {name} 重复，{places[names.index(name)]} 已有 (the header is there twice)"
        for column, name in enumerate(names)
        if name and names.index(name) < column
    ]
    lines = []
    for number, row in enumerate(rows[1:], 2):
        cells: dict[str, Cell] = {}
        for column, content in enumerate(row):
            place, text = Location(f"{before}{_letters(column)}{number}"), _text(content)
            name = names[column] if column < len(names) else ""
            if text and not name:
                wrong.append(f"{place}: {text} 所在的列没有表头 (a value in a column without a header)")
            elif text in _ERRORS:
                wrong.append(f"{place}: 单元格是错误值 {text} (the cell holds an error)")
            elif text:
                cells[name] = Cell(text, place)
        if cells:
            lines.append(Line(number, cells, dict(zip(names, places, strict=True))))
    if wrong:
        raise InputError("\n".join(wrong))
    return lines


def _letters(column: int) -> str:
    """Return the name of a column.

    >>> _letters(0), _letters(25), _letters(26), _letters(702)
    ('A', 'Z', 'AA', 'AAA')
    """
    name, column = "", column + 1
    while column:
        column, place = divmod(column - 1, 26)
        name = chr(ord("A") + place) + name
    return name


def to_yaml(rules: Iterable[dict[str, Any]], *, indent: int = 2) -> str:
    """Write rules as the ``rules`` part of a routing file; ``load_routing`` reads it back to the same rows."""
    lines = ["rules:"]
    pad = " " * indent
    for rule in rules:
        lines.append(f"{pad}- id: {_scalar(rule['id'])}")
        if rule.get("note"):
            lines.append(f"{pad}  note: {_scalar(rule['note'])}")
        lines.append(f"{pad}  when: {_flow(rule['when'])}")
        lines.append(f"{pad}  then: {_flow(rule['then'])}")
    return "\n".join(lines) + "\n"


def table_rows(table: RoutingTable) -> list[list[str]]:
    """Return a routing table as lines of text, header first; conditions that no row uses have no column."""
    fields = list(dict.fromkeys(name for row in table.rows for name, _ in row.when))
    used = [name for name in OutcomeFile.model_fields if any(getattr(row.then, name) for row in table.rows)]
    lines = [["id", *fields, *(f"then.{name}" for name in used), "note"]]
    for row in table.rows:
        when = {name: condition.source.strip("[]").replace(", ", "、") for name, condition in row.when}
        lines.append([row.id, *(when.get(name, "-") for name in fields), *_outcome(row.then, used), row.note])
    return lines


def write_table(table: RoutingTable, path: Path) -> None:
    """Write a routing table as ``.xlsx`` or ``.csv`` (UTF-8 with BOM, as Excel wants it)."""
    lines = table_rows(table)
    if path.suffix.lower() == ".xlsx":
        from openpyxl import Workbook

        book = Workbook()
        sheet = book.active
        assert sheet is not None
        sheet.title = "routing"
        for line in lines:
            sheet.append(line)
        for cells in sheet.iter_rows():
            for cell in cells:
                cell.data_type = "s"  # '= 3' is a condition, not a formula
        sheet.freeze_panes = "B2"
        book.save(path)
        return
    buffer = io.StringIO()
    csv.writer(buffer).writerows(lines)
    path.write_bytes(buffer.getvalue().encode("utf-8-sig"))


def _outcome(then: Outcome, used: Sequence[str]) -> list[str]:
    values = [getattr(then, name) for name in used]
    return ["、".join(value) if isinstance(value, tuple) else value for value in values]


def _read_csv(path: Path) -> list[list[Any]]:
    return [list(line) for line in csv.reader(io.StringIO(decode(path)[0]))]


def _read_xlsx(path: Path, sheet: str) -> tuple[str, list[list[Any]]]:
    from openpyxl import load_workbook

    try:
        book = load_workbook(path, read_only=True, data_only=True)
    except Exception as error:
        raise InputError(f"cannot read {path}: {error}") from None
    if sheet and sheet not in book.sheetnames:
        raise InputError(f"{path} has no sheet {sheet}; it has {', '.join(book.sheetnames)}")
    page = book[sheet] if sheet else book.worksheets[0]
    return page.title, [list(line) for line in page.iter_rows(values_only=True)]


def _field(header: str) -> str:
    name = header.strip()
    outcome = name.removeprefix("→").removeprefix("->").strip()
    known = _HEADERS.get(outcome, outcome)
    if name != outcome and not known.startswith("then."):
        return f"then.{known}"
    return known


def _text(cell: Any) -> str:
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()


def _rule(cells: dict[str, str], number: int) -> dict[str, Any]:
    when: dict[str, Any] = {}
    then: dict[str, Any] = {}
    for name, text in cells.items():
        if name.startswith("then."):
            key = name.removeprefix("then.")
            then[key] = _SPLIT.split(text) if key in _LISTS else text
        elif name not in ("id", "note") and text != "-":
            parts = _SPLIT.split(text.strip("[]"))
            when[name] = parts if len(parts) > 1 else parts[0]
    return {"id": cells.get("id", f"row-{number}"), "note": cells.get("note", ""), "when": when, "then": then}


def _flow(values: dict[str, Any]) -> str:
    return "{" + ", ".join(f"{_scalar(key)}: {_value(value)}" for key, value in values.items()) + "}"


def _value(value: Any) -> str:
    return "[" + ", ".join(map(_scalar, value)) + "]" if isinstance(value, list) else _scalar(value)


def _scalar(text: str) -> str:
    if re.fullmatch(r"[\w\u4e00-\u9fff][\w\u4e00-\u9fff.\-]*", text):
        return text
    return "'" + text.replace("'", "''").replace("\n", " ") + "'"
