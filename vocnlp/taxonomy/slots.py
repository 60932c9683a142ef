"""Turn quantities as people write them (三天, 两个多小时, 1w, 半个月, 十来次) into intervals with a kind.

A quantity is an interval in the base unit of its kind, because people are vague: 十几次 is 11 to 19. A
comparison looks at the middle of the interval; ``=`` asks whether the interval holds the value.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from vocnlp.taxonomy.numerals import Interval, Numerals
from vocnlp.yamlsource import load_yaml

__all__ = ["Bound", "Quantity", "SlotReader", "parse_bound", "slot_kinds", "slot_reader"]

_RUN = 16


class Quantity(NamedTuple):
    """A quantity found in a text: its kind, its interval in the base unit, and its range."""

    kind: str
    low: float
    high: float
    start: int
    end: int


class Bound(NamedTuple):
    """A comparison with a value in the base unit of the slot."""

    operator: str
    value: float
    source: str = ""

    def holds(self, quantity: Quantity) -> bool:
        """Compare the middle of the interval; ``=`` holds when the value lies inside."""
        middle = (quantity.low + quantity.high) / 2
        match self.operator:
            case ">=":
                return middle >= self.value
            case "<=":
                return middle <= self.value
            case ">":
                return middle > self.value
            case "<":
                return middle < self.value
        return quantity.low <= self.value <= quantity.high


@dataclass(frozen=True, slots=True)
class SlotReader:
    """Find every quantity of a text; made by ``slot_reader`` from slots.yaml."""

    numerals: Numerals
    units: Mapping[str, tuple[str, float]]
    idioms: Mapping[str, tuple[str, float, float]]
    prefixes: Mapping[str, str]
    before: Mapping[str, Interval]
    after: Mapping[str, Interval]
    ordinal: frozenset[str]
    number: re.Pattern[str]
    unit: re.Pattern[str]
    idiom: re.Pattern[str]
    around: re.Pattern[str]
    hint: re.Pattern[str]

    def read(self, text: str) -> list[Quantity]:
        """Return the quantities in order of position; one number may give several kinds.

        >>> [(q.kind, q.low, q.high) for q in slot_reader().read("等了两个多小时")]
        [('数量', 2.0, 2.0), ('时长', 126.0, 174.0)]
        """
        if not self.hint.search(text):
            return []
        found = [self._idiom(match) for match in self.idiom.finditer(text)]
        position = 0
        while match := self.number.search(text, position):
            position = match.end()
            found.extend(quantities := self._quantities(text, match))
            position = max([position, *(quantity.end for quantity in quantities)])
        covered = [(one.start, one.end) for one in found if text[one.start : one.end] in self.idioms]
        keep = [
            one
            for one in found
            if not any(s <= one.start and one.end <= e and (s, e) != (one.start, one.end) for s, e in covered)
        ]
        return sorted(set(keep), key=lambda one: (one.start, one.end, one.kind))

    def _idiom(self, match: re.Match[str]) -> Quantity:
        kind, low, high = self.idioms[match.group()]
        return Quantity(kind, low, high, match.start(), match.end())

    def _quantities(self, text: str, match: re.Match[str]) -> list[Quantity]:
        interval = self.numerals.read(match)
        if interval is None:
            return []
        start, end = match.span()
        ordinal = start > 0 and text[start - 1] == "第"
        spelled = any(mark.isdigit() or mark in self.numerals.digits for mark in match.group())
        found = [Quantity("数量", *interval, start, end)] if spelled and not ordinal else []
        prefix = next((form for form in self.prefixes if text.endswith(form, 0, start)), None)
        if prefix is not None:
            kind = self.prefixes[prefix]
            return [*found, Quantity(kind, *interval, start - len(prefix), end)]
        measured = self._measured(text, match, interval)
        if measured is None:
            return [*found, Quantity("金额", *interval, start, end)] if self._is_money(text, match) else found
        if ordinal and measured.kind not in self.ordinal:
            return []
        return [measured, *found] if measured.kind != "数量" else [measured]

    def _is_money(self, text: str, match: re.Match[str]) -> bool:
        """A bare number is money when it ends in 万, k or w, or is said like 三百五."""
        digits = match.group()
        colloquial = bool(re.fullmatch("[一二两三四五六七八九][百千万][一二三四五六七八九]", digits))
        return (digits[-1] in "万wk" or colloquial) and not re.match(r"[\w多来余]", text[match.end() : match.end() + 1])

    def _measured(self, text: str, match: re.Match[str], interval: Interval) -> Quantity | None:
        """Read 个, 多, 半 and the unit after a number, then what follows the unit."""
        low, high = interval
        tail = re.compile("([多来余])?(个)?([多半])?").match(text, match.end())
        assert tail is not None
        unit = self._unit(text, tail.end(), with_ge=tail[2] is not None)
        if unit is None and tail[2]:
            unit = self._unit(text, tail.start(2), with_ge=False)
            tail = re.compile("([多来余])?()()").match(text, match.end())
            assert tail is not None
        if unit is None:
            return None
        form, end = unit
        kind, factor = self.units[form]
        if form == "年" and low >= 1900 and low == high:
            return None
        if form in ("块", "通") and match.group() == "一":
            return None
        if tail[1]:
            low, high = self.numerals.vague(match.group(), (low, high), tail[1])
        if tail[3] == "半":
            low, high = low + 0.5, high + 0.5
        elif tail[3] == "多":
            step = low if low < 1 else 1.0
            low, high = low + 0.1 * step, high + 0.9 * step
        low, high = low * factor, high * factor
        low, high, end = self._rest(text, end, kind, factor, form, (low, high))
        scale_low, scale_high, start, end = self._around(text, match.start(), end)
        return Quantity(kind, round(low * scale_low, 6), round(high * scale_high, 6), start, end)

    def _unit(self, text: str, position: int, *, with_ge: bool) -> tuple[str, int] | None:
        match = self.unit.match(text, position)
        if match is None and with_ge:
            match = self.unit.match(text, position - 1)
        if with_ge and match is not None and match.start() == position and match.group() == "月":
            return "个月", match.end()
        if match is None or match.group() == "月":
            return None
        return match.group(), match.end()

    def _rest(
        self, text: str, end: int, kind: str, factor: float, form: str, interval: Interval
    ) -> tuple[float, float, int]:
        """Add 半, the 五 of 八块五, or a smaller quantity of the same kind (1小时30分钟)."""
        low, high = interval
        if text.startswith("半", end) and not self.unit.match(text, end + 1):
            return low + factor / 2, high + factor / 2, end + 1
        if kind == "时长" and text.startswith("多", end):
            return low + factor * 0.1, high + factor * 0.9, end + 1
        if form in ("块", "元") and (digit := re.compile(r"[一二三四五六七八九]|\d(?!\d)").match(text, end)):
            value = self.numerals.digit(digit.group()) * factor / 10
            return low + value, high + value, digit.end()
        if kind == "时长" and (match := self.number.match(text, end)):
            inner = self.numerals.read(match)
            unit = self._unit(text, match.end(), with_ge=False)
            if inner and unit and self.units[unit[0]][0] == kind and self.units[unit[0]][1] < factor:
                smaller = self.units[unit[0]][1]
                return low + inner[0] * smaller, high + inner[1] * smaller, unit[1]
        return low, high, end

    def _around(self, text: str, start: int, end: int) -> tuple[float, float, int, int]:
        after = self.around.match(text, end)
        if after and after.group() in self.after:
            return (*self.after[after.group()], start, after.end())
        for word, scale in self.before.items():
            if text.endswith(word, 0, start):
                return (*scale, start - len(word), end)
        return 1.0, 1.0, start, end


@lru_cache(maxsize=1)
def slot_reader() -> SlotReader:
    """Build the reader from slots.yaml."""
    root = load_yaml(Path(__file__).with_name("slots.yaml")).plain()
    kinds = root["kinds"]
    units = {
        form: (kind, float(unit["factor"]))
        for kind, facts in kinds.items()
        for unit in facts["units"]
        for form in unit["forms"].split()
    }
    idioms = {
        form: (kind, float(low), float(high))
        for kind, facts in kinds.items()
        for form, (low, high) in facts.get("idioms", {}).items()
    }
    numerals = Numerals.of(root["numerals"])
    around = {
        side: {word: (float(low), float(high)) for word, (low, high) in words.items()}
        for side, words in root["around"].items()
    }
    return SlotReader(
        numerals=numerals,
        units=units,
        idioms=idioms,
        prefixes={form: kind for kind, facts in kinds.items() for form in facts.get("prefixes", "").split()},
        before=around["before"],
        after=around["after"],
        ordinal=frozenset(kind for kind, facts in kinds.items() if facts.get("ordinal") == "true"),
        number=numerals.pattern,
        unit=_unit_pattern({*units, "月"}, root["not_before"]),
        idiom=re.compile("|".join(sorted(map(re.escape, idioms), key=len, reverse=True))),
        around=re.compile("|".join(map(re.escape, around["after"]))),
        hint=re.compile(f"[{numerals.characters}0-9]|{'|'.join(idioms)}"),
    )


def _unit_pattern(forms: set[str], not_before: Mapping[str, str]) -> re.Pattern[str]:
    parts = []
    for form in sorted(forms, key=lambda form: (-len(form), form)):
        part = re.escape(form)
        if form in not_before:
            part += f"(?!{'|'.join(not_before[form].split())})"
        parts.append(part + (r"(?![a-z])" if form.isascii() and form.isalpha() else ""))
    return re.compile("|".join(parts))


def slot_kinds() -> tuple[str, ...]:
    """Return the names of the slots."""
    return tuple(dict.fromkeys(kind for kind, _ in slot_reader().units.values()))


def parse_bound(kind: str, operator: str, value: str) -> Bound | None:
    """Read the right side of a comparison; None when it is no quantity of this kind.

    >>> parse_bound("时长", "≥", "10分钟")
    Bound(operator='>=', value=10.0, source='10分钟')
    """
    source = value.strip().lower()
    operator = {"≥": ">=", "≤": "<=", "==": "="}.get(operator, operator)
    for quantity in slot_reader().read(source):
        if (quantity.start, quantity.end) == (0, len(source)) and quantity.kind == kind:
            return Bound(operator, (quantity.low + quantity.high) / 2, source)
    number = re.fullmatch(r"\d+(?:\.\d+)?", source)
    return Bound(operator, float(source), source) if number else None
