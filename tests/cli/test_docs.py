"""The how-to pages of the workbench run: their files are written, their commands called, their outputs compared."""

from __future__ import annotations

import re
import shlex
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

DOCS = Path(__file__).parents[2] / "docs" / "how-to"
BLOCK = re.compile(r"^```(\w+)(?: file=(\S+))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)
Run = Callable[..., Any]


@pytest.mark.parametrize(
    "page", ["first-pack.md", "first-pack.zh.md", "excel.md", "editor.md", "find-what-is-missing.md"]
)
def test_page_runs(page: str, vocnlp_cli: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree("pack", tmp_path / "pack")
    monkeypatch.chdir(tmp_path)
    for kind, file, content in BLOCK.findall((DOCS / page).read_text(encoding="utf-8")):
        if file:
            Path(file).write_text(content, encoding="utf-8")
        elif kind == "console":
            for command, expected in commands(content):
                run(command, expected, vocnlp_cli)


def commands(block: str) -> list[tuple[list[str], list[str]]]:
    """Return each command with the lines that it must print."""
    found: list[tuple[list[str], list[str]]] = []
    for line in block.splitlines():
        if line.startswith("$ "):
            found.append((shlex.split(line[2:]), []))
        else:
            found[-1][1].append(line)
    return found


def run(command: list[str], expected: list[str], vocnlp_cli: Run) -> None:
    if command[0] == "cp":
        shutil.copytree(command[-2], command[-1])
        return
    if command[0] == "diff":
        one, other = (
            {file.relative_to(folder): file.read_bytes() for file in Path(folder).rglob("*.*")}
            for folder in command[-2:]
        )
        assert one == other
        return
    assert "vocnlp" == command[0]
    result = vocnlp_cli(*command[1:])
    assert 0 == result.code, result.err
    for line in expected:
        assert line in result.out.splitlines(), result.out


def test_the_two_tutorials_do_the_same() -> None:
    pages = [BLOCK.findall((DOCS / page).read_text(encoding="utf-8")) for page in ("first-pack.md", "first-pack.zh.md")]
    assert pages[0] == pages[1]


def test_the_tutorial_tells_the_truth(vocnlp_cli: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the prose says of the last steps: the first suggestion, and four comments that change."""
    test_page_runs("first-pack.md", vocnlp_cli, tmp_path, monkeypatch)
    assert (
        "更衣室" in vocnlp_cli("suggest", "before", "--corpus", "comments.csv", "--at-least", "2").out.split(" 1 ")[1]
    )
    assert "影响 4 / 12 条原声" in vocnlp_cli("diff", "before", "my-gym", "--corpus", "comments.csv").out
