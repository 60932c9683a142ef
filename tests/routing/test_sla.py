"""Promised times and working calendars."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vocnlp.routing.sla import ALWAYS, CALENDARS, WorkCalendar, parse_duration

OFFICE = CALENDARS["office"]


@pytest.mark.parametrize(
    ("written", "expected"),
    [("30m", (30, 0)), ("24h", (1440, 0)), ("3d", (0, 3)), ("2个工作日", (0, 2)), ("1w", (0, 7)), ("1.5小时", (90, 0))],
)
def test_durations(written: str, expected: tuple[float, float]) -> None:
    assert parse_duration(written) == expected


@pytest.mark.parametrize("written", ["", "soon", "h", "-3h", "3 months"])
def test_bad_durations(written: str) -> None:
    with pytest.raises(ValueError):
        parse_duration(written)


@pytest.mark.parametrize(
    ("calendar", "start", "promise", "due"),
    [
        ("always", "2026-11-20T17:00", "24h", "2026-11-21T17:00"),
        ("workdays", "2026-11-20T17:00", "24h", "2026-11-23T17:00"),
        ("office", "2026-11-20T17:00", "2h", "2026-11-23T10:00"),
        ("office", "2026-11-21T10:00", "1h", "2026-11-23T10:00"),
        ("office", "2026-11-20T07:00", "1d", "2026-11-20T18:00"),
    ],
)
def test_due_times(calendar: str, start: str, promise: str, due: str) -> None:
    assert CALENDARS[calendar].due(dt.datetime.fromisoformat(start), promise) == dt.datetime.fromisoformat(due)


def test_holidays_and_worked_weekends() -> None:
    calendar = WorkCalendar(
        OFFICE.days, OFFICE.hours, frozenset({dt.date(2026, 11, 23)}), frozenset({dt.date(2026, 11, 22)})
    )
    start = dt.datetime(2026, 11, 20, 17, 0)
    assert calendar.due(start, "9h") == dt.datetime(2026, 11, 22, 17, 0)
    assert calendar.due(start, "11h") == dt.datetime(2026, 11, 24, 10, 0)
    assert (calendar.is_holiday(dt.date(2026, 11, 23)), calendar.is_holiday(dt.date(2026, 11, 21))) == (True, False)


def test_public_holidays_of_the_mainland_with_swapped_weekends() -> None:
    pytest.importorskip("holidays")
    china = WorkCalendar(OFFICE.days, OFFICE.hours, country="CN")
    assert not china.works_on(dt.date(2025, 10, 1))
    assert china.works_on(dt.date(2025, 9, 28))
    assert not china.works_on(dt.date(2025, 9, 27))


@given(
    st.datetimes(dt.datetime(2026, 1, 1), dt.datetime(2027, 1, 1)),
    st.integers(1, 6000),
    st.sampled_from(sorted(CALENDARS)),
)
def test_worked_minutes_until_the_due_time_are_the_promise(start: dt.datetime, minutes: int, name: str) -> None:
    start = start.replace(second=0, microsecond=0)
    calendar = CALENDARS[name]
    assert calendar.worked_minutes(start, calendar.after(start, minutes)) == minutes


def test_always_is_always() -> None:
    assert ALWAYS.always and not OFFICE.always


@pytest.mark.parametrize(
    ("country", "holiday", "working"),
    [
        ("TW", dt.date(2025, 10, 10), dt.date(2025, 10, 1)),
        ("TW", dt.date(2025, 2, 28), dt.date(2025, 7, 1)),
        ("HK", dt.date(2025, 7, 1), dt.date(2025, 10, 10)),
        ("HK", dt.date(2025, 12, 26), dt.date(2025, 2, 28)),
    ],
)
def test_public_holidays_of_taiwan_and_hong_kong(country: str, holiday: dt.date, working: dt.date) -> None:
    pytest.importorskip("holidays")
    office = WorkCalendar(OFFICE.days, OFFICE.hours, country=country)
    assert (office.works_on(holiday), office.is_holiday(holiday)) == (False, True)
    assert (office.works_on(working), office.is_holiday(working)) == (True, False)


def test_a_promise_waits_for_the_end_of_the_spring_festival_in_hong_kong() -> None:
    pytest.importorskip("holidays")
    office = WorkCalendar(OFFICE.days, OFFICE.hours, country="HK")
    assert office.due(dt.datetime(2025, 1, 28, 17, 0), "2h") == dt.datetime(2025, 2, 3, 10, 0)
