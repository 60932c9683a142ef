"""Turn a file of any supported format into a header and a stream of raw rows; a broken row is a row with a problem.

Formats: ``csv`` (any delimiter, tsv included), ``jsonl``, ``json`` (a list), ``xlsx``, ``parquet``, ``lines``.
"""

from __future__ import annotations

import csv
import json
import re
import sys
from collections.abc import Callable, Iterator
from itertools import chain, islice
from pathlib import PurePath
from typing import Any, NamedTuple

from vocnlp.batch.bytestream import ByteStream, as_text
from vocnlp.errors import InputError

__all__ = ["FORMATS", "RawRow", "Table", "open_table"]

FORMATS = ("csv", "jsonl", "json", "xlsx", "parquet", "lines")
LOOK_AHEAD = 200

_SUFFIXES = {
    **dict.fromkeys((".csv", ".tsv", ".tab"), "csv"),
    **dict.fromkeys((".jsonl", ".ndjson"), "jsonl"),
    ".json": "json",
    **dict.fromkeys((".xlsx", ".xlsm"), "xlsx"),
    **dict.fromkeys((".parquet", ".pq"), "parquet"),
    **dict.fromkeys((".txt", ".text", ".log"), "lines"),
}
_DELIMITERS = {",": "逗号", "\t": "制表符", ";": "分号", "|": "竖线"}
_SENTENCE = re.compile(r"[。！？!?]|.{25}")


class RawRow(NamedTuple):
    """One row as the file has it. ``values`` is None when it could not be read.

    ``problem`` says why, or what is odd about a row that was read.
    """

    number: int
    values: dict[str, Any] | None
    problem: str = ""
    raw: str = ""


class Table(NamedTuple):
    """A header, the rows below it, and how the file was read. ``sample`` are its first rows, still to come."""

    format: str
    how: str
    names: list[str]
    rows: Iterator[RawRow]
    sample: list[dict[str, Any]]


def open_table(source: ByteStream, *, format: str = "", tabular: bool = False, sheet: str = "") -> Table:
    """Read the beginning of a file and return its table.

    Args:
        source: an open stream.
        format: one of ``FORMATS``; empty to tell by content and suffix.
        tabular: a stream without a suffix is a CSV table rather than plain lines.
        sheet: the sheet of a workbook; empty for the first that is not empty.

    Raises:
        InputError: the format is unknown or the file is damaged.
    """
    kind = format or _format(source, tabular)
    if kind not in _OPENERS:
        raise InputError(f"不认识的格式 {kind!r}；可以是 {'、'.join(FORMATS)}")
    how, names, rows = _OPENERS[kind](source, sheet)
    first = list(islice(rows, LOOK_AHEAD))
    sample = [row.values for row in first if row.values is not None]
    if kind in ("jsonl", "json"):
        names = list(dict.fromkeys(str(name) for values in sample for name in values))
    return Table(kind, how, names, chain(first, rows), sample)


def _format(source: ByteStream, tabular: bool) -> str:
    """Tell the format by the first bytes where they are unmistakable, else by the suffix."""
    if source.head.startswith(b"PK\x03\x04"):
        return "xlsx"
    if source.head.startswith(b"PAR1"):
        return "parquet"
    if source.head.startswith(b"\xd0\xcf\x11\xe0"):
        raise InputError(f"{source.name} 是旧版 Excel（.xls），请另存为 .xlsx")
    suffix = PurePath(source.name).suffix.lower()
    if suffix in _SUFFIXES:
        return _SUFFIXES[suffix]
    start = source.head.removeprefix(b"\xef\xbb\xbf").lstrip()[:1]
    return {b"{": "jsonl", b"[": "json"}.get(start, "csv" if tabular else "lines")


_Opened = tuple[str, list[str], Iterator[RawRow]]


def _open_csv(source: ByteStream, sheet: str) -> _Opened:
    csv.field_size_limit(min(sys.maxsize, 2**31 - 1))  # the default of 128 kB cuts long transcripts off
    stream, encoding = as_text(source, newline="")
    first = stream.readline()
    while first and not first.strip():
        first = stream.readline()
    delimiter = max(_DELIMITERS, key=first.count)
    delimiter = delimiter if delimiter in first else ","
    reader = csv.reader(chain([first], stream) if first else iter(()), delimiter=delimiter)
    names = [name.strip() for name in next(reader, [])]
    ahead: list[list[str]] = []
    how = f"{encoding.name}，CSV（{_DELIMITERS[delimiter]}分隔）"
    if len(names) == 1 and _SENTENCE.search(names[0]):
        ahead, names, how = [names], ["text"], f"{how}，没有表头"
    names = _unique(names)
    return how, names, _csv_rows(reader, ahead, names, delimiter, 2 - len(ahead))


