"""Turn Chinese and Arabic numerals (两千三, 三五, 十几, 1.5w, 2-3) into intervals."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

__all__ = ["Interval", "Numerals"]

Interval: TypeAlias = tuple[float, float]

_ARABIC = r"\d{1,3}(?:,\d{3})++(?:\.\d{1,6})?|\d{1,15}(?:\.\d{1,6})?"

_VAGUE_POWER = re.compile("(.+)([多来余])([百千万亿]{1,2})")
_LEADS = {"上": (1.0, 2.0), "小": (0.85, 1.0)}
"""上千 is one to two thousand, 小一千 a little less than one."""


@dataclass(frozen=True, slots=True)
class Numerals:
    """The words of Chinese numerals and the pattern that finds a number (one, or a range of two)."""

    digits: Mapping[str, int]
    powers: Mapping[str, int]
    some: str
    rough: Mapping[str, Interval]
    pattern: re.Pattern[str]
    characters: str

    @classmethod
    def of(cls, words: Mapping[str, Any]) -> Numerals:
        """Build from the ``numerals`` part of slots.yaml."""
        digits = {form: int(value) for form, value in words["digits"].items()}
        powers = {form: int(value) for form, value in words["powers"].items()}
        some = "".join(words["some"].split())
        rough = {form: (float(low), float(high)) for form, (low, high) in words["rough"].items()}
        spoken = "".join([*digits, *(form for form in powers if not form.isascii()), some, "半"])
        whole = "|".join(sorted(rough, key=len, reverse=True))
        arabic = rf"(?:{_ARABIC})(?:[万千百亿]{{1,2}}\d?|[kw](?:\d(?!\d))?(?![a-z]))?"
        lead = f"好(?=[{some}])|大(?=几)|上(?=[百千万亿])|小(?=[一两二三][百千万])"
        figures = "".join(digits)
        decimal = rf"[{figures}十]{{1,3}}点[{figures}]{{1,3}}(?=[{''.join(words['decimal_before'].split())}])[万亿]?"
        one = rf"(?:(?:{arabic}|{decimal}|{whole}|(?:{lead})?[{spoken}]{{1,12}}+)(?:[多来余][百千万亿]{{1,2}})?)"
        pattern = re.compile(rf"(?<![\d.])({one})(?:(?:到|至|~|-|—)({one}))?(?![\d.]\d)")
        return cls(digits, powers, some, rough, pattern, spoken)

    def read(self, match: re.Match[str]) -> Interval | None:
        """Return the interval of a match of ``pattern``, or None when it is no number."""
        first = self.parse(match[1])
        if first is None or match[2] is None:
            return first
        second = self.parse(match[2])
        if second is None:
            return None
        if first[0] < 10 <= second[0] and match[2][-1] in self.powers:  # 2到3万
            scale = self.powers[match[2][-1]]
            if first[1] * scale <= second[1]:
                first = (first[0] * scale, first[1] * scale)
        return (first[0], second[1]) if first[0] <= second[1] else None

    def parse(self, run: str) -> Interval | None:
        """Read one numeral.

        >>> from vocnlp.taxonomy.slots import slot_reader
        >>> [slot_reader().numerals.parse(run) for run in ("三百五", "十几", "三四十", "1.5w", "上千")]
        [(350.0, 350.0), (11.0, 19.0), (30.0, 40.0), (15000.0, 15000.0), (1000.0, 2000.0)]
        """
        if run in self.rough:
            return self.rough[run]
        if match := _VAGUE_POWER.fullmatch(run):
            scale = math.prod(self.powers[mark] for mark in match[3])
            inner = self.parse(match[1])
            return None if inner is None else _times(self.vague(inner, match[2]), (scale, scale))
        if run[0].isdigit() and run[0].isascii():
            return self._arabic(run)
        if "点" in run:
            return self._decimal(run)
        if run == "半":
            return (0.5, 0.5)
        if run[0] in _LEADS:
            inner = self.parse(run[1:])
            return None if inner is None else _times(inner, _LEADS[run[0]])
        least = {"好": 3, "大": 5}.get(run[0], 2)
        run = run[1:] if run[0] in "好大" else run
        if run[0] in "百千万亿":
            run = "一" + run
        for mark in self.some:
            if mark in run:
                lead = run.index(mark) > 0
                low = self._value(run.replace(mark, "一" if lead else "一二三四五"[least - 1], 1))
                high = self._value(run.replace(mark, "九", 1))
                return None if low is None or high is None else (low, high)
        for place in range(len(run) - 1):
            pair = run[place : place + 2]
            if all(mark in self.digits for mark in pair) and 0 < self.digits[pair[0]] < self.digits[pair[1]]:
                if all(mark in self.digits for mark in run) and len(run) > 2:
                    break
                low = self._value(run[: place + 1] + run[place + 2 :])
                high = self._value(run[:place] + run[place + 1 :])
                return None if low is None or high is None else (low, high)
        value = self._value(run)
        return None if value is None else (value, value)

    def vague(self, interval: Interval, mark: str) -> Interval:
        """Widen a number by the 多, 来, 余 or + after it: 十多 is 11 to 19, 十来 is 10 to 13, 200+ is 200 to 300."""
        low, high = interval
        if mark == "+":
            return (low, high * 1.5)
        step = 1.0
        while step * 10 <= low and low % (step * 10) == 0:
            step *= 10
        if low == 10:
            step = 10.0
        return (low, high + 0.3 * step) if mark == "来" else (low + 0.1 * step, high + 0.9 * step)

    def digit(self, mark: str) -> int:
        """Return the value of one digit in either script."""
        return int(mark) if mark.isascii() else self.digits[mark]

    def _arabic(self, run: str) -> Interval | None:
        match = re.fullmatch(r"([\d,]+(?:\.\d+)?)([万千百亿kw]*)(\d?)", run)
        if match is None:
            return None
        value = float(match[1].replace(",", ""))
        for mark in match[2]:
            value *= self.powers[mark]
        if match[3]:
            value += int(match[3]) * self.powers[match[2][-1]] / 10
        return (value, value)

    def _decimal(self, run: str) -> Interval | None:
        """Read 三点五 and 一点五万."""
        scale = self.powers.get(run[-1], 1)
        whole, _, part = run.rstrip("万亿").partition("点")
        lead = self._value(whole)
        if lead is None:
            return None
        value = round((lead + sum(self.digits[mark] / 10**place for place, mark in enumerate(part, 1))) * scale, 6)
        return (value, value)

    def _value(self, run: str) -> float | None:
        """Read an exact Chinese numeral; 三百五 is 350, 二零二一 is 2021."""
        if all(mark in self.digits for mark in run):
            return float("".join(str(self.digits[mark]) for mark in run))
        total = section = 0.0
        digit: int | None = None
        last = 0
        for mark in run:
            if mark in self.digits:
                if digit not in (None, 0):
                    return None
                digit = self.digits[mark]
                last = 0 if digit == 0 else last
            elif mark in self.powers:
                power = self.powers[mark]
                if power >= 10000:
                    total = (total + section + (digit or 0)) * power
                    section = 0.0
                else:
                    section += (1 if digit is None else digit) * power
                digit, last = None, power
            else:
                return None
        if digit is None:
            return total + section
        return total + section + (digit * last / 10 if last > 10 else digit)


def _times(interval: Interval, factors: Interval) -> Interval:
    return interval[0] * factors[0], interval[1] * factors[1]
