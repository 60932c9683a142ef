"""Turn packs and their files into a list of problems: ``vocnlp check``."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from vocnlp.cases import load_cases
from vocnlp.cli.options import Language
from vocnlp.errors import PackError, PackNotFoundError, Problem
from vocnlp.pack import pack_folder
from vocnlp.pipeline import load
from vocnlp.routing.check import check_routing

__all__ = ["command", "find_packs", "problems_of"]


def command(
    paths: Annotated[
        list[str], typer.Argument(metavar="PATH...", help="Packs by name or folder, or a folder of packs.")
    ],
    lang: Annotated[Language, typer.Option(help="The language of the findings.")] = Language.zh,
    as_json: Annotated[bool, typer.Option("--json", help="Print the findings as JSON lines.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Leave out remarks (info).")] = False,
) -> None:
    """Check packs and their files.

    Every problem is reported at once, as file:line:col.

    Exit code 0: no errors; 1: there are errors; 2: there is no such pack.
    """
    folders = [folder for path in paths for folder in find_packs(path)]
    errors = 0
    for folder in folders:
        found = problems_of(folder)
        errors += sum(problem.level == "error" for problem in found)
        for problem in found:
            if quiet and problem.level == "info":
                continue
            typer.echo(_json(problem) if as_json else problem.render(lang.value))
    if not as_json:
        typer.echo(
            f"检查了 {len(folders)} 个行业包，错误 {errors} 个" if lang == "zh" else _english(len(folders), errors)
        )
    if errors:
        raise typer.Exit(1)


def find_packs(path: str) -> list[Path]:
    """Return the pack at a path or around a file, or the packs inside a folder.

    Raises:
        PackNotFoundError: there is neither.
    """
    inside = sorted(file.parent for file in Path(path).glob("*/pack.yaml"))
    if inside and not (Path(path) / "pack.yaml").is_file():
        return inside
    file = Path(path)
    return [pack_folder(file.parent if file.is_file() else path)]


def problems_of(folder: Path) -> list[Problem]:
    """Load everything a pack consists of and return what is wrong with it."""
    found: list[Problem] = []
    try:
        pack = load(folder).pack
        found += check_routing(pack.routing, pack.taxonomy)
    except PackNotFoundError:
        raise
    except PackError as error:
        found += error.problems
    try:
        if (folder / "cases.yaml").is_file():
            load_cases(folder / "cases.yaml")
    except PackError as error:
        found += error.problems
    return sorted(dict.fromkeys(found), key=lambda problem: problem.location)


def _english(packs: int, errors: int) -> str:
    return f"checked {packs} pack{'s' * (packs != 1)}, {errors} error{'s' * (errors != 1)}"


def _json(problem: Problem) -> str:
    place = problem.location
    values = {
        "file": place.file,
        "line": place.line,
        "column": place.column,
        "level": problem.level,
        "code": problem.code,
        "message": problem.message._asdict(),
        "hint": problem.hint._asdict(),
    }
    return json.dumps(values, ensure_ascii=False)
