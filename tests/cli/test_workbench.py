"""The analyst's commands: a new pack, the tree, the schema, and what follows an edit."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

Run = Callable[..., Any]


def test_new_pack_checks_and_tests_clean(vocnlp_cli: Run, tmp_path: Path) -> None:
    made = vocnlp_cli("new", "my-tea", "--from", "pack", "--out", tmp_path / "my-tea")
    assert 0 == made.code, made.err
    checked = vocnlp_cli("check", tmp_path / "my-tea", "--all")
    assert (0, "检查了 1 个行业包：错误 0，警告 0，提示 0\n") == (checked.code, checked.out)
    tested = vocnlp_cli("test", tmp_path / "my-tea", "--script", "all")
    assert 0 == tested.code, tested.out
    shown = vocnlp_cli("explain", "示范计划我等了三天", "-t", tmp_path / "my-tea", "-f", "json")
    assert "demo_programme" == json.loads(shown.out)["opinions"][0]["point"]


def test_new_pack_stands_on_a_shipped_one_by_name(vocnlp_cli: Run, tmp_path: Path) -> None:
    assert 0 == vocnlp_cli("new", "shop", "--from", "base", "--out", tmp_path / "shop").code
    assert "base: base\n" in (tmp_path / "shop" / "pack.yaml").read_text(encoding="utf-8")
    assert 0 == vocnlp_cli("check", tmp_path / "shop").code
    assert 0 == vocnlp_cli("test", tmp_path / "shop", "--only", "demo*").code


def test_new_pack_overwrites_nothing(vocnlp_cli: Run, tmp_path: Path) -> None:
    (tmp_path / "mine").write_text("", encoding="utf-8")
    assert 2 == vocnlp_cli("new", "tea2", "--from", "pack", "--out", tmp_path).code
    assert ["mine"] == [path.name for path in tmp_path.iterdir()]
    for bad in ("My Pack", "base"):
        assert 2 == vocnlp_cli("new", bad, "--out", tmp_path / "x").code
    assert not (tmp_path / "x").exists()


def test_tree_as_text_and_markdown(vocnlp_cli: Run) -> None:
    text = vocnlp_cli("tree", "pack").out.splitlines()
    assert "饮品        33.3%  饮品部      drink" == text[1]
    assert "└─ 排队 ★   33.3%  门店部      shop.queue" == text[4]
    assert (
        "  - **排队** ★ `shop.queue` 33.3%, 门店部" == vocnlp_cli("tree", "pack", "-f", "markdown").out.splitlines()[4]
    )


def test_tree_as_treemap(vocnlp_cli: Run, tmp_path: Path) -> None:
    assert 0 == vocnlp_cli("tree", "pack", "-f", "html", "-o", tmp_path / "tree.html").code
    page = (tmp_path / "tree.html").read_text(encoding="utf-8")
    assert '<section id="drink">' in page and "门店部" in page
    assert "<script" not in page and "http" not in page


@pytest.mark.parametrize("kind", ["taxonomy", "weights", "routing", "lexicon", "cases", "pack"])
def test_schema_of_every_file(kind: str, vocnlp_cli: Run) -> None:
    schema = json.loads(vocnlp_cli("schema", kind).out)
    assert "object" == schema["type"] and "draft/2020-12" in schema["$schema"]


def test_schema_offers_departments(vocnlp_cli: Run) -> None:
    assert '"kitchen"' in vocnlp_cli("schema", "-t", "pack").out


@pytest.fixture
def edited(tmp_path: Path, vocnlp_cli: Run) -> Path:
    """A copy of the pack in which one expression is gone."""
    folder = tmp_path / "edited"
    shutil.copytree("pack", folder)
    file = folder / "taxonomy.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("negative: [甜得发腻]", "negative: []"), encoding="utf-8")
    return folder


@pytest.mark.parametrize("shape", ["text", "markdown", "html", "json"])
def test_diff_in_every_format(shape: str, vocnlp_cli: Run, edited: Path) -> None:
    result = vocnlp_cli("diff", "pack", edited, "--corpus", "comments.csv", "-f", shape, "--mask")
    assert 0 == result.code and "甜得发腻" in result.out


def test_diff_fails_over_a_share(vocnlp_cli: Run, edited: Path) -> None:
    asked = ["diff", "pack", edited, "--corpus", "comments.csv", "--fail-over"]
    assert 1 == vocnlp_cli(*asked, "0").code
    assert 2 == vocnlp_cli(*asked, "many").code
    assert 0 == vocnlp_cli("diff", "pack", "pack", "--corpus", "comments.csv", "--fail-over", "0").code


def test_audit_in_words_as_a_page_and_as_json(vocnlp_cli: Run, tmp_path: Path) -> None:
    asked = ["audit", "pack", "--corpus", "comments.csv"]
    words = vocnlp_cli(*asked)
    assert 0 == words.code and "落在体验点上" in words.out and "甜得发腻" in words.out
    assert 0 == vocnlp_cli(*asked, "-f", "html", "-o", tmp_path / "audit.html").code
    page = (tmp_path / "audit.html").read_text(encoding="utf-8")
    assert "覆盖率" in page and "甜得发腻" in page and "<script" not in page and "http" not in page
    found = json.loads(vocnlp_cli(*asked, "-f", "json").out)
    assert {"coverage", "points", "pairs", "entries", "fallen"} == set(found)
    assert {"point", "utterances", "entries", "dead", "hits", "overlaps", "beaten"} == set(found["points"][0])


def test_suggest_review_apply(vocnlp_cli: Run, tmp_path: Path) -> None:
    said = ["杯套真漂亮", "杯套太丑了", "杯套不错", "这个杯套真难看", *["你们几点开门", "我在路口等"] * 6]
    (tmp_path / "said.txt").write_text("\n".join(said) + "\n", encoding="utf-8")
    asked = ["suggest", "pack", "--corpus", tmp_path / "said.txt"]
    assert "杯套" in vocnlp_cli(*asked).out
    assert 0 == vocnlp_cli(*asked, "-o", tmp_path / "patch.yaml").code
    shutil.copytree("pack", tmp_path / "mine")
    patch = (tmp_path / "patch.yaml").read_text(encoding="utf-8")
    (tmp_path / "patch.yaml").write_text(patch.replace("point: ''", "point: drink", 1), encoding="utf-8")
    applied = vocnlp_cli("suggest", tmp_path / "mine", "--apply", tmp_path / "patch.yaml")
    assert 0 == applied.code, applied.err
    assert "杯套" in (tmp_path / "mine" / "taxonomy.yaml").read_text(encoding="utf-8")
    assert 0 == vocnlp_cli("test", tmp_path / "mine").code
    assert 2 == vocnlp_cli("suggest", "pack").code


@pytest.mark.parametrize("command", [["diff", "pack", "pack"], ["audit", "pack"], ["suggest", "pack"]])
@pytest.mark.parametrize(
    ("content", "said"), [("", "没有一条评论"), ("x,y\n1,2\n3,4\n", "x、y"), (None, "没有这个文件")]
)
def test_a_corpus_that_cannot_be_used(
    content: str | None, said: str, command: list[str], vocnlp_cli: Run, tmp_path: Path
) -> None:
    if content is not None:
        (tmp_path / "corpus.csv").write_text(content, encoding="utf-8")
    result = vocnlp_cli(*command, "--corpus", tmp_path / "corpus.csv")
    assert 2 == result.code and said in result.err


@pytest.mark.parametrize(
    "command", [["diff", "pack", "pack"], ["audit", "pack"], ["suggest", "pack"], ["tree", "pack"]]
)
def test_a_place_that_cannot_be_written(command: list[str], vocnlp_cli: Run, tmp_path: Path) -> None:
    corpus = [] if command[0] == "tree" else ["--corpus", "comments.csv"]
    result = vocnlp_cli(*command, *corpus, "-o", tmp_path / "none" / "out.html")
    assert 2 == result.code and "文件夹不存在" in result.err


def test_findings_for_github(vocnlp_cli: Run) -> None:
    result = vocnlp_cli("check", "broken", "-f", "github")
    assert 1 == result.code
    assert all(line.startswith(("::error file=", "::warning file=")) for line in result.out.splitlines())


def test_findings_as_sarif(vocnlp_cli: Run, tmp_path: Path) -> None:
    assert 1 == vocnlp_cli("check", "broken", "-f", "sarif", "-o", tmp_path / "check.sarif").code
    log = json.loads((tmp_path / "check.sarif").read_text(encoding="utf-8"))
    (run,) = log["runs"]
    codes = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    assert run["results"] and "2.1.0" == log["version"]
    assert all(rule["shortDescription"]["text"] for rule in run["tool"]["driver"]["rules"])
    for result in run["results"]:
        assert codes[result["ruleIndex"]] == result["ruleId"]
        place = result["locations"][0]["physicalLocation"]
        assert place["region"]["startLine"] > 0 and place["artifactLocation"]["uri"].endswith(".yaml")


CASES = "cases:\n  - id: far\n    text: 排了很久的队<>&\n    expect: {shop.queue: negative}\n"


def test_failed_case_names_the_nearest_rule(vocnlp_cli: Run, tmp_path: Path) -> None:
    (tmp_path / "cases.yaml").write_text(CASES, encoding="utf-8")
    result = vocnlp_cli("test", "pack", "--cases", tmp_path / "cases.yaml", "--junit", tmp_path / "out.xml")
    assert 1 == result.code and "最近的规则 排队" in result.out
    suite = ElementTree.parse(tmp_path / "out.xml").getroot()
    assert ("1", str(len(suite))) == (suite.get("failures"), suite.get("tests"))
    (failed,) = suite.findall("testcase[failure]")
    assert "far: 排了很久的队<>&" == failed.get("name")
    assert "最近的规则" in str(failed[0].text)
    assert ("tea.written", str(tmp_path / "cases.yaml"), "2") == tuple(map(failed.get, ("classname", "file", "line")))


def test_every_test_of_a_report_has_a_name_of_its_own(vocnlp_cli: Run, tmp_path: Path) -> None:
    """Servers follow a test by class and name; the line of its sentence may move."""
    vocnlp_cli("test", "pack", "--script", "all", "--junit", tmp_path / "out.xml")
    names = [(case.get("classname"), case.get("name")) for case in ElementTree.parse(tmp_path / "out.xml").getroot()]
    assert len(names) == len(set(names))
    assert {"tea.written", "tea.taiwan", "tea.hongkong"} == {place for place, _ in names}


def test_check_runs_the_examples(vocnlp_cli: Run, tmp_path: Path) -> None:
    made = vocnlp_cli("new", "my-tea", "--from", "pack", "--out", tmp_path / "my-tea")
    assert 0 == made.code
    file = tmp_path / "my-tea" / "taxonomy.yaml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("      not: [", "      not: [示范计划我等了三天, "), encoding="utf-8")
    checked = vocnlp_cli("check", tmp_path / "my-tea")
    assert (1, True) == (checked.code, "(failing-example)" in checked.out)


SHELL = "宝贝收到了，{}，和描述的一样，客服态度很好，物流也很快，下次还会再来光顾的"
COPIED = [SHELL.format(word) for word in ("贴膜很正", "贴膜没线头", "贴膜大小合适", "贴膜图案清晰", "贴膜包装好")]


def test_copies_and_templates_are_marked_on_request_and_count_apart(
    tmp_path: Path, vocnlp_cli: Callable[..., Any]
) -> None:
    file = tmp_path / "c.csv"
    file.write_text("\n".join(["text", *COPIED, COPIED[0], "系统默认好评", "客服态度很差"]), "utf-8")
    plain = vocnlp_cli("analyze", file, "--pack", "base", "-f", "json")
    assert [json.loads(line)["mark"] for line in plain.out.splitlines()] == ["", "", "", "", "", "", "default", ""]
    assert "8 行：" in plain.err and "不计入占比：默认评价 1\n" in plain.err
    marked = vocnlp_cli("analyze", file, "--pack", "base", "-f", "json", "--duplicates")
    rows = [json.loads(line) for line in marked.out.splitlines()]
    kinds = ["", "", "template", "template", "template", "copy", "default", ""]
    assert [row["mark"] for row in rows] == kinds
    assert all(row["opinions"] for row in rows if row["mark"] != "default")
    assert "不计入占比：默认评价 1，重复 1，同一模板 3\n" in marked.err
    refused = vocnlp_cli("analyze", file, "--pack", "base", "-o", tmp_path / "o.csv", "--duplicates", "--resume")
    assert (2, True) == (refused.code, "--duplicates" in refused.err)


def test_a_template_is_no_suggestion(tmp_path: Path, vocnlp_cli: Callable[..., Any]) -> None:
    """Five texts of one template say 贴膜 once; five people saying it would be heard."""
    copied, said = tmp_path / "copied.txt", tmp_path / "said.txt"
    copied.write_text("\n".join([*COPIED, *COPIED, *["客服态度很差", "价格太贵", "物流很快"] * 20]), "utf-8")
    own = ("贴膜不行", "这家的贴膜真好", "贴膜太差劲了", "送的贴膜很好", "说好给的贴膜很差", "贴膜真不错啊")
    said.write_text("\n".join([*own, *["客服态度很差", "价格太贵", "物流很快"] * 20]), "utf-8")
    told = vocnlp_cli("suggest", "base", "--corpus", copied)
    assert ("贴膜" in told.out, True) == (False, "不计重复 5，同一模板 3" in told.err)
    assert "贴膜" in vocnlp_cli("suggest", "base", "--corpus", said).out


def test_default_reviews_teach_nothing(tmp_path: Path, vocnlp_cli: Callable[..., Any]) -> None:
    from tests.learn.voices import LABELS, rows

    data, labels = tmp_path / "d.jsonl", tmp_path / "m.yaml"
    aspects = [{"category": "服务", "polarity": "positive"}]
    given = [*rows(), *({"text": f"{n}天内买家未作出评价，系统默认好评", "aspects": aspects} for n in (7, 15))]
    data.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in given), "utf-8")
    labels.write_text(json.dumps(LABELS.model_dump(), ensure_ascii=False), "utf-8")
    told = vocnlp_cli("train", "base", "--data", data, "--labels", labels, "--out", tmp_path / "out")
    assert (0, True) == (told.code, "平台的默认评价 2 条不算" in told.err)


def test_failures_are_told_in_english_as_well(vocnlp_cli: Run, tmp_path: Path) -> None:
    shutil.copytree("pack", tmp_path / "pack")
    cases = tmp_path / "pack" / "cases.yaml"
    wrong = "{drink.sugar: positive, overall: negative}\n    severity: '>= 5'"
    said = cases.read_text("utf-8").replace("{drink.sugar: negative, shop.queue: negative}", wrong)
    cases.write_text(said.replace("department: shops", "department: care"), "utf-8")
    told = vocnlp_cli("test", tmp_path / "pack", "--lang", "en", "--junit", tmp_path / "o.xml")
    assert told.out.splitlines()[1:-1] == [
        "    drink.sugar: expected positive, was negative",
        "    overall: expected negative, was not mentioned; found drink.sugar negative, shop.queue negative",
        "    severity: expected >= 5, was 3",
        "    department: expected care, was shops, kitchen",
    ]
    assert told.out.splitlines()[-1] == "tea: 8 / 9 passed"
    failure = ElementTree.parse(tmp_path / "o.xml").getroot().find(".//failure")
    assert failure is not None and failure.get("message") == "drink.sugar: expected positive, was negative"
