"""Sheets lose nothing: any taxonomy file comes back equal, from cells, from a workbook and from CSV."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from vocnlp.errors import PackError
from vocnlp.shipped import packs
from vocnlp.taxonomy.cells import Sheet, join, read_book, read_items, read_text, show, write_book
from vocnlp.taxonomy.excel import sheets_of
from vocnlp.taxonomy.format import TaxonomyFile
from vocnlp.taxonomy.unsheet import scalar, yaml_of
from vocnlp.yamlsource import load_yaml

texts = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), min_size=1, max_size=8
) | st.sampled_from(["= 3", "no", "010", '""', "a\\nb", "_x000D_", " x ", "# y", "'z", "$词", "一: 二", "x005F_"])
words = st.sampled_from(["热线", "打不通", "客服..电话", "$店", "(一|二)"])
keys = st.sampled_from(["a", "b", "c", "d", "e"])
examples = st.dictionaries(
    st.sampled_from(["positive", "negative", "neutral", "any", "not"]), st.lists(texts, min_size=1), min_size=1
)
presence = st.fixed_dictionaries(
    {},
    optional={
        "any": st.lists(words, min_size=1),
        "all": st.lists(words, min_size=1),
        "in": st.sampled_from(["sentence", "utterance"]),
    },
).filter(bool)
entries = words | st.fixed_dictionaries(
    {"match": st.lists(words, min_size=1, max_size=3)},
    optional={
        "unless": st.lists(texts, min_size=1),
        "with": presence,
        "without": presence,
        "scope": st.sampled_from(["clause", "sentence", "utterance"]),
        "when": st.dictionaries(st.sampled_from(["channel", "meta.nps"]), st.lists(texts, min_size=1), min_size=1),
        "negated": st.sampled_from(["any", "only", "never"]),
        "priority": st.integers(-5, 5).map(str),
        "strength": st.sampled_from(["0.5", "0.8", "1"]),
        "since": st.sampled_from(["2018", "2018-03"]),
        "until": st.sampled_from(["2020", "2020-02"]),
        "note": texts,
        "examples": examples,
        "silence": st.just(["shared-term"]),
        "remove": st.sampled_from(["true", "false"]),
    },
)


def points(children: Any) -> Any:
    fields = {
        "name": texts | st.fixed_dictionaries({"zh": texts, "en": texts}),
        "weight": st.sampled_from(["1", "2.5", "0"]),
        "department": texts | st.just(""),
        "journey": texts,
        "touchpoint": texts,
        "mot": st.sampled_from(["true", "false"]),
        "policy": st.sampled_from(["rule", "vote"]),
        "definition": texts | st.just(""),
        "terms": st.lists(entries, min_size=1, max_size=3),
        "positive": st.lists(entries, min_size=1, max_size=2),
        "negative": st.lists(entries, min_size=1, max_size=2),
        "unless": st.lists(texts, min_size=1),
        "polarity": st.dictionaries(st.sampled_from(["positive", "negative"]), st.lists(texts, min_size=1), min_size=1),
        "examples": examples,
        "silence": st.just(["shared-term", "script-trap"]),
        "remove": st.just("true"),
        "children": children,
    }
    return st.dictionaries(keys, st.fixed_dictionaries({}, optional=fields), min_size=1, max_size=3)


files = st.fixed_dictionaries(
    {"taxonomy": texts, "points": points(points(st.just({})))},
    optional={
        "version": texts,
        "name": texts | st.fixed_dictionaries({"zh": texts, "en": texts}),
        "extends": texts,
        "silence": st.just(["shared-term"]),
        "lists": st.dictionaries(texts, st.lists(texts, min_size=1), min_size=1),
    },
)


def as_yaml(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{scalar(key)}: {as_yaml(item)}" for key, item in value.items()) + "}"
    return f"[{', '.join(map(as_yaml, value))}]" if isinstance(value, list) else scalar(value)


def shape(text: str) -> TaxonomyFile:
    root = load_yaml("taxonomy.yaml", text)
    found = root.into(TaxonomyFile)
    root.source.raise_if_errors()
    assert found is not None
    return found


def through_sheets(text: str) -> str:
    return yaml_of(sheets_of({"taxonomy.yaml": text}))["taxonomy.yaml"].text()


@given(texts | st.just(""))
def test_a_cell_holds_any_text(text: str) -> None:
    assert text == read_text(show(text))
    assert [text, text] == read_items(join([text, text]))
    assert text == load_yaml("x", scalar(text)).value


@given(files)
@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.too_slow])
def test_any_file_comes_back(file: dict[str, Any]) -> None:
    text = as_yaml(file)
    assert shape(text) == shape(through_sheets(text))


@given(st.lists(st.lists(texts.map(show), min_size=2, max_size=2), min_size=1, max_size=5))
@settings(deadline=None, max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@pytest.mark.parametrize("name", ["book.xlsx", "folder"])
def test_files_hold_any_cell(name: str, tmp_path: Path, lines: list[list[str]]) -> None:
    sheet = Sheet("词条", (("甲", "乙"), *map(tuple, lines)))
    write_book([sheet], tmp_path / name)
    (read,) = read_book(tmp_path / name)
    assert [[read_text(cell) for cell in line] for line in sheet.lines] == [
        [read_text(cell) for cell in line] for line in read.lines
    ]


@pytest.mark.parametrize("pack", packs())
def test_shipped_packs_come_back(pack: str) -> None:
    text = (packs()[pack] / "taxonomy.yaml").read_text(encoding="utf-8")
    root, back = load_yaml("taxonomy.yaml", text), through_sheets(text)
    assert root.into(TaxonomyFile) == shape(back)
    order = [list(shaped.points) for shaped in (shape(back), root.into(TaxonomyFile)) if shaped]
    assert order[0] == order[1]


PACK = (
    "# 头\ntaxonomy: t\npoints:\n  # 热线的说明\n  hotline:\n    name: 热线\n    terms: [{match: 热线, note: 常用}]\n"
)


def test_notes_and_comments_stay() -> None:
    back = through_sheets(PACK)
    assert back.startswith("# 头\n") and "  # 热线的说明\n  hotline:" in back and "note: 常用" in back


def test_problems_name_the_cell() -> None:
    sheets = {sheet.name: sheet for sheet in sheets_of({"taxonomy.yaml": PACK})}
    head = sheets["词条"].lines[0]
    wrong = Sheet("词条", (head, ("hotlin", "terms", "热线")))
    with pytest.raises(PackError) as raised:
        yaml_of([sheets["体验点"], wrong])
    (problem,) = raised.value.problems
    assert ("词条!A2", "unknown-point") == (str(problem.location), problem.code)
    assert "hotline" in problem.hint.zh


def test_a_row_without_a_point_is_told() -> None:
    sheets = {sheet.name: sheet for sheet in sheets_of({"taxonomy.yaml": PACK})}
    head = sheets["词条"].lines[0]
    merged = Sheet("词条", (head, ("hotline", "terms", "热线"), ("", "terms", "客服电话")))
    with pytest.raises(PackError) as raised:
        yaml_of([sheets["体验点"], merged])
    (problem,) = raised.value.problems
    assert ("词条!A3", True) == (str(problem.location), "每一行都要写" in problem.message.zh)


def test_unknown_columns_are_told() -> None:
    with pytest.raises(PackError) as raised:
        yaml_of([Sheet("体验点", (("体验点", "名子"), ("a", "甲")))])
    assert ["体验点!B1"] == [str(problem.location) for problem in raised.value.problems]
