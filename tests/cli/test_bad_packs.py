"""tests/bad: every code of ``vocnlp check`` has a file that shows it, and every finding is told in one language."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.taxonomy.test_bad import FILES, expected_of, problems_of
from vocnlp.cli import check
from vocnlp.cli.check import PACK_CODES
from vocnlp.errors import Problem
from vocnlp.routing.check import ROUTING_CODES
from vocnlp.taxonomy.checks.registry import CHECKS, LOADER_CODES

HERE = Path(__file__).parent
PACKS = sorted((HERE.parent / "bad" / "packs").iterdir())
TOO_LARGE = {"routing-undecided"}
"""A proof is given up on tables of hundreds of rows only."""


def made(defect: Path, folder: Path) -> Path:
    """Copy the good pack of this folder and put the files of the defect in place of its own."""
    pack = folder / defect.name
    shutil.copytree(HERE / "pack", pack)
    for line in (defect / "expect.txt").read_text("utf-8").splitlines():
        if line.startswith("without "):
            (pack / line.removeprefix("without ")).unlink()
    for given in defect.iterdir():
        place = pack / given.name
        place.unlink(missing_ok=True)
        if given.is_dir():
            shutil.copytree(given, place)
        elif given.name != "expect.txt":
            shutil.copy(given, place)
    return pack


def expected(defect: Path) -> list[str]:
    lines = (defect / "expect.txt").read_text("utf-8").splitlines()
    return sorted(line for line in lines if not line.startswith("without "))


@pytest.mark.parametrize("defect", PACKS, ids=lambda defect: defect.name)
def test_bad_pack(defect: Path, tmp_path: Path) -> None:
    pack = made(defect, tmp_path)
    shown = [
        f"{problem.code} {Path(place.file).relative_to(pack)} {place.line}:{place.column}"
        for problem in check.problems_of(pack)
        for place in [problem.location]
    ]
    assert expected(defect) == sorted(shown)


def test_every_code_has_a_file() -> None:
    shown = {code for file in FILES for code, _, _ in expected_of(file)}
    shown |= {line.split()[0] for defect in PACKS for line in expected(defect)}
    assert shown == {*CHECKS, *LOADER_CODES, *ROUTING_CODES, *PACK_CODES} - TOO_LARGE


HAN = re.compile("[\u4e00-\u9fff]+")
ENGLISH = re.compile(r"(?<![\w-])[a-z]+(?: [a-z]+){2,}")


def every_problem(folder: Path) -> Iterator[tuple[str, Problem]]:
    for file in FILES:
        written = file.read_bytes().decode("utf-8", "replace")
        yield from ((written, problem) for problem in problems_of(file, folder))
    for defect in PACKS:
        pack = made(defect, folder)
        written = "".join(file.read_text("utf-8") for file in sorted(pack.rglob("*.yaml")) if file.is_file())
        yield from ((written, problem) for problem in check.problems_of(pack))


def test_no_sentence_is_half_translated(tmp_path: Path) -> None:
    """Chinese has no run of English words; English names Chinese words, but has no Chinese sentence or sign."""
    for written, problem in every_problem(tmp_path):
        zh, en = (f"{getattr(problem.message, lang)}；{getattr(problem.hint, lang)}" for lang in ("zh", "en"))
        assert HAN.search(problem.message.zh), zh
        assert not [run for run in ENGLISH.findall(zh) if run not in written], zh
        assert not [run for run in HAN.findall(en) if run not in written and len(run) > 4], en
        assert not [sign for sign in re.findall(r"[，：。？（）]|(?<=\w)、", en) if sign not in written], en


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_command_speaks_one_language(lang: str, tmp_path: Path, vocnlp_cli: Callable[..., Any]) -> None:
    pack = made(next(defect for defect in PACKS if defect.name == "bad-condition"), tmp_path)
    told = vocnlp_cli("check", pack, "--lang", lang).out
    lines = [line for line in told.splitlines() if not line.startswith("    ")]
    assert len(lines) == len(expected(PACKS[1])) + 1
    assert all(bool(HAN.search(line.replace("退款", ""))) == (lang == "zh") for line in lines)


def test_a_typo_of_an_overlay_is_told_where_it_stands(tmp_path: Path) -> None:
    """Also where the overlay gives a point of its base another owner."""
    pack = tmp_path / "mine"
    pack.mkdir()
    base = HERE / "pack"
    (pack / "pack.yaml").write_text(f"pack: mine\nversion: 0.1.0\nname: 我的\nbase: {base}\n", "utf-8")
    (pack / "taxonomy.yaml").write_text(
        "taxonomy: mine\nextends: tea\npoints:\n"
        "  drink:\n    department: kichen\n"
        "  shop:\n    children:\n      queue:\n        weight: 2\n        department: shosp\n",
        "utf-8",
    )
    file = pack / "taxonomy.yaml"
    problems = [found for found in check.problems_of(pack) if found.location.file == str(file)]
    told = [(str(found.location), found.code) for found in problems if "部门" in found.message.zh]
    assert [(f"{file}:{place}", "unknown-department") for place in ("5:17", "10:21")] == told
