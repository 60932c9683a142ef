"""Turn a written condition (``>= 3``, ``[vip, svip]``, ``product.safety.*``) into a value that can be tested.

A missing value satisfies only a negated condition (``!= vip``); ``-`` means "any" and is no condition at all.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, NamedTuple

from vocnlp.errors import Misread

__all__ = ["ANY", "Condition", "Range", "parse_condition", "point_pattern"]

ANY = ("-", "", "*", "－", "—")
_YES = frozenset({"yes", "true", "是", "有", "y"})
_NO = frozenset({"no", "false", "否", "无", "n"})
_COMPARE = re.compile(r"(<=|>=|==|<|>|=|≤|≥|＜|＞|＝)\s*(-?\d+(?:\.\d+)?)\s*$")
_BETWEEN = re.compile(r"(-?\d+(?:\.\d+)?)\s*(?:\.\.|…|~|～)\s*(-?\d+(?:\.\d+)?)\s*$")
_CLOCK = re.compile(r"([01]?\d|2[0-4])[:：]([0-5]\d)\s*[-~～至到]\s*([01]?\d|2[0-4])[:：]([0-5]\d)$")
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?$")
_DAYS = {
    **{name: (number,) for number, name in enumerate(("mon", "tue", "wed", "thu", "fri", "sat", "sun"), 1)},
    **{name: (number,) for number, name in enumerate("一二三四五六日", 1)},
    **{f"周{name}": (number,) for number, name in enumerate("一二三四五六日", 1)},
    **{str(number): (number,) for number in range(1, 8)},
    "workday": (1, 2, 3, 4, 5),
    "weekend": (6, 7),
    "周末": (6, 7),
    "天": (7,),
}


class Range(NamedTuple):
    """An interval of numbers; an open end excludes its bound."""

    low: float = float("-inf")
    high: float = float("inf")
    low_open: bool = False
    high_open: bool = False

    def __contains__(self, number: object) -> bool:
        assert isinstance(number, (int, float))
        above = number > self.low if self.low_open else number >= self.low
        return above and (number < self.high if self.high_open else number <= self.high)


class Condition(NamedTuple):
    """One test of one field: any of ``words``, ``patterns``, ``ranges``; or none of them when ``negated``.

    ``contains`` tests for a part of a text, ``present`` only whether there is a value. ``source`` is the
    condition as it was written.
    """

    source: str
    words: frozenset[str] = frozenset()
    patterns: tuple[re.Pattern[str], ...] = ()
    ranges: tuple[Range, ...] = ()
    contains: tuple[str, ...] = ()
    present: bool | None = None
    negated: bool = False

    def holds(self, value: Any) -> bool:
        """Tell whether a value satisfies the condition; a list does when one of its items does."""
        if value in self.words if type(value) is str else False:
            return not self.negated
        if type(value) is list:
            return any(map(self._one, value)) is not self.negated
        return self._one(value) is not self.negated

    def _one(self, value: Any) -> bool:
        if self.present is not None:
            return bool(value) is self.present
        if value is None:
            return False
        if self.contains:
            for word in self.contains:  # noqa: SIM110 - any() with a generator takes twice as long
                if word in value:
                    return True
            return False
        if self.ranges:
            number = value if type(value) is int or type(value) is float else _number(value)
            if number is not None:
                for span in self.ranges:
                    if number in span:
                        return True
        if self.words or self.patterns:
            text = plain(value)
            return text in self.words or any(pattern.match(text) for pattern in self.patterns)
        return False


def plain(value: Any) -> str:
    """Return the text that a field's value is compared as.

    >>> plain(True), plain(3.0), plain("VIP")
    ('yes', '3', 'vip')
    """
    if type(value) is str:
        return value.strip().lower()
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).lower()


def parse_condition(kind: str, written: Sequence[str]) -> Condition | None:
    """Parse the alternatives of one condition; None when it accepts anything.

    Args:
        kind: what the field holds: ``text``, ``point``, ``number``, ``flag``, ``contains``, ``signal``,
            ``hours``, ``weekday`` or ``free`` (a meta field: numbers, words and globs alike).
        written: the alternatives as written.

    Raises:
        Misread: an alternative cannot be read; the message says which and what would be right.

    >>> parse_condition("number", [">= 3"]).holds(4)
    True
    >>> parse_condition("free", ["vip", "gold*"]).holds("Golden")
    True
    """
    items = [item.strip() for item in written]
    if not items or any(item in ANY for item in items):
        return None
    source = items[0] if len(items) == 1 else f"[{', '.join(items)}]"
    bare = [item for item in items if not item.startswith(("!=", "≠", "not "))]
    if bare and len(bare) < len(items):
        raise Misread(f"{source} 又要又不要；只写一种", f"{source} mixes accepted and excluded values; use one kind")
    negated = not bare
    if negated:
        items = [re.sub(r"^(!=|≠|not )\s*", "", item) for item in items]
    if kind == "contains":
        if negated:
            raise Misread("只能写文中要有的词，不能写 !=", "text can only be searched for words that must occur")
        return Condition(source, contains=tuple(items))
    if kind in ("flag", "signal") and all(plain(item) in _YES | _NO for item in items):
        return Condition(source, present=plain(items[0]) in _YES, negated=negated)
    words, patterns, ranges = _alternatives(kind, items)
    return Condition(source, frozenset(words), tuple(patterns), tuple(ranges), negated=negated)


def _alternatives(kind: str, items: list[str]) -> tuple[list[str], list[re.Pattern[str]], list[Range]]:
    words: list[str] = []
    patterns: list[re.Pattern[str]] = []
    ranges: list[Range] = []
    for item in items:
        if kind == "hours":
            ranges.extend(_clock(item))
        elif kind == "weekday":
            ranges.extend(Range(day, day) for day in _weekdays(item))
        elif kind != "point" and (found := _range(item, kind)) is not None:
            ranges.append(found)
        elif kind in ("number", "signal"):
            raise Misread(
                f"{item} 不是数的范围；写成 >= 3、< 0.5 或 1..3",
                f"{item} is no number range; write >= 3, < 0.5 or 1..3",
            )
        elif kind == "flag":
            raise Misread(f"{item} 不是 yes 或 no", f"{item} is neither yes nor no")
        elif "*" in item or "?" in item:
            patterns.append(point_pattern(item) if kind == "point" else _glob(item.lower()))
        else:
            words.append(plain(item))
    return words, patterns, ranges


def point_pattern(glob: str) -> re.Pattern[str]:
    """Compile a glob over point ids; ``a.b.*`` stands for the point ``a.b`` and everything below it.

    >>> bool(point_pattern("product.safety.*").match("product.safety"))
    True
    """
    if glob.endswith(".*"):
        return re.compile(_glob_source(glob[:-2]) + r"(\..*)?\Z", re.DOTALL)
    return _glob(glob)


def _glob(glob: str) -> re.Pattern[str]:
    return re.compile(_glob_source(glob) + r"\Z", re.DOTALL)


def _glob_source(glob: str) -> str:
    return "".join({"*": ".*", "?": "."}.get(character) or re.escape(character) for character in glob)


def _range(item: str, kind: str) -> Range | None:
    if (between := _BETWEEN.match(item)) is not None:
        low, high = map(float, between.groups())
        if low > high:
            raise Misread(
                f"{item} 是空的：下限大于上限", f"{item} is empty: its lower bound is greater than its upper bound"
            )
        return Range(low, high)
    if (compared := _COMPARE.match(item)) is not None:
        number = float(compared[2])
        return {
            "<": Range(high=number, high_open=True),
            "<=": Range(high=number),
            ">": Range(low=number, low_open=True),
            ">=": Range(low=number),
            "=": Range(number, number),
        }[compared[1].translate(_PLAIN_SIGNS).replace("≤", "<=").replace("≥", ">=").replace("==", "=")]
    if kind in ("number", "signal") and _NUMBER.match(item):
        return Range(float(item), float(item))
    return None


_PLAIN_SIGNS = str.maketrans("＜＞＝", "<>=")


def _clock(item: str) -> list[Range]:
    """Read ``09:00-18:00`` as minutes of the day; the end is excluded, a span over midnight gives two."""
    found = _CLOCK.match(item)
    if found is None:
        raise Misread(f"{item} 不是时段；写成 09:00-18:00", f"{item} is no time of day; write 09:00-18:00")
    start, end = int(found[1]) * 60 + int(found[2]), int(found[3]) * 60 + int(found[4])
    if start < end:
        return [Range(start, end, high_open=True)]
    return [Range(start, 1440, high_open=True), Range(0, end, high_open=True)]


def _weekdays(item: str) -> tuple[int, ...]:
    name = item.lower()
    if "-" in name:
        first, _, last = name.partition("-")
        if first in _DAYS and last in _DAYS and _DAYS[first][0] <= _DAYS[last][0]:
            return tuple(range(_DAYS[first][0], _DAYS[last][0] + 1))
    if name not in _DAYS:
        raise Misread(
            f"{item} 不是星期几；写成 1-7、mon-sun、一-日、workday 或 weekend",
            f"{item} is no weekday; write 1-7, mon-sun, workday or weekend",
        )
    return _DAYS[name]


def _number(value: Any) -> float | None:
    if isinstance(value, (int, float)):
        return value
    try:
        return float(value)
    except (TypeError, ValueError):
        return None
