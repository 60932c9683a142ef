"""Turn JSON into raw rows: one value a line, a list, or an answer of a service with the list somewhere inside."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from vocnlp.batch.columns import is_known_name
from vocnlp.batch.rows import RawRow
from vocnlp.errors import InputError

__all__ = ["json_lines", "json_rows"]

_DEEPEST = 4


def json_lines(lines: Iterator[str]) -> Iterator[RawRow]:
    """Read one value a line; a line that is no JSON is a row with a problem."""
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            value = json.loads(line)
        except (ValueError, RecursionError) as error:
            yield RawRow(number, None, f"不是合法的 JSON：{error}", line.rstrip("\n"))
        else:
            yield _row(number, value)


def json_rows(content: str, file: str) -> tuple[str, Iterator[RawRow]]:
    """Read a whole file; return where in it the rows were found (empty for the top), and the rows.

    Raises:
        InputError: it is no JSON.
    """
    if not content.strip():
        return "", iter(())
    try:
        values = json.loads(content)
    except (ValueError, RecursionError) as error:
        lines = content.splitlines()
        if _is_object(next(line for line in lines if line.strip())):
            return "每行一个", json_lines(iter(lines))
        raise InputError(f"{file} 不是合法的 JSON：{error}") from None
    path, items = _list_in(values)
    return path, (_row(number, item) for number, item in enumerate(items, 1))


def _is_object(line: str) -> bool:
    try:
        return isinstance(json.loads(line), dict)
    except (ValueError, RecursionError):
        return False


def _list_in(top: Any) -> tuple[str, list[Any]]:
    """Find the list of rows: the value itself, or the only list of objects below keys (``data.items``)."""
    path: list[str] = []
    value = top
    while isinstance(value, dict) and len(path) < _DEEPEST and not any(is_known_name(key, "text") for key in value):
        inner = [key for key, item in value.items() if _is_rows(item)]
        inner = inner or [key for key, item in value.items() if isinstance(item, dict)]
        if len(inner) != 1:
            break
        path.append(inner[0])
        value = value[inner[0]]
    if isinstance(value, list):
        return ".".join(path), value
    return "", [top]


def _is_rows(value: Any) -> bool:
    """Tell a list of rows from the turns of one conversation."""
    if not isinstance(value, list) or not value:
        return False
    return all(isinstance(item, dict) and not {"role", "speaker"} & item.keys() for item in value)


def _row(number: int, value: Any) -> RawRow:
    if isinstance(value, dict):
        return RawRow(number, value)
    if isinstance(value, str):
        return RawRow(number, {"text": value})
    return RawRow(number, None, f"应为对象或字符串，却是 {type(value).__name__}", json.dumps(value, ensure_ascii=False))
