"""Run the command line in this process, with outputs, exit code and expected outputs at hand."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

HERE = Path(__file__).parent
GOLDEN = HERE / "golden"


class Result(NamedTuple):
    code: int
    out: str
    err: str


@pytest.fixture
def vocnlp_cli(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    """Run ``vocnlp ARGUMENTS`` inside tests/cli; ``stdin`` is a file."""
    from vocnlp.cli.app import main

    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.setenv("TERM", "dumb")
    monkeypatch.chdir(HERE)

    def run(*arguments: str | Path, stdin: Path | None = None) -> Result:
        capfd.readouterr()
        with (stdin or Path(os.devnull)).open(encoding="utf-8") as source:
            monkeypatch.setattr(sys, "stdin", source)
            with pytest.raises(SystemExit) as left:
                main([str(argument) for argument in arguments])
        sys.stdout.flush()
        out, err = capfd.readouterr()
        return Result(int(left.value.code or 0), out, err)

    return run


@pytest.fixture
def golden() -> Callable[[str, Result], None]:
    """Compare with the stored output; ``make golden`` stores the present one."""

    def compare(name: str, result: Result) -> None:
        shown = f"{result.out}--- stderr\n{result.err}--- exit {result.code}\n"
        file = GOLDEN / f"{name}.txt"
        if os.environ.get("VOCNLP_GOLDEN") == "write":
            file.write_bytes(shown.encode())
        assert file.read_bytes().decode() == shown, "if this is wanted: make golden"

    return compare
