"""Corrections in speech: what the speaker took back keeps its place and no longer counts."""

from __future__ import annotations

import pytest

from vocnlp.normalize import normalize
from vocnlp.segment.clauses import split


def counted(raw: str) -> list[str]:
    text = normalize(raw)
    return [text.text[clause.start : clause.end] for clause in split(text).clauses if clause.role == "customer"]


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("座椅很硬，说错了，是很软", ["是很软"]),
        ("屏幕不好，不对不对，是电池不好", ["是电池不好"]),
        ("电池不好，哦不，屏幕不好", ["屏幕不好"]),
        ("空调很好，不对，是座椅很好", ["是座椅很好"]),
        ("上周三送来的我说错了是周四", ["我说错了是周四"]),
        ("前台态度差，不是前台，是客服态度差，我说错了", ["是客服态度差"]),
        ("上菜慢，不是上菜是结账慢，我说错了", ["不是上菜是结账慢"]),
        ("油耗很高。我说错了。", []),
    ],
)
def test_what_was_taken_back_does_not_count(raw: str, expected: list[str]) -> None:
    assert expected == counted(raw)


@pytest.mark.parametrize(
    "raw", ["客服说错了价格", "他们说错了，我很生气", "你们这样做不对，是欺骗", "味道哦不错，推荐"]
)
def test_somebody_elses_slip_takes_nothing_back(raw: str) -> None:
    assert raw.replace("，", "") == "".join(counted(raw))


def test_agents_corrections_stay_theirs() -> None:
    text = normalize("客服：三天送到，说错了，是五天\n用户：太慢了")
    assert [clause.role for clause in split(text).clauses] == ["agent", "agent", "agent", "customer"]
