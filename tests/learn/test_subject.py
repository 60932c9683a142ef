"""What an utterance is about may turn what its words mean: 薄 praises a phone and blames a coat."""

from __future__ import annotations

import json
import pickle
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

import vocnlp
from vocnlp.cli.app import build
from vocnlp.learn.labels import LabelMap, read_gold, usable
from vocnlp.learn.store import fingerprint, save_pack
from vocnlp.learn.train import examples_of, train_parts

LABELS = LabelMap.model_validate(
    {
        "dataset": "made-up",
        "pack": "base",
        "polarity": {"good": "positive", "bad": "negative"},
        "subject": "line",
    }
)
_BEFORE = ["上周收到的，", "同事也买了，", "第二次下单，", "拿在手上，", ""]
_AFTER = ["，就这样", "，记一笔", "，先说到这", ""]


def rows() -> list[dict[str, Any]]:
    """Return 80 rows: thin is good of phones and bad of coats, heavy the other way round."""
    said = {
        ("手机", "薄薄一片"): "good",
        ("大衣", "薄薄一片"): "bad",
        ("手机", "沉沉一块"): "bad",
        ("大衣", "沉沉一块"): "good",
    }
    return [
        {"id": f"{line}{number}", "text": f"{before}{words}{after}", "label": label, "line": line}
        for (line, words), label in said.items()
        for number, (before, after) in enumerate(product(_BEFORE, _AFTER))
    ]


@pytest.fixture(scope="module")
def folder(base: vocnlp.Pipeline, tmp_path_factory: pytest.TempPathFactory) -> Path:
    gold = list(read_gold(rows(), LABELS))
    trained = train_parts(examples_of(base, gold), LABELS)
    return save_pack(tmp_path_factory.mktemp("subject") / "ours", base.pack, trained, LABELS, gold, seed=0)


def test_the_subject_decides_what_a_word_is_worth(folder: Path) -> None:
    voc = vocnlp.load(folder)
    text = "逛街时摸了摸，薄薄一片"
    for told in (voc, pickle.loads(pickle.dumps(voc))):
        assert "positive" == told.analyze(text, meta={"line": "手机"}).polarity
        assert "negative" == told.analyze({"text": text, "line": "大衣"}).polarity


def test_an_unknown_or_missing_subject_is_no_error(folder: Path) -> None:
    voc = vocnlp.load(folder)
    for meta in ({}, {"line": None}, {"line": "拖拉机"}, {"line": 7}):
        assert voc.analyze("薄薄一片", meta=meta).polarity in ("positive", "negative")


def test_rows_of_two_subjects_are_no_twins(base: vocnlp.Pipeline) -> None:
    given = [{"text": "薄薄一片", "label": "good", "line": line} for line in ("手机", "平板", "手机", None)]
    gold = list(read_gold(given, LABELS))
    assert 3 == len(usable(gold))
    assert fingerprint(gold[:1]) != fingerprint(gold[1:2])


def test_the_command_line_trains_and_evaluates_by_subject(tmp_path: Path) -> None:
    import yaml

    data, labels, out = tmp_path / "data.jsonl", tmp_path / "map.yaml", tmp_path / "out"
    data.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows()), encoding="utf-8")
    labels.write_text(yaml.safe_dump(LABELS.model_dump(), allow_unicode=True), encoding="utf-8")
    given = ["--data", str(data), "--labels", str(labels)]
    assert 0 == CliRunner().invoke(build(only="train"), ["train", "base", *given, "--out", str(out)]).exit_code
    told = CliRunner().invoke(build(only="evaluate"), ["evaluate", str(out), *given, "-f", "json"])
    assert 0 == told.exit_code
    assert json.loads(told.stdout)["utterance"]["micro_f1"] > 0.95
    assert "line" in (out / "model" / "README.md").read_text(encoding="utf-8")
