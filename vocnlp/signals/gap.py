"""Turn a promise and what came of it into the gap between them: 说好三天，等了七天 is +4 天."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from vocnlp.taxonomy.slots import Quantity, slot_reader

__all__ = ["Gap", "comparable", "distinct", "read_gap", "unit_of"]

_PLAIN = "数量"
_MINUTES_A_DAY = 1440.0


class Gap(NamedTuple):
    """What came minus what was promised, in ``unit``, with the text range from promise to outcome."""

    value: float
    unit: str
    start: int
    end: int


def read_gap(text: str, start: int, after: int, limit: int, actual: re.Pattern[str]) -> Gap | None:
    """Read the promise that begins at ``start``; quantities are looked for between ``after`` and ``limit``."""
    window = text[after:limit]
    found = distinct(slot_reader().read(window))
    for index, promised in enumerate(found):
        for came in found[index + 1 :]:
            pair = comparable(promised, came)
            told = actual.search(window, promised.end, came.start) or actual.match(window, came.end, came.end + 4)
            if pair is None or told is None:
                continue
            kind, low, high = pair
            unit, factor = unit_of(kind, window[promised.start : promised.end] + window[came.start : came.end])
            value = round((high - low) / factor, 2)
            return Gap(value, unit, start, after + came.end) if value else None
    return None


def comparable(promised: Quantity, came: Quantity) -> tuple[str, float, float] | None:
    """Return the kind and both amounts; a bare number takes the unit of the other side."""
    low, high = (promised.low + promised.high) / 2, (came.low + came.high) / 2
    if promised.kind == came.kind != _PLAIN:
        return promised.kind, low, high
    if came.kind == _PLAIN and promised.kind in ("距离", "金额", "百分比"):
        return promised.kind, low, high * (1000 if promised.kind == "距离" and promised.high >= 1000 else 1)
    if promised.kind == _PLAIN and came.kind == "金额":
        return came.kind, low, high
    return None


def distinct(quantities: Sequence[Quantity]) -> list[Quantity]:
    """Drop the bare number inside a quantity with a unit."""
    return [
        one
        for one in quantities
        if one.kind != _PLAIN
        or not any(other.kind != _PLAIN and other.start <= one.start and one.end <= other.end for other in quantities)
    ]


def unit_of(kind: str, written: str) -> tuple[str, float]:
    """Return the unit that fits how an amount is written, and its factor to the base unit."""
    if kind == "时长":
        if re.search("分钟|min", written):
            return "分钟", 1.0
        if re.search("小时|钟头|个钟", written):
            return "小时", 60.0
        return "天", _MINUTES_A_DAY
    if kind == "距离":
        return ("公里", 1000.0) if re.search("公里|千米|km|里", written) else ("米", 1.0)
    return {"金额": "元", "百分比": "%", "次数": "次"}.get(kind, ""), 1.0
