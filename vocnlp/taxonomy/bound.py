"""Turn the comparison of a slot (``>=2天``, ``=2..5天``) into a test of quantities.

A comparison looks at the middle of an interval; ``=`` asks whether the quantity meets the value or the range.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from vocnlp.taxonomy.slots import Quantity, slot_reader

__all__ = ["Bound", "parse_bound"]

_DIGITS = str.maketrans("０１２３４５６７８９．％", "0123456789.%")
_RANGE = re.compile(r"\.{2,}|…+")


class Bound(NamedTuple):
    """A comparison with a value, or with a range from ``low`` to ``high``, in the base unit of the slot."""

    operator: str
    low: float
    high: float
    source: str = ""

    def holds(self, quantity: Quantity) -> bool:
        """Compare the middles of the intervals; ``=`` holds when the intervals meet."""
        middle, value = (quantity.low + quantity.high) / 2, (self.low + self.high) / 2
        match self.operator:
            case ">=":
                return middle >= value
            case "<=":
                return middle <= value
            case ">":
                return middle > value
            case "<":
                return middle < value
        return quantity.low <= self.high and self.low <= quantity.high


def parse_bound(kind: str, operator: str, value: str) -> Bound | None:
    """Read the right side of a comparison; None when it is no quantity of this kind.

    >>> parse_bound("时长", "≥", "10分钟")
    Bound(operator='>=', low=10.0, high=10.0, source='10分钟')
    >>> parse_bound("时长", "=", "2..5天").high
    7200.0
    """
    source = _RANGE.sub("到", value.strip().lower().translate(_DIGITS))
    operator = {"≥": ">=", "≤": "<=", "==": "="}.get(operator, operator)
    for quantity in slot_reader().read(source):
        if (quantity.start, quantity.end) == (0, len(source)) and quantity.kind == kind:
            return Bound(operator, quantity.low, quantity.high, source)
    reader = slot_reader()
    match = reader.number.fullmatch(source)
    interval = reader.numerals.read(match) if match else None
    return Bound(operator, *interval, source) if interval else None
