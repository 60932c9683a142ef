"""What no customer wrote is told from what one did, counts apart everywhere, and is never removed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml

import vocnlp
from vocnlp.frames import OPINION_COLUMNS, opinion_rows
from vocnlp.normalize import boilerplate as module
from vocnlp.normalize.boilerplate import boilerplate
from vocnlp.report.tally import Tally
from vocnlp.report.views import cards
from vocnlp.types.analysis import Analysis
from vocnlp.types.explain import MARKS

DATA = yaml.safe_load(Path(module.__file__).with_name("boilerplate.yaml").read_text("utf-8"))
HITS = [(kind, text) for kind in DATA for text in DATA[kind]["examples"]["hits"]]
NOT = [(kind, text) for kind in DATA for text in DATA[kind]["examples"]["not"]]


@pytest.mark.parametrize(("kind", "text"), HITS)
def test_examples(kind: str, text: str) -> None:
    assert boilerplate(text) == kind


@pytest.mark.parametrize(("kind", "text"), NOT)
def test_near_misses(kind: str, text: str) -> None:
    assert boilerplate(text) != kind


def test_every_kind_has_a_name() -> None:
    assert {*DATA, "copy", "near", "template"} == set(MARKS)


@pytest.mark.parametrize("text", [text for kind, text in HITS if kind == "default"])
def test_nobody_judges_in_a_default_review(text: str, base: vocnlp.Pipeline) -> None:
    analysis = base.analyze(text)
    assert ("default", (), (), "other", "neutral") == (
        *(analysis.mark, analysis.opinions, analysis.decisions, analysis.intent, analysis.polarity),
    )
    assert analysis == Analysis.from_dict(json.loads(json.dumps(analysis.to_dict())))
    assert "默认评价，不计入占比" in analysis.explain()


def test_a_voice_is_not_marked(base: vocnlp.Pipeline) -> None:
    assert "" == base.analyze("默认好评？其实质量很差").mark
    assert base.analyze("默认好评？其实质量很差").opinions


def test_marked_comments_stand_in_no_share(base: vocnlp.Pipeline) -> None:
    voices = ["客服态度很差", "默认好评", "此用户没有填写评价", "无", ""]
    tally = Tally(base.pack.taxonomy.points)
    for text in voices:
        tally.add(base.analyze(text))
    assert (5, 1, 1) == (tally.comments, tally.usable, tally.with_opinions)
    shown = {card.label: (card.value, card.note) for card in cards(tally, base.pack.taxonomy, len(voices), 0)}
    assert shown["原声"] == ("5", "空文本 1，默认评价 2，没有内容 1")
    assert shown["听出观点"] == ("100%", "1 / 1 条有内容的原声")


def test_rows_carry_the_mark(base: vocnlp.Pipeline) -> None:
    row = opinion_rows(base.analyze("客服态度很差"))[0]
    assert ("", True) == (row["mark"], "mark" in OPINION_COLUMNS)
