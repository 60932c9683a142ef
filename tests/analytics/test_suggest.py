"""What no point catches comes back as a suggestion, and a reviewed patch changes nothing but the words."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

import vocnlp
from vocnlp.analytics.apply import apply_patch
from vocnlp.analytics.patch import PatchFile, read_patch, write_patch
from vocnlp.analytics.suggest import suggest
from vocnlp.analytics.terms import harvest
from vocnlp.errors import InputError, PackError
from vocnlp.pack import load_pack
from vocnlp.types.utterance import Utterance

CORPUS = [
    *("杯套真漂亮", "杯套太丑了", "杯套很漂亮，下次还来", "这个杯套真难看", "杯套不错"),
    *("包装袋很结实", "包装袋太差了", "包装袋真漂亮", "喜欢你们的包装袋"),
    *("这杯甜得发腻", "甜得刚好", "排队排了很久", "你们几点开门", "我在路口等朋友", "明天再去看看", "糖量可以选") * 4,
]


def test_words_that_no_point_catches(tea: vocnlp.Pipeline) -> None:
    found = suggest(tea, [Utterance(text) for text in CORPUS])
    assert ("杯套", "包装袋") == (found[0].terms[0], found[1].terms[0])
    assert (5, 3, 2) == (found[0].count, found[0].positive, found[0].negative)
    assert "杯套真漂亮" in found[0].quotes
    assert not {"甜度", "排队", "甜"} & {term for one in found for term in one.terms}


def test_it_is_the_same_every_time(tea: vocnlp.Pipeline) -> None:
    corpus = [Utterance(text) for text in CORPUS]
    assert suggest(tea, corpus) == suggest(tea, corpus)


NEAR = [
    *("糖量真好", "糖量很好", "糖量很差", "喜欢这个糖量", "糖量真不错", "糖量让人失望") * 3,
    *("手册上写着糖量手册四个字", "桌上放着糖量手册", "店员递来糖量手册") * 3,
]


def test_phrases_that_hold_a_word_and_judge_something_else(tea: vocnlp.Pipeline) -> None:
    (miss,) = harvest(tea, [Utterance(text) for text in NEAR]).near.found(tea.pack.taxonomy)
    assert ("drink.sugar", "糖量", "糖量手册", 9, 0) == (miss.point, miss.term, miss.phrase, miss.count, miss.judged)
    assert miss.elsewhere > 0.8 and miss.score > 3.84 and "桌上放着糖量手册" in miss.quotes


def test_a_patch_reads_back(tea: vocnlp.Pipeline, tmp_path: Path) -> None:
    found = suggest(tea, [Utterance(text) for text in CORPUS])
    near = harvest(tea, [Utterance(text) for text in NEAR]).near.found(tea.pack.taxonomy)
    (tmp_path / "patch.yaml").write_text(write_patch("tea", found, near, path="packs/tea"), encoding="utf-8")
    patch = read_patch(tmp_path / "patch.yaml")
    assert [list(one.terms) for one in found] == [entry.terms for entry in patch.suggestions]
    assert [(["糖量手册"], list(near[0].quotes[:1]))] == [(entry.unless, entry.not_) for entry in patch.near_misses]
    assert "vocnlp suggest packs/tea --apply" in (tmp_path / "patch.yaml").read_text(encoding="utf-8")


def test_a_near_miss_becomes_an_exclusion_and_an_example(folder: Path) -> None:
    miss = {"point": "drink", "unless": ["饮品部"], "not": ["饮品部在三楼"]}
    patch = PatchFile.model_validate({"pack": "tea", "near_misses": [miss]})
    assert {"drink": ["饮品部", "饮品部在三楼"]} == apply_patch(load_pack(folder), patch)
    point = load_pack(folder).taxonomy.points["drink"]
    assert (["饮品部"], ["饮品部在三楼"]) == (
        [one.source for one in point.unless],
        [one.text for one in point.examples],
    )
    expected = "    department: care\n    unless: [饮品部]\n    examples:\n      not: [饮品部在三楼]\n  shop:"
    assert PACK.replace("    department: care\n  shop:", expected, 1) == (folder / "taxonomy.yaml").read_text("utf-8")


SPLIT = """\
points:
  # 杯子
  cup:
    name: 杯子
    department: care
    terms: [杯套]  # 纸的
