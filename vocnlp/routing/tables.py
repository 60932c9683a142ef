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
from typing import Any

from vocnlp.errors import InputError
from vocnlp.routing.table import Outcome, OutcomeFile, RoutingTable

__all__ = ["read_table", "table_rows", "to_yaml", "write_table"]

_SPLIT = re.compile(r"\s*[,，、|]\s*")
_HEADERS = {
    "规则": "id", "规则名": "id", "说明": "note", "体验点": "point", "情感": "polarity", "情感倾向": "polarity",
    "严重度": "severity", "意图": "intent", "渠道": "channel", "原声包含": "text", "原因类别": "cause.kind",
    "触点": "touchpoint", "旅程阶段": "journey", "关键时刻": "mot", "时段": "time.hours", "星期": "time.weekday",
    "责任部门": "then.department", "部门": "then.department", "优先级": "then.priority", "时限": "then.sla",
    "动作": "then.actions", "抄送": "then.cc", "标签": "then.tags", "回复模板": "then.reply",
}  # fmt: skip
_LISTS = ("actions", "cc", "tags")


def read_table(path: Path, *, sheet: str = "") -> list[dict[str, Any]]:
    """Read the rows of an ``.xlsx`` or ``.csv`` decision table as entries for ``rules`` of a routing file.

    Raises:
        InputError: the file cannot be read, or has no column of departments.
    """
    lines = _read_xlsx(path, sheet) if path.suffix.lower() in (".xlsx", ".xlsm") else _read_csv(path)
    if not lines:
        raise InputError(f"{path} is empty")
    names = [_field(str(cell or "")) for cell in lines[0]]
    if "then.department" not in names:
        known = "、".join(str(cell) for cell in lines[0])
        raise InputError(f"{path} 没有责任部门列（then.department）；有：{known}")
    rules = []
    for number, line in enumerate(lines[1:], 2):
        cells = {name: _text(cell) for name, cell in zip(names, line, strict=False) if name and _text(cell)}
        if cells:
            rules.append(_rule(cells, number))
    return rules


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
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise InputError(f"cannot read {path}: {error.strerror}") from None
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return [list(line) for line in csv.reader(io.StringIO(raw.decode(encoding)))]
        except UnicodeDecodeError:
            continue
    raise InputError(f"{path} is neither UTF-8 nor GB18030")


def _read_xlsx(path: Path, sheet: str) -> list[list[Any]]:
    from openpyxl import load_workbook

    try:
        book = load_workbook(path, read_only=True, data_only=True)
    except Exception as error:
        raise InputError(f"cannot read {path}: {error}") from None
    if sheet and sheet not in book.sheetnames:
        raise InputError(f"{path} has no sheet {sheet}; it has {', '.join(book.sheetnames)}")
    page = book[sheet] if sheet else book.worksheets[0]
    return [list(line) for line in page.iter_rows(values_only=True)]


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
