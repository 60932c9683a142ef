"""tests/bad: one small file per defect; its first line names the codes and places that must be reported."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from vocnlp.errors import PackError, Problem
from vocnlp.taxonomy.checks.registry import CHECKS, LOADER_CODES, check_taxonomy
from vocnlp.taxonomy.load import load_taxonomy

FOLDER = Path(__file__).parents[1] / "bad"
FILES = sorted(FOLDER.glob("*.yaml"))
DEPARTMENTS = frozenset({"quality", "care"})


def normal(text: str) -> str:
    """Stand in for the normalizer: shorten repeats, so that ``script-trap`` has something to find once."""
    return text if text == "好好好好吃" else text.lower()


def problems_of(file: Path) -> list[Problem]:
    try:
        taxonomy = load_taxonomy(file)
    except PackError as error:
        return list(error.problems)
    return check_taxonomy(taxonomy, departments=DEPARTMENTS)


def expected_of(file: Path) -> list[tuple[str, int, int]]:
    head = file.read_text(encoding="utf-8").split("\n", 1)[0]
    return [(code, int(line), int(column)) for code, line, column in re.findall(r"(\S+) (\d+):(\d+)", head)]


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_bad_file(file: Path) -> None:
    problems = problems_of(file)
    assert sorted(expected_of(file)) == sorted(
        (problem.code, problem.location.line, problem.location.column) for problem in problems
    )
    for problem in problems:
        assert problem.location.file == str(file)
        assert problem.message.zh and problem.message.en
        assert problem.render("zh") != problem.render("en")


def test_every_code_has_a_bad_file() -> None:
    shown = {code for file in FILES for code, _, _ in expected_of(file)}
    elsewhere = {
        "bad-key", "duplicate-point", "not-utf8", "overlay-no-effect", "script-trap", "unknown-entry", "unreadable",
        "wrong-base", "yaml-character",
    }  # fmt: skip
    assert set() == (set(CHECKS) | set(LOADER_CODES)) - shown - elsewhere


@pytest.mark.parametrize("code", sorted(CHECKS))
def test_every_check_is_documented_in_its_module(code: str) -> None:
    assert code in (CHECKS[code].__doc__ or "").split(":")[0]
