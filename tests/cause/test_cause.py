"""Causes in the customer's words: cases.yaml and the examples beside the knowledge."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vocnlp.cause.knowledge import base_files
from vocnlp.cause.reader import CauseReader
from vocnlp.errors import PackError
from vocnlp.normalize import Normalizer
from vocnlp.segment.clauses import split
from vocnlp.tagging.automaton import Vocabulary
from vocnlp.types.analysis import Cause, Opinion
from vocnlp.types.text import Span
from vocnlp.yamlsource import load_yaml

Read = Callable[[str, str], Cause | None]
CASES = load_yaml(Path(__file__).with_name("cases.yaml")).plain()["cases"]


def failures(case: dict[str, Any], cause: Cause | None) -> list[str]:
    """Say what is wrong with a cause; a case names only what it cares about."""
    found = cause.text if cause else ""
    wrong = [f"cause {found!r}, not {case['cause']!r}"] if found != case["cause"] else []
    if cause and not wrong:
        wrong += [f"kind {cause.kind!r}"] if "kind" in case and cause.kind != case["kind"] else []
        wrong += (
            [f"connective {cause.connective!r}"] if case.get("connective", cause.connective) != cause.connective else []
        )
        wrong += [f"guess {cause.guess}"] if cause.guess != (case.get("guess") == "yes") else []
    return wrong


@pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])
def test_case(case: dict[str, Any], read: Read) -> None:
    wrong = failures(case, read(case["text"], case["opinion"]))
    assert bool(wrong) == ("known_failure" in case), wrong


def test_ids_are_unique() -> None:
    assert len({case["id"] for case in CASES}) == len(CASES) >= 150


def test_examples_beside_the_knowledge(reader: tuple[CauseReader, Any, Any], read: Read) -> None:
    wrong = []
    for example in reader[0].knowledge.examples:
        cause = read(example.text, example.opinion)
        if (cause.text if cause else "") != example.cause:
            wrong.append((example.text, cause))
    assert wrong == []


def test_direction_and_confidence(read: Read) -> None:
    before, after = read("因为下雨，送餐慢了", "送餐慢了"), read("送餐慢了，估计是下雨", "送餐慢了")
    assert before is not None and after is not None
    assert (before.direction, after.direction) == ("before", "after")
    assert before.confidence > after.confidence


def test_what_an_agent_says_is_no_cause(reader: tuple[CauseReader, Vocabulary, Normalizer]) -> None:
    causes, vocabulary, normalizer = reader
    raw = "送餐太慢了\n因为下雨路上堵"
    text = normalizer.normalize(raw)
    from vocnlp.types.utterance import Turn

    segments = split(text, (Turn("customer", 0, 5), Turn("agent", 6, len(raw))))
    opinion = Opinion("p", "negative", -0.5, Span(0, 5), raw[:5])
    assert causes.attach(text, segments, vocabulary.compile().scan(text.text), (opinion,))[0].cause is None


WORDS = [
    "因为",
    "所以",
    "导致",
    "估计是",
    "一",
    "就",
    "之后",
    "换了轮胎",
    "下雨",
    "造成的",
    "是",
    "，",
    "。",
    "只好",
    "慢",
    "吗",
    " ",
    "因為",
]


@given(st.lists(st.sampled_from(WORDS), min_size=1, max_size=12), st.data())
def test_spans_are_raw_and_never_inside_the_opinion_alone(
    reader: tuple[CauseReader, Vocabulary, Normalizer], parts: list[str], data: st.DataObject
) -> None:
    causes, vocabulary, normalizer = reader
    raw = "".join(parts)
    start = data.draw(st.integers(0, len(raw) - 1))
    end = data.draw(st.integers(start + 1, len(raw)))
    text = normalizer.normalize(raw)
    opinion = Opinion("p", "negative", -0.5, Span(start, end), raw[start:end])
    (read,) = causes.attach(text, split(text), _scan(vocabulary, text.text), (opinion,))
    if read.cause is not None:
        assert raw[read.cause.span.start : read.cause.span.end] == read.cause.text != ""
        assert 0 < read.cause.confidence <= 1
    assert read == causes.attach(text, split(text), _scan(vocabulary, text.text), (opinion,))[0]


_COMPILED: dict[int, Any] = {}


def _scan(vocabulary: Vocabulary, text: str) -> Any:
    automaton = _COMPILED.setdefault(id(vocabulary), None) or vocabulary.compile()
    _COMPILED[id(vocabulary)] = automaton
    return automaton.scan(text)


def test_a_pack_adds_connectives_and_kinds(tmp_path: Path) -> None:
    file = tmp_path / "causes.yaml"
    file.write_text(
        "connectives:\n  - {frame: cause_before, words: 整得, confidence: 0.9}\n"
        "kinds:\n  - {kind: partner, words: 蛋糕房}\n",
        encoding="utf-8",
    )
    vocabulary, normalizer = Vocabulary(), Normalizer()
    causes = CauseReader.build(vocabulary, normalizer.pattern, [file])
    raw = "蛋糕房没冷藏，整得奶油全化了"
    text = normalizer.normalize(raw)
    opinion = Opinion("p", "negative", -0.5, Span(9, 14), raw[9:14])
    cause = causes.attach(text, split(text), vocabulary.compile().scan(text.text), (opinion,))[0].cause
    assert cause is not None
    assert (cause.text, cause.kind, cause.connective) == ("蛋糕房没冷藏", "partner", "整得")


def test_bad_files_report_every_problem(tmp_path: Path) -> None:
    file = tmp_path / "causes.yaml"
    file.write_text(
        "patterns:\n  - {connective: a, triggers: [x], match: '('}\n  - {connective: b, triggers: [y], match: 'y'}\n",
        encoding="utf-8",
    )
    with pytest.raises(PackError) as caught:
        CauseReader.build(Vocabulary(), str, [*base_files(), file])
    assert [(problem.code, problem.location.line) for problem in caught.value.problems] == [
        ("bad-pattern", 2),
        ("bad-pattern", 3),
    ]


def test_many_links_in_one_text_give_each_opinion_the_cause_of_its_own_place(
    reader: tuple[CauseReader, Vocabulary, Normalizer],
) -> None:
    causes, vocabulary, normalizer = reader
    once = "因为堵车所以油耗太高。由于下雨，导致送货太慢了。"
    text = normalizer.normalize(once * 40)
    opinions = tuple(
        Opinion("p", "negative", -0.5, Span(at + place, at + place + len(word)), word)
        for at in range(0, len(text.raw), len(once))
        for word in ("油耗太高", "送货太慢")
        for place in (once.index(word),)
    )
    read = causes.attach(text, split(text), vocabulary.compile().scan(text.text), opinions)
    found = [(o.cause.text, (o.span.start - o.cause.span.start)) if o.cause else None for o in read]
    assert found == found[:2] * 40
    assert [item[0] for item in found[:2] if item] == ["堵车", "下雨"]
