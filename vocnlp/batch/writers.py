"""Turn analyses into result files: CSV that Excel opens, JSON lines, Parquet, Excel.

``jsonl`` holds whole analyses; the tables hold one row an opinion or one row a decision. All are written through
``AtomicFile``. Tables fix their columns when the first ``HEADER_ROWS`` rows are known; a meta field that turns up
later is not written and is counted in ``notes``.
"""

from __future__ import annotations

import csv
import io
import json
from abc import ABC, abstractmethod
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, BinaryIO, Literal

from vocnlp.batch.atomic import AtomicFile, OpenStream
from vocnlp.batch.cells import csv_cell, excel_cell, plain_text
from vocnlp.errors import InputError, did_you_mean
from vocnlp.frames import Rows, arrow_type, row_maker
from vocnlp.types.analysis import Analysis

__all__ = ["HEADER_ROWS", "SUFFIXES", "Writer", "json_line", "open_writer", "stream_writer"]

HEADER_ROWS = 1000
_EXCEL_ROWS = 1_048_575

Row = dict[str, Any]


def json_line(values: Mapping[str, Any]) -> str:
    """Return one line of JSON; a text with lone surrogates is written with escapes, which keep them exactly."""
    line = json.dumps(values, ensure_ascii=False)
    try:
        line.encode()
    except UnicodeEncodeError:
        return json.dumps(values)
    return line


class Writer(ABC):
    """A result file in the making; end it with ``close``, ``abort`` or ``keep``."""

    resumable = False

    def __init__(self, file: AtomicFile | OpenStream) -> None:
        self.file = file
        self.notes: dict[str, int] = {}

    @property
    def path(self) -> Path:
        """The target."""
        return self.file.path

    @abstractmethod
    def write(self, analysis: Analysis) -> None:
        """Add one analysis."""

    def flush(self) -> None:
        """Hand everything that is held back to the file."""
        return

    def state(self) -> dict[str, Any]:
        """Return what a later run needs to write on from here."""
        self.flush()
        self.file.stream.flush()
        return {"bytes": self.file.stream.tell()}

    def close(self) -> None:
        """Finish the file and give it its name."""
        self.flush()
        self.file.commit()

    def abort(self) -> None:
        """Leave no trace."""
        self.file.abort()

    def keep(self) -> None:
        """Leave the unfinished file for a later run."""
        self.file.keep()


class JsonLines(Writer):
    """One whole analysis a line, readable by ``Analysis.from_dict``."""

    resumable = True

    def write(self, analysis: Analysis) -> None:
        """Add one line."""
        self.file.stream.write(f"{json_line(analysis.to_dict())}\n".encode())


class TableWriter(Writer):
    """What all tables share: rows are held back until the columns are known."""

    def __init__(
        self, file: AtomicFile | OpenStream, rows: Rows = "opinions", state: Mapping[str, Any] | None = None
    ) -> None:
        super().__init__(file)
        self._make, self.kinds = row_maker(rows)
        self.columns: list[str] = list(state["columns"]) if state else []
        self._held: list[Row] = []
        self._all: frozenset[str] = frozenset(self.columns)

    def write(self, analysis: Analysis) -> None:
        """Add the rows of one analysis."""
        self._held += self._make(analysis)
        if len(self._held) >= HEADER_ROWS:
            self.flush()

    def flush(self) -> None:
        """Write what is held back; the first time, fix the columns and write the header."""
        if not self.columns:
            self.columns = list(dict.fromkeys([*self.kinds, *(name for row in self._held for name in row)]))
            self._all = frozenset(self.columns)
            self.start(self._held)
        for row in self._held:
            if not row.keys() <= self._all:
                for name in row.keys() - self._all:
                    self.notes[name] = self.notes.get(name, 0) + 1
        self.put(self._held)
        self._held = []

    def state(self) -> dict[str, Any]:
        """Return what a later run needs to write on from here."""
        return {**super().state(), "columns": self.columns}

    @abstractmethod
    def start(self, first: list[Row]) -> None:
        """Write the header, knowing the first rows."""

    @abstractmethod
    def put(self, rows: list[Row]) -> None:
        """Write rows."""


class Csv(TableWriter):
    """UTF-8 with byte order mark, so that Excel shows Chinese; texts that look like formulas are disarmed."""

    resumable = True

    def start(self, first: list[Row]) -> None:
        """Write the mark (a pipe gets none) and the header."""
        if isinstance(self.file, AtomicFile):
            self.file.stream.write("\ufeff".encode())
        self._lines([self.columns])

    def put(self, rows: list[Row]) -> None:
        """Write rows."""
        self._lines([[csv_cell(row.get(name)) for name in self.columns] for row in rows])

    def _lines(self, rows: list[list[Any]]) -> None:
        text = io.StringIO(newline="")
        csv.writer(text).writerows(rows)
        self.file.stream.write(text.getvalue().encode())


