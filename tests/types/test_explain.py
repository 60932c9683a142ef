"""The explanation shows the sum as it is, the origins, the cause and the decisions."""

from __future__ import annotations

import datetime as dt

from vocnlp.types import Analysis, Cause, Decision, Evidence, Opinion, Span
from vocnlp.types.explain import arithmetic, explain, steps
from vocnlp.types.html import analysis_html, highlight

TEXT = "因为下雨，对服务不太满意"
EVIDENCE = (
    Evidence("mention", Span(6, 8), "服务", 0.0, "taxonomy.yaml:7"),
    Evidence("word", Span(10, 12), "满意", 0.5, "polarity.yaml:3"),
    Evidence("degree", Span(9, 10), "太", 1.3, "degree.yaml:9"),
    Evidence("negation", Span(8, 9), "不", -0.6, "negation.yaml:4"),
)
OPINION = Opinion(
    "service",
    "negative",
    -0.39,
    Span(6, 12),
    "服务不太满意",
    EVIDENCE,
    cause=Cause("下雨", Span(2, 4), "environment", "因为"),
    name="服务",
)
DECISION = Decision(
    "care",
    "P2",
    "24h",
    ("回访",),
    "owner",
    ("service 的责任部门是 care",),
    (OPINION,),
    "客户关怀部",
    dt.datetime(2026, 3, 2),
)
ANALYSIS = Analysis(TEXT, (OPINION,), (DECISION,), "complaint", 2, "negative", -0.39)


def test_arithmetic_multiplies_what_stands_behind_the_word() -> None:
    assert "基础 +0.5（满意） × 1.3（太） × -0.6（不） = -0.39" == arithmetic(OPINION)


def test_mentions_are_no_terms_of_the_sum() -> None:
    (term,) = steps(EVIDENCE)
    assert ("满意", 2) == (term.base.text, len(term.factors))


def test_two_words_add_and_a_cut_is_said() -> None:
    good, fine = (Evidence("word", Span(0, 1), word, 0.7, "p.yaml:1") for word in "好棒")
    opinion = Opinion("service", "positive", 1.0, Span(0, 2), "好棒", (good, fine))
    assert "基础 +0.7（好） + 基础 +0.7（棒） = +1.4，合并后 +1" == arithmetic(opinion)


def test_explanation_names_everything() -> None:
    told = explain(ANALYSIS)
    for part in (
        "整体：负面 -0.39，意图 投诉，严重度 2/5",
        "1. 服务 service　负面 -0.39　“服务不太满意” [6:12]",
        "依据 否定“不” -0.6　negation.yaml:4",
        "原因 “下雨” [2:4]（类别 environment，连接词 因为，在前）",
        "1. 客户关怀部 care　P2，时限 24h，截止 2026-03-02 00:00",
        "规则 体验点的责任部门",
        "涉及观点 1",
        "动作 回访",
    ):
        assert part in told


def test_neutral_opinion_is_a_mention() -> None:
    assert "只是提及，没有评价 = 0" == arithmetic(Opinion("price", "neutral", 0.0, Span(0, 2), "价格", EVIDENCE[:1]))


def test_highlight_escapes_and_survives_overlaps() -> None:
    inner = Opinion("a", "positive", 0.5, Span(1, 3), "<b")
    outer = Opinion("b", "negative", -0.5, Span(0, 4), "x<b>")
    page = highlight(Analysis("x<b>\ud83d", (outer, inner)))
    assert 'class="positive" data-o="2 1"' in page
    assert "<b>" not in page and "&lt;b" in page
    page.encode("utf-8")


def test_notebook_html_is_a_closed_fragment() -> None:
    page = analysis_html(ANALYSIS)
    assert page.startswith("<style>") and page.endswith("</div>")
    assert "客户关怀部" in page and "× -0.6（不）" in page
