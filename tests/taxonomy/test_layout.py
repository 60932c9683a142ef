"""An edit changes what it is about; every other line stays to the letter, with its comments."""

from __future__ import annotations

import re
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.taxonomy.written import written
from vocnlp.taxonomy.layout import rewrite
from vocnlp.taxonomy.marked import comments
from vocnlp.yamlsource import load_yaml

words = st.sampled_from(["一", "二", "三", "no", "a b", ""])
leaves = words | st.lists(words, min_size=1, max_size=3)
entries = st.lists(words | st.dictionaries(st.sampled_from("xyz"), leaves, min_size=1), min_size=1, max_size=3)
inner = st.dictionaries(st.sampled_from("abcd"), leaves | entries, min_size=1, max_size=3)
trees = st.dictionaries(st.sampled_from("abcd"), leaves | inner | entries, min_size=1, max_size=4)
calm = settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])


def canonical(value: dict[str, Any]) -> str:
    return str(yaml.safe_dump(value, allow_unicode=True, sort_keys=False, default_style='"', width=10_000))


def remarks(text: str) -> list[str]:
    return re.findall(r"# c\d+", text)


def test_a_member_below_an_empty_line_becomes_the_first_behind_the_dash() -> None:
    text = "d:\n- z: 一\n\n  y: 二   # 说\n"
    after = canonical({"d": [{"y": "二"}]})
    assert rewrite(text, canonical({"d": [{"z": "一", "y": "二"}]}), after) == "d:\n- y: 二   # 说\n"


@given(written(trees))
@calm
def test_no_edit_no_change(made: tuple[str, dict[str, Any]]) -> None:
    text, value = made
    assert value == load_yaml("x", text).plain()
    assert text == rewrite(text, canonical(value), canonical(value))


@given(written(trees), trees)
@calm
def test_any_edit_reaches_its_value(made: tuple[str, dict[str, Any]], wanted: dict[str, Any]) -> None:
    text, value = made
    shown = rewrite(text, canonical(value), canonical(wanted))
    assert wanted == load_yaml("x", shown).plain()
    assert set(remarks(shown)) <= set(remarks(text)) and len(remarks(shown)) == len(set(remarks(shown)))


@given(written(trees), st.data())
@calm
def test_an_added_key_costs_no_comment(made: tuple[str, dict[str, Any]], data: st.DataObject) -> None:
    text, value = made
    place = data.draw(st.integers(0, len(value)))
    members = list(value.items())
    wanted = dict([*members[:place], ("new", ["四", "五"]), *members[place:]])
    shown = rewrite(text, canonical(value), canonical(wanted))
    assert list(wanted.items()) == list(load_yaml("x", shown).plain().items())
    assert remarks(text) == remarks(shown)
    assert [] == [line for line in text.splitlines() if line not in shown.splitlines()]


@given(written(st.fixed_dictionaries({"a": st.lists(words.filter(bool), min_size=1, unique=True), "b": inner})))
@calm
def test_an_added_item_costs_no_comment(made: tuple[str, dict[str, Any]]) -> None:
    text, value = made
    shown = rewrite(text, canonical(value), canonical({**value, "a": [*value["a"], "新"]}))
    assert [*value["a"], "新"] == load_yaml("x", shown).plain()["a"]
    assert remarks(text) == remarks(shown)


@pytest.mark.parametrize(
    ("text", "before", "after", "expected"),
    [
        ("a: 一 # 尾\nb: 二\n", "a: 一\nb: 二\n", "a: 三\nb: 二\n", "a: 三 # 尾\nb: 二\n"),
        ("a: [一,\n    二, # 二的\n    三]\n", "a:\n- 一\n- 二\n- 三\n", "a:\n- 一\n- 二\n", "a: [一,\n    二]\n"),
        ("a: [一, # 一的\n  二]\n", "a:\n- 一\n- 二\n", "a:\n- 一\n- 新\n- 二\n", "a: [一, # 一的\n  新, 二]\n"),
        (
            "a: |\n  一 二 # 说\n  三\n",
            "a:\n- 一\n- 二\n- 三\n",
            "a:\n- 一\n- 三\n- 四\n",
            "a: |\n  一  # 说\n  三\n  四\n",
        ),
        ("a: 一\n", "a:\n- 一\n", "a:\n- 一\n- 二\n", "a: [一, 二]\n"),
        ("b: 一 # b\na: 二 # a\n", "a: 二\nb: 一\n", "b: 一\na: 二\n", "b: 一 # b\na: 二 # a\n"),
        ("a:\nb: 一\n", "b: 一\n", "a:\n- 二\nb: 一\n", "a:\n- 二\nb: 一\n"),
        (
            "a:\n- x: 一 # 一的\n  # y 的\n  y: 二\n",
            "a:\n- x: 一\n  y: 二\n",
            "a:\n- x: 三\n  y: 二\n",
            "a:\n- x: 三 # 一的\n  # y 的\n  y: 二\n",
        ),
        ("a:\n- x: 一\n  y: 二 # y\n", "a:\n- x: 一\n  y: 二\n", "a:\n- y: 二\n", "a:\n- y: 二 # y\n"),
        ("a:\n- 一 # 旧\n- 二\n", "a:\n# 旧\n- 一\n- 二\n", "a:\n# 新\n- 一\n- 二\n", "a:\n# 新\n- 一\n- 二\n"),
        ("a: [一] # a\n", "a:\n- 一\n", "a:\n# 新\n- 一\n", "a:\n# 新\n- 一\n"),
    ],
)
def test_single_edits(text: str, before: str, after: str, expected: str) -> None:
    assert expected == rewrite(text, before, after)


