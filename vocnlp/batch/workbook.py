"""Turn one sheet of an Excel workbook into rows of plain values, without loading it whole."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any, BinaryIO, NamedTuple

from vocnlp.batch.columns import is_known_name
from vocnlp.batch.header import LOOK_AHEAD
from vocnlp.errors import InputError, did_you_mean

__all__ = ["Sheet", "open_sheet"]


class Sheet(NamedTuple):
    """One sheet: its name, its rows with their numbers, the open workbook, and the names of the sheets left out."""

    name: str
    rows: Iterator[tuple[int, list[Any]]]
    book: Any
    others: list[str]


def open_sheet(stream: BinaryIO, file: str, wanted: str = "") -> Sheet:
    """Open the sheet that was asked for, else the first that names a column of comments, else the first with rows.

    Formulas give their last value.

    Raises:
        InputError: the workbook is damaged, or there is no such sheet.
    """
    import zipfile

    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        book = load_workbook(stream, read_only=True, data_only=True)
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, EOFError) as error:
        raise InputError(f"{file} 不是可读的 Excel 文件：{error}") from None
    names = book.sheetnames
    if wanted and wanted not in names:
        raise InputError(f"没有工作表 {wanted!r}；现有：{'、'.join(names)}。{did_you_mean(wanted, names).zh}")
    sheets = [book[wanted]] if wanted else book.worksheets
    for sheet in sheets:
        sheet.reset_dimensions()  # some exporters write a wrong range and rows would be lost
    filled = [item for item in sheets if next(item.iter_rows(values_only=True), None)]
    sheet = next(filter(_has_comments, filled), (filled or sheets)[0])
    rows = (
        (number, [_plain(value) for value in row]) for number, row in enumerate(sheet.iter_rows(values_only=True), 1)
    )
    return Sheet(sheet.title, rows, book, [item.title for item in filled if item is not sheet])


def _has_comments(sheet: Any) -> bool:
    first = islice(sheet.iter_rows(values_only=True), LOOK_AHEAD)
    return any(isinstance(cell, str) and is_known_name(cell, "text") for row in first for cell in row)


def _plain(value: Any) -> Any:
    """Excel keeps every number as a float; whole ones are shown, and meant, without a fraction."""
    return int(value) if isinstance(value, float) and value.is_integer() else value
