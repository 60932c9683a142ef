"""What is published works alone: a fresh environment, the built wheel, every pack, the demo."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
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


@pytest.fixture(scope="module")
def compiled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the compiled wheel, which is built from the source distribution: a build leaves traces."""
    if shutil.which((sysconfig.get_config_var("CC") or "cc").split()[0]) is None:
        pytest.skip("no C compiler")
    folder = tmp_path_factory.mktemp("compiled")
    command = [sys.executable, "-m", "build", "--outdir", str(folder / "dist"), str(ROOT)]
    subprocess.run(command, env=os.environ | {"HATCH_BUILD_HOOK_ENABLE_MYPYC": "1"}, check=True, capture_output=True)
    (file,) = (folder / "dist").glob("*.whl")
    assert "none-any" not in file.name
    zipfile.ZipFile(file).extractall(folder / "code")
    return folder / "code"


def test_compiled_code_says_the_same(compiled: Path, tmp_path: Path) -> None:
    script = (
        "import pickle, vocnlp; from vocnlp.sentiment import score; from vocnlp.shipped import packs\n"
        "from vocnlp.compiled import read_compiled\n"
        "assert all(read_compiled(folder) is not None for folder in packs().values())\n"
        "voc = pickle.loads(pickle.dumps(vocnlp.load('automotive')))\n"
        "print(score.__file__.endswith('.py'), voc.analyze('客服电话没人接').decisions[0].rule)"
    )
    told = {}
    for name, path in (("plain", ROOT), ("compiled", compiled)):
        run = {"cwd": tmp_path, "env": os.environ | {"PYTHONPATH": str(path)}, "check": True}
        found = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, **run).stdout
        subprocess.run([sys.executable, "-m", "vocnlp", "demo", "--out", name], capture_output=True, **run)
        files = [tmp_path / name / file for file in ("analysis.jsonl", "opinions.csv", "decisions.csv")]
        told[name] = found.split(), [file.read_bytes() for file in files]
    assert (["True", "hotline-unreachable"], told["plain"][1]) == told["plain"]
    assert (["False", "hotline-unreachable"], told["plain"][1]) == told["compiled"]
