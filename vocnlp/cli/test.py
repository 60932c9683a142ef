"""Turn a pack's examples and cases into pass or why-not: ``vocnlp test``."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from enum import StrEnum
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Annotated

import typer

from vocnlp.batch.atomic import check_targets
from vocnlp.cases import Case, CaseResult, example_cases, load_cases, run_case
from vocnlp.cli.findings import junit
from vocnlp.cli.options import LangOption, Language
from vocnlp.cli.written import write_text
from vocnlp.errors import InputError, Lang, Message
from vocnlp.pipeline import Pipeline, load
from vocnlp.types.analysis import Analysis

__all__ = ["Script", "command"]


class Script(StrEnum):
    """The script in which the sentences are tried."""

    written = "written"
    taiwan = "taiwan"
    hongkong = "hongkong"
    all = "all"


_EXPLAINED = 20
_CONFIGS = {Script.taiwan: "s2twp", Script.hongkong: "s2hk"}


def command(
    pack: Annotated[str, typer.Argument(metavar="PACK", help="A pack's name, its folder, or its pack.yaml.")],
    cases: Annotated[list[Path] | None, typer.Option(help="More files of cases; may be repeated.")] = None,
    only: Annotated[str, typer.Option(metavar="GLOB", help="Only cases whose id or point matches.")] = "*",
    script: Annotated[Script, typer.Option(help="Try the sentences as written, or converted.")] = Script.written,
    output: Annotated[Path | None, typer.Option("--junit", metavar="OUT.xml", help="Write JUnit XML as well.")] = None,
    lang: LangOption = Language.zh,
    verbose: Annotated[
        bool, typer.Option("--verbose", "-v", help="Show the reasoning of what failed (in Chinese).")
    ] = False,
) -> None:
    """Run the examples and cases that ship with a pack.

    A case that expects a point and does not get it comes with the nearest rule and what it lacks.

    Exit code 0: all passed; 1: some failed; 2: the pack cannot be loaded.
    """
    check_targets([output], *(cases or []))
    pipeline = load(pack)
    told: list[tuple[str, CaseResult, str]] = []
    failed = 0
    scripts = [Script.written, Script.taiwan, Script.hongkong] if script is Script.all else [script]
    for wanted in scripts:
        for case in _cases(pipeline, cases or [], _converter(wanted)):
            if not any(fnmatchcase(name, only) for name in (case.spec.id, *case.spec.expect, *case.spec.reject)):
                continue
            result = run_case(pipeline, case)
            words = ""
            if not result.passed:
                failed += 1
                words = _failure(result, verbose, lang.value, pipeline if failed <= _EXPLAINED else None)
                typer.echo(words)
            told.append((wanted.value, result, words))
    if not told:
        raise InputError(f"没有匹配 {only!r} 的例句或用例")
    if output:
        write_text(junit(pipeline.pack.name, told, lang.value), output)
    passed = f"{len(told) - failed} / {len(told)}"
    typer.echo(
        f"{pipeline.pack.name}：通过 {passed}" if lang is Language.zh else f"{pipeline.pack.name}: {passed} passed"
    )
    if failed:
        raise typer.Exit(1)


def _cases(pipeline: Pipeline, files: list[Path], convert: Callable[[str], str] | None) -> Iterator[Case]:
    yield from example_cases(pipeline, convert)
    own = pipeline.pack.folder / "cases.yaml"
    for file in [*([own] if own.is_file() else []), *files]:
        for case in load_cases(file, pipeline.pack):
            text = convert(case.spec.text) if convert else case.spec.text
            yield Case(case.origin, case.spec.model_copy(update={"text": text}))


def _converter(script: Script) -> Callable[[str], str] | None:
    if script not in _CONFIGS:
        return None
    import opencc

    convert: Callable[[str], str] = opencc.OpenCC(_CONFIGS[script]).convert
    return convert


def _failure(result: CaseResult, verbose: bool, lang: Lang, pipeline: Pipeline | None) -> str:
    spec = result.case.spec
    known = spec.known_failure
    mended = Message(f"已经修好，请去掉 known_failure（{known}）", f"mended: take known_failure away ({known})")
    reasons = [getattr(reason, lang) for reason in result.failures or (mended,)]
    lines = [f"{result.case.origin}: {spec.id}: {spec.text}", *(f"    {reason}" for reason in reasons)]
    if pipeline and result.analysis:
        lines += [f"      {line}" for line in _why_not(pipeline, result, result.analysis, lang)]
    if verbose and result.analysis:
        lines += [f"    {line}" for line in result.analysis.explain().splitlines()[1:]]
    return "\n".join(lines)


def _why_not(pipeline: Pipeline, result: CaseResult, analysis: Analysis, lang: Lang) -> Iterator[str]:
    """Name the nearest rule of every expected point that is not there, and what the rule lacks."""
    from vocnlp.normalize import Normalizer
    from vocnlp.segment.clauses import split
    from vocnlp.tagging.whynot import why_not

    taxonomy, normalizer = pipeline.pack.taxonomy, Normalizer()
    found = {opinion.point for opinion in analysis.opinions}
    text = normalizer.normalize(result.case.spec.text)
    for point in result.case.spec.expect:
        if point in found or point not in taxonomy.points:
            continue
        for near in why_not(taxonomy, point, text.text, split(text), normalizer.pattern, most=1):
            place = "/".join(Path(near.entry.location.file).parts[-2:])
            rule, at = near.entry.source, f"{place}:{near.entry.location.line}"
            if lang == "zh":
                yield f"最近的规则 {rule}（{at}）：{'；'.join(reason.zh for reason in near.reasons)}"
            else:
                yield f"nearest rule {rule} ({at}): {'; '.join(reason.en for reason in near.reasons)}"