def _unique(names: list[str]) -> list[str]:
    """Give empty and repeated column names a name of their own, as spreadsheets show them."""
    seen: dict[str, int] = {}
    result = []
    for place, name in enumerate(names, 1):
        name = name or f"列{place}"
        seen[name] = seen.get(name, 0) + 1
        result.append(name if seen[name] == 1 else f"{name}.{seen[name]}")
    return result


def _csv_rows(
    reader: Iterator[list[str]], ahead: list[list[str]], names: list[str], delimiter: str, first: int
) -> Iterator[RawRow]:
    number = first - 1
    rows = chain(ahead, reader)
    while True:
        number += 1
        try:
            cells = next(rows)
        except StopIteration:
            return
        except csv.Error as error:
            yield RawRow(number, None, f"CSV 格式错误：{error}")
            continue
        if not any(cells):
            continue
        if len(cells) > len(names):
            problem = f"有 {len(cells)} 格，表头只有 {len(names)} 列；含分隔符的文本要加引号"
            yield RawRow(number, None, problem, delimiter.join(cells))
        else:
            problem = "有没闭合的引号？后面的行并进了一格" if _swallows(cells, delimiter, len(names)) else ""
            yield RawRow(number, dict(zip(names, cells, strict=False)), problem)


def _swallows(cells: list[str], delimiter: str, width: int) -> bool:
    """Tell a cell that holds whole rows: what an unclosed quotation mark leaves behind."""
    if width < 2 or not any("\n" in cell for cell in cells):
        return False
    inner = [line for cell in cells for line in cell.split("\n")[1:-1]]
    return len(inner) > 1 and all(line.count(delimiter) == width - 1 for line in inner)


def _open_jsonl(source: ByteStream, sheet: str) -> _Opened:
    stream, encoding = as_text(source, newline=None)
    return f"{encoding.name}，JSON 行", [], _json_lines(stream)


def _json_lines(stream: Iterator[str]) -> Iterator[RawRow]:
    for number, line in enumerate(stream, 1):
        if not line.strip():
            continue
        try:
            value = json.loads(line)
        except (ValueError, RecursionError) as error:
            yield RawRow(number, None, f"不是合法的 JSON：{error}", line.rstrip("\n"))
        else:
            yield _json_row(number, value)


def _json_row(number: int, value: Any) -> RawRow:
    if isinstance(value, dict):
        return RawRow(number, value)
    if isinstance(value, str):
        return RawRow(number, {"text": value})
    return RawRow(number, None, f"应为对象或字符串，却是 {type(value).__name__}", json.dumps(value, ensure_ascii=False))


def _open_json(source: ByteStream, sheet: str) -> _Opened:
    stream, encoding = as_text(source, newline=None)
    content = stream.read()
    try:
        values = json.loads(content) if content.strip() else []
    except (ValueError, RecursionError) as error:
        raise InputError(f"{source.name} 不是合法的 JSON：{error}") from None
    items = values if isinstance(values, list) else [values]
    return f"{encoding.name}，JSON", [], (_json_row(number, item) for number, item in enumerate(items, 1))


def _open_lines(source: ByteStream, sheet: str) -> _Opened:
    stream, encoding = as_text(source, newline=None)
    rows = (RawRow(number, {"text": line.rstrip("\n")}) for number, line in enumerate(stream, 1) if line.strip())
    return f"{encoding.name}，每行一条", ["text"], rows


def _open_xlsx(source: ByteStream, sheet: str) -> _Opened:
    from vocnlp.batch.workbook import sheet_rows

    name, cells, book = sheet_rows(source.seekable_file("Excel 文件"), source.name, sheet)
    source.layers.append(book)
    header = next(((number, row) for number, row in cells if any(value not in (None, "") for value in row)), None)
    if header is None:
        return f"Excel，工作表 {name}", [], iter(())
    names = _unique(["" if value is None else str(value).strip() for value in header[1]])
    rows = (
        RawRow(number, dict(zip(names, row, strict=False)))
        for number, row in cells
        if any(value not in (None, "") for value in row)
    )
    return f"Excel，工作表 {name}", names, rows


def _open_parquet(source: ByteStream, sheet: str) -> _Opened:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        file = pq.ParquetFile(source.seekable_file("Parquet 文件"))
    except pa.ArrowException as error:
        raise InputError(f"{source.name} 不是可读的 Parquet 文件：{error}") from None
    rows = (row for batch in file.iter_batches(batch_size=1000) for row in batch.to_pylist())
    return "Parquet", list(file.schema_arrow.names), (RawRow(number, row) for number, row in enumerate(rows, 1))


_OPENERS: dict[str, Callable[[ByteStream, str], _Opened]] = {
    "csv": _open_csv,
    "jsonl": _open_jsonl,
    "json": _open_json,
    "xlsx": _open_xlsx,
    "parquet": _open_parquet,
    "lines": _open_lines,
}
