"""The edits of a text behave like the tuple that they stand for."""

from __future__ import annotations

import pickle

from vocnlp.normalize.edits import Edits, Repairs
from vocnlp.types.text import Edit, Span

RAW = "好好好吃！！ＡＢ"
REPAIRS: list[Repairs] = [
    ("unicode", [6, 7], [7, 8], ["A", "B"]),
    ("emphasis", [0, 4], [3, 6], ["好", "！"]),
    ("emphasis", [0], [3], ["好"]),
]
TOLD = (
    Edit("emphasis", Span(0, 3), "好好好", "好"),
    Edit("emphasis", Span(4, 6), "！！", "！"),
    Edit("unicode", Span(6, 7), "Ａ", "A"),
    Edit("unicode", Span(7, 8), "Ｂ", "B"),
)


def test_in_the_order_of_places_and_once() -> None:
    edits = Edits(RAW, REPAIRS, once=True)
    assert tuple(edits) == TOLD
    assert edits == TOLD == edits
    assert hash(edits) == hash(TOLD)
    assert repr(edits) == repr(TOLD)


def test_repeated_as_often_as_it_happened() -> None:
    assert tuple(Edits(RAW, REPAIRS, once=False)) == (TOLD[0], *TOLD)


def test_index_slice_and_length() -> None:
    edits = Edits(RAW, REPAIRS, once=True)
    assert (edits[0], edits[-1], len(edits)) == (TOLD[0], TOLD[-1], 4)
    assert edits[1:3] == TOLD[1:3]
    assert isinstance(edits[0], Edit)
    assert isinstance(edits[0].span, Span)


def test_pickles_as_what_it_stands_for() -> None:
    assert pickle.loads(pickle.dumps(Edits(RAW, REPAIRS, once=True))) == TOLD


def test_none() -> None:
    assert not Edits(RAW, [], once=False)
    assert Edits(RAW, [], once=False) == ()
    assert Edits(RAW, [], once=False) != "nothing"
