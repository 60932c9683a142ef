"""A small taxonomy and table that most routing tests share."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from vocnlp.routing.load import parse_routing
from vocnlp.routing.table import RoutingTable
from vocnlp.taxonomy.model import Point, Taxonomy
from vocnlp.types.analysis import Analysis, Opinion
from vocnlp.types.text import Span
from vocnlp.yamlsource import load_yaml

FRIDAY = dt.datetime(2026, 11, 20, 17, 0)

HEAD = """
routing: demo
departments:
  quality: {name: 质量部, sla: 48h, capacity: 2}
  after_sales: {name: 售后服务部, sla: 24h, calendar: workdays, priority: P2}
  vip_desk: {sla: 4h, cc: [head_office]}
  head_office: {}
  customer_care: {name: 客户关怀部}
default: {department: customer_care, priority: P3}
"""
RULES = """
rules:
  - id: safety-first
    when: {point: product.safety.*, polarity: negative, severity: ">= 3"}
    then: {department: quality, priority: P0, sla: 2h, actions: [停售核查, 24小时内回访]}
  - id: vip-complaint
    when: {intent: complaint, meta.customer.tier: [vip, svip], text: [退车, 12315, 曝光]}
    then: {department: vip_desk, priority: P1}
"""


def a_point(identity: str, department: str = "", **values: Any) -> Point:
    """Make a point."""
    return Point(identity, identity, department=department, **values)


@pytest.fixture(scope="session")
def taxonomy() -> Taxonomy:
    """Five points: two owned by quality, one by after-sales, two by nobody."""
    points = [
        a_point("product.safety", "quality"),
        a_point("product.safety.brake", "quality", mot=True, journey="用车"),
        a_point("service.hotline", "after_sales", journey="售后", touchpoint="电话"),
        a_point("price"),
        a_point("brand", weight=3.0),
    ]
    return Taxonomy("demo", points={point.id: point for point in points})


@pytest.fixture(scope="session")
def make_table(taxonomy: Taxonomy) -> Callable[..., RoutingTable]:
    """Read a table from its rules."""

    def read(rules: str = RULES, head: str = HEAD, **options: str) -> RoutingTable:
        extra = "".join(f"{name}: {value}\n" for name, value in options.items())
        return parse_routing(load_yaml("demo/routing.yaml", head + extra + rules), taxonomy)

    return read


@pytest.fixture
def table(make_table: Callable[..., RoutingTable]) -> RoutingTable:
    """The shared table."""
    return make_table()


@pytest.fixture(scope="session")
def opinion() -> Callable[..., Opinion]:
    """Make an opinion; the sign of the score gives the polarity."""

    def make(point: str, score: float = -0.6, text: str = "", start: int = 0) -> Opinion:
        polarity = "negative" if score < 0 else "positive" if score > 0 else "neutral"
        return Opinion(point, polarity, score, Span(start, start + len(text)), text)

    return make


@pytest.fixture(scope="session")
def voice() -> Callable[..., Analysis]:
    """Make an analysis of a Friday afternoon."""

    def make(*opinions: Opinion, text: str = "刹车踩不动，要求退车", **values: Any) -> Analysis:
        given = {"intent": "complaint", "severity": 4, "time": FRIDAY, "polarity": "negative", **values}
        return Analysis(text, opinions, **given)

    return make
