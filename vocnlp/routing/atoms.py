"""Turn the conditions of a table into finite dimensions: classes of values that no condition tells apart.

Each class (atom) keeps one concrete value as its example; a row's conditions on a dimension become the set of
atoms that satisfy them, a bit mask. A row is then a hyper-rectangle over a finite grid and can be treated
exactly. Fields that depend on each other share a dimension: a point decides its journey, a score its polarity.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

from vocnlp.routing.conditions import Condition
from vocnlp.routing.fields import CAUSE_KINDS, INTENTS, POINT_FIELDS, POLARITIES, level_of
from vocnlp.routing.globs import fitting, glob_of
from vocnlp.routing.rows import ASKING, CompiledRow
from vocnlp.routing.table import RoutingTable

if TYPE_CHECKING:
    from vocnlp.taxonomy.model import Taxonomy

__all__ = ["Box", "Dimension", "Grid", "grid_of"]

Box = tuple[int, ...]
"""For each dimension of the grid the bit mask of its atoms."""

ABSENT = None


class Dimension(NamedTuple):
    """One axis: its name, the fields it decides, and for each atom an example value of every field."""

    name: str
    atoms: tuple[Mapping[str, Any], ...]

    @property
    def everything(self) -> int:
        """Return the mask of all atoms."""
        return (1 << len(self.atoms)) - 1


@dataclass(frozen=True, slots=True)
class Grid:
    """The dimensions of a table and its rows as boxes; a row that is silent about feelings may be several."""

    dimensions: tuple[Dimension, ...]
    rows: tuple[tuple[Box, ...], ...]
    needed: tuple[Box, ...]

    def example(self, box: Box) -> dict[str, Any]:
        """Return one concrete value for every field: the first atom of each dimension."""
        values: dict[str, Any] = {}
        for dimension, mask in zip(self.dimensions, box, strict=True):
            values |= dimension.atoms[(mask & -mask).bit_length() - 1]
        return values


def grid_of(table: RoutingTable, rows: Sequence[CompiledRow], taxonomy: Taxonomy) -> Grid:
    """Build the grid of a table over the points of a taxonomy.

    Besides the rows it holds ``needed``: the part of the space whose opinions need an answer.
    """
    used: dict[str, list[Condition]] = {}
    for row in rows:
        for name, condition in (*row.point, *row.opinion, *row.voice):
            used.setdefault(name, []).append(condition)
    dimensions = [_points(used, taxonomy), _feelings(used), _intents(used)]
    shared = {*POINT_FIELDS, "polarity", "score", "intent"}
    dimensions += [
        _merged(name, {name: _candidates(name, conditions)}, used)
        for name, conditions in used.items()
        if name not in shared
    ]
    answers = _answers(table, dimensions)
    boxes = tuple(_boxes(row, dimensions, answers) for row in rows)
    return Grid(tuple(dimensions), boxes, answers)


def _points(used: Mapping[str, Sequence[Condition]], taxonomy: Taxonomy) -> Dimension:
    """Group the points that no row tells apart; points with and without an owner stay apart."""
    names = [name for name in POINT_FIELDS if name in used]
    classes: dict[tuple[Any, ...], dict[str, Any]] = {}
    for identity, point in taxonomy.points.items():
        values = {"point": identity, **{name: getattr(point, name) for name in names if name != "point"}}
        signature = tuple(condition.holds(values[name]) for name in names for condition in used[name])
        known = classes.setdefault((bool(point.department), *signature), {**values, "owner": point.department})
        known.setdefault("points", []).append(identity)
    return Dimension("point", tuple(classes.values()) or ({"point": "", "owner": "", "points": []},))


def _feelings(used: Mapping[str, Sequence[Condition]]) -> Dimension:
    """Pair polarities with scores: negative below 0, positive above, neutral around it."""
    scores = [-0.5, 0.0, 0.5, *_numbers(used.get("score", ()), (-1.0, 0.0, 1.0))]
    pairs = [
        {"polarity": polarity, "score": score}
        for polarity, sign in (("negative", -1), ("neutral", 0), ("positive", 1))
        for score in scores
        if -1 <= score <= 1 and (score * sign > 0 or (sign == 0 and abs(score) <= 0.1))
    ]
    return _distinct("polarity", pairs, used)


def _intents(used: Mapping[str, Sequence[Condition]]) -> Dimension:
    return Dimension("intent", tuple({"intent": intent} for intent in INTENTS))


def _answers(table: RoutingTable, dimensions: Sequence[Dimension]) -> tuple[Box, ...]:
    """Return the boxes of opinions that need an answer: negative ones, and neutral ones of an asking voice."""
    full = tuple(dimension.everything for dimension in dimensions)
    if table.dispatch == "all":
        return (full,)
    negative = _mask(dimensions[1], lambda atom: atom["polarity"] == "negative")
    neutral = _mask(dimensions[1], lambda atom: atom["polarity"] == "neutral")
    asking = _mask(dimensions[2], lambda atom: atom["intent"] in ASKING)
    return (full[0], negative, *full[2:]), (full[0], neutral, asking, *full[3:])


def _boxes(row: CompiledRow, dimensions: Sequence[Dimension], answers: Sequence[Box]) -> tuple[Box, ...]:
    own = [dimension.everything for dimension in dimensions]
    for name, condition in (*row.point, *row.opinion, *row.voice):
        for place, dimension in enumerate(dimensions):
            if name in dimension.atoms[0]:
                own[place] &= _mask(dimension, lambda atom, name=name, condition=condition: condition.holds(atom[name]))  # type: ignore[misc]
                break
    if row.takes_praise:
        return (tuple(own),) if all(own) else ()
    cut = [tuple(a & b for a, b in zip(own, answer, strict=True)) for answer in answers]
    return tuple(box for box in cut if all(box))


def _mask(dimension: Dimension, holds: Callable[[Mapping[str, Any]], bool]) -> int:
    mask = 0
    for place, atom in enumerate(dimension.atoms):
        if holds(atom):
            mask |= 1 << place
    return mask


def _merged(name: str, candidates: Mapping[str, Iterable[Any]], used: Mapping[str, Sequence[Condition]]) -> Dimension:
    return _distinct(name, [{field: value} for field, values in candidates.items() for value in values], used)


def _distinct(name: str, atoms: Iterable[Mapping[str, Any]], used: Mapping[str, Sequence[Condition]]) -> Dimension:
    """Keep one atom of each class that the conditions can tell apart (and each polarity)."""
    classes: dict[tuple[Any, ...], Mapping[str, Any]] = {}
    for atom in atoms:
        signature = tuple(
            condition.holds(value) for field, value in atom.items() for condition in dict.fromkeys(used.get(field, ()))
        )
        classes.setdefault((atom.get("polarity"), *signature), atom)
    return Dimension(name, tuple(classes.values()))


def _candidates(name: str, conditions: Sequence[Condition]) -> list[Any]:
    """Return values such that every class of values that the conditions tell apart has a member among them."""
    level = level_of(name)
    kind = level[1] if level else "free"
    if name == "severity":
        return [0, 1, 2, 3, 4, 5]
    if name == "voice.polarity":
        return [*POLARITIES, "mixed"]
    if name == "cause.kind":
        return [ABSENT, *CAUSE_KINDS]
    if name == "source":
        return ["rule", "model"]
    if kind == "flag":
        return [False, True] if name == "mot" else [ABSENT, False, True]
    if kind == "contains":
        return _texts(conditions)
    if kind in ("number", "hours", "weekday"):
        limits = _LIMITS.get("count" if name.startswith("count.") else name, ())
        whole = name.startswith(("count.", "time."))
        return [
            number
            for number in _numbers(conditions, limits)
            if (not limits or limits[0] <= number <= limits[1]) and (not whole or number == int(number))
        ]
    numbers = _numbers(conditions)
    if kind == "signal":
        return [ABSENT, *([number for number in numbers if number] or [1.0])]
    return [ABSENT, "其他", *numbers, *_words(conditions)]


_LIMITS = {
    "confidence": (0.0, 1.0),
    "voice.score": (-1.0, 1.0),
    "time.hours": (0.0, 1439.0),
    "time.weekday": (1.0, 7.0),
    "count": (0.0, 1_000_000.0),
}
"""The lowest and highest value of a field, where it has them."""


def _numbers(conditions: Iterable[Condition], limits: Sequence[float] = ()) -> list[float]:
    """Return every bound and limit, values between each two neighbours, and one beyond both ends."""
    named = {bound for condition in conditions for span in condition.ranges for bound in (span.low, span.high)}
    named -= {float("inf"), float("-inf")}
    if not named:
        return []
    bounds = sorted(named | set(limits))
    between = [(low + high) / 2 for low, high in pairwise(bounds)]
    whole = [float(int(low) + 1) for low, high in pairwise(bounds) if int(low) + 1 < high]
    return [bounds[0] - 1, *bounds, *between, *whole, bounds[-1] + 1]


def _texts(conditions: Sequence[Condition]) -> list[str]:
    """Return the empty text, each word alone, and two words together (both rows of an overlap)."""
    words = list(dict.fromkeys(word for condition in conditions for word in condition.contains))
    firsts = list(dict.fromkeys(condition.contains[0] for condition in conditions))
    return ["", *words, *(f"{one}，{other}" for one, other in combinations(firsts, 2))]


def _words(conditions: Sequence[Condition]) -> list[str]:
    """Return every word named, and for every set of globs that fit together a word that fits exactly these."""
    words = list(dict.fromkeys(word for condition in conditions for word in sorted(condition.words)))
    globs = list(dict.fromkeys(glob_of(pattern) for condition in conditions for pattern in condition.patterns))
    plain = [glob.replace("*", filler).replace("?", "x") or "x" for filler in ("", "其他") for glob in globs]
    return [*words, *plain, *fitting(globs, words)]
