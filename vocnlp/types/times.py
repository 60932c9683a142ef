"""Turn the ways in which people and Excel write a time into a datetime, or None when it is no time."""

from __future__ import annotations

import datetime as dt
import re

__all__ = ["parse_time"]

_PARTS = re.compile(
    r"(?P<year>\d{4})[-/.年](?P<month>\d{1,2})[-/.月](?P<day>\d{1,2})日?号?"
    r"(?:[T\s]*(?P<hour>\d{1,2})[:：时點点](?P<minute>\d{1,2})(?:[:：分](?P<second>\d{1,2})(?:\.\d+)?秒?|分)?)?"
)
_COMPACT = re.compile(r"(?P<year>(?:19|20)\d\d)(?P<month>\d\d)(?P<day>\d\d)")
_EPOCH_SECONDS = re.compile(r"1\d{9}(\d{3})?")


def parse_time(value: object) -> dt.datetime | None:
    """Read a time; a day without a clock time is midnight, a text without a zone stays without.

    >>> parse_time("2026年3月5日 9:07"), parse_time("2026/03/05"), parse_time("昨天")
    (datetime.datetime(2026, 3, 5, 9, 7), datetime.datetime(2026, 3, 5, 0, 0), None)
    """
    if isinstance(value, dt.datetime):
        return value
    if isinstance(value, dt.date):
        return dt.datetime(value.year, value.month, value.day)
    text = str(value).strip()
    try:
        return dt.datetime.fromisoformat(text.replace("/", "-"))
    except ValueError:
        pass
    match = _PARTS.fullmatch(text) or _COMPACT.fullmatch(text)
    if match:
        parts = {name: int(part) for name, part in match.groupdict().items() if part}
        try:
            return dt.datetime(**parts)  # type: ignore[arg-type]
        except ValueError:
            return None
    if _EPOCH_SECONDS.fullmatch(text):
        seconds = int(text[:10])
        return dt.datetime.fromtimestamp(seconds, tz=dt.UTC)
    return None
