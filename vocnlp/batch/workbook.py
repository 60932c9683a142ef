"""Turn one sheet of an Excel workbook into rows of plain values, without loading it whole."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, BinaryIO

from vocnlp.errors import InputError, did_you_mean

__all__ = ["sheet_rows"]


def sheet_rows(stream: BinaryIO, file: str, wanted: str = "") -> tuple[str, Iterator[tuple[int, list[Any]]], Any]:
    """Return a sheet's name, its rows with their numbers, and the open workbook; formulas give their last value.

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
    sheet = next((item for item in sheets if next(item.iter_rows(values_only=True), None)), sheets[0])
    rows = (
        (number, [_plain(value) for value in row]) for number, row in enumerate(sheet.iter_rows(values_only=True), 1)
    )
    return sheet.title, rows, book


def _plain(value: Any) -> Any:
    """Excel keeps every number as a float; whole ones are shown, and meant, without a fraction."""
    return int(value) if isinstance(value, float) and value.is_integer() else value
