"""The review list: where model and rules disagree, in forms that an analyst can use."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
import yaml
from typer.testing import CliRunner

import vocnlp
from tests.learn.voices import LABELS, rows
from vocnlp.cli.app import build
from vocnlp.learn.labels import read_gold
from vocnlp.learn.shadow import Disagreement, as_examples, as_label
from vocnlp.learn.store import save_pack
from vocnlp.learn.train import examples_of, train_parts

MISSED = Disagreement("1", "店员玩消消乐", "服务", "service", "missed", "", "negative", 0.9, ("消消乐",), (), ())
EXTRA = Disagreement(
    "2", "客服部招人", "服务", "service.attitude", "extra", "neutral", "", 0.1, (), ("招人",), ("a:1",)
)
OTHER = Disagreement("3", "有客服", "服务", "service", "polarity", "positive", "neutral", 0.8, (), (), ("a:2",))


@pytest.fixture(scope="module")
def folder(base: vocnlp.Pipeline, tmp_path_factory: pytest.TempPathFactory) -> Path:
    gold = list(read_gold(rows(), LABELS))
    trained = train_parts(examples_of(base, gold), LABELS)
    return save_pack(tmp_path_factory.mktemp("shadow") / "p", base.pack, trained, LABELS, gold, seed=0)


def listed(folder: Path, tmp_path: Path, *more: str) -> str:
    comments = tmp_path / "comments.txt"
    comments.write_text("下班路过，店员玩消消乐\n客服态度很好\n钱包大出血，唉\n", encoding="utf-8")
    told = CliRunner().invoke(build(only="shadow"), ["shadow", str(comments), "-t", str(folder), *more])
    assert 0 == told.exit_code, told.output
    return told.stdout


def test_the_list_says_who_saw_what_and_why(folder: Path, tmp_path: Path) -> None:
    told = listed(folder, tmp_path)
    assert "服务 规则没看到：规则 没有看到，模型 负面" in told and "依据 " in told
    assert "客服态度很好" not in told, "both agree"
    assert "" == listed(folder, tmp_path, "--sure", "1.0")


def test_the_list_as_a_table_labels_and_examples(folder: Path, tmp_path: Path) -> None:
    table = list(csv.DictReader(io.StringIO(listed(folder, tmp_path, "--for", "csv").lstrip("\ufeff"))))
    assert {"服务", "价格"} == {row["category"] for row in table}
    given = [json.loads(line) for line in listed(folder, tmp_path, "--for", "jsonl").splitlines()]
    assert [row["id"] for row in table] == [row["id"] for row in given]
    labels = [json.loads(line) for line in listed(folder, tmp_path, "--for", "labels").splitlines()]
    gold = list(read_gold(labels, LABELS))
    assert {"服务": -1.0} in [row.categories for row in gold]
    examples = yaml.safe_load(listed(folder, tmp_path, "--for", "examples"))
    assert ["下班路过，店员玩消消乐"] == examples["service"]["examples"]["negative"]


def test_examples_are_on_the_side_of_the_model() -> None:
    assert {
        "service": {"negative": ["店员玩消消乐"]},
        "service.attitude": {"not": ["客服部招人"]},
    } == as_examples([MISSED, MISSED, EXTRA, OTHER])
    assert [] == as_label(EXTRA)["aspects"]
    assert [{"category": "服务", "polarity": "neutral"}] == as_label(OTHER)["aspects"]


def test_a_pack_without_a_model_has_no_shadow(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("好\n", encoding="utf-8")
    told = CliRunner().invoke(build(only="shadow"), ["shadow", str(tmp_path / "a.txt"), "-t", "base"])
    assert (2, True) == (told.exit_code, "没有学习得到的模型" in told.stderr)
