"""What a user types and sees: stored outputs, messages without tracebacks, exit codes."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import vocnlp
from vocnlp import Analysis
from vocnlp.batch.checkpoint import fingerprint
from vocnlp.batch.readers import read
from vocnlp.batch.rejects import RejectFile
from vocnlp.batch.run import run
from vocnlp.batch.writers import open_writer
from vocnlp.cli.app import COMMANDS

Run = Callable[..., Any]
SAID = "这杯甜得发腻，排队排了"
OUTPUTS = {
    "help": ["--help"],
    "explain": ["explain", SAID, "-t", "pack"],
    "analyze_table": ["analyze", "comments.csv", "-t", "pack"],
    "analyze_csv": ["analyze", "comments.csv", "-t", "pack", "--format", "csv"],
    "check_good": ["check", "pack"],
    "check_bad": ["check", "broken"],
    "check_bad_english": ["check", "broken/taxonomy.yaml", "--lang", "en"],
    "test": ["test", "pack"],
    "no_such_column": ["analyze", "comments.csv", "-t", "pack", "--text", "txt"],
    "no_such_file": ["analyze", "none.csv", "-t", "pack"],
    "no_such_suffix": ["analyze", "comments.csv", "-t", "pack", "-o", "out.xls"],
    "no_such_command": ["analyse", "comments.csv"],
    "broken_pack": ["analyze", "comments.csv", "-t", "broken"],
}


@pytest.mark.parametrize("name", OUTPUTS)
def test_output_is_as_stored(name: str, vocnlp_cli: Run, golden: Run) -> None:
    golden(name, vocnlp_cli(*OUTPUTS[name]))


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help(command: str, vocnlp_cli: Run) -> None:
    result = vocnlp_cli(command, "--help")
    assert 0 == result.code and COMMANDS[command].summary in result.out


def test_version(vocnlp_cli: Run) -> None:
    import vocnlp

    assert f"vocnlp {vocnlp.__version__}\n" == vocnlp_cli("--version").out


def test_unknown_pack_lists_the_known(vocnlp_cli: Run) -> None:
    result = vocnlp_cli("explain", SAID, "-t", "automotiv")
    assert 2 == result.code
    assert "是不是 automotive" in result.err and "base" in result.err and "Traceback" not in result.err


def test_every_result_file(vocnlp_cli: Run, tmp_path: Path) -> None:
    names = [tmp_path / name for name in ("o.csv", "o.jsonl", "o.parquet", "o.xlsx")]
    arguments = [part for name in names for part in ("-o", name)]
    more = ["--decisions", tmp_path / "d.csv", "--report", tmp_path / "r.html"]
    result = vocnlp_cli("analyze", "comments.csv", "-t", "pack", *arguments, *more)
    assert 0 == result.code
    assert sorted([*(path.name for path in names), "d.csv", "r.html"]) == sorted(
        path.name for path in tmp_path.iterdir()
    )
    lines = (tmp_path / "o.jsonl").read_text(encoding="utf-8").splitlines()
    assert ["C1", "C2", "C3", "C4", "C5"] == [Analysis.from_dict(json.loads(line)).id for line in lines]


def test_json_to_a_pipe(vocnlp_cli: Run) -> None:
    lines = vocnlp_cli("analyze", "comments.csv", "-t", "pack", "-f", "json", "-q").out.splitlines()
    assert ["甜得发腻", "排队排了"] == [opinion["text"] for opinion in json.loads(lines[0])["opinions"]]


def test_standard_input(vocnlp_cli: Run, tmp_path: Path) -> None:
    (tmp_path / "in").write_text("甜得刚好\n甜得发腻\n", encoding="utf-8")
    result = vocnlp_cli("analyze", "-", "-t", "pack", "-f", "csv", "-q", stdin=tmp_path / "in")
    rows = list(csv.DictReader(result.out.splitlines()))
    assert [("1", "positive"), ("2", "negative")] == [(row["id"], row["polarity"]) for row in rows]


def test_rejected_rows_are_findings(vocnlp_cli: Run, tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_text("id,text\n1,甜得刚好\n2,甜,腻\n", encoding="utf-8")
    result = vocnlp_cli("analyze", tmp_path / "in.csv", "-t", "pack", "-o", tmp_path / "o.csv")
    assert 1 == result.code and "无法处理 1" in result.err
    assert "2,甜,腻" in (tmp_path / "o.rejects.csv").read_text(encoding="utf-8")


@pytest.mark.parametrize("content", [b"", b"\n\n", b"id,text\n", b"id,text\n1,\n", b'text\n"\n'])
def test_empty_input_is_no_error(content: bytes, vocnlp_cli: Run, tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_bytes(content)
    result = vocnlp_cli(
        "analyze", tmp_path / "in.csv", "-t", "pack", "-o", tmp_path / "o.csv", "--report", tmp_path / "r.html"
    )
    assert 0 == result.code
    assert (tmp_path / "o.csv").read_text(encoding="utf-8-sig").startswith("id,text,")
    assert "原声" in (tmp_path / "r.html").read_text(encoding="utf-8")


def test_two_outputs_to_one_file_are_refused(vocnlp_cli: Run, tmp_path: Path) -> None:
    result = vocnlp_cli(
        "analyze", "comments.csv", "-t", "pack", "-o", tmp_path / "o.csv", "--decisions", tmp_path / "o.csv"
    )
    assert (2, []) == (result.code, list(tmp_path.iterdir()))


def test_unwritable_second_output_leaves_nothing(vocnlp_cli: Run, tmp_path: Path) -> None:
    result = vocnlp_cli(
        "analyze", "comments.csv", "-t", "pack", "-o", tmp_path / "o.csv", "-o", tmp_path / "x" / "o.csv"
    )
    assert (2, []) == (result.code, list(tmp_path.iterdir()))


def test_resume_needs_files_it_can_go_on_with(vocnlp_cli: Run, tmp_path: Path) -> None:
    result = vocnlp_cli("analyze", "comments.csv", "-t", "pack", "-o", tmp_path / "o.xlsx", "--resume")
    assert 2 == result.code and "只写 .csv 或 .jsonl" in result.err


def test_resume_of_a_complete_run_is_a_run(vocnlp_cli: Run, tmp_path: Path) -> None:
    result = vocnlp_cli("analyze", "comments.csv", "-t", "pack", "-o", tmp_path / "o.csv", "--resume")
    assert (0, ["o.csv"]) == (result.code, [path.name for path in tmp_path.iterdir()])


def test_a_run_that_goes_on_shows_no_table_of_its_rest(
    vocnlp_cli: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("vocnlp.batch.run.CHECKPOINT_ITEMS", 2)
    voices, out, pipeline = tmp_path / "voices.txt", tmp_path / "o.csv", vocnlp.load("pack")
    voices.write_text("甜得发腻\n" * 7, "utf-8")

    def stop(done: int) -> None:
        if done == 5:
            raise KeyboardInterrupt

    job = fingerprint(voices, pipeline.pack.label, [out])
    aside = RejectFile(tmp_path / "o.rejects.csv")
    with pytest.raises(KeyboardInterrupt), read(voices) as reading:
        run(pipeline, reading, [open_writer(out)], rejects=aside, job=job, progress=stop)
    rest = vocnlp_cli("analyze", voices, "-t", "pack", "-o", out, "--resume")
    assert (0, "") == (rest.code, rest.out)
    assert "7 行：观点 7" in rest.err and "前 4 行上次已经写出" in rest.err
    assert 8 == len(out.read_text("utf-8-sig").splitlines())


def test_failed_case_shows_why(vocnlp_cli: Run, tmp_path: Path) -> None:
    cases = tmp_path / "cases.yaml"
    cases.write_text(
        "cases:\n  - id: wrong\n    text: 甜得刚好\n    expect: {drink.sugar: negative}\n", encoding="utf-8"
    )
    result = vocnlp_cli("test", "pack", "--cases", cases, "--only", "wrong")
    assert 1 == result.code
    assert "cases.yaml:2: wrong: 甜得刚好\n    drink.sugar：期望 negative，得到 positive" in result.out


def test_explain_takes_what_is_known(vocnlp_cli: Run) -> None:
    result = vocnlp_cli("explain", SAID, "-t", "pack", "--meta", "nps=3", "--channel", "app", "-f", "json")
    assert ({"nps": 3}, "app") == tuple(json.loads(result.out)[key] for key in ("meta", "channel"))
    assert 2 == vocnlp_cli("explain", SAID, "-t", "pack", "--meta", "nps").code


def test_findings_as_json(vocnlp_cli: Run) -> None:
    result = vocnlp_cli("check", "broken", "-f", "json")
    found = [json.loads(line) for line in result.out.splitlines()]
    assert "broken/taxonomy.yaml" in {item["file"] for item in found}


def test_packs_lists_all(vocnlp_cli: Run) -> None:
    names = [fact["name"] for fact in json.loads(vocnlp_cli("packs", "-f", "json").out)]
    assert {"automotive", "base"} <= set(names)
    assert "automotive" in vocnlp_cli("packs").out


def test_demo_writes_everything(vocnlp_cli: Run, tmp_path: Path) -> None:
    result = vocnlp_cli("demo", "--out", tmp_path / "out")
    assert 0 == result.code
    assert ["analysis.jsonl", "decisions.csv", "opinions.csv", "report.html"] == sorted(
        path.name for path in (tmp_path / "out").iterdir()
    )
    assert "责任部门与派单" in result.out and "最差的体验点" in result.out
