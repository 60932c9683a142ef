"""Turn sheets of text into Excel workbooks or folders of CSV files and back; a cell is a text and has an address."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from vocnlp.encoding import decode
from vocnlp.errors import InputError, Location, Message, Problem, did_you_mean

__all__ = ["Row", "Sheet", "Table", "address", "join", "read_book", "read_items", "read_text", "show", "write_book"]

_LONGEST = 32_767
_ESCAPED = re.compile(r"\\(n|\\|\"\"|x[0-9a-f]{2}|u[0-9a-f]{4})")


def show(value: object) -> str:
    """Return the cell of one value: nothing for None, ``""`` for an empty text, escapes for what a cell cannot hold."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return repr(int(value)) if value.is_integer() else repr(value)
    if isinstance(value, dt.date):
        return value.isoformat()
    return _escaped(str(value))


def join(values: Iterable[str]) -> str:
    """Return the cell of several texts, one a line."""
    return "\n".join(_escaped(value) for value in values)


def read_text(cell: str) -> str:
    r"""Return the text of a cell.

    >>> [read_text(show(text)) for text in ("", '""', "a\nb", " x")]
    ['', '""', 'a\nb', ' x']
    """
    stripped = cell.strip()
    return "" if stripped == '""' else _ESCAPED.sub(_unescaped, stripped)


def read_items(cell: str) -> list[str]:
    """Return the texts of a cell, one a line; empty lines are left out."""
    return [read_text(line) for line in cell.split("\n") if line.strip()]


def _escaped(text: str) -> str:
    if not text:
        return '""'
    if text == '""':
        return '\\""'
    shown = text.replace("\\", "\\\\").replace("\n", "\\n")
    shown = re.sub(r"_(?=x[0-9A-Fa-f]{4}_)", r"\\x5f", shown)  # Excel reads _x000D_ as a line end
    shown = "".join(sign if sign == " " or sign.isprintable() else _code(sign) for sign in shown)
    if shown[0] == " ":
        shown = "\\x20" + shown[1:]
    return shown[:-1] + "\\x20" if shown[-1] == " " else shown


def _code(sign: str) -> str:
    if ord(sign) > 0xFFFF:
        return sign
    return f"\\x{ord(sign):02x}" if ord(sign) < 0x100 else f"\\u{ord(sign):04x}"


def _unescaped(match: re.Match[str]) -> str:
    code = match[1]
    if code == "n":
        return "\n"
    return chr(int(code[1:], 16)) if code[0] in "xu" else code


def address(sheet: str, row: int, column: int) -> str:
    """Return ``sheet!cell``; rows and columns count from 1.

    >>> address("词条", 12, 28)
    '词条!AB12'
    """
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{sheet}!{letters}{row}"


@dataclass(slots=True)
class Row:
    """One line of a sheet as key to cell."""

    sheet: str
    number: int
    cells: dict[str, str]
    columns: Mapping[str, int]

    def text(self, key: str) -> str:
        """Return the text under a key, empty when there is none."""
        return read_text(self.cells.get(key, ""))

    def items(self, key: str) -> list[str]:
        """Return the texts under a key."""
        return read_items(self.cells.get(key, ""))

    def origin(self, key: str) -> str:
        """Return the cell's address."""
        return address(self.sheet, self.number, self.columns.get(key, 1))


@dataclass(frozen=True, slots=True)
class Sheet:
    """A name and lines of cells; the first line holds the headings."""

    name: str
    lines: tuple[tuple[str, ...], ...]

    def rows(self, headings: Mapping[str, str], problems: list[Problem]) -> list[Row]:
        """Return the lines below the headings; headings that nobody knows are problems."""
        head = self.lines[0] if self.lines else ()
        columns: dict[str, int] = {}
        for number, heading in enumerate(head, 1):
            name = heading.strip()
            key = headings.get(name, name if name in headings.values() else "")
            if key:
                columns[key] = number
            elif name:
                what = Message(f"不认识的列 {name}", f"unknown column {name}")
                place = Location(address(self.name, 1, number))
                problems.append(Problem(place, "error", "unknown-key", what, did_you_mean(name, headings)))
        found = []
        for number, line in enumerate(self.lines[1:], 2):
            cells = {key: line[column - 1] for key, column in columns.items() if column <= len(line)}
            if any(cell.strip() for cell in cells.values()):
                found.append(Row(self.name, number, cells, columns))
            for column, cell in enumerate(line, 1):
                if cell.strip() and not (column <= len(head) and head[column - 1].strip()):
                    what = Message("这一列没有列名，内容会丢失", "a column without a heading; its text would be lost")
                    problems.append(Problem(Location(address(self.name, number, column)), "error", "unknown-key", what))
        return found


