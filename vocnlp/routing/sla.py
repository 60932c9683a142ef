"""Turn a promised time (``24h``, ``3d``) and a working calendar into a due time.

An hour counts only while the calendar works. A day (``d``) is one full working day of the calendar:
24 hours where it works around the clock, 9 hours where it works from 9 to 18.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, field
from typing import Any

from vocnlp.errors import Misread, MissingExtraError

__all__ = ["ALWAYS", "CALENDARS", "WorkCalendar", "parse_duration"]

_DURATION = re.compile(r"(\d+(?:\.\d+)?)\s*(m|min|分钟|h|小时|d|天|个?工作日|w|周)$")
_MINUTES = {"m": 1.0, "min": 1.0, "分钟": 1.0, "h": 60.0, "小时": 60.0}
_DAYS = {"d": 1.0, "天": 1.0, "工作日": 1.0, "个工作日": 1.0, "w": 7.0, "周": 7.0}


def parse_duration(written: str) -> tuple[float, float]:
    """Read a promised time as (minutes, working days); one of the two is 0.

    Raises:
        Misread: the text is no duration.

    >>> parse_duration("48h"), parse_duration("3个工作日")
    ((2880.0, 0.0), (0.0, 3.0))
    """
    found = _DURATION.match(written.strip())
    if found is None:
        raise Misread(
            f"{written} 不是时长；写成 30m、24h、3d 或 1w（分、时、工作日、周）",
            f"{written} is no duration; write 30m, 24h, 3d or 1w",
        )
    amount, unit = float(found[1]), found[2]
    return (amount * _MINUTES[unit], 0.0) if unit in _MINUTES else (0.0, amount * _DAYS[unit])


@dataclass(frozen=True)
class WorkCalendar:
    """When a department works.

    ``days`` are ISO weekdays, ``hours`` the (start, end) minutes of a working day. ``holidays`` and
    ``workdays`` are single dates that change the week; ``country`` (``CN``, ``TW``, ``HK``, ...) adds the
    public holidays of the ``holidays`` package, extra ``calendar``. ``always`` tells that every minute counts.
    """

    days: frozenset[int] = frozenset(range(1, 8))
    hours: tuple[tuple[int, int], ...] = ((0, 1440),)
    holidays: frozenset[dt.date] = frozenset()
    workdays: frozenset[dt.date] = frozenset()
    country: str = ""
    always: bool = field(init=False, compare=False, repr=False)
    _known: dict[int, Any] = field(default_factory=dict, compare=False, repr=False)

    def __post_init__(self) -> None:
        every = len(self.days) == 7 and self.hours == ((0, 1440),) and not self.holidays and not self.country
        object.__setattr__(self, "always", every)

    @property
    def minutes_a_day(self) -> int:
        """Count the working minutes of a working day."""
        return sum(end - start for start, end in self.hours)

    def works_on(self, day: dt.date) -> bool:
        """Tell whether a date is a working day.

        Raises:
            MissingExtraError: the calendar names a country and the extra is not installed.
        """
        if day in self.workdays:
            return True
        if day in self.holidays:
            return False
        if self.country:
            working = self._public(day)
            if working is not None:
                return working
        return day.isoweekday() in self.days

    def is_holiday(self, day: dt.date) -> bool:
        """Tell whether a date is a public or declared holiday (a plain weekend is not)."""
        if day in self.workdays:
            return False
        return day in self.holidays or (bool(self.country) and self._public(day) is False)

    def due(self, start: dt.datetime, written: str) -> dt.datetime:
        """Return the moment at which a promise given at ``start`` runs out.

        >>> office = CALENDARS["office"]
        >>> office.due(dt.datetime(2026, 11, 20, 17, 0), "2h").isoformat()   # a Friday
        '2026-11-23T10:00:00'
        """
        return self.after(start, *parse_duration(written))

    def after(self, start: dt.datetime, minutes: float, days: float = 0.0) -> dt.datetime:
        """Return the moment when so many working minutes and days have passed since ``start``."""
        left = minutes + days * self.minutes_a_day if days else minutes
        return start + dt.timedelta(minutes=left) if self.always else self._spend(start, left)

    def worked_minutes(self, start: dt.datetime, end: dt.datetime) -> float:
        """Count the working minutes between two moments."""
        if end <= start:
            return 0.0
        total, day = 0.0, start.date()
        while day <= end.date():
            for opens, closes in self._spans(day, start):
                total += max(0.0, (min(closes, end) - max(opens, start)).total_seconds() / 60)
            day += dt.timedelta(days=1)
        return total

    def _spend(self, start: dt.datetime, left: float) -> dt.datetime:
        day, moment = start.date(), start
        for _ in range(3660):
            for opens, closes in self._spans(day, start):
                begin = max(opens, start)
                room = (closes - begin).total_seconds() / 60
                if room <= 0:
                    continue
                if left <= room:
                    return begin + dt.timedelta(minutes=left)
                left -= room
                moment = closes
            day += dt.timedelta(days=1)
        return moment

    def _spans(self, day: dt.date, like: dt.datetime) -> list[tuple[dt.datetime, dt.datetime]]:
        if not self.works_on(day):
            return []
        midnight = dt.datetime(day.year, day.month, day.day, tzinfo=like.tzinfo)
        minute = dt.timedelta(minutes=1)
        return [(midnight + start * minute, midnight + end * minute) for start, end in self.hours]

    def _public(self, day: dt.date) -> bool | None:
        """Return False on a public holiday, True on a weekend day worked instead, None on other days."""
        if day.year not in self._known:
            try:
                import holidays
            except ImportError:
                raise MissingExtraError(
                    f"the calendar of {self.country} needs the package 'holidays': pip install 'vocnlp[calendar]'"
                ) from None
            self._known[day.year] = holidays.country_holidays(self.country, years=day.year)
        year = self._known[day.year]
        if day in year:
            return False
        return True if day in getattr(year, "weekend_workdays", ()) else None


ALWAYS = WorkCalendar()
CALENDARS = {
    "always": ALWAYS,
    "workdays": WorkCalendar(frozenset(range(1, 6))),
    "office": WorkCalendar(frozenset(range(1, 6)), ((9 * 60, 18 * 60),)),
}
"""Calendars that need no declaration: around the clock, Monday to Friday, and Monday to Friday 9 to 18."""
