"""Gap verification against regular expressions, which say the same with backtracking."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from vocnlp.tagging.verify import Shadow

PIECES = st.sampled_from(["甲", "乙", "丙", "甲乙", "乙丙"])
GAPS = st.integers(min_value=0, max_value=4)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.tuples(st.lists(PIECES, min_size=1, max_size=2, unique=True), GAPS), min_size=1, max_size=4),
    st.text(alphabet="甲乙丙丁", max_size=18),
)
def test_ordered_gaps_agree_with_a_regular_expression(
    load: Callable[..., Any], tagger: Callable[..., Any], chain: list[Any], text: str
) -> None:
    source, pattern = "", ""
    for index, (options, gap) in enumerate(chain):
        source += (f"..{gap}.." if index else "") + f"({'|'.join(options)})"
        pattern += (f".{{0,{gap}}}" if index else "") + f"(?:{'|'.join(options)})"
    tag = tagger(load(json.dumps({"points": {"p": {"name": "p", "terms": [source]}}})))
    mentions = tag(text)
    assert bool(re.search(pattern, text)) is bool(mentions)
    for mention in mentions:
        assert re.search(pattern, text[mention.start : mention.end])


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(PIECES, PIECES, GAPS, st.text(alphabet="甲乙丙丁", max_size=18))
def test_unordered_gaps_are_ordered_gaps_both_ways(
    load: Callable[..., Any], tagger: Callable[..., Any], left: str, right: str, gap: int, text: str
) -> None:
    tag = tagger(load(json.dumps({"points": {"p": {"name": "p", "terms": [f"{left}~{gap}~{right}"]}}})))
    pattern = f"{left}.{{0,{gap}}}{right}|{right}.{{0,{gap}}}{left}"
    assert bool(re.search(pattern, text)) is bool(tag(text))


def test_fillers_are_overlooked_up_to_a_limit(load: Callable[..., Any], tagger: Callable[..., Any]) -> None:
    tag = tagger(load(json.dumps({"points": {"p": {"name": "p", "terms": ["甲..1..乙"]}}})))
    assert tag("甲那个啊嗯丁乙")
    assert not tag("甲丁丁乙")
    assert not tag("甲" + "啊" * 20 + "乙")


def test_only_the_first_occurrences_in_a_clause_are_looked_at(
    load: Callable[..., Any], tagger: Callable[..., Any]
) -> None:
    tag = tagger(load(json.dumps({"points": {"p": {"name": "p", "negative": ["甲..0..甲..0..乙"]}}})))
    assert [] == tag("甲" * 100 + "乙")
    assert 1 == len(tag("甲" * 10 + "乙"))
    assert 2 == len(tag("甲甲乙" + "，" + "甲" * 9 + "乙"))


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(1, 8))), st.integers(0, 35), st.integers(1, 5))
def test_a_shadow_covers_what_one_of_its_ranges_holds(shadows: list[tuple[int, int]], start: int, size: int) -> None:
    ranges = [(left, left + length) for left, length in shadows]
    held = any(left <= start and start + size <= right for left, right in ranges)
    assert held == Shadow(ranges).covers(start, start + size)
