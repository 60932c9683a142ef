"""Turn quantities as people write them (三天, 两个多小时, 1w, 半个月, 十来次) into intervals with a kind.

A quantity is an interval in the base unit of its kind, because people are vague: 十几次 is 11 to 19.
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

__all__ = ["Quantity", "SlotReader", "slot_kinds", "slot_reader"]

_DIGITS = frozenset("0123456789")
_DIGIT = re.compile(r"[一二三四五六七八九]|\d(?![\d.])")
_TAIL = re.compile(r"(\+(?!\d)|[多来余])?(个)?([多半来])?")
_SHORT_TAIL = re.compile(r"(\+(?!\d)|[多来余])?()()")
_MORE = re.compile(r"\+(?!\d)|[多余]")
_HOLDS_GE = "俩仨把数"
"""俩月 is two months, as 两个月 is."""
_COLLOQUIAL = re.compile(r".*[万wk]|[一二两三四五六七八九][百千万][一二三四五六七八九]|[\d.]+[万千wk]\d")


class Quantity(NamedTuple):
    """A quantity found in a text: its kind, its interval in the base unit, and its range."""

    kind: str
    low: float
    high: float
    start: int
    end: int


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
    tenths: frozenset[str]
    number: re.Pattern[str]
    unit: re.Pattern[str]
    idiom: re.Pattern[str]
    around: re.Pattern[str]
    hides: tuple[str, ...]
    not_money: re.Pattern[str]
    hint: re.Pattern[str]

    def read(self, text: str) -> list[Quantity]:
        """Return the quantities in order of position; a bare number may be an amount of money as well.

        >>> [(q.kind, q.low, q.high) for q in slot_reader().read("等了两个多小时，花了2w")]
        [('时长', 126.0, 174.0), ('数量', 20000.0, 20000.0), ('金额', 20000.0, 20000.0)]
        """
        if not self.hint.search(text):
            return []
        idioms = list(self.idiom.finditer(text))
        fixed = [match.span() for match in idioms]
        found: list[Quantity] = []
        position = 0
        while match := self.number.search(text, position):
            position = match.end()
            quantities = [one for one in self._quantities(text, match) if not _inside((one.start, one.end), fixed)]
            found += quantities
            position = max([position, *(quantity.end for quantity in quantities)])
        measured = [(one.start, one.end) for one in found if one.end - one.start > 1]
        found += [self._idiom(text, match) for match in idioms if not _inside(match.span(), measured)]
        return sorted(set(found), key=lambda one: (one.start, one.end, one.kind))

    def _idiom(self, text: str, match: re.Match[str]) -> Quantity:
        kind, low, high = self.idioms[match.group()]
        less, more, start, end = self._around(text, *match.span())
        return Quantity(kind, round(low * less, 6), round(high * more, 6), start, end)

    def _quantities(self, text: str, match: re.Match[str]) -> list[Quantity]:
        interval = self.numerals.read(match)
        if interval is None:
            return []
        start, end = match.span()
        ordinal = start > 0 and text[start - 1] == "第"
        prefix = next((form for form in self.prefixes if text.endswith(form, 0, start)), None)
        if prefix is not None:
            low, high, _, end = self._bare(text, match, interval)
            return [Quantity(self.prefixes[prefix], low, high, start - len(prefix), end)]
        measured = self._measured(text, match, interval)
        if measured is not None:
            return [] if ordinal and measured.kind not in self.ordinal else [measured]
        if ordinal:
            return []
        bare = self._bare(text, match, interval)
        found = [Quantity("数量", *bare)] if self._is_number(match.group()) else []
        return [*found, Quantity("金额", *bare)] if self._is_money(text, match.group(), bare[3]) else found

    def _bare(self, text: str, match: re.Match[str], interval: Interval) -> tuple[float, float, int, int]:
        """Read 多, 余 or + and the words of vagueness around a number without a unit."""
        low, high = interval
        end = match.end()
        if tail := _MORE.match(text, end):
            low, high = self.numerals.vague((low, high), tail.group())
            end = tail.end()
        less, more, start, end = self._around(text, match.start(), end)
        return round(low * less, 6), round(high * more, 6), start, end

    def _is_number(self, run: str) -> bool:
        """A bare Chinese numeral of one character is part of a word far more often than a number."""
        return run[0] in _DIGITS or (len(run) > 1 and any(mark in self.numerals.digits for mark in run))

    def _is_money(self, text: str, run: str, end: int) -> bool:
        """A bare number is money when it ends in 万, k or w, or is said like 三百五, and nothing after it objects."""
        return _COLLOQUIAL.fullmatch(run) is not None and not self.not_money.match(text, end)

    def _measured(self, text: str, match: re.Match[str], interval: Interval) -> Quantity | None:
        """Read 个, 多, 半 and the unit after a number, then what follows the unit."""
        low, high = interval
        run = match.group()
        tail = _TAIL.match(text, match.end())
        assert tail is not None
        unit = self._unit(text, tail.end(), with_ge=tail[2] is not None or run[-1] in _HOLDS_GE)
        if unit is None and tail[2]:
            unit = self._unit(text, tail.start(2), with_ge=False)
            tail = _SHORT_TAIL.match(text, match.end())
            assert tail is not None
        if unit is None:
            return None
        form, end = unit
        kind, factor = self.units[form]
        if form == "年" and low >= 1900 and low == high:
            return None
        if form in ("块", "通") and run == "一" and not _DIGIT.match(text, end):
            return None
        if form == "日" and (run[0] in _DIGITS or text.endswith("月", 0, match.start())):
            return None
        if kind in self.tenths and low >= 10:
            low, high = low / 10, high / 10
        if tail[1]:
            low, high = self.numerals.vague((low, high), tail[1])
        if tail[3] == "半":
            low, high = low + 0.5, high + 0.5
        elif tail[3]:
            step = (low if low < 1 else 1.0) * (1.0 if tail[3] == "多" else 0.6)
            low, high = low + (0.1 * step if tail[3] == "多" else 0), high + (0.9 if tail[3] == "多" else 1) * step
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
        if kind in ("时长", "距离", "金额") and text.startswith("多", end):
            return low + factor * 0.1, high + factor * 0.9, end + 1
        if form in ("块", "元") and (digit := _DIGIT.match(text, end)):
            value, end = self.numerals.digit(digit.group()) * factor / 10, digit.end()
            if text.startswith(("毛", "角"), end) and (digit := _DIGIT.match(text, end + 1)):
                value, end = value + self.numerals.digit(digit.group()) * factor / 100, digit.end()
            return round(low + value, 6), round(high + value, 6), end
        if kind == "时长" and (match := self.number.match(text, end)):
            inner = self.numerals.read(match)
            unit = self._unit(text, match.end(), with_ge=False)
            if inner and unit is None and factor == 60 and text.startswith("分", match.end()):
                return low + inner[0], high + inner[1], match.end() + 1
            if inner and unit and self.units[unit[0]][0] == kind and self.units[unit[0]][1] < factor:
                smaller = self.units[unit[0]][1]
                return low + inner[0] * smaller, high + inner[1] * smaller, unit[1]
        return low, high, end

    def _around(self, text: str, start: int, end: int) -> tuple[float, float, int, int]:
        after = self.around.match(text, end)
        if after and after.group() in self.after:
            return (*self.after[after.group()], start, after.end())
        for word, scale in self.before.items():
            if text.endswith(word, 0, start) and not text.endswith(self.hides, 0, start):
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
        if side != "hides"
    }
    return SlotReader(
        numerals=numerals,
        units=units,
        idioms=idioms,
        prefixes={form: kind for kind, facts in kinds.items() for form in facts.get("prefixes", "").split()},
        before=around["before"],
        after=around["after"],
        ordinal=frozenset(kind for kind, facts in kinds.items() if facts.get("ordinal") == "true"),
        tenths=frozenset(kind for kind, facts in kinds.items() if facts.get("tenths") == "true"),
        number=numerals.pattern,
        unit=_unit_pattern({*units, "月"}, root["not_before"]),
        idiom=re.compile("|".join(sorted(map(re.escape, idioms), key=len, reverse=True))),
        around=re.compile("|".join(map(re.escape, around["after"]))),
        hides=tuple(root["around"]["hides"].split()),
        not_money=re.compile("|".join(sorted(map(re.escape, root["not_money"].split()), key=len, reverse=True))),
        hint=re.compile(f"[{numerals.characters}0-9]|{'|'.join([*idioms, *numerals.rough])}"),
    )


def _inside(span: tuple[int, int], others: list[tuple[int, int]]) -> bool:
    return any(start <= span[0] and span[1] <= end for start, end in others)


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
