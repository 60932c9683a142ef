"""Routing files: everything wrong is reported at once, with its place."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from vocnlp.errors import PackError
from vocnlp.routing.load import parse_routing
from vocnlp.routing.table import RoutingTable
from vocnlp.taxonomy.model import Taxonomy
from vocnlp.yamlsource import load_yaml

BAD = """routing: bad
departments:
  quality: {sla: soon}
default: {department: care}
rules:
  - id: one
    when: {point: product.saftey, colour: red, severity: high}
    then: {department: qualty, priority: P9}
  - id: one
    when: {polarity: bad, intent: [complaint, angry]}
    then: {department: quality}
"""


def test_every_problem_is_reported_with_its_place(taxonomy: Taxonomy) -> None:
    with pytest.raises(PackError) as caught:
        parse_routing(load_yaml("r.yaml", BAD), taxonomy)
    found = [(problem.code, problem.location.line) for problem in caught.value.problems]
    assert sorted(found, key=lambda pair: pair[1]) == [
        ("bad-duration", 3),
        ("unknown-department", 4),
        ("unknown-point", 7),
        ("unknown-field", 7),
        ("bad-condition", 7),
        ("unknown-department", 8),
        ("unknown-priority", 8),
        ("duplicate-rule", 9),
        ("unknown-value", 10),
        ("unknown-value", 10),
    ]
    hints = " ".join(problem.hint.en for problem in caught.value.problems)
    assert "product.safety" in hints and "quality" in hints and "meta.colour" in hints


def test_nested_and_dotted_fields_are_the_same(make_table: Callable[..., RoutingTable]) -> None:
    rules = """
rules:
  - {id: a, when: {meta: {customer: {tier: vip}}}, then: {department: quality}}
  - {id: b, when: {meta.customer.tier: vip}, then: {department: quality}}
"""
    one, other = make_table(rules).rows
    assert one.when == other.when


def test_a_table_stands_on_another(make_table: Callable[..., RoutingTable], taxonomy: Taxonomy) -> None:
    base = make_table()
    text = """routing: top
default: {department: quality}
rules:
  - {id: own, when: {point: price}, then: {department: vip_desk}}
  - {id: vip-complaint, when: {point: brand}, then: {department: vip_desk}}
"""
    table = parse_routing(load_yaml("top.yaml", text), taxonomy, base=base)
    assert [(row.id, row.location.file) for row in table.rows] == [
        ("own", "top.yaml"),
        ("vip-complaint", "top.yaml"),
        ("safety-first", "demo/routing.yaml"),
    ]


def test_rows_know_their_line(table: RoutingTable) -> None:
    assert [row.origin for row in table.rows] == ["demo/routing.yaml:12", "demo/routing.yaml:15"]