class Excel(TableWriter):
    """One sheet; texts are written as texts, never as formulas."""

    def start(self, first: list[Row]) -> None:
        """Open the sheet and write the header."""
        from openpyxl import Workbook

        self._count = 0
        self._book = Workbook(write_only=True)
        self._sheet = self._book.create_sheet("vocnlp")
        self._sheet.freeze_panes = "A2"
        self._sheet.append(self.columns)

    def put(self, rows: list[Row]) -> None:
        """Write rows.

        Raises:
            InputError: more rows than a sheet can hold.
        """
        self._count += len(rows)
        if self._count > _EXCEL_ROWS:
            raise InputError(f"{self.path}：超过 Excel 一张表的 {_EXCEL_ROWS:,} 行，请改用 .csv 或 .parquet")
        for row in rows:
            self._sheet.append([self._cell(row.get(name)) for name in self.columns])

    def _cell(self, value: Any) -> Any:
        from openpyxl.cell import WriteOnlyCell

        value = excel_cell(value)
        if not isinstance(value, str) or not value.startswith("="):
            return value
        cell = WriteOnlyCell(self._sheet, value=value)
        cell.data_type = "s"
        return cell

    def close(self) -> None:
        """Save the workbook and give it its name."""
        from zipfile import ZIP_DEFLATED, ZipFile

        from openpyxl.writer.excel import ExcelWriter

        self.flush()
        archive = ZipFile(self.file.stream, "w", ZIP_DEFLATED)
        try:
            ExcelWriter(self._book, archive).save()
        except BaseException:
            archive.fp = None  # else it would write on, and print that it cannot, when it is cleared away
            raise
        self.file.commit()

    def abort(self) -> None:
        """Leave no trace, on the terminal neither: what openpyxl holds back it would write when it is cleared away."""
        if self.columns:
            with suppress(Exception):  # the disk may be full, or the sheet closed already
                self._sheet.close()
        super().abort()


class Parquet(TableWriter):
    """Typed columns; a meta field is a number when all its first values are, else text."""

    def start(self, first: list[Row]) -> None:
        """Fix the schema."""
        import pyarrow as pa
        import pyarrow.parquet as pq

        self._kinds = {name: self.kinds.get(name) or _kind([row.get(name) for row in first]) for name in self.columns}
        self._schema = pa.schema([(name, arrow_type(kind)) for name, kind in self._kinds.items()])
        self._table = pq.ParquetWriter(self.file.stream, self._schema)

    def put(self, rows: list[Row]) -> None:
        """Write rows as one batch."""
        import pyarrow as pa

        columns = {name: [_typed(row.get(name), kind) for row in rows] for name, kind in self._kinds.items()}
        if rows:
            self._table.write_table(pa.Table.from_pydict(columns, schema=self._schema))

    def close(self) -> None:
        """Write the footer and give the file its name."""
        self.flush()
        self._table.close()
        self.file.commit()


def _kind(values: list[Any]) -> str:
    known = [value for value in values if value is not None]
    return "number" if known and all(type(value) in (int, float) for value in known) else "string"


def _typed(value: Any, kind: str) -> Any:
    if value is None:
        return None
    if kind == "datetime":
        return value.replace(tzinfo=None) - value.utcoffset() if value.tzinfo else value
    if kind in ("number", "integer"):
        return value if type(value) in (int, float) else None
    return plain_text(value) if isinstance(value, str) else str(csv_cell(value))


SUFFIXES = (".csv", ".jsonl", ".parquet", ".xlsx")


def open_writer(path: Path, *, rows: Rows = "opinions", state: Mapping[str, Any] | None = None) -> Writer:
    """Open a result file by its suffix.

    Args:
        path: the target; an existing file is replaced when the run is complete.
        rows: what a table holds; ``.jsonl`` always holds whole analyses.
        state: what ``Writer.state`` returned in an interrupted run.

    Raises:
        InputError: the suffix is unknown or the place cannot be written.
    """
    suffix = path.suffix.lower()
    if suffix not in SUFFIXES:
        hint = did_you_mean(suffix, SUFFIXES).zh
        raise InputError(f"不知道怎样写 {path.name}；可用的后缀：{'、'.join(SUFFIXES)}。{hint}")
    file = AtomicFile(path, size=int(state["bytes"]) if state else 0)
    if suffix == ".jsonl":
        return JsonLines(file)
    if suffix == ".csv":
        return Csv(file, rows, state)
    return Excel(file, rows) if suffix == ".xlsx" else Parquet(file, rows)


def stream_writer(stream: BinaryIO, *, format: Literal["json", "csv"], rows: Rows = "opinions") -> Writer:
    """Write to an open stream, such as ``sys.stdout.buffer``."""
    file = OpenStream(stream)
    return JsonLines(file) if format == "json" else Csv(file, rows)
