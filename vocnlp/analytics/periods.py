"""Turn times into days, weeks from Monday, or months, from the first that has an utterance to the last."""

from __future__ import annotations

import datetime as dt
from typing import Any, Literal, NamedTuple

import numpy as np
import numpy.typing as npt

__all__ = ["PERIODS", "Every", "Periods", "periods_of", "place_in_season"]

Array = npt.NDArray[Any]
Every = Literal["day", "week", "month"]
PERIODS: tuple[Every, ...] = ("day", "week", "month")
_FIRST_MONDAY = 4  # days from 1970-01-01, a Thursday


class Periods(NamedTuple):
    """The periods of a corpus without a gap.

    ``days`` holds the first day of each; ``of`` the number of the period of every utterance, -1 without a time;
    ``volumes`` how many utterances each has.
    """

    days: tuple[dt.date, ...]
    of: Array
    volumes: Array

    def counts(self, rows: Array) -> Array:
        """Return how many of some utterances fall into each period, shape (periods,)."""
        found = self.of[rows]
        return np.bincount(found[found >= 0], minlength=len(self.days))


def periods_of(times: Array, every: Every) -> Periods:
    """Cut time into periods.

    Args:
        times: datetime64, NaT where nobody knows.
        every: their length.

    >>> cut = periods_of(np.array(["2026-11-01", "2026-11-02", "NaT", "2026-11-16"], dtype="datetime64[s]"), "week")
    >>> [str(day) for day in cut.days], cut.of.tolist(), cut.volumes.tolist()
    (['2026-10-26', '2026-11-02', '2026-11-09', '2026-11-16'], [0, 1, -1, 3], [1, 1, 0, 1])
    """
    known = ~np.isnat(times)
    if not known.any():
        return Periods((), np.full(len(times), -1), np.zeros(0, dtype=np.int64))
    numbers = _number(times[known], every)
    start = int(numbers.min())
    of = np.full(len(times), -1)
    of[known] = numbers - start
    days = tuple(_first_day(number, every) for number in range(start, int(numbers.max()) + 1))
    return Periods(days, of, np.bincount(of[known], minlength=len(days)))


def place_in_season(day: dt.date, every: Every) -> int:
    """Return which period of its season one is: the weekday of a day, the week of a month, the month of a year.

    Weeks are numbered by their Monday; the last of a month, in which it ends, is always -1.

    >>> [place_in_season(dt.date(2026, 6, day), "week") for day in (1, 8, 15, 22, 29)]
    [0, 1, 2, 3, -1]
    >>> place_in_season(dt.date(2026, 2, 23), "week"), place_in_season(dt.date(2026, 6, 6), "day")
    (-1, 5)
    """
    if every == "month":
        return day.month
    if every == "day":
        return day.weekday()
    return -1 if (day + dt.timedelta(days=7)).month != day.month else (day.day - 1) // 7


def _number(times: Array, every: Every) -> Array:
    if every == "month":
        return times.astype("datetime64[M]").astype(np.int64)
    days = times.astype("datetime64[D]").astype(np.int64)
    return days if every == "day" else (days - _FIRST_MONDAY) // 7


def _first_day(number: int, every: Every) -> dt.date:
    if every == "month":
        return dt.date(1970 + number // 12, number % 12 + 1, 1)
    return dt.date(1970, 1, 1) + dt.timedelta(days=number if every == "day" else 7 * number + _FIRST_MONDAY)
