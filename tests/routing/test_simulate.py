"""What a table would have done with a corpus."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from vocnlp.routing.decide import Router
from vocnlp.routing.simulate import compare, simulate
from vocnlp.routing.table import RoutingTable
from vocnlp.taxonomy.model import Taxonomy
from vocnlp.types.analysis import Analysis, Opinion

MONDAY = dt.datetime(2026, 11, 16, 9, 0)


def test_load_default_share_and_praise(
    table: RoutingTable, taxonomy: Taxonomy, voice: Callable[..., Analysis], opinion: Callable[..., Opinion]
) -> None:
    voices = [
        voice(opinion("product.safety"), opinion("price"), time=MONDAY),
        voice(opinion("service.hotline"), time=MONDAY + dt.timedelta(days=1)),
        voice(opinion("service.hotline", 0.8), intent="praise", severity=0, polarity="positive", time=MONDAY),
    ]
    result = simulate(Router(table, taxonomy), voices)
    assert (result.voices, result.cases, result.default, result.owner, result.silent, result.praise, result.days) == (
        3, 3, 1, 1, 1, 1, 2,
    )  # fmt: skip
    assert result.default_share == 1 / 3
    assert result.unused == ("vip-complaint",)
    assert result.departments["quality"].by_day == {MONDAY.date(): 1}


def test_breaches_against_a_capacity(
    table: RoutingTable, taxonomy: Taxonomy, voice: Callable[..., Analysis], opinion: Callable[..., Opinion]
) -> None:
    voices = [voice(opinion("service.hotline"), time=MONDAY, id=str(number)) for number in range(5)]
    router = Router(table, taxonomy)
    busy = simulate(router, voices, capacities={"after_sales": 1}).departments["after_sales"]
    assert (busy.breaches, busy.backlog) == (3, 4)
    calm = simulate(router, voices, capacities={"after_sales": 5}).departments["after_sales"]
    assert (calm.breaches, calm.backlog) == (0, 0)


def test_urgent_cases_are_served_first(
    table: RoutingTable, taxonomy: Taxonomy, voice: Callable[..., Analysis], opinion: Callable[..., Opinion]
) -> None:
    slow = [voice(opinion("product.safety"), severity=1, time=MONDAY, id=str(number)) for number in range(3)]
    urgent = voice(opinion("product.safety"), time=MONDAY + dt.timedelta(minutes=5), id="urgent")
    result = simulate(Router(table, taxonomy), [*slow, urgent], capacities={"quality": 1})
    assert result.departments["quality"].breaches == 1  # only the last of the slow ones; the urgent one is in time


def test_what_a_change_would_have_done(
    make_table: Callable[..., RoutingTable],
    taxonomy: Taxonomy,
    voice: Callable[..., Analysis],
    opinion: Callable[..., Opinion],
) -> None:
    changed = make_table("\nrules:\n  - {id: price, when: {point: price}, then: {department: quality}}\n")
    voices = [voice(opinion("price"), id="1"), voice(opinion("service.hotline"), id="2")]
    (change,) = compare(Router(make_table(), taxonomy), Router(changed, taxonomy), voices)
    assert (change.id, change.before, change.after) == (
        "1",
        (("customer_care", "P3", "default"),),
        (("quality", "P3", "price"),),
    )