@dataclass(slots=True)
class Table:
    """A sheet in the making; columns that stay empty are kept, so that people see what they could say."""

    name: str
    headings: Mapping[str, str]
    found: list[Mapping[str, str]] = field(default_factory=list)

    def add(self, row: Mapping[str, str]) -> None:
        """Add one row by keys."""
        self.found.append(row)

    def sheet(self) -> Sheet:
        """Return the sheet."""
        lines = (tuple(row.get(key, "") for key in self.headings.values()) for row in self.found)
        return Sheet(self.name, (tuple(self.headings), *lines))


def write_book(sheets: Iterable[Sheet], path: Path, *, hidden: Collection[str] = ()) -> None:
    """Write sheets as ``.xlsx``, or as a folder of CSV files (UTF-8 with BOM, as Excel wants it).

    Args:
        sheets: what to write.
        path: the workbook or folder.
        hidden: names of sheets that Excel does not show.

    Raises:
        InputError: a cell is longer than Excel allows.
        OSError: the place cannot be written.
    """
    found = list(sheets)
    if path.suffix.lower() != ".xlsx":
        path.mkdir(parents=True, exist_ok=True)
        for sheet in found:
            buffer = io.StringIO(newline="")
            csv.writer(buffer).writerows(sheet.lines)
            (path / f"{sheet.name}.csv").write_bytes(buffer.getvalue().encode("utf-8-sig"))
        return
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    book = Workbook()
    book.remove(book.worksheets[0])
    for sheet in found:
        page = book.create_sheet(sheet.name)
        for number, line in enumerate(sheet.lines, 1):
            for column, text in enumerate(line, 1):
                if len(text) > _LONGEST:
                    raise InputError(
                        f"{address(sheet.name, number, column)} 有 {len(text)} 个字，Excel 最多 {_LONGEST}"
                    )
                if text:
                    cell = page.cell(number, column, text)
                    cell.data_type = "s"  # '= 3' is a condition, not a formula
                    cell.number_format = "@"
                    cell.alignment = Alignment(wrap_text=True, vertical="top")
        for column, heading in enumerate(sheet.lines[0], 1):
            page.cell(1, column).font = Font(bold=True)
            wide = heading in ("表达式", "排除", "例句", "词", "定义", "值", "内容")
            page.column_dimensions[get_column_letter(column)].width = 40 if wide else 16
        page.freeze_panes = "B2"
        page.auto_filter.ref = page.dimensions
        page.sheet_state = "hidden" if sheet.name in hidden else "visible"
    whole = io.BytesIO()  # on a full disk openpyxl's archive would print a trace when it is cleared away
    book.save(whole)
    temporary = path.with_name(f"{path.name}.voc.tmp")
    try:
        temporary.write_bytes(whole.getvalue())
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


def read_book(path: Path) -> list[Sheet]:
    """Read an ``.xlsx``, or a folder of CSV files.

    Raises:
        InputError: nothing readable is there.
    """
    if path.is_dir():
        files = sorted(path.glob("*.csv"))
        if not files:
            raise InputError(f"{path} 里没有 .csv 文件")
        return [Sheet(file.stem, tuple(_csv_lines(file))) for file in files]
    if path.suffix.lower() not in (".xlsx", ".xlsm"):
        raise InputError(f"{path} 不是 .xlsx，也不是放 CSV 的文件夹")
    if not path.is_file():
        raise InputError(f"没有文件 {path}")
    from openpyxl import load_workbook

    try:
        book = load_workbook(path, data_only=True)
    except Exception as error:  # openpyxl raises whatever its parsers do
        raise InputError(f"读不了 {path}：{error}") from None
    for page in book.worksheets:
        _split_merged(page)
    return [
        Sheet(page.title, tuple(tuple(map(_cell, line)) for line in page.iter_rows(values_only=True)))
        for page in book.worksheets
    ]


def _split_merged(page: Any) -> None:
    """Give every cell of a column that was merged over rows the value that people see beside each of them."""
    for area in [area for area in page.merged_cells.ranges if area.min_col == area.max_col]:
        value = page.cell(area.min_row, area.min_col).value
        page.unmerge_cells(area.coord)
        for row in range(area.min_row, area.max_row + 1):
            page.cell(row, area.min_col).value = value


def _csv_lines(file: Path) -> Iterator[tuple[str, ...]]:
    return map(tuple, csv.reader(io.StringIO(decode(file)[0], newline="")))


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dt.datetime):
        return value.date().isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).replace("\r\n", "\n")
