"""What goes wrong on a user's machine ends in a message and an exit code, never in a traceback or half a file."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., Any]
BASE = ("--pack", "base")
WRITERS: list[tuple[str, ...]] = [
    ("analyze", "FILE", *BASE, "-o", "BLOCKED/o.csv"),
    ("analyze", "FILE", *BASE, "--report", "BLOCKED/o.html"),
    ("mask", "FILE", "-o", "BLOCKED/o.csv"),
    ("route", "FILE", *BASE, "-o", "BLOCKED/o.csv"),
    ("route", "FILE", *BASE, "--store", "BLOCKED/o.db"),
    ("audit", "base", "--corpus", "FILE", "-o", "BLOCKED/o.html", "-f", "html"),
    ("suggest", "base", "--corpus", "FILE", "-o", "BLOCKED/o.yaml"),
    ("diff", "base", "base", "-o", "BLOCKED/o.txt"),
    ("label-plan", "FILE", *BASE, "-o", "BLOCKED/o.txt"),
    ("check", "pack", "-o", "BLOCKED/o.txt"),
    ("tree", "pack", "-o", "BLOCKED/o.txt"),
    ("export", "pack", "BLOCKED/o.xlsx"),
    ("new", "mine", "--from", "base", "--out", "BLOCKED/mine"),
    ("train", "base", "--data", "GOLD", "--labels", "MAP", "--out", "BLOCKED/mine"),
    ("demo", "--out", "BLOCKED/out"),
    ("index", "FILE", *BASE, "-o", "BLOCKED/o.csv"),
    ("test", "pack", "--junit", "BLOCKED/o.xml"),
]


@pytest.mark.parametrize("command", WRITERS, ids=lambda words: "-".join(words[:1]))
def test_where_nothing_can_be_written(command: tuple[str, ...], tmp_path: Path, vocnlp_cli: Run) -> None:
    from tests.learn.voices import LABELS, rows

    given = {name: tmp_path / f"{name.lower()}.jsonl" for name in ("FILE", "GOLD", "MAP")}
    given["FILE"].write_text('{"text": "客服态度很差"}\n', "utf-8")
    given["GOLD"].write_text("".join(f"{json.dumps(row)}\n" for row in rows()), "utf-8")
    given["MAP"].write_text(json.dumps(LABELS.model_dump()), "utf-8")
    (tmp_path / "blocked").write_text("a file where a folder should be", "utf-8")
    words = [given.get(word, word.replace("BLOCKED", str(tmp_path / "blocked"))) for word in command]
    result = vocnlp_cli(*words)
    assert (2, True, False) == (result.code, "错误：" in result.err, "Traceback" in result.err), result.err
    assert sorted(file.name for file in tmp_path.iterdir()) == ["blocked", "file.jsonl", "gold.jsonl", "map.jsonl"]


OVERWRITERS: list[tuple[str, ...]] = [
    ("analyze", "FILE", *BASE, "-o", "FILE"),
    ("analyze", "FILE", *BASE, "--decisions", "FILE"),
    ("analyze", "FILE", *BASE, "--report", "FILE"),
    ("analyze", "FILE", *BASE, "-o", "OUT.csv", "--rejects", "FILE"),
    ("analyze", "FILE", *BASE, "-o", "LINK"),
    ("mask", "FILE", "--text", "text", "-o", "FILE"),
    ("mask", "FILE", "-o", "FILE"),
    ("route", "FILE", *BASE, "-o", "FILE"),
    ("audit", "base", "--corpus", "FILE", "-o", "FILE"),
    ("suggest", "base", "--corpus", "FILE", "-o", "FILE"),
    ("diff", "base", "base", "--corpus", "FILE", "-o", "FILE"),
    ("label-plan", "FILE", *BASE, "-o", "FILE"),
    ("shadow", "FILE", *BASE, "-o", "FILE"),
    ("labels", "FILE", "-o", "FILE"),
    ("index", "FILE", *BASE, "-o", "FILE"),
    ("alerts", "FILE", *BASE, "-o", "FILE"),
    ("drivers", "FILE", *BASE, "--outcome", "nps", "-o", "FILE"),
    ("change", "FILE", *BASE, "--since", "2026-03-01", "-o", "FILE"),
    ("emerging", "FILE", *BASE, "--since", "2026-03-01", "-o", "FILE"),
    ("check", "pack", "--corpus", "FILE", "-o", "FILE"),
    ("test", "pack", "--cases", "FILE", "--junit", "FILE"),
    ("evaluate", "pack", "--data", "FILE", "--labels", "FILE", "--functions", "FILE"),
]


@pytest.mark.parametrize("command", OVERWRITERS, ids=lambda words: "-".join((words[0], *words[-2:])))
def test_a_result_never_replaces_what_it_is_made_from(
    command: tuple[str, ...], tmp_path: Path, vocnlp_cli: Run
) -> None:
    file, link = tmp_path / "file.jsonl", tmp_path / "link.jsonl"
    file.write_text('{"text": "客服态度很差"}\n', "utf-8")
    link.symlink_to(file)
    given = {"FILE": file, "LINK": link, "OUT.csv": tmp_path / "out.csv"}
    result = vocnlp_cli(*(given.get(word, word) for word in command))
    assert (2, True) == (result.code, "会被盖掉" in result.err), result.err
    assert '{"text": "客服态度很差"}\n' == file.read_text("utf-8")
    assert ["file.jsonl", "link.jsonl"] == sorted(each.name for each in tmp_path.iterdir())


def test_a_workbook_of_another_kind_is_no_folder(tmp_path: Path, vocnlp_cli: Run) -> None:
    result = vocnlp_cli("export", "pack", tmp_path / "pack.xls")
    assert (2, True) == (result.code, "要叫 .xlsx" in result.err) and not list(tmp_path.iterdir())


def test_two_results_in_one_file(tmp_path: Path, vocnlp_cli: Run) -> None:
    result = vocnlp_cli("analyze", "comments.csv", *BASE, "-o", tmp_path / "a.csv", "--report", tmp_path / "a.csv")
    assert (2, True) == (result.code, "同一个文件" in result.err) and not list(tmp_path.iterdir())


def started(*words: str | Path, folder: Path, out: int = subprocess.DEVNULL, room: int = 0) -> subprocess.Popen[bytes]:
    """Start a command that hears Ctrl-C, which a job in the background of a shell would not.

    ``room`` is how many bytes a file of it may have.
    """
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    command = [sys.executable, "-m", "vocnlp", *map(str, words)]
    return subprocess.Popen(
        command,
        cwd=folder,
        env=environment,
        stdout=out,
        stderr=subprocess.PIPE,
        start_new_session=True,
        preexec_fn=None if os.name == "nt" else partial(_prepare, room),
    )


def _prepare(room: int) -> None:
    import resource

    signal.signal(signal.SIGINT, signal.SIG_DFL)
    if room:
        resource.setrlimit(resource.RLIMIT_FSIZE, (room, room))


@pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")
@pytest.mark.parametrize(
    ("number", "code", "told"),
    [(2, 130, "已中断"), (15, 143, "已终止"), (1, 129, "已终止")],
    ids=["SIGINT", "SIGTERM", "SIGHUP"],
)
@pytest.mark.parametrize("command", [("analyze",), ("analyze", "--workers", "1"), ("route",)], ids=" ".join)
def test_a_signal_leaves_no_half_files(
    command: tuple[str, ...], number: int, code: int, told: str, tmp_path: Path
) -> None:
    """The input is a pipe that stays open, so the command is surely at work when it is ended."""
    pipe = tmp_path / "voices"
    os.mkfifo(pipe)
    running = started(*command, pipe, *BASE, "-o", "out.csv", folder=tmp_path)
    with pipe.open("w", encoding="utf-8") as voices:
        voices.write("text\n" + "客服态度很差\n" * 20_000)
        voices.flush()
        while not list(tmp_path.glob("out.csv*")):
            time.sleep(0.05)
        os.killpg(running.pid, number)
        said = running.communicate(timeout=60)[1].decode()
    assert (code, [told]) == (running.returncode, said.splitlines())
    assert ["voices"] == [file.name for file in tmp_path.iterdir()]


@pytest.mark.skipif(os.name == "nt", reason="limits of POSIX")
@pytest.mark.parametrize("command", ["analyze", "route"])
def test_a_workbook_that_finds_no_room(command: str, tmp_path: Path) -> None:
    (tmp_path / "voices.csv").write_text("text\n" + "客服态度很差，电话也打不通\n" * 300, encoding="utf-8")
    running = started(command, "voices.csv", *BASE, "-o", "out.xlsx", folder=tmp_path, room=20_000)
    told = running.communicate(timeout=120)[1].decode().splitlines()
    assert (2, True) == (running.returncode, told[-1].startswith("错误：") and "超过了文件大小的限额" in told[-1]), told
    assert not [line for line in told if "Traceback" in line or "ignored" in line]
    assert ["voices.csv"] == [file.name for file in tmp_path.iterdir()]


@pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")
def test_a_terminated_run_goes_on(tmp_path: Path) -> None:
    rows = "".join(f"客服态度很差，第{number}次\n" for number in range(6_000))
    (tmp_path / "voices.csv").write_text(f"text\n{rows}", encoding="utf-8")
    command = "analyze", "voices.csv", *BASE, "--resume", "-o", "out.jsonl"
    running = started(*command, folder=tmp_path)
    while not list(tmp_path.glob("*.voc.progress")):
        time.sleep(0.05)
    running.terminate()
    assert ("已终止", 143) == (running.communicate(timeout=60)[1].decode().strip(), running.returncode)
    kept = ["out.jsonl.voc.progress", "out.jsonl.voc.tmp", "voices.csv"]
    assert kept == sorted(file.name for file in tmp_path.iterdir())
    again = started(*command, folder=tmp_path)
    assert "行上次已经写出" in again.communicate(timeout=300)[1].decode()
    assert 6_000 == len((tmp_path / "out.jsonl").read_text(encoding="utf-8").splitlines())


@pytest.mark.skipif(os.name == "nt", reason="pipes of POSIX")
@pytest.mark.parametrize("command", [("diff", "base", "automotive"), ("check", "automotive", "--all")])
def test_head_is_content(command: tuple[str, ...], tmp_path: Path) -> None:
    running = started(*command, folder=tmp_path, out=subprocess.PIPE)
    assert running.stdout is not None
    running.stdout.close()
    said = running.communicate(timeout=120)[1].decode()
    assert (0, False) == (running.returncode, "Traceback" in said), said
