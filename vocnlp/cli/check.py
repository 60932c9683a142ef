"""Turn packs and their files into a list of problems: ``vocnlp check``."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Annotated

import typer

from vocnlp.cases import load_cases
from vocnlp.cli.options import Language
from vocnlp.errors import PackError, PackNotFoundError, Problem
from vocnlp.normalize import Normalizer
from vocnlp.pack import pack_folder
from vocnlp.pipeline import load
from vocnlp.routing.check import check_routing
from vocnlp.taxonomy.checks.registry import check_taxonomy

__all__ = ["command", "find_packs", "problems_of"]


def command(
    paths: Annotated[
        list[str], typer.Argument(metavar="PATH...", help="Packs by name or folder, or a folder of packs.")
    ],
    lang: Annotated[Language, typer.Option(help="The language of the findings.")] = Language.zh,
    as_json: Annotated[bool, typer.Option("--json", help="Print the findings as JSON lines.")] = False,
    everything: Annotated[bool, typer.Option("--all", "-a", help="List remarks (info) as well.")] = False,
) -> None:
    """Check packs and their files.

    Every problem is reported at once, as file:line:col.

    Exit code 0: no errors; 1: there are errors; 2: there is no such pack.
    """
    folders = [folder for path in paths for folder in find_packs(path)]
    levels: Counter[str] = Counter()
    for folder in folders:
        found = problems_of(folder)
        levels.update(problem.level for problem in found)
        for problem in found:
            if everything or problem.level != "info":
                typer.echo(_json(problem) if as_json else problem.render(lang.value))
    if not as_json:
        typer.echo(_summary(lang, len(folders), levels, everything))
    if levels["error"]:
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
        normal, departments = Normalizer().pattern, frozenset(pack.routing.departments)
        found += check_taxonomy(pack.taxonomy, normal=normal, departments=departments)
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


def _summary(lang: Language, packs: int, levels: Counter[str], everything: bool) -> str:
    hidden = levels["info"] and not everything
    if lang is Language.zh:
        told = f"检查了 {packs} 个行业包：错误 {levels['error']}，警告 {levels['warning']}，提示 {levels['info']}"
        return f"{told}（--all 列出）" if hidden else told
    told = f"packs {packs}, errors {levels['error']}, warnings {levels['warning']}, remarks {levels['info']}"
    return f"{told} (--all lists them)" if hidden else told


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
