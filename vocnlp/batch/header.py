"""Turn the first lines of a table into its header: titles above it are left out, a table without one is told.

People export sheets with a title and a date above the header, tables of bare rows, and CSV that begins with ``sep=;``.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from vocnlp.batch.columns import is_known_name

__all__ = ["DELIMITERS", "LOOK_AHEAD", "delimiter_of", "has_no_header", "has_table_header", "header_at"]

DELIMITERS = {",": "逗号", "\t": "制表符", ";": "分号", "|": "竖线"}
LOOK_AHEAD = 10
"""Rows to look at for a header below titles."""

_SEPARATOR = re.compile(r'"?sep=(.)"?\s*$', re.IGNORECASE)
_SENTENCE = re.compile(r"[。！？!?]|.{25}")
_DATUM = re.compile(r"-?\d+([.:/\-\s]\d+)*")


def delimiter_of(line: str) -> tuple[str, bool]:
    """Return what separates the cells of a header line, and whether the line only says so (``sep=;``).

    >>> delimiter_of("编号;内容;nps"), delimiter_of("sep=|")
    ((';', False), ('|', True))
    """
    if declared := _SEPARATOR.match(line):
        return declared[1], True
    best = max(DELIMITERS, key=line.count)
    return (best if best in line else ","), False


def header_at(rows: Sequence[Sequence[Any]]) -> int:
    """Return where the header stands: the first row, or one below titles that names the comments' column.

    Titles fill fewer cells than the header does; rows of data do not.

    >>> header_at([["客户反馈汇总"], ["导出：2026-03-01"], ["编号", "评论内容"], ["1", "好"]])
    2
    >>> header_at([["姓名", "想说的"], ["张三", "内容"]])
    0
    """
    fullest = 0
    for place, row in enumerate(rows[:LOOK_AHEAD]):
        filled = [cell for cell in map(_text, row) if cell]
        if len(filled) > fullest and any(is_known_name(cell, "text") for cell in filled):
            return place
        fullest = max(fullest, len(filled))
    return 0


def has_table_header(line: str) -> bool:
    """Tell a table by a line of several cells of which one names the comments' column.

    >>> has_table_header("编号\\t评论内容"), has_table_header("内容，很好")
    (True, False)
    """
    cells = line.split(delimiter_of(line)[0])
    return len(cells) > 1 and any(is_known_name(cell.strip(' "'), "text") for cell in cells)


def has_no_header(cells: Sequence[str]) -> bool:
    """Tell a first row that is a row of data: one sentence, or a number or date among cells that name no column.

    >>> has_no_header(["1", "起步有点肉"]), has_no_header(["内容", "2026"]), has_no_header(["座椅很舒服。"])
    (True, False, True)
    """
    if len(cells) == 1:
        return bool(_SENTENCE.search(cells[0]))
    return not any(is_known_name(cell) for cell in cells) and any(_DATUM.fullmatch(cell) for cell in cells)


def _text(cell: Any) -> str:
    return "" if cell is None else str(cell).strip()
