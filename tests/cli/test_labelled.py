"""What a labelled file can be like: empty, too small, one-sided, with holes, twins and unknown labels."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from typer.testing import CliRunner, Result

import vocnlp
from tests.learn.voices import LABELS, WHOLE, rows
from vocnlp.cli.app import build
from vocnlp.learn.labels import LabelMap

ASPECTS = [{"category": "服务", "polarity": "negative"}]


def run(tmp_path: Path, command: str, data: list[dict[str, Any]], labels: LabelMap = LABELS, *more: str) -> Result:
    (tmp_path / "data.jsonl").write_text("\n".join(map(json.dumps, data)), encoding="utf-8")
    (tmp_path / "map.yaml").write_text(yaml.safe_dump(labels.model_dump()), encoding="utf-8")
    given = ["--data", str(tmp_path / "data.jsonl"), "--labels", str(tmp_path / "map.yaml"), *more]
    return CliRunner().invoke(build(only=command), [command, "base", *given])


def train(tmp_path: Path, data: list[dict[str, Any]], labels: LabelMap = LABELS) -> Result:
    return run(tmp_path, "train", data, labels, "--out", str(tmp_path / "out"))


@pytest.mark.parametrize("command", ["train", "evaluate"])
@pytest.mark.parametrize(
    ("data", "message"),
    [
        ([], "没有带文字的标注"),
        ([{"text": None, "aspects": ASPECTS}], "没有带文字的标注"),
        ([{"text": float("nan"), "aspects": ASPECTS}], "没有带文字的标注"),
        ([*rows()[:3], {"content": "好"}], "第 4 条标注"),
        ([{"text": "好", "aspects": [{"category": "服务"}]}], "category 和 polarity"),
        ([{"text": "好", "aspects": ["服务"]}], "category 和 polarity"),
    ],
)
def test_files_that_cannot_be_used(tmp_path: Path, command: str, data: list[dict[str, Any]], message: str) -> None:
    more = ["--out", str(tmp_path / "out")] if command == "train" else []
    told = run(tmp_path, command, data, LABELS, *more)
    assert (2, True) == (told.exit_code, message in told.stderr)
    assert not (tmp_path / "out").exists()


def test_three_examples_teach_nothing(tmp_path: Path) -> None:
    told = train(tmp_path, rows()[:3])
    assert (2, True) == (told.exit_code, "只有 3 条标注" in told.stderr)


def test_one_kind_of_document_teaches_nothing(tmp_path: Path) -> None:
    told = train(tmp_path, [{**row, "label": "good"} for row in rows()], WHOLE)
    assert (2, True) == (told.exit_code, "两种标签" in told.stderr)


def test_a_category_without_labels_is_left_to_the_rules(tmp_path: Path) -> None:
    told = train(tmp_path, [{**row, "aspects": ASPECTS} for row in rows()])
    assert 0 == told.exit_code
    assert "没有标注的类别，留给规则：价格" in told.stderr
    assert "每条标注都有，模型只能学到“总是有”：服务" in told.stderr
    kept = [o.point for o in vocnlp.load(tmp_path / "out").analyze("价格太贵").opinions]
    assert any(point.startswith("price") for point in kept)


def test_twins_holes_and_unknown_labels_are_told(tmp_path: Path) -> None:
    odd = [*rows()[:7], {"text": " ", "aspects": ASPECTS}, {"id": "w", "text": "下雨", "aspects": []}]
    odd.append({"text": "下雪", "aspects": [{"category": "天气", "polarity": "neutral"}]})
    told = train(tmp_path, rows() + odd)
    assert 0 == told.exit_code
    assert "没有文字或完全重复的 8 条不算" in told.stderr
    assert "标签表里没有这些标签，不算：天气 1 次" in told.stderr
    header = json.loads((tmp_path / "out" / "model" / "model.json").read_text(encoding="utf-8"))
    assert len(rows()) + 2 == header["data"]["rows"]


def test_the_confidence_that_reaches_a_precision(tmp_path: Path) -> None:
    assert "只留把握" in run(tmp_path, "evaluate", rows(), LABELS, "--precision", "0.5").stdout
    told = run(tmp_path, "evaluate", rows(), LABELS, "--precision", "0.5", "-f", "json")
    assert {"at", "coverage", "precision"} == set(json.loads(told.stdout)["cut"])


def test_rules_as_labelling_functions(tmp_path: Path) -> None:
    file = tmp_path / "rules.csv"
    assert 0 == run(tmp_path, "evaluate", rows(), LABELS, "--functions", str(file)).exit_code
    table = list(csv.DictReader(io.StringIO(file.read_text(encoding="utf-8-sig"))))
    assert ["origin", "category", "hits", "coverage", "overlap", "conflict", "accuracy"] == list(table[0])
    assert all(".yaml:" in row["origin"] and 0 < float(row["coverage"]) <= 1 for row in table)
