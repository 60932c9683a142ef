"""Run the sentences that ship with the knowledge: inline examples, lexicon examples, and whole-utterance cases.

An example passes when the point has an opinion of the expected polarity; ``not`` examples pass when the point
is not mentioned. Whole-utterance cases (``cases.yaml``) expect and reject opinions, and may name the
department, the intent, the severity, the cause and the polarity of the whole.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from vocnlp.errors import Message, did_you_mean
from vocnlp.pack import Pack
from vocnlp.pipeline import Pipeline
from vocnlp.types.analysis import Analysis
from vocnlp.yamlnode import Node
from vocnlp.yamlsource import load_yaml

__all__ = ["Case", "CaseResult", "example_cases", "load_cases", "run_case", "run_cases"]

Expected = Literal["positive", "negative", "neutral", "any"]


class CaseSpec(BaseModel):
    """One entry of a ``cases.yaml``."""

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)

    id: str
    text: str
    pack: str = ""
    channel: str = ""
    time: str = ""
    meta: dict[str, str] = {}
    expect: dict[str, Expected] = {}
    reject: dict[str, Expected] = {}
    polarity: str = ""
    intent: str = ""
    severity: str = Field("", pattern=r"^(([<>]=?)? ?[0-5])?$")
    department: str = ""
    cause: str = ""
    known_failure: str = ""


class CasesFile(BaseModel):
    """A file of whole-utterance cases; ``pack`` at the top holds for every case that names none."""

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)

    pack: str = ""
    cases: list[CaseSpec] = []


@dataclass(frozen=True, slots=True)
class Case:
    """One sentence with what it must show; ``origin`` is ``file:line``."""

    origin: str
    spec: CaseSpec


@dataclass(frozen=True, slots=True)
class CaseResult:
    """What came of a case: every expectation that failed, in words. Empty ``failures`` means that it passed.

    A case with a ``known_failure`` passes while it fails, and fails when it is mended without notice.
    """

    case: Case
    failures: tuple[Message, ...] = ()
    analysis: Analysis | None = field(default=None, compare=False, repr=False)

    @property
    def passed(self) -> bool:
        """Whether the case is as it should be."""
        return bool(self.failures) == bool(self.case.spec.known_failure)


def load_cases(file: Path, pack: Pack | None = None) -> list[Case]:
    """Read a ``cases.yaml``.

    Args:
        file: the file.
        pack: the pack whose points and departments the cases name; without it they are not looked up.

    Raises:
        PackError: with every problem of the file.
    """
    root = load_yaml(file)
    spec = root.require(CasesFile)
    nodes: list[Node] = root.at(("cases",)).value if spec.cases else []
    cases = [case if case.pack else case.model_copy(update={"pack": spec.pack}) for case in spec.cases]
    for case, node in zip(cases, nodes, strict=True):
        if pack and case.pack in ("", pack.name):
            _look_up(node, pack)
    root.source.raise_if_errors()
    return [Case(f"{file}:{node.location.line}", case) for case, node in zip(cases, nodes, strict=True)]


def _look_up(case: Node, pack: Pack) -> None:
    """Report what a case names and the pack does not have: a point rejected under a wrong name would always pass."""
    points, departments = pack.taxonomy.points, pack.routing.departments
    named = [item for key in ("expect", "reject") if (group := case.get(key)) for item in group.items()]
    for point, node in named:
        if point not in points:
            message = Message(f"没有体验点 {point}", f"no point {point}")
            node.source.report(node.key_location, "unknown-point", message, hint=did_you_mean(point, points))
    owner = case.get("department")
    if owner and owner.value not in departments:
        message = Message(f"没有部门 {owner.value}", f"no department {owner.value}")
        owner.report("unknown-department", message, hint=did_you_mean(owner.value, departments))


def example_cases(pipeline: Pipeline, convert: Callable[[str], str] | None = None) -> Iterator[Case]:
    """Yield the inline examples of every point as cases.

    Args:
        pipeline: the pack.
        convert: turns every sentence into another script first (Taiwan or Hong Kong forms).
    """
    for point in pipeline.pack.taxonomy.points.values():
        examples = (*point.examples, *(example for entry in point.entries for example in entry.examples))
        for number, example in enumerate(examples):
            expectation = (
                {"reject": {point.id: "any"}} if example.kind == "not" else {"expect": {point.id: example.kind}}
            )
            text = convert(example.text) if convert else example.text
            spec = CaseSpec.model_validate({"id": f"{point.id}[{number}]", "text": text, **expectation})
            yield Case(str(example.location), spec)


def run_cases(pipeline: Pipeline, cases: Iterable[Case]) -> Iterator[CaseResult]:
    """Run cases in order."""
    return (run_case(pipeline, case) for case in cases)


def run_case(pipeline: Pipeline, case: Case) -> CaseResult:
    """Analyse the sentence of a case and compare."""
    spec = case.spec
    analysis = pipeline.analyze(
        spec.text, channel=spec.channel or None, time=spec.time or None, meta=_numbers(spec.meta) or None
    )
    return CaseResult(case, tuple(_failures(spec, analysis)), analysis)


def _failures(spec: CaseSpec, analysis: Analysis) -> Iterator[Message]:
    found = polarities(analysis)
    for point, expected in spec.expect.items():
        if point not in found:
            had = [f"{name} {polarity}" for name, polarity in found.items()]
            zh, en = (
                f"{point}：期望 {expected}，没有提及；得到",
                f"{point}: expected {expected}, was not mentioned; found",
            )
            yield Message(f"{zh} {'、'.join(had) or '无'}", f"{en} {', '.join(had) or 'nothing'}")
        elif expected not in ("any", found[point]):
            yield _unequal(point, point, expected, found[point])
    for point, rejected in spec.reject.items():
        if point in found and rejected in ("any", found[point]):
            was = found[point]
            yield Message(f"{point}：不该有 {rejected}，得到 {was}", f"{point}: must not be {rejected}, was {was}")
    if spec.polarity and spec.polarity != analysis.polarity:
        yield _unequal("整句", "whole", spec.polarity, f"{analysis.polarity} ({analysis.score:+.2f})")
    if spec.intent and spec.intent != analysis.intent:
        yield _unequal("意图", "intent", spec.intent, analysis.intent)
    if spec.severity and not _within(analysis.severity, spec.severity):
        yield _unequal("严重度", "severity", spec.severity, str(analysis.severity))
    departments = [decision.department for decision in analysis.decisions]
    if spec.department and spec.department not in departments:
        yield _unequal("部门", "department", spec.department, ", ".join(departments))
    causes = [opinion.cause.text for opinion in analysis.opinions if opinion.cause]
    if spec.cause and spec.cause not in causes:
        yield _unequal("原因", "cause", f"“{spec.cause}”", ", ".join(causes))


def _unequal(zh: str, en: str, expected: str, found: str) -> Message:
    return Message(
        f"{zh}：期望 {expected}，得到 {found or '无'}", f"{en}: expected {expected}, was {found or 'nothing'}"
    )


def polarities(analysis: Analysis) -> dict[str, str]:
    """Return the polarity of every mentioned point: the sign of the sum of its opinions' scores."""
    sums: dict[str, float] = {}
    for opinion in analysis.opinions:
        sums[opinion.point] = sums.get(opinion.point, 0.0) + opinion.score
    return {point: "positive" if total > 0 else "negative" if total < 0 else "neutral" for point, total in sums.items()}


def _within(value: int, wanted: str) -> bool:
    for sign, holds in ((">=", value.__ge__), ("<=", value.__le__), (">", value.__gt__), ("<", value.__lt__)):
        if wanted.startswith(sign):
            return bool(holds(int(wanted[len(sign) :])))
    return value == int(wanted)


def _numbers(meta: dict[str, str]) -> dict[str, Any]:
    """Read numbers as numbers: YAML scalars of this project are text."""

    def read(value: str) -> Any:
        try:
            return float(value) if "." in value else int(value)
        except ValueError:
            return value

    return {key: read(value) for key, value in meta.items()}
