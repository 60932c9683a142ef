"""Turn two versions of a pack and a corpus into what the edit changes: points, polarity, tickets, broken examples.

Points are compared per utterance by the sign of their summed scores; a point that only moved counts as the same.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from vocnlp.analytics.shift import METHOD, IndexShift, Judgements, index_dict, index_shifts
from vocnlp.cases import Case, example_cases, load_cases, polarities, run_case
from vocnlp.pipeline import Pipeline
from vocnlp.types.analysis import Analysis
from vocnlp.types.utterance import Utterance

__all__ = [
    "Broken",
    "DepartmentImpact",
    "Impact",
    "PointImpact",
    "Sample",
    "broken_examples",
    "measure_impact",
]

_KINDS = ("gained", "lost", "changed")


class Sample(NamedTuple):
    """An utterance that is understood otherwise now; ``quote`` is what the opinion stands on."""

    id: str
    text: str
    quote: str
    before: str
    after: str


@dataclass(slots=True)
class PointImpact:
    """What becomes of one point: utterances by polarity before and after, and those that came, went or turned."""

    point: str
    name: str
    before: Counter[str] = field(default_factory=Counter)
    after: Counter[str] = field(default_factory=Counter)
    gained: int = 0
    lost: int = 0
    changed: int = 0
    samples: dict[str, list[Sample]] = field(default_factory=lambda: {kind: [] for kind in _KINDS})

    @property
    def negative_before(self) -> float:
        """The share of negative among the utterances that judged before, 0 when none did."""
        return _negative(self.before)

    @property
    def negative_after(self) -> float:
        """The share of negative among the utterances that judge now."""
        return _negative(self.after)

    @property
    def touched(self) -> int:
        """How many utterances differ at this point."""
        return self.gained + self.lost + self.changed


class DepartmentImpact(NamedTuple):
    """Tickets of one department before and after."""

    department: str
    name: str
    before: int
    after: int


class Broken(NamedTuple):
    """An example or case that held before and does not now."""

    origin: str
    id: str
    text: str
    failures: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Impact:
    """The whole comparison; ``points`` holds those that differ, the most touched first.

    ``affected`` counts utterances where any point, polarity, department or priority differs. ``whole`` is the index of
    the tree, ``indices`` holds the nodes whose index differs, in the order of the new tree.
    """

    utterances: int
    affected: int
    points: tuple[PointImpact, ...]
    departments: tuple[DepartmentImpact, ...]
    whole: IndexShift
    indices: tuple[IndexShift, ...]

    @property
    def share(self) -> float:
        """The share of utterances that differ."""
        return self.affected / self.utterances if self.utterances else 0.0

    def to_dict(self) -> dict[str, Any]:
        """Return JSON-safe plain values."""
        return {
            "utterances": self.utterances,
            "affected": self.affected,
            "share": round(self.share, 6),
            "points": [_point_dict(point) for point in self.points],
            "departments": [department._asdict() for department in self.departments],
            "index": index_dict(self.whole),
            "interval_method": METHOD,
            "indices": [index_dict(one) for one in self.indices],
        }


def measure_impact(
    old: Pipeline, new: Pipeline, utterances: Iterable[Utterance], moved: Mapping[str, str], *, samples: int = 5
) -> Impact:
    """Analyse a corpus with both versions and compare.

    Args:
        old: the pack before the edit.
        new: the pack after it.
        utterances: the corpus.
        moved: old ids to new ones, as in ``TaxonomyDiff``.
        samples: how many utterances to keep for each point and kind of difference.
    """
    points: dict[str, PointImpact] = {}
    tickets: tuple[Counter[str], Counter[str]] = (Counter(), Counter())
    judgements = Judgements()
    count = affected = 0
    for utterance in utterances:
        count += 1
        before, after = old.analyze(utterance), new.analyze(utterance)
        was = {moved.get(point, point): sign for point, sign in polarities(before).items()}
        now = polarities(after)
        judgements.add(was, now)
        differs = _decided(before) != _decided(after)
        for point in sorted(was.keys() | now.keys()):
            impact = points.setdefault(point, PointImpact(point, _name(point, old, new)))
            differs |= _compare(impact, was.get(point, ""), now.get(point, ""), before, after, moved, samples)
        affected += differs
        for analysis, counter in zip((before, after), tickets, strict=True):
            counter.update(decision.department for decision in analysis.decisions)
    touched = sorted((one for one in points.values() if one.touched), key=lambda one: (-one.touched, one.point))
    whole, *indices = index_shifts(old.pack.taxonomy, new.pack.taxonomy, judgements, moved)
    return Impact(count, affected, tuple(touched), tuple(_departments(old, new, *tickets)), whole, tuple(indices))


def _compare(
    impact: PointImpact,
    was: str,
    now: str,
    before: Analysis,
    after: Analysis,
    moved: Mapping[str, str],
    samples: int,
) -> bool:
    if was:
        impact.before[was] += 1
    if now:
        impact.after[now] += 1
    if was == now:
        return False
    kind = "gained" if not was else "lost" if not now else "changed"
    setattr(impact, kind, getattr(impact, kind) + 1)
    kept = impact.samples[kind]
    if len(kept) < samples:
        shown = before if kind == "lost" else after
        quotes = [opinion.text for opinion in shown.opinions if moved.get(opinion.point, opinion.point) == impact.point]
        kept.append(Sample(after.id, after.text, quotes[0] if quotes else "", was, now))
    return True


def _decided(analysis: Analysis) -> Counter[tuple[str, str]]:
    return Counter((decision.department, decision.priority) for decision in analysis.decisions)


def _departments(old: Pipeline, new: Pipeline, before: Counter[str], after: Counter[str]) -> Iterator[DepartmentImpact]:
    known = {**old.pack.routing.departments, **new.pack.routing.departments}
    for department in sorted(before.keys() | after.keys(), key=lambda one: (-abs(after[one] - before[one]), one)):
        name = known[department].name if department in known else department
        yield DepartmentImpact(department, name or department, before[department], after[department])


def _name(point: str, old: Pipeline, new: Pipeline) -> str:
    found = new.pack.taxonomy.points.get(point) or old.pack.taxonomy.points.get(point)
    return found.path if found else point


def _negative(counts: Counter[str]) -> float:
    judged = counts["positive"] + counts["negative"]
    return counts["negative"] / judged if judged else 0.0


def _point_dict(point: PointImpact) -> dict[str, Any]:
    return {
        "point": point.point,
        "name": point.name,
        "gained": point.gained,
        "lost": point.lost,
        "changed": point.changed,
        "before": dict(sorted(point.before.items())),
        "after": dict(sorted(point.after.items())),
        "negative_before": round(point.negative_before, 6),
        "negative_after": round(point.negative_after, 6),
        "samples": {kind: [sample._asdict() for sample in kept] for kind, kept in point.samples.items() if kept},
    }


def broken_examples(old: Pipeline, new: Pipeline, moved: Mapping[str, str]) -> list[Broken]:
    """Return the examples and cases of the old version that held there and do not hold in the new one.

    Those that speak of a point that was removed on purpose are left out.
    """
    found = []
    for case in _cases(old):
        mapped = _mapped(case, moved)
        if any(point not in new.pack.taxonomy.points for point in (*mapped.spec.expect, *mapped.spec.reject)):
            continue
        result = run_case(new, mapped)
        if not result.passed and run_case(old, case).passed:
            found.append(Broken(case.origin, mapped.spec.id, case.spec.text, tuple(one.zh for one in result.failures)))
    return found


def _cases(pipeline: Pipeline) -> Iterator[Case]:
    yield from example_cases(pipeline)
    file = pipeline.pack.folder / "cases.yaml"
    if file.is_file():
        yield from load_cases(file)


def _mapped(case: Case, moved: Mapping[str, str]) -> Case:
    spec = case.spec
    expect = {moved.get(point, point): value for point, value in spec.expect.items()}
    reject = {moved.get(point, point): value for point, value in spec.reject.items()}
    return Case(case.origin, spec.model_copy(update={"expect": expect, "reject": reject}))
