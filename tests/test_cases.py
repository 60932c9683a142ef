"""The behavioural suite: whole sentences by phenomenon (tests/cases), each with the pack that must understand it."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

import vocnlp
from vocnlp.cases import Case, load_cases, run_case

FILES = sorted((Path(__file__).parent / "cases").glob("*.yaml"))
CASES = [case for file in FILES for case in load_cases(file)]


@pytest.fixture(scope="module")
def pack() -> Callable[[str], vocnlp.Pipeline]:
    """Load each pack once."""
    return cache(vocnlp.load)


@pytest.mark.parametrize("case", CASES, ids=[case.spec.id for case in CASES])
def test_sentence(pack: Callable[[str], vocnlp.Pipeline], case: Case) -> None:
    result = run_case(pack(case.spec.pack), case)
    if case.spec.known_failure:
        assert result.failures, f"{case.origin}: mended, take known_failure away: {case.spec.known_failure}"
        pytest.xfail(case.spec.known_failure)
    assert result.failures == (), f"{case.origin}: {case.spec.text}"


def test_every_phenomenon_has_enough_sentences() -> None:
    assert len(CASES) >= 600
    assert [file.name for file in FILES if len(load_cases(file)) < 20] == []
