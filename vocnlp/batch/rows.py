"""Hold one row of a table as its file has it."""

from __future__ import annotations

from typing import Any, NamedTuple

__all__ = ["RawRow"]


class RawRow(NamedTuple):
    """One row as the file has it. ``values`` is None when it could not be read.

    ``problem`` says why, or what is odd about a row that was read.
    """

    number: int
    values: dict[str, Any] | None
    problem: str = ""
    raw: str = ""
