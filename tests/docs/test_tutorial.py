"""The tutorials run: every command in the order of the page, in an empty folder, and every block of Python."""

from __future__ import annotations

import contextlib
import io
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TUTORIALS = ["docs/tutorial.md", "docs/tutorial.zh.md"]
READMES = ["README.md", "README.zh.md"]


def commands(page: str) -> list[list[str]]:
    lines = re.findall(r"^\$ vocnlp (.+)$", (ROOT / page).read_text(encoding="utf-8"), re.MULTILINE)
    return [shlex.split(line, comments=True) for line in lines]


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    """A folder with the files that the pages speak of."""
    import pandas as pd

    said = ["座椅很舒服，就是油耗高", "4S店的电话打了三次都打不通", "后备箱关不上，客服爱理不理，回电13800138000"]
    frame = pd.DataFrame({"日期": ["2026-03-01", "2026-03-02", "2026-03-03"], "评论内容": said, "nps": [8, 2, 1]})
    frame.to_excel(tmp_path / "评论.xlsx", index=False)
    frame.to_excel(tmp_path / "comments.xlsx", index=False)
    return tmp_path


@pytest.mark.slow
@pytest.mark.parametrize("page", [*TUTORIALS, *READMES])
def test_commands_of_a_page_run(page: str, desk: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"}
    assert commands(page)
    for words in commands(page):
        run = [sys.executable, "-m", "vocnlp", *words]
        done = subprocess.run(run, cwd=desk, env=environment, capture_output=True, encoding="utf-8", timeout=300)
        assert 0 == done.returncode, f"{shlex.join(words)}\n{done.stdout[-1500:]}{done.stderr[-1500:]}"


@pytest.mark.parametrize("page", TUTORIALS)
def test_python_of_a_tutorial_runs(page: str) -> None:
    blocks = re.findall(r"```python\n(.*?)```", (ROOT / page).read_text(encoding="utf-8"), re.DOTALL)
    assert blocks
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        for block in blocks:
            exec(compile(block, page, "exec"), {})
    assert "product.comfort.seat" in out.getvalue() and "service.hotline" in out.getvalue()


def test_both_languages_teach_the_same() -> None:
    """The two tutorials, and the two READMEs, show the same commands in the same order."""
    english, chinese = TUTORIALS
    assert commands(english) == commands(chinese)
