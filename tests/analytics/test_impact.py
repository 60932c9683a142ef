"""A planted edit is found exactly: in the tree, on the corpus, in the tickets, among the examples."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import pytest
from rich.console import Console

import vocnlp
from vocnlp.analytics.comparison import Comparison, compare
from vocnlp.report.review import index_cells, review_html, review_markdown
from vocnlp.report.review_text import show_review
from vocnlp.taxonomy.diff import Change
from vocnlp.types.utterance import Utterance

CORPUS = [
    Utterance("这杯甜得发腻", id="sweet"),
    Utterance("甜得刚好，不用排队", id="good"),
    Utterance("糖量可以选", id="sugar"),
    Utterance("取号取了两次", id="number"),
    Utterance("排队排了很久", id="queue"),
    Utterance("你们几点开门", id="nothing"),
]
Edit = Callable[..., Path]


def review_text(comparison: Comparison) -> str:
    shown = io.StringIO()
    show_review(comparison, Console(file=shown, width=100))
    return shown.getvalue()


def compared(tea: vocnlp.Pipeline, folder: Path) -> Comparison:
    return compare(tea, vocnlp.load(folder), CORPUS)


def test_no_edit_no_effect(tea: vocnlp.Pipeline, edited: Edit) -> None:
    found = compared(tea, edited())
    assert not found.diff and not found.rules and not found.broken
    assert found.impact is not None
    assert (6, 0, ()) == (found.impact.utterances, found.impact.affected, found.impact.points)
    assert not found.exceeds(0)


def test_added_expression(tea: vocnlp.Pipeline, edited: Edit) -> None:
    found = compared(tea, edited(("negative: [排队排了]", "negative: [排队排了, 取号取了]")))
    assert (Change("negative", "shop.queue", "", "取号取了"),) == found.diff.changes
    assert found.impact is not None
    (queue,) = found.impact.points
    assert ("shop.queue", 1, 0, 0) == (queue.point, queue.gained, queue.lost, queue.changed)
    assert ["shop", "shop.queue"] == [one.point for one in found.impact.indices]
    assert found.impact.whole.shift < 0 and [True, True] == [one.shift < 0 for one in found.impact.indices]
    assert ["number"] == [sample.id for sample in queue.samples["gained"]]
    assert (1, 1 / 6) == (found.impact.affected, found.impact.share)
    assert [("shops", 1, 2)] == [
        (one.department, one.before, one.after) for one in found.impact.departments if one.before != one.after
    ]
    assert found.exceeds(0.1) and not found.exceeds(0.2)


def test_removed_term(tea: vocnlp.Pipeline, edited: Edit) -> None:
    found = compared(tea, edited(("[甜度, 糖量]", "[甜度]")))
    assert (Change("term", "drink.sugar", "糖量", ""),) == found.diff.changes
    assert found.impact is not None
    (sugar,) = found.impact.points
    assert (0, 1, 0) == (sugar.gained, sugar.lost, sugar.changed)
    assert ["sugar"] == [sample.id for sample in sugar.samples["lost"]]


def test_turned_polarity_breaks_examples(tea: vocnlp.Pipeline, edited: Edit) -> None:
    found = compared(
        tea, edited(("negative: [甜得发腻]\n        positive: [甜得刚好]", "negative: [甜得发腻, 甜得刚好]"))
    )
    assert {
        Change("positive", "drink.sugar", "甜得刚好", ""),
        Change("negative", "drink.sugar", "", "甜得刚好"),
    } == set(found.diff.changes)
    assert ["甜得刚好"] == [broken.text for broken in found.broken]
    assert found.impact is not None
    (sugar,) = found.impact.points
    assert (0, 0, 1) == (sugar.gained, sugar.lost, sugar.changed)
    assert (0.5, 1.0) == (sugar.negative_before, sugar.negative_after)
    assert found.exceeds(1)


def test_a_weight_moves_the_index_and_nothing_else(tea: vocnlp.Pipeline, edited: Edit) -> None:
    folder = edited(("    name: 门店\n", "    name: 门店\n    weight: 3\n"))
    found = compare(tea, vocnlp.load(folder), [Utterance("甜得刚好"), Utterance("排队排了很久")])
    assert (Change("weight", "shop", "1", "3"),) == found.diff.changes
    assert found.impact is not None
    assert (0, (), ()) == (found.impact.affected, found.impact.points, found.impact.indices)
    assert found.impact.whole.shift < 0
    assert all(index_cells(found.impact.whole))


def test_moved_point_is_the_same_point(tea: vocnlp.Pipeline, edited: Edit) -> None:
    found = compared(tea, edited(("      sugar:\n", "      sweetness:\n")))
    assert (Change("moved", "drink.sweetness", "drink.sugar", "drink.sweetness"),) == found.diff.changes
    assert found.impact is not None and () == found.impact.points


@pytest.mark.parametrize(
    ("before", "after", "change"),
    [
        ("name: 甜度\n", "name: 甜味\n", Change("name", "drink.sugar", "甜度", "甜味")),
        ("name: 甜度\n", "name: 甜度\n        weight: 3\n", Change("weight", "drink.sugar", "1", "3")),
        (
            "department: kitchen",
            "department: shops",
            Change("department", "drink", "kitchen", "shops"),
        ),
        ("mot: true", "mot: false", Change("mot", "shop.queue", "yes", "no")),
        (
            "terms: [排队]",
            "terms: [{match: 排队, unless: [排队机]}]",
            Change("term", "shop.queue", "排队", "排队 (unless: 排队机)"),
        ),
        ("points:\n", "lists: {茶: [红茶, 绿茶]}\npoints:\n", Change("list", "$茶", "", "红茶")),
    ],
)
def test_single_changes(before: str, after: str, change: Change, tea: vocnlp.Pipeline, edited: Edit) -> None:
    assert change == compared(tea, edited((before, after))).diff.changes[0]


def test_routing_rows(tea: vocnlp.Pipeline, edited: Edit) -> None:
    found = compared(tea, edited(("priority: P1", "priority: P0"), file="routing.yaml"))
    assert (Change("rule", "queue-first", "queue-first", "queue-first"),) == found.rules
    assert not found.diff and found.impact is not None and 1 == found.impact.affected


def test_reviews_show_everything(tea: vocnlp.Pipeline, edited: Edit) -> None:
    found = compared(tea, edited(("negative: [排队排了]", "negative: [排队排了, 取号取了]")))
    for shown in (review_text(found), review_markdown(found), review_html(found)):
        assert "取号取了" in shown and "门店部" in shown and "饮品部" not in shown
        assert "体验指数" in shown
    assert "| 门店部 | 1 | 2 | +1 |" in review_markdown(found)
    assert "【取号取了】" in review_text(found)


def test_markdown_is_not_read_from_comments(tea: vocnlp.Pipeline, edited: Edit) -> None:
    both = tea, vocnlp.load(edited(("[甜度, 糖量]", "[甜度]")))
    found = compare(*both, [Utterance("糖量|**大**<img src=x>", id="x")])
    assert "<img" not in review_markdown(found) and "<img" not in review_html(found)
    assert "\\*\\*大" in review_markdown(found)
