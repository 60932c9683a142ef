"""Times as people and exports write them."""

from __future__ import annotations

import datetime as dt

import pytest

from vocnlp.types.times import parse_time

CASES = {
    "2026-03-05": dt.datetime(2026, 3, 5),
    "2026/3/5 9:07": dt.datetime(2026, 3, 5, 9, 7),
    "2026.3.5 21:07:08": dt.datetime(2026, 3, 5, 21, 7, 8),
    "2026年3月5日": dt.datetime(2026, 3, 5),
    "2026年03月05日 09时07分": dt.datetime(2026, 3, 5, 9, 7),
    "2026-03-05T09:07:00+08:00": dt.datetime(2026, 3, 5, 9, 7, tzinfo=dt.timezone(dt.timedelta(hours=8))),
    "20260305": dt.datetime(2026, 3, 5),
    "1772701620": dt.datetime.fromtimestamp(1772701620, dt.UTC),
    "2026-13-05": None,
    "3月": None,
    "": None,
    "昨天": None,
}


@pytest.mark.parametrize("text", CASES)
def test_parse(text: str) -> None:
    assert CASES[text] == parse_time(text)
