"""Turn values into cells that a spreadsheet shows as they are: no formulas, control characters or lone surrogates."""

from __future__ import annotations

import datetime as dt
import json
import re
from typing import Any

__all__ = ["CELL_LIMIT", "csv_cell", "excel_cell", "plain_text"]

CELL_LIMIT = 32_767
"""Characters that one cell of an Excel sheet can hold."""

_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_SURROGATES = re.compile("[\ud800-\udfff]")
_FORMULA = re.compile(r"[=+\-@\t\r]")


def plain_text(text: str) -> str:
    """Drop control characters; replace lone surrogates, which no file can carry.

    >>> plain_text("打不通\\x0b\\ud83d")
    '打不通\\ufffd'
    """
    return _SURROGATES.sub("�", _CONTROLS.sub("", text))


def csv_cell(value: Any) -> Any:
    """Write a value for CSV; a text that a spreadsheet would compute gets an apostrophe in front (OWASP).

    >>> csv_cell("=1+1"), csv_cell(-0.5), csv_cell(None)
    ("'=1+1", -0.5, '')
    """
    value = _simple(value)
    if not isinstance(value, str):
        return "" if value is None else value
    text = plain_text(value)
    return f"'{text}" if _FORMULA.match(text) else text


def excel_cell(value: Any) -> Any:
    """Write a value for a sheet, cut to what a cell holds; Excel knows no time zones."""
    value = _simple(value, times=True)
    if isinstance(value, dt.datetime) and value.tzinfo is not None:
        return value.isoformat(sep=" ")
    return plain_text(value)[:CELL_LIMIT] if isinstance(value, str) else value


def _simple(value: Any, *, times: bool = False) -> Any:
    if isinstance(value, dt.datetime):
        return value if times else value.isoformat(sep=" ")
    if isinstance(value, (list, dict)):
        return json.dumps(value, ensure_ascii=False)
    return value
