"""Intent, typed signals and severity; the examples beside the knowledge, and cases of whole voices."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vocnlp.errors import PackError
from vocnlp.normalize import Normalizer
from vocnlp.segment.clauses import split
from vocnlp.signals.format import GapFile, IntentGroup, SignalGroup, SignalsFile
from vocnlp.signals.knowledge import base_files
from vocnlp.signals.reader import SignalReader, SignalReading
from vocnlp.tagging.automaton import Vocabulary
from vocnlp.types.analysis import Opinion
from vocnlp.types.text import Span
from vocnlp.types.utterance import Turn, Utterance
from vocnlp.yamlsource import load_yaml

Read = Callable[..., SignalReading]
FILES = [load_yaml(file).into(SignalsFile) for file in base_files()]


@pytest.fixture(scope="session")
def read() -> Read:
    """Read a text; ``scores`` are those of its opinions, each on a point of its own."""
    return reader_of()


def reader_of(*files: Path) -> Read:
    normalizer, vocabulary = Normalizer(), Vocabulary()
    signals = SignalReader.build(vocabulary, normalizer.pattern, files)
    automaton = vocabulary.compile()

    def read(raw: str, *scores: float, turns: tuple[Turn, ...] = (), point: str = "p") -> SignalReading:
        text = normalizer.normalize(raw)
        opinions = [
            Opinion(f"{point}{n}", "negative" if score < 0 else "positive", score, Span(0, len(raw)), raw)
            for n, score in enumerate(scores)
        ]
        return signals.read(text, split(text, turns), automaton.scan(text.text), opinions, Utterance(raw))

    return read


def groups(kind: type[Any]) -> list[Any]:
    return [
        group
        for spec in FILES
        if spec is not None
        for group in (*spec.signals, *spec.intents, *([spec.gap] if spec.gap else []))
        if isinstance(group, kind)
    ]


EXAMPLES = [
    (getattr(group, "kind", "gap"), text, hits)
    for group in (*groups(SignalGroup), *groups(GapFile))
    for hits, texts in ((True, group.examples.hit), (False, group.examples.not_))
    for text in texts
]


@pytest.mark.parametrize(("kind", "text", "hits"), EXAMPLES, ids=[f"{kind}-{text}" for kind, text, _ in EXAMPLES])
def test_examples_of_signals(kind: str, text: str, hits: bool, read: Read) -> None:
    assert any(signal.kind == kind for signal in read(text).signals) is hits


INTENTS = [
    (group.intent, text, hits)
    for group in groups(IntentGroup)
    for hits, texts in ((True, group.examples.hit), (False, group.examples.not_))
    for text in texts
]


@pytest.mark.parametrize(("intent", "text", "hits"), INTENTS, ids=[f"{intent}-{text}" for intent, text, _ in INTENTS])
def test_examples_of_intents(intent: str, text: str, hits: bool, read: Read) -> None:
    assert (read(text).intent == intent) is hits


@pytest.mark.parametrize(
    ("text", "scores", "intent"),
    [
        ("发动机异响，修了三次没修好", (-0.7,), "complaint"),
        ("座椅很舒服，油耗也低", (0.7, 0.5), "praise"),
        ("外观好看，就是油耗太高", (0.6, -0.6), "complaint"),
        ("建议增加座椅加热", (), "suggestion"),
        ("请问首保可以延期吗", (), "question"),
        ("麻烦帮我预约周六的保养", (), "request"),
        ("今天去了一趟店里", (), "other"),
        ("希望尽快解决", (-0.3,), "request"),
        ("我要投诉到12315", (), "complaint"),
        ("再也不来了", (), "complaint"),
        ("師傅服務很好，點贊", (0.8,), "praise"),
        ("", (), "other"),
    ],
)
def test_intent(text: str, scores: tuple[float, ...], intent: str, read: Read) -> None:
    assert read(text, *scores).intent == intent


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("说好三天，等了七天", 4.0, "天"),
        ("承諾24小時回電，兩天了沒人理", 24.0, "小时"),
        ("标称续航500公里，实际只跑了320公里", -180.0, "公里"),
        ("宣传续航600公里，实际只有410", -190.0, "公里"),
        ("报价1000元，最后收了1500块", 500.0, "元"),
        ("约好半小时送到，等了一个半小时", 1.0, "小时"),
    ],
)
def test_gap_between_promise_and_outcome(text: str, value: float, unit: str, read: Read) -> None:
    found = [(signal.value, signal.unit) for signal in read(text).signals if signal.kind == "gap"]
    assert found == [(value, unit)]


@pytest.mark.parametrize("text", ["保修三年或十万公里", "说好三天就三天到了", "官方说两年一换，4S店说三万公里"])
def test_no_gap(text: str, read: Read) -> None:
    assert [signal for signal in read(text).signals if signal.kind == "gap"] == []


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("为这事跑了三趟", 3),
        ("电话打了十几个电话", 15),
        ("前后修了4次都没修好", 4),
        ("客服转了N次", 5),
        ("去了两回店里", 2),
    ],
)
def test_effort_counts(text: str, value: float, read: Read) -> None:
    assert max(signal.value for signal in read(text).signals if signal.kind == "effort") == value


@pytest.mark.parametrize("text", ["从来没投诉过", "不会起诉", "不想退车", "没有自燃", "没受伤"])
def test_negated_words_show_nothing(text: str, read: Read) -> None:
    assert read(text).signals == ()


@pytest.mark.parametrize("text", ["不得不投诉", "能不能退货", "要不要起诉你们"])
def test_words_that_only_look_negated(text: str, read: Read) -> None:
    assert len(read(text).signals) == 1


def test_what_an_agent_says_shows_nothing(read: Read) -> None:
    raw = "我问一下\n您要投诉吗"
    turns = (Turn("customer", 0, 4), Turn("agent", 5, len(raw)))
    assert read(raw, turns=turns).signals == ()


def test_severity_is_the_sum_of_its_terms(read: Read) -> None:
    reading = read("刹车失灵，修了三次，我要曝光", -0.8, -0.6)
    assert [(term.name, round(term.amount, 3)) for term in reading.terms] == [
        ("opinion", 2.0),
        ("further", 0.25),
        ("safety", 2.5),
        ("effort", 0.6),
        ("escalation", 1.25),
        ("intent.complaint", 0.5),
    ]
    assert reading.severity == 5


@pytest.mark.parametrize(
    ("text", "scores", "low", "high"),
    [
        ("很满意", (0.8,), 0, 0),
        ("马上就送到了，很快", (0.7,), 0, 0),
        ("有点慢", (-0.3,), 1, 1),
        ("太慢了", (-0.6,), 2, 2),
        ("打了三次都打不通，太失望了", (-0.8,), 3, 3),
        ("高速上刹车失灵", (-0.9,), 5, 5),
        ("请问几点开门", (), 0, 0),
    ],
)
def test_severity(text: str, scores: tuple[float, ...], low: int, high: int, read: Read) -> None:
    assert low <= read(text, *scores).severity <= high


def test_a_pack_changes_numbers_and_adds_words(tmp_path: Path) -> None:
    file = tmp_path / "signals.yaml"
    file.write_text(
        "signals:\n  - {kind: safety, value: 1.0, words: 碳罐起火 三电故障}\n"
        "severity:\n  opinion: 1.0\n  points: {product.safety.*: 2.0}\n",
        encoding="utf-8",
    )
    read = reader_of(file)
    assert [signal.origin.split(":")[1] for signal in read("三电故障").signals] == ["2"]
    terms = {term.name: term.amount for term in read("不好", -0.5, point="product.safety.brake").terms}
    assert terms == {"opinion": 0.5, "intent.complaint": 0.5, "product.safety.brake0": 2.0}


def test_bad_files_report_every_problem(tmp_path: Path) -> None:
    file = tmp_path / "signals.yaml"
    file.write_text("signals:\n  - {kind: a, wrods: x}\nseverity: {opinion: high}\n", encoding="utf-8")
    with pytest.raises(PackError) as caught:
        reader_of(file)
    assert [(problem.code, problem.location.line) for problem in caught.value.problems] == [
        ("unknown-key", 2),
        ("bad-value", 3),
    ]


WORDS = [
    "投诉",
    "不",
    "退货",
    "说好",
    "三天",
    "等了",
    "七天",
    "，",
    "。",
    "马上",
    "请问",
    "吗",
    "打了",
    "三",
    "次",
    "刹车",
    "失灵",
    "點讚",
]


@given(st.lists(st.sampled_from(WORDS), max_size=12), st.lists(st.sampled_from([-0.9, -0.2, 0.4]), max_size=3))
def test_every_reading_is_sound(read: Read, parts: list[str], scores: list[float]) -> None:
    raw = "".join(parts) or "好"
    reading = read(raw, *scores)
    assert 0 <= reading.severity <= 5
    assert all(raw[signal.span.start : signal.span.end] == signal.text != "" for signal in reading.signals)
    assert reading == read(raw, *scores)
    starts = [signal.span.start for signal in reading.signals]
    assert starts == sorted(starts)
