"""A compiled pack understands exactly what its YAML says, wherever it lies, and only while nothing has changed."""

from __future__ import annotations

import io
import json
import pickle
import shutil
from pathlib import Path

import pytest

import vocnlp
from vocnlp.cases import load_cases
from vocnlp.compiled import compile_pack, is_trusted, read_compiled
from vocnlp.engine import build_engine
from vocnlp.normalize.normalizer import Normalizer
from vocnlp.pack import load_pack
from vocnlp.pipeline import Pipeline
from vocnlp.shipped import packs, packs_folder


@pytest.fixture
def shelf(tmp_path: Path) -> Path:
    """A copy of the folder of the shipped packs without compiled files."""
    return shutil.copytree(packs_folder(), tmp_path / "packs", ignore=shutil.ignore_patterns("*.compiled"))


@pytest.mark.parametrize("name", ["automotive", "restaurant"])
def test_a_compiled_pack_understands_what_its_yaml_says(name: str, shelf: Path) -> None:
    compile_pack(shelf / name)
    normalizer = Normalizer()
    engine = read_compiled(shelf / name)
    assert engine is not None
    assert load_pack(shelf / name) == engine.pack
    fast = Pipeline(engine, normalizer)
    slow = Pipeline(build_engine(engine.pack, normalizer), normalizer)
    cases = load_cases(shelf / name / "cases.yaml")
    assert cases
    for case in cases:
        said = {"text": case.spec.text, "channel": case.spec.channel or None}
        assert slow.analyze(said).to_dict() == fast.analyze(said).to_dict()


def test_it_may_be_moved_with_what_it_stands_on(shelf: Path, tmp_path: Path) -> None:
    compile_pack(shelf / "hotel")
    moved = shelf.rename(tmp_path / "moved")
    engine = read_compiled(moved / "hotel")
    assert engine is not None
    assert moved / "hotel" == engine.pack.folder
    files = {entry.location.file for point in engine.pack.taxonomy.points.values() for entry in point.entries}
    assert {str(moved / "hotel" / "taxonomy.yaml"), str(moved / "base" / "taxonomy.yaml")} == files


@pytest.mark.parametrize("file", ["hotel/taxonomy.yaml", "base/taxonomy.yaml", "base/routing.yaml"])
def test_an_edit_makes_it_stale(file: str, shelf: Path) -> None:
    compile_pack(shelf / "hotel")
    with (shelf / file).open("a", encoding="utf-8") as text:
        text.write("\n# a remark\n")
    assert read_compiled(shelf / "hotel") is None


def test_a_new_file_makes_it_stale(shelf: Path) -> None:
    compile_pack(shelf / "hotel")
    (shelf / "hotel" / "weights").mkdir(exist_ok=True)
    (shelf / "hotel" / "weights" / "new.yaml").write_text("points: {}\n", encoding="utf-8")
    assert read_compiled(shelf / "hotel") is None


@pytest.mark.parametrize("keep", [0, 1, 100, 2_000, -1])
def test_a_damaged_file_is_not_used(keep: int, shelf: Path) -> None:
    file = compile_pack(shelf / "base")
    file.write_bytes(file.read_bytes()[:keep])
    assert read_compiled(shelf / "base") is None


def test_without_a_file_there_is_none(shelf: Path) -> None:
    assert read_compiled(shelf / "base") is None


class _Bomb:
    def __reduce__(self) -> tuple[object, ...]:
        return Path.write_text, (Path("exploded"), "")


def test_a_file_in_a_users_folder_is_never_opened(shelf: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    file = compile_pack(shelf / "base")
    bomb = io.BytesIO()
    pickle.dump(_Bomb(), bomb)
    file.write_bytes(json.dumps({"roots": ["."]}).encode() + b"\n" + bomb.getvalue())
    assert not is_trusted(shelf / "base")
    assert vocnlp.load(shelf / "base").analyze("客服态度很好").opinions
    assert not (tmp_path / "exploded").exists()


def test_shipped_packs_are_trusted_by_any_way_to_them() -> None:
    assert is_trusted(packs()["base"] / ".." / "base")


def test_leaving_out_a_step_reads_the_yaml_anew() -> None:
    (opinion,) = vocnlp.load("base", without=["traditional"]).analyze("客服態度很好").opinions
    assert "overall" == opinion.point
