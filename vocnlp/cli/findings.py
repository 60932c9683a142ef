"""Turn findings into the formats of other tools: JSON lines, GitHub annotations, SARIF 2.1.0, JUnit XML."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Literal
from xml.sax.saxutils import escape, quoteattr

from vocnlp import __version__
from vocnlp.cases import CaseResult
from vocnlp.errors import Problem

__all__ = ["github", "json_line", "junit", "sarif"]

_COMMANDS = {"error": "error", "warning": "warning", "info": "notice"}
_LEVELS = {"error": "error", "warning": "warning", "info": "note"}
_PLACE = re.compile(r"(.*?):(\d+)(?::\d+)?")
Lang = Literal["zh", "en"]


def json_line(problem: Problem) -> str:
    """Return one finding as JSON, in both languages."""
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


def github(problem: Problem, lang: Lang = "zh") -> str:
    """Return one finding as a workflow command, which GitHub shows at the line of a pull request."""
    place = problem.location
    fields = {"file": place.file, "line": place.line, "col": place.column, "title": problem.code}
    shown = ",".join(f"{key}={_property(str(value))}" for key, value in fields.items() if value)
    return f"::{_COMMANDS[problem.level]} {shown}::{_data(_words(problem, lang))}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def _words(problem: Problem, lang: Lang) -> str:
    message, hint = getattr(problem.message, lang), getattr(problem.hint, lang)
    return f"{message}；{hint}" if hint and lang == "zh" else f"{message}; {hint}" if hint else message


def sarif(problems: Sequence[Problem], about: Mapping[str, str], lang: Lang = "zh") -> str:
    """Return findings as a SARIF 2.1.0 log; ``about`` says what each code is about."""
    codes = list(dict.fromkeys(problem.code for problem in problems))
    rules = [{"id": code, "shortDescription": {"text": about[code]}} for code in codes]
    driver = {"name": "vocnlp", "version": __version__, "rules": rules}
    results = [_result(problem, codes.index(problem.code), lang) for problem in problems]
    log = {
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}],
    }
    return json.dumps(log, ensure_ascii=False, indent=2) + "\n"


def _result(problem: Problem, index: int, lang: Lang) -> dict[str, Any]:
    place = problem.location
    where: dict[str, Any] = {"artifactLocation": {"uri": _uri(place.file)}}
    if place.line:
        where["region"] = {"startLine": place.line, **({"startColumn": place.column} if place.column else {})}
    return {
        "ruleId": problem.code,
        "ruleIndex": index,
        "level": _LEVELS[problem.level],
        "message": {"text": _words(problem, lang)},
        "locations": [{"physicalLocation": where}],
    }


def _uri(file: str) -> str:
    from urllib.parse import quote

    path = Path(file)
    if path.is_absolute() and path.is_relative_to(Path.cwd()):
        path = path.relative_to(Path.cwd())
    return path.as_uri() if path.is_absolute() else quote(path.as_posix())


def junit(name: str, results: Iterable[tuple[str, CaseResult, str]], lang: Lang = "zh") -> str:
    """Return the results of cases, each with its script and what to say about it, as JUnit XML.

    A case is known by pack, script, id and sentence, so that its history goes on when its line moves.
    """
    cases, failed = [], 0
    for script, result, told in results:
        case = result.case
        place = _PLACE.fullmatch(case.origin)
        assert place
        known = f"classname={_attribute(f'{name}.{script}')} name={_attribute(f'{case.spec.id}: {case.spec.text}')}"
        head = f"  <testcase {known} file={_attribute(place[1])} line={_attribute(place[2])}"
        if result.passed:
            cases.append(f"{head}/>")
            continue
        failed += 1
        first = _attribute(next((getattr(one, lang) for one in result.failures), "known_failure"))
        cases.append(f"{head}>\n    <failure message={first}>{escape(_allowed(told))}</failure>\n  </testcase>")
    head = f'<testsuite name={_attribute(name)} tests="{len(cases)}" failures="{failed}">'
    return "\n".join(['<?xml version="1.0" encoding="utf-8"?>', head, *cases, "</testsuite>", ""])


def _attribute(text: str) -> str:
    return quoteattr(_allowed(text), {"\n": "&#10;"})


def _allowed(text: str) -> str:
    """Leave out characters that XML 1.0 cannot hold."""
    return "".join(
        sign
        for sign in text
        if sign in "\t\n" or " " <= sign <= "\ud7ff" or "\ue000" <= sign <= "\ufffd" or sign > "\uffff"
    )
