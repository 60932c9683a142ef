"""Turn packs and their files into a list of problems: ``vocnlp check``."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from vocnlp.batch.atomic import check_targets
from vocnlp.cases import example_cases, load_cases, polarities, run_cases
from vocnlp.cli.findings import github, json_line, sarif
from vocnlp.cli.options import LangOption, Language, OutputOption, SheetOption, TextOption, say_read
from vocnlp.cli.written import write_text
from vocnlp.collector import unhurried
from vocnlp.errors import Location, Message, PackError, PackNotFoundError, Problem
from vocnlp.normalize import Normalizer
from vocnlp.pack import pack_folder
from vocnlp.pipeline import Pipeline, load
from vocnlp.routing.check import ROUTING_CODES, check_routing
from vocnlp.sentiment.lexicon import check_lexicon
from vocnlp.taxonomy.checks.registry import CHECKS, LOADER_CODES, check_taxonomy

__all__ = ["PACK_CODES", "command", "find_packs", "problems_of"]


PACK_CODES: dict[str, str] = {
    "bad-pattern": "A regular expression of causes.yaml or signals.yaml that cannot be read.",
    "circular-base": "A pack that stands on itself.",
    "duplicate-word": "A word twice in one part of lexicon.yaml: the later one wins.",
    "failing-example": "An inline example that does not hold; `vocnlp test` says why.",
    "missing-file": "A pack without a taxonomy or a routing table, of its own or of its base.",
}
"""What only a pack as a whole can show."""


class Shape(StrEnum):
    """What the findings are written as."""

    text = "text"
    json = "json"
    github = "github"
    sarif = "sarif"


def command(
    paths: Annotated[
        list[str], typer.Argument(metavar="PATH...", help="Packs by name or folder, or a folder of packs.")
    ],
    lang: LangOption = Language.zh,
    shape: Annotated[
        Shape, typer.Option("--format", "-f", help="JSON lines, GitHub annotations or SARIF for other tools.")
    ] = Shape.text,
    output: OutputOption = None,
    corpus: Annotated[str, typer.Option(metavar="FILE", help="Comments as evidence for terms inside words.")] = "",
    text: TextOption = None,
    sheet: SheetOption = "",
    everything: Annotated[bool, typer.Option("--all", "-a", help="List remarks (info) as well.")] = False,
) -> None:
    """Check packs and their files.

    Every problem is reported at once, as file:line:col.

    Exit code 0: no errors; 1: there are errors; 2: there is no such pack.
    """
    check_targets([output], corpus)
    folders = [folder for path in paths for folder in find_packs(path)]
    texts = _corpus(corpus, text, sheet)
    found = [problem for folder in folders for problem in problems_of(folder, corpus=texts)]
    levels: Counter[str] = Counter(problem.level for problem in found)
    shown = [problem for problem in found if everything or problem.level != "info"]
    told = _summary(lang, len(folders), levels, everything)
    write_text(_render(shown, shape, lang) + (f"{told}\n" if shape is Shape.text else ""), output)
    if levels["error"]:
        raise typer.Exit(1)


def _render(problems: list[Problem], shape: Shape, lang: Language) -> str:
    match shape:
        case Shape.sarif:
            return sarif(problems, {problem.code: _about(problem.code) for problem in problems}, lang.value)
        case Shape.json:
            lines: Iterable[str] = map(json_line, problems)
        case Shape.github:
            lines = (github(problem, lang.value) for problem in problems)
        case _:
            lines = (problem.render(lang.value) for problem in problems)
    return "".join(f"{line}\n" for line in lines)


def _about(code: str) -> str:
    """Return what a code is about, in the first sentence of its page."""
    if code in CHECKS:
        return (CHECKS[code].__doc__ or "").partition(": ")[2].partition("\n")[0]
    return {**LOADER_CODES, **ROUTING_CODES, **PACK_CODES}.get(code, code)


def _corpus(file: str, text: str | None, sheet: str) -> list[str]:
    """Return the normal forms of a file's comments."""
    if not file:
        return []
    from vocnlp.analytics.corpus import Corpus

    normalizer = Normalizer()
    comments = Corpus(file, text=text, sheet=sheet)
    texts = [normalizer.normalize(utterance.text).text for utterance in comments]
    say_read(comments.how, comments.notes)
    return texts


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


def problems_of(folder: Path, *, corpus: Sequence[str] = ()) -> list[Problem]:
    """Load everything a pack consists of and return what is wrong with it."""
    with unhurried():
        return _problems_of(folder, corpus)


def _problems_of(folder: Path, corpus: Sequence[str]) -> list[Problem]:
    found: list[Problem] = []
    pack = None
    try:
        pipeline = load(folder)
        pack = pipeline.pack
        departments = frozenset(pack.routing.departments)
        found += check_taxonomy(pack.taxonomy, departments=departments, corpus=corpus)
        found += check_routing(pack.routing, pack.taxonomy)
        found += failing_examples(pipeline)
        found += [problem for file in pack.lexicons if file.parent == folder for problem in check_lexicon(file)]
    except PackNotFoundError:
        raise
    except PackError as error:
        found += error.problems
    try:
        if (folder / "cases.yaml").is_file():
            load_cases(folder / "cases.yaml", pack)
    except PackError as error:
        found += error.problems
    return sorted(dict.fromkeys(found), key=lambda problem: problem.location)


def failing_examples(pipeline: Pipeline) -> Iterator[Problem]:
    """Run the inline examples of a pack's own files; those that fail are problems (failing-example)."""
    taxonomy = pipeline.pack.taxonomy
    own = {file: Path(file).read_text(encoding="utf-8-sig").splitlines() for file in taxonomy.files}
    for result in run_cases(pipeline, example_cases(pipeline)):
        file, line, column = result.case.origin.rsplit(":", 2)
        spec = result.case.spec
        point = next(iter({**spec.expect, **spec.reject}))
        if result.passed or file not in own or "failing-example" in taxonomy.silence | taxonomy.points[point].silence:
            continue
        assert result.analysis is not None
        was = polarities(result.analysis).get(point, "")
        wanted = spec.expect.get(point, "")
        zh = f"应当是 {point} {wanted}" if wanted else f"不该命中 {point}"
        en = f"should be {wanted} about {point}" if wanted else f"must not mention {point}"
        message = Message(
            f"例句“{spec.text}”{zh}，得到 {was or '没有提及'}",
            f"the example {spec.text} {en}, was {was or 'no mention'}",
        )
        place = Location(file, int(line), int(column))
        hint = Message("vocnlp test 说明原因", "vocnlp test says why")
        yield Problem(place, "error", "failing-example", message, hint, own[file][place.line - 1].rstrip())


def _summary(lang: Language, packs: int, levels: Counter[str], everything: bool) -> str:
    hidden = levels["info"] and not everything
    if lang is Language.zh:
        told = f"检查了 {packs} 个行业包：错误 {levels['error']}，警告 {levels['warning']}，提示 {levels['info']}"
        return f"{told}（--all 列出）" if hidden else told
    told = f"packs {packs}, errors {levels['error']}, warnings {levels['warning']}, remarks {levels['info']}"
    return f"{told} (--all lists them)" if hidden else told