"""


def test_a_pack_in_several_files(folder: Path) -> None:
    (folder / "taxonomy").mkdir()
    file = folder / "taxonomy" / "杯子.yaml"
    file.write_text(SPLIT, encoding="utf-8")
    entries = [
        {"point": "cup", "terms": ["杯盖"]},
        {"point": "cup.straw", "name": "吸管", "terms": ["吸管"]},
        {"point": "overall", "terms": ["总之"]},
    ]
    apply_patch(load_pack(folder), PatchFile.model_validate({"pack": "tea", "suggestions": entries}))
    made = "  cup.straw:\n    name: 吸管\n    terms: [吸管]\n"
    assert SPLIT.replace("[杯套]  #", "[杯套, 杯盖] #") + made == file.read_text("utf-8")
    points = load_pack(folder).taxonomy.points
    assert ["吸管"] == [entry.source for entry in points["cup.straw"].terms]
    assert "总之" in [entry.source for entry in points["overall"].terms]


def test_a_broken_patch_changes_no_file(folder: Path) -> None:
    (folder / "taxonomy").mkdir()
    (folder / "taxonomy" / "杯子.yaml").write_text(SPLIT, encoding="utf-8")
    entries = [{"point": "cup", "terms": ["杯盖"]}, {"point": "drink", "terms": ["(饮料"]}]
    with pytest.raises(PackError):
        apply_patch(load_pack(folder), PatchFile.model_validate({"pack": "tea", "suggestions": entries}))
    assert (PACK, SPLIT) == (
        (folder / "taxonomy.yaml").read_text("utf-8"),
        (folder / "taxonomy" / "杯子.yaml").read_text("utf-8"),
    )


PACK = """\
# 头上的说明
taxonomy: tea
points:
  overall: {name: 总体, department: care, terms: [总的来说]}   # 行尾的说明
  drink:
    name: 饮品

    # 词，一行一个
    terms:
      - 饮品   # 泛指
      - "奶茶"

    department: care
  shop:
    name: 门店
    department: care
    terms: 门店
    children:
      queue: {name: 排队}
"""


@pytest.fixture
def folder(tmp_path: Path, tea: vocnlp.Pipeline) -> Path:
    made = tmp_path / "tea"
    made.mkdir()
    shutil.copy(tea.pack.folder / "pack.yaml", made)
    (made / "routing.yaml").write_text(
        "routing: tea\ndepartments: {care: {name: 关怀}}\ndefault: {department: care}\n", encoding="utf-8"
    )
    (made / "taxonomy.yaml").write_text(PACK, encoding="utf-8")
    return made


def patched(folder: Path, **points: list[str]) -> str:
    entries = [{"point": point.replace("__", "."), "terms": terms} for point, terms in points.items()]
    apply_patch(load_pack(folder), PatchFile.model_validate({"pack": "tea", "suggestions": entries}))
    return (folder / "taxonomy.yaml").read_text(encoding="utf-8")


def test_words_are_added_and_nothing_else_changes(folder: Path) -> None:
    text = patched(folder, overall=["总之"], drink=["饮料", "奶茶"], shop=["店面"], shop__queue=["叫号"])
    expected = PACK.replace("[总的来说]}   #", "[总的来说, 总之]} #").replace('"奶茶"\n', '"奶茶"\n      - 饮料\n')
    expected = expected.replace("terms: 门店", "terms: [门店, 店面]").replace(
        "{name: 排队}", "{name: 排队, terms: [叫号]}"
    )
    assert expected == text


def test_a_new_point_needs_a_name_and_a_parent(folder: Path) -> None:
    with pytest.raises(InputError, match=r"没有体验点 drink\.cup"):
        patched(folder, drink__cup=["杯套"])
    assert PACK == (folder / "taxonomy.yaml").read_text(encoding="utf-8")
    entry = {"point": "drink.cup", "name": "杯子", "terms": ["杯套"]}
    apply_patch(load_pack(folder), PatchFile.model_validate({"pack": "tea", "suggestions": [entry]}))
    assert "杯套" == load_pack(folder).taxonomy.points["drink.cup"].terms[0].source


def test_a_patch_that_breaks_the_pack_changes_nothing(folder: Path) -> None:
    with pytest.raises(PackError):
        patched(folder, drink=["(饮料"])
    assert PACK == (folder / "taxonomy.yaml").read_text(encoding="utf-8")


def test_a_patch_is_for_one_pack(folder: Path) -> None:
    with pytest.raises(InputError, match="不是 tea"):
        apply_patch(load_pack(folder), PatchFile(pack="other"))
