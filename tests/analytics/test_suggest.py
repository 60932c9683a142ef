"""What no point catches comes back as a suggestion, and a reviewed patch changes nothing but the words."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

import vocnlp
from vocnlp.analytics.patch import PatchFile, apply_patch, read_patch, write_patch
from vocnlp.analytics.suggest import suggest
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


def test_a_patch_reads_back(tea: vocnlp.Pipeline, tmp_path: Path) -> None:
    found = suggest(tea, [Utterance(text) for text in CORPUS])
    (tmp_path / "patch.yaml").write_text(write_patch("tea", found), encoding="utf-8")
    patch = read_patch(tmp_path / "patch.yaml")
    assert [list(one.terms) for one in found] == [entry.terms for entry in patch.suggestions]


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
