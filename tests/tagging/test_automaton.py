"""The automaton: all hits in code points, Latin edges, both engines alike, pickling."""

from __future__ import annotations

import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vocnlp.tagging import automaton
from vocnlp.tagging.automaton import Automaton, Vocabulary


def test_all_overlapping_hits_with_code_point_offsets() -> None:
    assert Automaton(["客服电话", "客服", "电话"]).scan("😀客服电话") == [(1, 1, 3), (0, 1, 5), (2, 3, 5)]


@pytest.mark.parametrize(
    ("literal", "text", "found"),
    [
        ("app", "happy", False),
        ("app", "app2", True),
        ("app", "用app很慢", True),
        ("v6", "v60", False),
        ("v6", "cv6", False),
        ("4s店", "14s店", False),
        ("4s店", "去4s店", True),
        ("iphone 15", "iphone 15pro", True),
        ("iphone 15", "iphone 150", False),
        ("电app", "充电app好", True),
    ],
)
def test_a_latin_literal_stands_alone(literal: str, text: str, found: bool) -> None:
    assert found is bool(Automaton([literal]).scan(text))


def test_an_empty_literal_never_hits() -> None:
    vocabulary = Vocabulary()
    assert [vocabulary.add(""), vocabulary.add("慢")] == [0, 1]
    assert vocabulary.compile().scan("太慢") == [(1, 1, 2)]
    assert Automaton([]).scan("太慢") == []


def test_lone_surrogates_keep_offsets() -> None:
    assert Automaton(["慢"]).scan("\ud800慢\udfff") == [(0, 1, 2)]


@given(
    st.lists(st.text(alphabet="甲乙丙a1", max_size=4), max_size=8, unique=True),
    st.text(alphabet="甲乙丙a1 ", max_size=40),
)
def test_both_engines_give_the_same_hits(literals: list[str], text: str) -> None:
    pytest.importorskip("ahocorasick")
    patterns = [literal or f"\ufdd0{index}" for index, literal in enumerate(literals)]
    engine = automaton._engine(tuple(literals))
    assert sorted(engine(text)) == sorted(automaton._fallback(patterns)(text))
    assert engine(text) == automaton._fallback(patterns)(text)


@given(
    st.lists(st.text(alphabet="甲乙丙", min_size=1, max_size=3), min_size=1, max_size=8),
    st.text(alphabet="甲乙丙", max_size=30),
)
def test_hits_are_all_the_places_where_a_literal_stands(literals: list[str], text: str) -> None:
    vocabulary = Vocabulary()
    for literal in literals:
        vocabulary.add(literal)
    expected = {
        (vocabulary.add(literal), place, place + len(literal))
        for literal in literals
        for place in range(len(text))
        if text.startswith(literal, place)
    }
    scanned = vocabulary.compile().scan(text)
    assert expected == set(scanned)
    assert len(expected) == len(scanned)


def test_pickles() -> None:
    found = pickle.loads(pickle.dumps(Automaton(["慢"])))
    assert found.scan("慢") == [(0, 0, 1)]
