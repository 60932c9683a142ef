"""Key drivers: what was planted is found in its order, what cannot be computed is refused in words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest

from vocnlp.analytics.drivers import find_drivers
from vocnlp.analytics.panel import Panel
from vocnlp.errors import InputError
from vocnlp.taxonomy.model import Point, Taxonomy

TREE = Taxonomy(
    "t",
    points={
        "shop": Point("shop", "门店", children=("shop.queue", "shop.seat"), path="门店"),
        "shop.queue": Point("shop.queue", "排队", parent="shop", depth=1, path="门店/排队"),
        "shop.seat": Point("shop.seat", "座位", parent="shop", depth=1, path="门店/座位"),
        "drink": Point("drink", "饮品", path="饮品"),
        "cup": Point("cup", "杯子", path="杯子"),
        "overall": Point("overall", "总体", path="总体"),
    },
)
POINTS = ("shop.queue", "shop.seat", "drink", "cup", "overall")


def panel(judged: Any, outcome: Sequence[Any]) -> Panel:
    """Make a table of -1, 0, +1 by utterance and point, with the outcome ``nps``."""
    judged = np.asarray(judged)
    rows, places = np.nonzero(judged)
    column = np.empty(len(outcome), dtype=object)
    column[:] = list(outcome)
    times = np.full(len(judged), np.datetime64("NaT", "s"))
    return Panel(len(judged), POINTS, rows, places, judged[rows, places], times, {"nps": column}, {})


def planted(rows: int = 400, *, effects: Sequence[float] = (3.0, 1.0, 2.0, 0.0, 4.0), spread: float = 1.0) -> Panel:
    luck = np.random.default_rng(8)
    judged = luck.choice([-1, 0, 0, 1], (rows, len(POINTS)))
    return panel(judged, (5 + judged @ effects + luck.normal(0, spread, rows)).round(3).tolist())


def test_drivers_come_in_the_order_of_their_effects() -> None:
    found = find_drivers(planted(), TREE, "nps")
    assert ["shop.queue", "drink", "shop.seat", "cup"] == [one.point for one in found.drivers]
    assert pytest.approx(found.r2) == sum(one.weight for one in found.drivers)
    assert pytest.approx(found.r2) == sum(one.shapley or 0 for one in found.drivers)
    assert pytest.approx(1.0) == sum(one.share for one in found.drivers)
    assert pytest.approx(1 - (1 - found.r2) * 399 / 395) == found.adjusted_r2
    for one in found.drivers:
        assert one.interval[0] < one.weight < one.interval[1]


def test_the_overall_point_is_no_driver_of_itself() -> None:
    points = {one.point for one in find_drivers(planted(), TREE, "nps").drivers}
    assert "overall" not in points
    assert "overall" in {one.point for one in find_drivers(planted(), TREE, "nps", overall="").drivers}


def test_noise_drives_nothing() -> None:
    found = find_drivers(planted(effects=[0.0] * 5), TREE, "nps")
    assert found.r2 < 0.05 and abs(found.adjusted_r2) < 0.03


def test_the_interval_covers_as_often_as_it_says() -> None:
    """Of samples of 300 out of 20,000 rows most intervals hold the weight in all of them."""
    luck = np.random.default_rng(9)
    judged = luck.choice([-1, 0, 0, 1], (20_000, len(POINTS)))
    outcome = judged @ [1.5, 0.5, 1.0, 0.3, 0.0] + luck.normal(0, 2, len(judged))
    truth = {
        one.point: one.weight for one in find_drivers(panel(judged, outcome.tolist()), TREE, "nps", draws=2).drivers
    }
    inside = []
    for trial in range(40):
        some = luck.choice(len(judged), 300, replace=False)
        found = find_drivers(panel(judged[some], outcome[some].tolist()), TREE, "nps", draws=200, seed=trial)
        inside += [one.interval[0] <= truth[one.point] <= one.interval[1] for one in found.drivers]
    assert 0.85 <= np.mean(inside) <= 1.0


def test_a_level_sums_what_is_said_below() -> None:
    found = {one.point: one for one in find_drivers(planted(), TREE, "nps", level=1).drivers}
    assert {"shop", "drink", "cup"} == set(found)
    judged = np.array([[1, -1, 0, 0, 0], [-1, -1, 0, 0, 0], [1, 0, 0, 0, 0], [0, 0, 1, 0, 0]] * 10)
    shop = find_drivers(panel(judged, [*range(4)] * 10), TREE, "nps", level=1).drivers
    assert (10, 10) == next((one.positive, one.negative) for one in shop if one.point == "shop")
    by_point = find_drivers(planted(), TREE, "nps")
    assert [one.point for one in by_point.drivers] == [
        one.point for one in find_drivers(planted(), TREE, "nps", level=9).drivers
    ]


def test_quadrants_split_at_the_means() -> None:
    luck = np.random.default_rng(4)
    judged = np.zeros((400, 5), dtype=int)
    for place, chance in enumerate((0.2, 0.8, 0.8, 0.2)):
        said = luck.random(400) < 0.5
        judged[said, place] = np.where(luck.random(said.sum()) < chance, 1, -1)
    outcome = judged @ [3, 3, 0.5, 0.5, 0] + luck.normal(0, 1, 400)
    found = find_drivers(panel(judged, outcome.tolist()), TREE, "nps")
    assert {
        "shop.queue": "concentrate",
        "shop.seat": "keep_up",
        "drink": "overkill",
        "cup": "low_priority",
    } == {one.point: one.quadrant for one in found.drivers}


def test_equals_stand_on_one_side_of_the_mean() -> None:
    """Three customers' words that always come together weigh the same; none is unimportant by a rounding error."""
    judged = np.zeros((100, 5), dtype=int)
    judged[:80, 0] = 1
    judged[80:, 1:3] = -1
    found = find_drivers(panel(judged, [9] * 80 + [0, 1, 2, 3] * 5), TREE, "nps")
    assert {"shop.queue": "keep_up", "shop.seat": "concentrate", "drink": "concentrate"} == {
        one.point: one.quadrant for one in found.drivers
    }


