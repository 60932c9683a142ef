"""Name every check of the taxonomy and run them: findings become problems, silenced ones are left out.

A check can be silenced where it does not apply: ``silence: [code]`` on an entry, on a point, or on the file.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from types import ModuleType

from vocnlp.errors import Problem
from vocnlp.normalize import Normalizer
from vocnlp.taxonomy.checks import (
    contradictory_example,
    dead_rule,
    departments,
    duplicate_term,
    embedded_term,
    empty_point,
    examples,
    overlay,
    script_trap,
    shadowed_term,
    shared_term,
    typo,
    unused_list,
    weights,
    yaml_trap,
)
from vocnlp.taxonomy.checks.book import Book, Finding
from vocnlp.taxonomy.checks.dictionary import load_dictionary
from vocnlp.taxonomy.model import Taxonomy

__all__ = ["CHECKS", "LOADER_CODES", "check_taxonomy"]

CHECKS: dict[str, ModuleType] = {
    "bad-share": weights,
    "contradictory-example": contradictory_example,
    "dead-rule": dead_rule,
    "duplicate-term": duplicate_term,
    "embedded-term": embedded_term,
    "empty-point": empty_point,
    "likely-typo": typo,
    "missing-department": departments,
    "missing-example": examples,
    "missing-near-miss": examples,
    "overlay-no-effect": overlay,
    "override": overlay,
    "script-trap": script_trap,
    "shadowed-term": shadowed_term,
    "shared-term": shared_term,
    "unknown-department": departments,
    "unused-list": unused_list,
    "yaml-trap": yaml_trap,
}
"""Every code that a check may report, and its module; the module's docstring is its documentation."""

LOADER_CODES: dict[str, str] = {
    "bad-expression": "An expression that cannot be read; the caret stands under the character.",
    "bad-id": "An id with other signs than letters, digits, `_` and `-`.",
    "bad-key": "A key that is no text.",
    "bad-value": "A value that does not fit its key.",
    "bad-weight": "A weight that is negative or no number.",
    "contradictory-word": "A polarity word with two signs at one point.",
    "duplicate-key": "The same key twice in one mapping.",
    "duplicate-point": "The same point id twice.",
    "expression-too-wide": "An expression that stands for too many combinations.",
    "list-cycle": "A list that contains itself.",
    "missing-base": "`extends` without the taxonomy that it names.",
    "missing-key": "A required key is missing.",
    "not-utf8": "A file that is not UTF-8.",
    "unknown-entry": "`remove: true` for an entry that the base does not have.",
    "unknown-key": "A key that the format does not know.",
    "unknown-list": "`$name` of a list that does not exist.",
    "unknown-point": "A point id that does not exist.",
    "unreadable": "A file that cannot be opened.",
    "wrong-base": "`extends` names another taxonomy than the one given.",
    "yaml-character": "A character that YAML does not allow.",
    "yaml-feature": "An anchor, alias or tag; quote a text that begins with `&`, `*` or `!`.",
    "yaml-syntax": "Text that is not YAML.",
}
"""What loading itself reports; these are errors and cannot be silenced."""


def check_taxonomy(
    taxonomy: Taxonomy,
    *,
    normalizer: Normalizer | None = None,
    departments: frozenset[str] | None = None,
    corpus: Sequence[str] = (),
    dictionary: bool = True,
) -> list[Problem]:
    """Run every check on the taxonomy's own files (not on those of its base).

    Args:
        taxonomy: what to check.
        normalizer: brings literals to the form in which they will be matched; the default one when absent.
        departments: ids that the routing table declares; None when unknown.
        corpus: normalized texts for evidence.
        dictionary: look words up in jieba's word list, where it is installed.

    Returns:
        Problems sorted by place.
    """
    words = load_dictionary() if dictionary else None
    book = Book(
        taxonomy,
        normalizer or Normalizer(),
        departments,
        corpus,
        frequency=words.frequency if words else None,
        containing=words.containing if words else None,
    )
    own = frozenset(taxonomy.files)
    lines = {file: _lines(file) for file in taxonomy.files}
    findings = [finding for check in dict.fromkeys(CHECKS.values()) for finding in check.check(book)]
    findings += yaml_trap.check_files(lines)
    problems = [
        _problem(finding, lines)
        for finding in findings
        if finding.location.file in own and not _silenced(finding, book)
    ]
    return sorted(dict.fromkeys(problems), key=lambda problem: (problem.location, problem.code, problem.message))


def _silenced(finding: Finding, book: Book) -> bool:
    code = finding.code
    return (
        code in book.taxonomy.silence
        or (finding.point is not None and code in finding.point.silence)
        or (finding.entry is not None and code in finding.entry.silence)
    )


def _problem(finding: Finding, lines: dict[str, list[str]]) -> Problem:
    place = finding.location
    text = lines[place.file]
    excerpt = text[place.line - 1].rstrip() if 0 < place.line <= len(text) else ""
    return Problem(place, finding.level, finding.code, finding.message, finding.hint, excerpt)


def _lines(file: str) -> list[str]:
    path = Path(file)
    return path.read_text(encoding="utf-8-sig").splitlines() if path.is_file() else []
