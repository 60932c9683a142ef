"""Loading: inheritance, shares, short forms, folders, and every problem at once."""

from __future__ import annotations

import datetime as dt
import pickle
from collections.abc import Callable
from pathlib import Path

import pytest

from vocnlp.errors import PackError
from vocnlp.taxonomy.load import load_taxonomy
from vocnlp.taxonomy.model import Taxonomy

Load = Callable[..., Taxonomy]

TREE = """
taxonomy: t
version: 1.0.0
name: {zh: 试验, en: Trial}
lists:
  人: [客服, 店员]
points:
  service:
    name: {zh: 服务, en: Service}
    weight: 3
    department: care
    journey: 售后
    mot: true
    polarity: {negative: [慢, 久], positive: [快]}
    children:
      hotline:
        name: 热线
        terms: 热线
        polarity: {positive: [久]}
      shop:
        name: 门店
        weight: 3
        department: sales
        mot: no
  product:
    name: 产品
"""


def test_inheritance(load: Load) -> None:
    hotline, shop = load(TREE).points["service.hotline"], load(TREE).points["service.shop"]
    assert (hotline.department, hotline.journey, hotline.mot) == ("care", "售后", True)
    assert (shop.department, shop.journey, shop.mot) == ("sales", "售后", False)
    assert {word: sign for word, (sign, _) in hotline.polarity.items()} == {"慢": -1.0, "久": 1.0, "快": 1.0}
    assert hotline.polarity["慢"][1].endswith("taxonomy.yaml:14")
    assert hotline.polarity["久"][1].endswith("taxonomy.yaml:19")


def test_shares_order_and_paths(load: Load) -> None:
    taxonomy = load(TREE)
    assert list(taxonomy.points) == ["service", "service.hotline", "service.shop", "product"]
    assert [point.share for point in taxonomy.points.values()] == [0.75, 0.25, 0.75, 0.25]
    assert [point.order for point in taxonomy.points.values()] == [0, 1, 2, 3]
    assert taxonomy.points["service.hotline"].path == "服务/热线"
    assert taxonomy.points["service"].children == ("service.hotline", "service.shop")
    assert [point.id for point in taxonomy.roots[1:]] == ["product"]
    assert [point.id for point in taxonomy.ancestors("service.shop")] == ["service"]
    assert (taxonomy.english, taxonomy.points["service"].english) == ("Trial", "Service")


def test_scalars_stay_text(load: Load) -> None:
    taxonomy = load("points: {a: {name: 甲, terms: [no, on, 010, 12:30, null]}}")
    assert [entry.source for entry in taxonomy.points["a"].terms] == ["no", "on", "010", "12:30", "null"]


def test_an_entry_with_everything(load: Load) -> None:
    (first, second) = (
        load("""
points:
  a:
    name: 甲
    negative:
      - match: [慢, 久]
        unless: [慢慢]
        with: 客服
        without: {any: [快], all: [好, 棒], in: sentence}
        scope: sentence
        when: {channel: [hotline, app], nps: "<= 6"}
        negated: never
        priority: 3
        strength: 0.5
        since: 2018
        until: 2019-02
        note: 只看热线
        examples: {negative: [太慢了], not: [慢慢来]}
        silence: [short-term]
""")
        .points["a"]
        .negative
    )
    assert (first.source, second.source) == ("慢", "久")
    assert first.required[0].phrases[0].source == "客服"
    assert [(one.scope, one.every) for one in first.forbidden] == [("sentence", False), ("sentence", True)]
    assert [str(test) for test in first.when] == ["channel: hotline | app", "nps: <= 6"]
    assert (dt.date(2018, 1, 1), dt.date(2019, 2, 28)) == (first.since, first.until)
    assert (
        first.scope, first.negated, first.priority, first.weight, first.note,
    ) == ("sentence", "never", 3, 0.5, "只看热线")  # fmt: skip
    assert [(one.text, one.kind) for one in first.examples] == [("太慢了", "negative"), ("慢慢来", "not")]
    assert {"short-term"} == first.silence
    assert second.examples == ()


def test_a_folder_may_be_split(tmp_path: Path) -> None:
    (tmp_path / "taxonomy.yaml").write_text("taxonomy: t\npoints: {a: {name: 甲}}\n", encoding="utf-8")
    (tmp_path / "taxonomy").mkdir()
    (tmp_path / "taxonomy" / "more.yaml").write_text(
        "lists: {人: [店员]}\npoints: {a.b: {name: 乙, terms: [$人]}}\n", encoding="utf-8"
    )
    (tmp_path / "weights").mkdir()
    (tmp_path / "weights" / "vip.yaml").write_text("name: 贵宾\nweights: {a.b: 5}\n", encoding="utf-8")
    taxonomy = load_taxonomy(tmp_path)
    assert list(taxonomy.points) == ["a", "a.b"]
    assert taxonomy.weights == {"vip": {"a.b": 5.0}}
    assert len(taxonomy.files) == 2


def test_pickles_and_compares(load: Load) -> None:
    taxonomy = load(TREE)
    assert taxonomy == pickle.loads(pickle.dumps(taxonomy))
    assert hash(taxonomy.points["product"]) == hash(load(TREE).points["product"])


def test_every_problem_at_once(load: Load) -> None:
    with pytest.raises(PackError) as caught:
        load("""
points:
  a:
    name: 甲
    weigth: 3
    terms: [(慢|久, $没有]
  b:
    terms: [慢]
    weight: 重
""")
    assert [(one.location.line, one.location.column, one.code) for one in caught.value.problems] == [
        (5, 5, "unknown-key"),
        (6, 13, "bad-expression"),
        (6, 19, "unknown-list"),
        (7, 3, "missing-key"),
        (9, 13, "bad-value"),
    ]


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(PackError, match=r"taxonomy\.yaml"):
        load_taxonomy(tmp_path)
