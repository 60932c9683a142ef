"""Turn ``when: {nps: "<= 6"}`` into a test of one field of an utterance."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any

__all__ = ["FieldTest", "parse_test"]

_COMPARISON = re.compile(r"\s*(>=|<=|!=|≥|≤|>|<|=)\s*(.+?)\s*$")
_RANGE = re.compile(r"\s*(-?\d+(?:\.\d+)?)\s*(?:\.\.|…+)\s*(-?\d+(?:\.\d+)?)\s*$")
_TWINS = str.maketrans("＜＞＝！≧≦", "<>=!≥≤")


@dataclass(frozen=True, slots=True)
class FieldTest:
    """One field and the values that pass; a missing field never passes, except ``!=``."""

    field: str
    values: tuple[str, ...]

    def holds(self, value: Any) -> bool:
        """Tell whether the value of the field passes any of the alternatives.

        >>> parse_test("nps", ["<= 6"]).holds(3), parse_test("channel", ["hot*"]).holds("hotline")
        (True, True)
        """
        found = value if isinstance(value, (list, tuple)) else [value]
        return any(_passes(one, wanted) for wanted in self.values for one in found)

    def __str__(self) -> str:
        return f"{self.field}: {' | '.join(self.values)}"


def parse_test(field: str, values: Iterable[str]) -> FieldTest:
    """Read the alternatives of one field: a word (``*`` is a wildcard), ``>= 3``, ``!= x`` or ``1..5``."""
    return FieldTest(field, tuple(value.translate(_TWINS).strip() for value in values))


def _passes(value: Any, wanted: str) -> bool:
    if comparison := _COMPARISON.match(wanted):
        return _compare(value, comparison[1], comparison[2])
    if value is None:
        return False
    if limits := _RANGE.match(wanted):
        number = _number(value)
        return number is not None and float(limits[1]) <= number <= float(limits[2])
    text = str(value).lower()
    number, target = _number(value), _number(wanted)
    return (number is not None and number == target) or fnmatchcase(text, wanted.lower())


def _compare(value: Any, operator: str, wanted: str) -> bool:
    if operator == "!=":
        return not _passes(value, wanted)
    if operator == "=":
        return _passes(value, wanted)
    left, right = _number(value), _number(wanted)
    if value is None:
        return False
    if left is None or right is None:
        a: Any = str(value)
        b: Any = wanted
    else:
        a, b = left, right
    return bool({">=": a >= b, "≥": a >= b, "<=": a <= b, "≤": a <= b, ">": a > b, "<": a < b}[operator])


def _number(value: Any) -> float | None:
    if isinstance(value, bool):
        return None
    try:
        return float(value)
    except (TypeError, ValueError):
        return None