TREE = """\
points:
  a:
    name: 甲
    children:
      # 叉的来历
      x:
        # 名字别动
        name: 叉
        terms: [一, 二]  # 说法
        examples:
          positive: [好]  # 例子
          # 差在这里
          negative: [差]
      y:
        name: 丫
  b:
    name: 乙  # 乙的名字
"""


def test_a_point_that_moved_keeps_its_comments() -> None:
    before = _canonical(TREE)
    content = yaml.safe_load(TREE)
    content["points"]["b"]["children"] = {"x": content["points"]["a"]["children"].pop("x")}
    content["points"]["b"]["children"]["x"]["terms"] = ["一", "三"]
    shown = rewrite(TREE, before, yaml.safe_dump(content, allow_unicode=True, sort_keys=False))
    assert yaml.safe_load(shown) == content
    assert (
        shown
        == """\
points:
  a:
    name: 甲
    children:
      y:
        name: 丫
  b:
    name: 乙  # 乙的名字
    children:
      # 叉的来历
      x:
        # 名字别动
        name: 叉
        terms: [一, 三]  # 说法
        examples:
          positive: [好]  # 例子
          # 差在这里
          negative: [差]
"""
    )


def test_a_point_that_went_up_or_was_renamed_keeps_its_comments() -> None:
    content = yaml.safe_load(TREE)
    content["points"]["x"] = content["points"]["a"]["children"].pop("x")
    shown = rewrite(TREE, _canonical(TREE), yaml.safe_dump(content, allow_unicode=True, sort_keys=False))
    assert yaml.safe_load(shown) == content
    assert "\n  x:\n    # 名字别动\n    name: 叉\n    terms: [一, 二]  # 说法\n" in shown
    content = yaml.safe_load(TREE)
    content["points"]["a"]["children"]["z"] = content["points"]["a"]["children"].pop("x")
    shown = rewrite(TREE, _canonical(TREE), yaml.safe_dump(content, allow_unicode=True, sort_keys=False))
    assert yaml.safe_load(shown) == content
    assert "\n      z:\n        # 名字别动\n" in shown


def test_two_points_of_one_name_are_not_mistaken() -> None:
    content = {"points": {"a": {"children": {"x": {"name": "一"}}}, "b": {"children": {"x": {"name": "二"}}}}}
    text = yaml.safe_dump(content, allow_unicode=True, sort_keys=False).replace("name: 一", "name: 一 # 甲的")
    moved = {"points": {"c": {"children": {"x": {"name": "二"}}}, "d": {"children": {"x": {"name": "三"}}}}}
    shown = rewrite(text, _canonical(text), yaml.safe_dump(moved, allow_unicode=True, sort_keys=False))
    assert yaml.safe_load(shown) == moved


def _canonical(text: str) -> str:
    return str(yaml.safe_dump(yaml.safe_load(text), allow_unicode=True, sort_keys=False))


def test_comments_by_place() -> None:
    text = "# 头\na: # 一\n  # 二\n  - x # 三\n  # 四\n  - y: 1 # 五\n    z: [1] # 六\n\n# 七\nb: '#' # 八\n"
    assert {
        ("a",): ["头", "一"],
        ("a", 0): ["二", "三"],
        ("a", 1): ["四", "五"],
        ("a", 1, "z"): ["六"],
        ("b",): ["七", "八"],
    } == comments(text)
