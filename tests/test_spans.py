"""Whatever comes in, every piece of a result stands in the raw text where its span says."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import vocnlp
from vocnlp.normalize.privacy import Masker
from vocnlp.types.analysis import Analysis
from vocnlp.types.text import Span

# fmt: off
PIECES = [
    "座椅很硬", "空间大", "因为下雨", "导致油耗高", "客服态度好好好好", "說好三天，等了七天", "保證明天到",
    "冷氣唔夠凍", "啲嘢好食",
    "企業(yè)發(fā)展", "軟體當機", "計程車", "公車", "隨身碟壞了", "👍🏽", "😡", "[笑哭]", "^_^", "T_T", "//@甲:还行",
    "@客服",
    "#提车#", "http://t.cn/A6x", "<br>", "&nbsp;", "ＡＰＰ", "⾏", "①", "!!!", "……", " ", "\n", "\u200b", "\u0301",
    "\ufe0f", "\x00",
    "\ud83d", "\udc4d", "𠮷野家", "𡃁", "嗯，", "我我我", "这个这个", "说错了", "哦不，", "客服：", "用户：",
    "13800138000",
    "沪A88888",
    "王先生", "不", "没有", "太", "但是", "吗？", "，", "。", "打不通", "打了三次", "要投诉到12315", "刹车失灵",
    "再也不来",
    "cp值高",
]
# fmt: on
MIXTURES = st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=3)), max_size=14).map("".join)
ANYTHING = st.text(st.characters(codec=None, categories=None), max_size=40)


def pieces_of(analysis: Analysis) -> Iterator[tuple[Span, str]]:
    """Yield the span and the text of everything that a result points at."""
    for opinion in analysis.opinions:
        yield opinion.span, opinion.text
        for evidence in opinion.evidence:
            yield evidence.span, evidence.text
        if opinion.cause is not None:
            yield opinion.cause.span, opinion.cause.text
    for found in (*analysis.signals, *analysis.tone):
        yield found.span, found.text


@pytest.fixture(scope="module", params=["keep", "mask"])
def voc(request: pytest.FixtureRequest) -> vocnlp.Pipeline:
    """A pipeline, and the same one that masks."""
    return vocnlp.load("automotive", privacy=request.param)


def check(voc: vocnlp.Pipeline, said: object) -> None:
    analysis = voc.analyze(said)
    text, normal = analysis.text, analysis.normalized
    for span, piece in pieces_of(analysis):
        assert 0 <= span.start <= span.end <= len(text)
        assert text[span.start : span.end] == piece
    for opinion in analysis.opinions:
        assert 0 <= opinion.clause.start <= opinion.clause.end <= len(text)
    assert normal is not None
    assert list(normal.starts) == sorted(normal.starts) and list(normal.ends) == sorted(normal.ends)
    assert all(0 <= start < end <= len(text) for start, end in zip(normal.starts, normal.ends, strict=True))
    for edit in normal.edits:
        assert text[edit.span.start : edit.span.end] == edit.before
    assert Analysis.from_dict(analysis.to_dict()) == analysis


@settings(deadline=None, max_examples=120)
@given(MIXTURES)
def test_mixtures_of_what_customers_write(voc: vocnlp.Pipeline, raw: str) -> None:
    check(voc, raw)


@settings(deadline=None, max_examples=60)
@given(ANYTHING)
def test_any_unicode(voc: vocnlp.Pipeline, raw: str) -> None:
    check(voc, raw)


@settings(deadline=None, max_examples=60)
@given(st.lists(st.tuples(st.sampled_from(["agent", "customer", "other"]), MIXTURES), min_size=1, max_size=4))
def test_turns(voc: vocnlp.Pipeline, turns: list[tuple[str, str]]) -> None:
    check(voc, {"turns": [{"role": role, "text": text} for role, text in turns]})


@settings(deadline=None, max_examples=120)
@given(MIXTURES)
def test_masks(raw: str) -> None:
    masked = Masker().mask(raw)
    for mask in masked.masks:
        assert raw[mask.span.start : mask.span.end]
        assert masked.text[mask.target.start : mask.target.end] == mask.token
