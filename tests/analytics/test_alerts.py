"""Alerts over time: a planted rise is found once, at the node that made it, and noise stays silent."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

import numpy as np
import pytest

from vocnlp.analytics.alerts import Alerts, find_alerts
from vocnlp.analytics.nodes import nodes_above, voices_of
from vocnlp.analytics.panel import Panel
from vocnlp.errors import InputError
from vocnlp.taxonomy.model import Point, Taxonomy

TREE = Taxonomy(
    "t",
    points={
        "shop": Point("shop", "门店", children=("shop.queue", "shop.seat", "shop.noise"), path="门店"),
        "shop.queue": Point("shop.queue", "排队", parent="shop", depth=1, path="门店/排队"),
        "shop.seat": Point("shop.seat", "座位", parent="shop", depth=1, path="门店/座位"),
        "shop.noise": Point("shop.noise", "噪音", parent="shop", depth=1, path="门店/噪音"),
        "drink": Point("drink", "饮品", path="饮品"),
    },
)
LEAVES = ("shop.queue", "shop.seat", "shop.noise", "drink")
MONDAY = np.datetime64("2026-06-01T12:00:00", "s")


def panel(*weeks: Sequence[Mapping[str, int]]) -> Panel:
    """Make a table: each week is a list of utterances, each with its judgements by point."""
    table = [(week, said) for week, voices in enumerate(weeks) for said in voices]
    cells = [(row, LEAVES.index(point), sign) for row, (_, said) in enumerate(table) for point, sign in said.items()]
    rows, places, signs = np.array(cells, dtype=np.int64).reshape(-1, 3).T
    times = np.array([MONDAY + np.timedelta64(7 * week, "D") for week, _ in table], dtype="datetime64[s]")
    names = np.array([f"U{row}" for row in range(len(table))], dtype=object)
    return Panel(len(table), LEAVES, rows, places, signs, times, {"id": names}, {})


def week(*counts: tuple[str, int, int], silent: int = 0) -> list[dict[str, int]]:
    """Return utterances: so many of each point with each sign, and some that judge nothing."""
    return [{point: sign} for point, sign, count in counts for _ in range(count)] + [{}] * silent


CALM = week(("shop.queue", -1, 5), ("shop.queue", 1, 15), ("drink", -1, 5), ("drink", 1, 15), silent=60)
LONG = week(("shop.queue", -1, 25), ("shop.queue", 1, 5), ("drink", -1, 5), ("drink", 1, 15), silent=50)


def told(found: Alerts) -> list[tuple[int, str, str, str]]:
    monday = dt.date(2026, 6, 1)
    return [((row.period - monday).days // 7, row.point, row.kind, row.status) for row in found.rows]


def test_a_rise_is_told_once_at_the_node_that_made_it() -> None:
    found = find_alerts(panel(*[CALM] * 8, LONG, CALM), TREE, named_by="id")
    assert [
        (8, "shop.queue", "count", "alert"),
        (8, "shop.queue", "share", "alert"),
        (9, "shop.queue", "count", "recovered"),
        (9, "shop.queue", "share", "recovered"),
    ] == sorted(told(found))
    count = next(row for row in found.rows if row.kind == "count")
    assert (25, 5.0, ("shop", ""), ("U800", "U801", "U802")) == (
        count.observed,
        pytest.approx(count.expected),
        count.ancestors,
        count.examples,
    )


def test_three_children_that_rise_together_are_their_parent() -> None:
    many = week(*((point, -1, 9) for point in LEAVES[:3]), silent=73)
    quiet = week(*((point, -1, 2) for point in LEAVES[:3]), silent=94)
    found = find_alerts(panel(*[quiet] * 8, many), TREE)
    parent = next(row for row in found.rows if row.point == "shop")
    assert ("",) == parent.ancestors
    assert "" not in {row.point for row in found.rows}


def test_a_node_counts_an_utterance_once() -> None:
    voices = voices_of(panel([{"shop.queue": -1, "shop.seat": 1}, {"shop.seat": -1}, {"drink": 0}, {}]), TREE)
    assert [0, 1] == voices["shop"].negative.tolist() == voices["shop"].judging.tolist()
    assert [0, 1] == voices["shop.seat"].judging.tolist() and [1] == voices["shop.seat"].negative.tolist()
    assert {"", "shop", "shop.queue", "shop.seat"} == set(voices)
    assert () == nodes_above(TREE, "gone")


def test_alerting_periods_stay_out_of_the_baseline_until_they_are_the_new_level() -> None:
    found = find_alerts(panel(*[CALM] * 6, *[LONG] * 9), TREE)
    counts = [row for row in found.rows if row.kind == "count" and row.point == "shop.queue"]
    assert [6, 7, 8, 9, 10, 11] == [number for number, point, kind, _ in told(found) if (point, kind) == (
        "shop.queue", "count")]  # fmt: skip
    assert {5.0} == {round(row.expected, 6) for row in counts}
    assert {"alert"} == {row.status for row in found.rows}, "a new level is no recovery"


def test_small_cells_give_no_alert_and_are_not_shown() -> None:
    none, four = week(silent=100), week(("drink", -1, 4), silent=96)
    assert () == find_alerts(panel(*[none] * 30, four), TREE).rows
    assert find_alerts(panel(*[none] * 30, four), TREE, at_least=4).rows
    back = [row for row in find_alerts(panel(*[CALM] * 8, LONG, week(silent=98)), TREE).rows if row.status != "alert"]
    assert [(None, None, None, ())] == [(row.observed, row.p, row.q, row.examples) for row in back]


def test_q_is_of_all_nodes_and_both_charts() -> None:
    """Queue, shop, drink and the whole have two charts each: eight tests."""
    found = find_alerts(panel(*[CALM] * 8, LONG), TREE, fdr=1.0)
    lowest = min(found.rows, key=lambda row: row.p or 0)
    assert lowest.p is not None and lowest.q is not None
    assert lowest.q <= 8 * lowest.p and lowest.q >= lowest.p


def noise(luck: np.random.Generator, weeks: int) -> Panel:
    """Make weeks of 60 to 99 utterances that judge every point with chance 1/4, well or ill with equal chance."""
    numbers = np.repeat(np.arange(weeks), luck.integers(60, 100, weeks))
    rows, places = np.nonzero(luck.random((len(numbers), len(LEAVES))) < 0.25)
    signs = luck.choice([-1, 1], len(rows))
    return Panel(len(numbers), LEAVES, rows, places, signs, MONDAY + numbers * np.timedelta64(7, "D"), {}, {})


def test_noise_alerts_as_rarely_as_the_rate_says() -> None:
    """Of 200 last weeks in which nothing changed at most 5 %, and some luck, have an alert."""
    luck = np.random.default_rng(5)
    alarms = 0
    for _ in range(200):
        found = find_alerts(noise(luck, 9), TREE)
        alarms += any(row.status == "alert" and row.period == found.last for row in found.rows)
    assert alarms <= 10 + 3 * np.sqrt(200 * 0.05 * 0.95)


def test_a_planted_rise_is_found_in_noise() -> None:
    luck = np.random.default_rng(6)
    made = noise(luck, 12)
    last = np.flatnonzero(made.times == made.times.max())
    hit = last[: len(last) // 2]
    grown = made._replace(
        rows=np.concatenate([made.rows, hit]),
        places=np.concatenate([made.places, np.full(len(hit), LEAVES.index("shop.noise"))]),
        signs=np.concatenate([made.signs, np.full(len(hit), -1)]),
    )
    found = find_alerts(grown, TREE)
    assert ("shop.noise", "count") in {(row.point, row.kind) for row in found.rows}
    assert {found.last} == {row.period for row in found.rows}


def rhythm(luck: np.random.Generator, days: int, *, weekend: float = 0.2, else_: float = 0.05) -> Panel:
    """Make days from Monday, of 60 to 99 utterances; so large a part of them complains of a queue."""
    numbers = np.repeat(np.arange(days), luck.integers(60, 100, days))
    rows = np.flatnonzero(luck.random(len(numbers)) < np.where(numbers % 7 >= 5, weekend, else_))
    ill = np.full(len(rows), -1)
    times = MONDAY + numbers * np.timedelta64(1, "D")
    return Panel(len(numbers), LEAVES, rows, np.zeros_like(rows), ill, times, {}, {})


def test_a_weekly_rhythm_is_no_alarm_among_the_same_weekdays() -> None:
    """Of 200 weekends in which all was as on every weekend, most alarm among all days, and few among their like."""
    luck = np.random.default_rng(7)
    alarms = {True: 0, False: 0}
    for _ in range(200):
        made = rhythm(luck, 49)
        for seasonal in alarms:
            found = find_alerts(made, TREE, every="day", seasonal=seasonal)
            alarms[seasonal] += any(row.status == "alert" and (found.last - row.period).days < 2 for row in found.rows)
    assert alarms[False] > 150
    assert alarms[True] <= 2 * (10 + 3 * np.sqrt(200 * 0.05 * 0.95)), "two days, each at most 5 % and some luck"


def test_a_rise_that_the_rhythm_would_hide_is_found() -> None:
    """A Saturday, else quiet, as bad as a working day."""
    made = rhythm(np.random.default_rng(8), 55, weekend=0.02, else_=0.2)
    last = np.flatnonzero(made.times == made.times.max())
    extra = np.setdiff1d(last, made.rows)[: len(last) // 5]
    grown = made._replace(
        rows=np.concatenate([made.rows, extra]),
        places=np.zeros(len(made.rows) + len(extra), dtype=np.int64),
        signs=np.full(len(made.rows) + len(extra), -1),
    )
    plain, seasonal = (find_alerts(grown, TREE, every="day", seasonal=way) for way in (False, True))
    assert ["alert"] == [row.status for row in seasonal.rows if row.period == seasonal.last and row.kind == "count"]
    assert "alert" not in {row.status for row in plain.rows if row.period == plain.last}
    assert (55 - 6, 55 - 7 * 6) == (plain.watched, seasonal.watched)


def test_seasons_need_six_of_each() -> None:
    made = rhythm(np.random.default_rng(9), 42)
    with pytest.raises(InputError, match=r"同一位置有原声的时段最多 6 个.*，或去掉 --seasonal"):
        find_alerts(made, TREE, every="day", seasonal=True)


def test_too_few_periods_say_how_many() -> None:
    with pytest.raises(InputError, match="只有 6 个"):
        find_alerts(panel(*[CALM] * 6), TREE)
    untimed = panel(CALM)._replace(times=np.full(len(CALM), np.datetime64("NaT", "s")))
    with pytest.raises(InputError, match="只有 0 个"):
        find_alerts(untimed, TREE)


def test_utterances_without_time_are_counted_apart() -> None:
    made = panel(*[CALM] * 8)
    times = made.times.copy()
    times[:7] = np.datetime64("NaT")
    assert (800, 7) == find_alerts(made._replace(times=times), TREE)[-2:]


@pytest.mark.parametrize(("every", "periods"), [("day", 50), ("week", 8), ("month", 2)])
def test_periods_without_utterances_are_no_baseline(every: str, periods: int) -> None:
    made = panel(*[CALM] * 8)
    if every == "month":
        with pytest.raises(InputError):
            find_alerts(made, TREE, every="month")
    else:
        found = find_alerts(made, TREE, every=every)  # type: ignore[arg-type]
        assert (periods, 2) == (found.periods, found.watched)
