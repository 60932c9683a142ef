"""What is published works alone: a fresh environment, the built wheel, every pack, the demo."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from vocnlp.shipped import packs

ROOT = Path(__file__).parent.parent
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", str(folder), str(ROOT)]
    subprocess.run(command, check=True)
    (file,) = folder.glob("*.whl")
    return file


@pytest.fixture(scope="module")
def python(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A fresh environment that holds the wheel and what it depends on, nothing else."""
    home = tmp_path_factory.mktemp("fresh")
    subprocess.run([sys.executable, "-m", "venv", str(home)], check=True)
    python = home / ("Scripts" if os.name == "nt" else "bin") / "python"
    subprocess.run([python, "-m", "pip", "install", "--quiet", str(wheel)], check=True)
    return python


def test_wheel_carries_the_data(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    data = [
        file for file in (ROOT / "vocnlp").rglob("*") if file.suffix in (".yaml", ".css", ".js", ".jinja", ".typed")
    ]
    wanted = {file.relative_to(ROOT).as_posix() for file in data}
    wanted |= {f"vocnlp/_packs/{name}/{file}" for name in packs() for file in ("pack.yaml", "pack.compiled")}
    assert set() == wanted - names
    assert "vocnlp/_examples/automotive_comments.csv" in names
    assert not any(name.startswith(("tests/", "taxonomies/", "benchmarks/")) for name in names)


def test_every_pack_loads_and_the_command_runs(python: Path, tmp_path: Path) -> None:
    script = (
        "import sys, vocnlp; from vocnlp.compiled import read_compiled; from vocnlp.shipped import packs\n"
        "assert 'pytest' not in sys.modules\n"
        "for name in packs():\n"
        "    assert vocnlp.load(name).analyze('客服态度很差').opinions, name\n"
        "    assert read_compiled(packs()[name]) is not None, name\n"
        "print(' '.join(packs()))"
    )
    found = subprocess.run([python, "-c", script], cwd=tmp_path, check=True, capture_output=True, text=True).stdout
    assert list(packs()) == found.split()
    run = [python, "-m", "vocnlp", "demo", "--out", "out"]
    subprocess.run(run, cwd=tmp_path, check=True, capture_output=True)
    assert {"report.html", "opinions.csv", "decisions.csv", "analysis.jsonl"} <= {
        file.name for file in (tmp_path / "out").iterdir()
    }
