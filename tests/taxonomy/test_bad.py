"""tests/bad: one small file per defect; its first line names the codes and places that must be reported."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from vocnlp.errors import PackError, Problem
from vocnlp.taxonomy.checks.registry import CHECKS, check_taxonomy
from vocnlp.taxonomy.load import load_taxonomy

FOLDER = Path(__file__).parents[1] / "bad"
FILES = sorted(FOLDER.glob("*.yaml"))
DEPARTMENTS = frozenset({"quality", "care"})


def problems_of(file: Path, folder: Path) -> list[Problem]:
    """Load and check a file, on top of the base that its second line may give."""
    base = re.search("^# base: (.+)", file.read_bytes().decode("utf-8", "replace"), re.MULTILINE)
    below = None
    if base:
        (folder / "base.yaml").write_text(base[1], encoding="utf-8")
        below = load_taxonomy(folder / "base.yaml")
    try:
        taxonomy = load_taxonomy(file, base=below)
    except PackError as error:
        return list(error.problems)
    return check_taxonomy(taxonomy, departments=DEPARTMENTS)


def expected_of(file: Path) -> list[tuple[str, int, int]]:
    head = file.read_bytes().decode("utf-8", "replace").split("\n", 1)[0]
    return [(code, int(line), int(column)) for code, line, column in re.findall(r"(\S+) (\d+):(\d+)", head)]


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_bad_file(file: Path, tmp_path: Path) -> None:
    problems = problems_of(file, tmp_path)
    assert sorted(expected_of(file)) == sorted(
        (problem.code, problem.location.line, problem.location.column) for problem in problems
    )
    for problem in problems:
        assert problem.location.file == str(file)
        assert problem.message.zh and problem.message.en
        assert problem.render("zh") != problem.render("en")


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(PackError) as error:
        load_taxonomy(tmp_path / "nothing.yaml")
    assert ["unreadable"] == [problem.code for problem in error.value.problems]


@pytest.mark.parametrize("code", sorted(CHECKS))
def test_every_check_is_documented_in_its_module(code: str) -> None:
    assert code in (CHECKS[code].__doc__ or "").split(":")[0]
