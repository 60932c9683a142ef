"""What to_dict writes, from_dict reads back exactly; what is wrong is named."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vocnlp.errors import InputError
from vocnlp.types import Analysis, Cause, Decision, Evidence, Opinion, Signal, Span

words = st.text(max_size=12)
numbers = st.floats(-1, 1)
spans = st.tuples(st.integers(0, 50), st.integers(0, 50)).map(lambda pair: Span(*sorted(pair)))
times = st.none() | st.datetimes(timezones=st.none() | st.just(dt.UTC))
evidence = st.builds(Evidence, kind=words, span=spans, text=words, weight=numbers, origin=words)
causes = st.builds(Cause, text=words, span=spans, kind=words, connective=words, confidence=numbers, guess=st.booleans())
opinions = st.builds(
    Opinion,
    point=words,
    polarity=st.sampled_from(["positive", "negative", "neutral"]),
    score=numbers,
    span=spans,
    text=words,
    evidence=st.lists(evidence, max_size=3).map(tuple),
    cause=st.none() | causes,
    source=st.sampled_from(["rule", "model"]),
    confidence=numbers,
    name=words,
    clause=spans,
)
signals = st.builds(Signal, kind=words, value=numbers, span=spans, text=words, origin=words, unit=words)
texts = st.lists(words, max_size=3).map(tuple)


@st.composite
def analyses(draw: st.DrawFn) -> Analysis:
    held = tuple(draw(st.lists(opinions, max_size=3)))
    decisions = st.builds(
        Decision,
        department=words,
        priority=words,
        sla=words,
        actions=texts,
        rule=words,
        reasons=texts,
        opinions=st.lists(st.sampled_from(held), max_size=3).map(tuple) if held else st.just(()),
        due=times,
        cc=texts,
        tags=texts,
        reply=words,
    )
    return Analysis(
        text=draw(words),
        opinions=held,
        decisions=tuple(draw(st.lists(decisions, max_size=2))),
        intent=draw(words),
        severity=draw(st.integers(0, 5)),
        polarity=draw(st.sampled_from(["positive", "negative", "neutral", "mixed"])),
        score=draw(numbers),
        signals=tuple(draw(st.lists(signals, max_size=2))),
        id=draw(words),
        channel=draw(words),
        time=draw(times),
        meta=draw(st.dictionaries(words, st.none() | st.integers() | words | st.lists(words, max_size=2), max_size=3)),
        pack=draw(words),
    )


@given(analyses())
def test_from_dict_reverses_to_dict_through_json(analysis: Analysis) -> None:
    assert analysis == Analysis.from_dict(json.loads(json.dumps(analysis.to_dict())))


@given(analyses())
def test_decisions_refer_to_the_same_opinions(analysis: Analysis) -> None:
    again = Analysis.from_dict(analysis.to_dict())
    for decision in again.decisions:
        for opinion in decision.opinions:
            assert any(opinion is item for item in again.opinions)


def test_real_analysis_survives(automotive: object) -> None:
    analysis = automotive.analyze("客服电话一直打不通，座椅很舒服", channel="hotline", meta={"nps": 3})  # type: ignore[attr-defined]
    assert analysis == Analysis.from_dict(analysis.to_dict())


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({}, "analysis: missing key 'text'"),
        ({"text": 3}, "analysis.text: expected str, not int"),
        ({"text": "", "opinion": []}, "did you mean opinions?"),
        ({"text": "", "severity": True}, "analysis.severity: expected int, not bool"),
        ({"text": "", "opinions": [{"point": "a"}]}, "opinion: missing key 'polarity'"),
        ({"text": "", "polarity": "good"}, "'good' is none of"),
        ({"text": "", "time": "gestern"}, "analysis.time"),
        ({"text": "", "decisions": [{"department": "a", "opinions": [0]}]}, "there is no opinion number 0"),
        ([], "analysis must be a mapping, not list"),
    ],
)
def test_what_is_wrong_is_named(values: object, message: str) -> None:
    with pytest.raises(InputError) as caught:
        Analysis.from_dict(values)  # type: ignore[arg-type]
    assert message in str(caught.value)