def test_points_that_say_the_same_are_named() -> None:
    luck = np.random.default_rng(2)
    judged = luck.choice([-1, 0, 1], (200, 5))
    judged[:, 1] = judged[:, 0]
    found = find_drivers(panel(judged, judged[:, 0] + luck.normal(0, 1, 200)), TREE, "nps")
    assert {"shop.queue", "shop.seat"} == set(found.tangled)
    assert () == find_drivers(planted(), TREE, "nps").tangled


def test_few_judgements_are_left_out_and_named() -> None:
    judged = np.zeros((60, 5), dtype=int)
    judged[:40, 0] = [1, -1] * 20
    judged[:4, 2] = 1
    found = find_drivers(panel(judged, [*range(60)]), TREE, "nps")
    assert ("drink",) == found.left_out
    assert ["shop.queue"] == [one.point for one in found.drivers]


def test_rows_without_the_number_are_counted_apart() -> None:
    made = planted()
    values = made.fields["nps"].copy()
    values[:7] = None
    values[7:10] = ["很满意", "", "NaN"]
    values[10] = str(values[10])
    found = find_drivers(made._replace(fields={"nps": values}), TREE, "nps")
    assert (390, 8, 2) == (found.rows, found.without, found.unread)


@pytest.mark.parametrize(
    ("outcome", "message"),
    [
        ([None] * 100, "没有一条原声有数值字段 nps"),
        (["好"] * 100, "100 条里的不是数"),
        ([9] * 100, "都是 9"),
        ([*range(19), *[None] * 81], "19 条，1 个体验点至少要 30 条"),
    ],
)
def test_what_cannot_be_computed_is_refused(outcome: list[Any], message: str) -> None:
    judged = np.zeros((100, 5), dtype=int)
    judged[:, 0] = [1, -1] * 50
    with pytest.raises(InputError, match=message):
        find_drivers(panel(judged, outcome), TREE, "nps")


def test_nobody_judges_enough() -> None:
    with pytest.raises(InputError, match="没有一个体验点有 10 条"):
        find_drivers(panel(np.zeros((50, 5), dtype=int), [*range(50)]), TREE, "nps")


def test_the_same_seed_gives_the_same_intervals() -> None:
    one, other = (find_drivers(planted(), TREE, "nps", seed=5) for _ in range(2))
    assert one == other
    assert one.drivers[0].interval != find_drivers(planted(), TREE, "nps", seed=6).drivers[0].interval
