"""With privacy="mask" no personal data leaves: everything that a run writes or says is searched for it."""

from __future__ import annotations

import csv
import json
import logging
import os
import pickle
import subprocess
import sys
import zipfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

import vocnlp
from vocnlp.errors import InputError

# Invented, and valid where a check digit is needed.
SECRETS = (
    "13912345678", "139-1234-5678", "110101199003074514", "4111111111111111", "沪A88888", "zhangwei_88",
    "zhang.wei@example.com", "张伟", "幸福路88号", "87654321",
)  # fmt: skip
TEXT = (
    "我是张伟，电话13912345678（139-1234-5678也行），身份证110101199003074514，卡号4111111111111111，车牌沪A88888，"
    "微信zhangwei_88，邮箱zhang.wei@example.com，家住杭州市西湖区幸福路88号，座机87654321。客服态度很差，因为没人接电话，"
    "承诺三天回电，等了七天"
)
META = {
    "phone": "13912345678",
    "联系人": "张伟",
    "wechat_id": "zhangwei_88",
    "客户电话": 13912345678,
    "order": "2026001",
}


@pytest.fixture(scope="module")
def voc() -> vocnlp.Pipeline:
    """One masking pipeline for the whole module."""
    return vocnlp.load("base", privacy="mask")


def leaked(said: str) -> list[str]:
    return [secret for secret in SECRETS if secret in said]


def in_files(files: Iterable[Path]) -> dict[str, list[str]]:
    """Search files as they are, and what is inside packed ones."""
    found: dict[str, list[str]] = {}
    for file in files:
        contents = [file.read_bytes()]
        if zipfile.is_zipfile(file):
            with zipfile.ZipFile(file) as packed:
                contents += [packed.read(name) for name in packed.namelist()]
        if file.suffix == ".parquet":
            import pandas as pd

            contents.append(pd.read_parquet(file).to_csv().encode())
        for content in contents:
            if hits := [secret for secret in SECRETS if secret.encode() in content]:
                found[file.name] = hits
    return found


def test_results_of_one_text(voc: vocnlp.Pipeline, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    said = {"text": TEXT, "id": "13912345678", "channel": "微信zhangwei_88", "meta": META}
    analysis = voc.analyze(said)
    assert analysis.opinions and analysis.signals
    everything = [
        repr(analysis), repr(analysis.normalized), analysis.explain(), analysis._repr_html_(),
        json.dumps(analysis.to_dict(), ensure_ascii=False), str(pickle.dumps(analysis)), caplog.text,
    ]  # fmt: skip
    assert [leaked(text) for text in everything] == [[]] * len(everything)
    assert leaked(pickle.dumps(analysis).decode("utf-8", "replace")) == []
    assert analysis.meta["order"] == "2026001"


def test_turns_and_frames(voc: vocnlp.Pipeline) -> None:
    turns = [{"role": "agent", "text": "请问贵姓，电话？"}, {"role": "customer", "text": TEXT}]
    import pandas as pd

    frame = voc.to_frame(pd.DataFrame({"text": [TEXT], "phone": ["13912345678"]}))
    decisions = voc.to_frame(pd.DataFrame({"text": [TEXT], "phone": ["13912345678"]}), rows="decisions")
    assert leaked(repr(voc.analyze({"turns": turns})) + frame.to_csv() + decisions.to_csv()) == []


@pytest.mark.parametrize(
    "said",
    [
        {"text": "客服态度很差", "time": "13912345678"},
        {"txt": TEXT, "13912345678": 1},
        {"text": {"张伟": "13912345678"}},
        {"turns": "13912345678"},
    ],
)
def test_errors(voc: vocnlp.Pipeline, said: Any) -> None:
    with pytest.raises(InputError) as caught:
        voc.analyze(said)
    assert leaked(str(caught.value)) == []
    assert caught.value.__cause__ is None


def test_every_file_of_a_run(tmp_path: Path) -> None:
    table = tmp_path / "in" / "comments.csv"
    table.parent.mkdir()
    with table.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["id", "text", "phone", "联系人"])
        writer.writerow(["1", TEXT, "13912345678", "张伟"])
        writer.writerow(["13912345678", "客服态度好", "13912345678", "张伟"])
    lines = tmp_path / "in" / "comments.jsonl"
    bad = {"text": {"张伟": "13912345678"}, "note": TEXT}
    lines.write_text(
        "\n".join([json.dumps({"text": TEXT, "meta": META}), json.dumps(bad), '{"text": "张伟13912345678']) + "\n",
        "utf-8",
    )
    out = tmp_path / "out"
    out.mkdir()
    said = ""
    for source, suffixes in ((table, ("csv", "jsonl", "xlsx", "parquet")), (lines, ("csv",))):
        kind = source.suffix[1:]
        outputs = [word for suffix in suffixes for word in ("-o", out / f"{source.stem}-{kind}.{suffix}")]
        ran = run(
            "analyze", source, "--pack", "base", "--mask", *outputs, "--report", out / f"{kind}.html",
            "--decisions", out / f"decisions-{kind}.csv", "--rejects", out / f"rejects-{kind}.csv",
        )  # fmt: skip
        assert ran.returncode == (0 if source is table else 1), ran.stderr
        said += ran.stdout + ran.stderr
    assert (out / "rejects-jsonl.csv").exists()
    assert in_files(out.iterdir()) == {}
    assert leaked(said) == []


def test_learned_models_and_their_reports(tmp_path: Path) -> None:
    rows = []
    for number in range(60):
        bad = number % 2 == 0
        said = f"{TEXT if number % 5 == 0 else ''}第{number}次来，{'客服爱答不理' if bad else '客服笑脸相迎'}，张伟女士"
        rows.append(
            {
                "id": str(number),
                "text": said,
                "aspects": [{"category": "服务", "polarity": "negative" if bad else "positive"}],
            }
        )
    data, labels = tmp_path / "gold.jsonl", tmp_path / "map.yaml"
    data.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows), "utf-8")
    labels.write_text(
        "dataset: made-up\npack: base\ncategories:\n  服务: {point: service, include: [service.*]}\n", "utf-8"
    )
    out = tmp_path / "pack"
    trained = run("train", "base", "--data", data, "--labels", labels, "--out", out, "--mask")
    assert trained.returncode == 0, trained.stderr
    told = run("evaluate", out, "--data", data, "--labels", labels, "--mask")
    figures = run("evaluate", out, "--data", data, "--labels", labels, "--mask", "--json")
    plan = run("label-plan", data, "--pack", out, "--mask", "-n", "10")
    for ran in (trained, told, figures, plan):
        assert ran.returncode == 0, ran.stderr
        assert leaked(ran.stdout + ran.stderr) == []
    assert in_files(path for path in out.rglob("*") if path.is_file()) == {}


def run(*words: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "vocnlp", *map(str, words)],
        capture_output=True, text=True, encoding="utf-8", env={**os.environ, "PYTHONIOENCODING": "utf-8"},
    )  # fmt: skip
