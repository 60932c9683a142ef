"""Turn a file of any supported format into a header and a stream of raw rows; a broken row is a row with a problem.

Formats: ``csv`` (any delimiter, tsv included), ``jsonl``, ``json`` (a list), ``xlsx``, ``parquet``, ``lines``.
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Callable, Iterator
from itertools import chain, islice
from pathlib import PurePath
from typing import Any, NamedTuple

from vocnlp.batch.bytestream import ByteStream, Written, as_text
from vocnlp.batch.header import (
    DELIMITERS,
    LOOK_AHEAD,
    delimiter_of,
    has_no_header,
    has_table_header,
    header_at,
)
from vocnlp.batch.jsonrows import json_lines, json_rows
from vocnlp.batch.rows import RawRow
from vocnlp.batch.unpack import ZIP
from vocnlp.encoding import Rows, detect
from vocnlp.errors import InputError
from vocnlp.frames import unique_names

__all__ = ["FORMATS", "Table", "open_table"]

FORMATS = ("csv", "jsonl", "json", "xlsx", "parquet", "lines")
_SAMPLE_ROWS = 200

_BOOKS = (".xlsx", ".xlsm", ".xls")
_SUFFIXES = {
    **dict.fromkeys((".csv", ".tsv", ".tab"), "csv"),
    **dict.fromkeys((".jsonl", ".ndjson"), "jsonl"),
    ".json": "json",
    **dict.fromkeys((".parquet", ".pq"), "parquet"),
    **dict.fromkeys((".txt", ".text", ".log"), "lines"),
}


class Table(NamedTuple):
    """A header, the rows below it, and how the file was read. ``sample`` are its first rows, still to come."""

    format: str
    written: Written | None
    form: str
    names: list[str]
    rows: Iterator[RawRow]
    sample: list[dict[str, Any]]

    @property
    def how(self) -> str:
        """How the file is read: encoding, with the rows of each so far where there are two, and form."""
        return f"{self.written.name}，{self.form}" if self.written else self.form


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
    written, form, names, rows = _OPENERS[kind](source, sheet)
    first = list(islice(rows, _SAMPLE_ROWS))
    sample = [row.values for row in first if row.values is not None]
    if kind in ("jsonl", "json"):
        names = list(dict.fromkeys(str(name) for values in sample for name in values))
    return Table(kind, written, form, names, chain(first, rows), sample)


def _first_line(source: ByteStream) -> str:
    """Return the first line that is not blank."""
    encoding = detect(source.sample, complete=source.complete)
    text = source.head.decode(encoding.codec, "replace") if encoding.wide else Rows(encoding.codec).decode(source.head)
    return next((line for line in text.splitlines() if line.strip()), "")


def _format(source: ByteStream, tabular: bool) -> str:
    """Tell the format by the first bytes where they are unmistakable, else by the suffix, else by the first line."""
    if source.head.startswith(ZIP):
        return "xlsx"
    if source.head.startswith(b"PAR1"):
        return "parquet"
    start = source.head.removeprefix(b"\xef\xbb\xbf").lstrip()[:1]
    suffix = PurePath(source.inside or source.name).suffix.lower()
    if suffix in _BOOKS and source.head:
        if start == b"<":
            raise InputError(f"{source.name} 是网页格式的表格；请用 Excel 打开，另存为 .xlsx")
        return "csv"  # many systems name their CSV so
    kind = _SUFFIXES.get(suffix, "")
    if kind and kind != "lines":
        return kind
    told = {b"{": "jsonl", b"[": "json"}.get(start, "") if not kind else ""
    return told or ("csv" if tabular or has_table_header(_first_line(source)) else "lines")


_Opened = tuple[Written | None, str, list[str], Iterator[RawRow]]


def _open_csv(source: ByteStream, sheet: str) -> _Opened:
    csv.field_size_limit(min(sys.maxsize, 2**31 - 1))  # the default of 128 kB cuts long transcripts off
    stream, written = as_text(source, newline="")
    lines = _from_first_filled(stream)
    delimiter, declared = delimiter_of(next(iter(lines[:1]), ""))
    lines = lines[declared:]
    above = header_at([next(csv.reader([line], delimiter=delimiter_of(line)[0]), []) for line in lines])
    if not declared and lines:
        delimiter = delimiter_of(lines[above])[0]
    reader = csv.reader(chain(lines[above:], stream), delimiter=delimiter)
    names = [name.strip() for name in next(reader, [])]
    ahead: list[list[str]] = []
    form = f"CSV（{DELIMITERS.get(delimiter, delimiter)}分隔）{_told(above)}"
    if names and has_no_header(names):
        ahead, form = [names], f"{form}，没有表头"
        names = ["text"] if len(names) == 1 else [""] * len(names)
    names = unique_names(names)
    return written, form, names, _csv_rows(reader, ahead, names, delimiter, above + 2 - len(ahead))


def _from_first_filled(stream: Iterator[str]) -> list[str]:
    """Read the first lines that may hold a title and the header, without blank ones at the top."""
    first = next((line for line in stream if line.strip()), "")
    return [first, *islice(stream, LOOK_AHEAD - 1)] if first else []


def _told(above: int) -> str:
    return f"，表头在第 {above + 1} 行" if above else ""


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
    stream, written = as_text(source, newline=None)
    return written, "JSON 行", [], json_lines(stream)


def _open_json(source: ByteStream, sheet: str) -> _Opened:
    stream, written = as_text(source, newline=None)
    where, rows = json_rows(stream.read(), source.name)
    return written, f"JSON{f'（{where}）' if where else ''}", [], rows


def _open_lines(source: ByteStream, sheet: str) -> _Opened:
    stream, written = as_text(source, newline=None)
    rows = (RawRow(number, {"text": line.rstrip("\n")}) for number, line in enumerate(stream, 1) if line.strip())
    return written, "每行一条", ["text"], rows


def _open_xlsx(source: ByteStream, sheet: str) -> _Opened:
    from vocnlp.batch.workbook import open_sheet

    opened = open_sheet(source.seekable_file(), source.name, sheet)
    source.layers.append(opened.book)
    how = f"Excel，工作表 {opened.name}"
    if opened.others and not sheet:
        how = f"{how}（另有 {'、'.join(opened.others)} 没有读，用 --sheet 指定）"
    filled = ((number, row) for number, row in opened.rows if any(value not in (None, "") for value in row))
    first = list(islice(filled, LOOK_AHEAD))
    if not first:
        return None, how, [], iter(())
    above = header_at([row for _, row in first])
    names = unique_names(["" if value is None else str(value).strip() for value in first[above][1]])
    rows = (RawRow(number, dict(zip(names, row, strict=False))) for number, row in chain(first[above + 1 :], filled))
    return None, f"{how}{_told(first[above][0] - 1 if above else 0)}", names, rows


def _open_parquet(source: ByteStream, sheet: str) -> _Opened:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        file = pq.ParquetFile(source.seekable_file())
    except pa.ArrowException as error:
        raise InputError(f"{source.name} 不是可读的 Parquet 文件：{error}") from None
    rows = (row for batch in file.iter_batches(batch_size=1000) for row in batch.to_pylist())
    return None, "Parquet", list(file.schema_arrow.names), (RawRow(number, row) for number, row in enumerate(rows, 1))


_OPENERS: dict[str, Callable[[ByteStream, str], _Opened]] = {
    "csv": _open_csv,
    "jsonl": _open_jsonl,
    "json": _open_json,
    "xlsx": _open_xlsx,
    "parquet": _open_parquet,
    "lines": _open_lines,
}
