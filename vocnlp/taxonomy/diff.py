"""Turn two taxonomies into the list of what an author changed between them.

A point that moved is one change, not a removal and an addition: it is known by its name and its entries. What a
child merely inherits is told at the point that says it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from vocnlp.taxonomy.expression import Phrase
from vocnlp.taxonomy.model import Entry, Point, Presence, Taxonomy

__all__ = ["Change", "TaxonomyDiff", "diff_taxonomies"]

_SAME_FROM = 0.5
_FIELDS = ("department", "journey", "touchpoint", "mot", "policy")
_SIGNS = {1.0: "positive", -1.0: "negative", 0.0: "neutral"}


class Change(NamedTuple):
    """One thing that differs: ``what`` of ``point``; an empty ``before`` is an addition, an empty ``after`` a removal.

    ``what``: point, moved, name, weight, department, journey, touchpoint, mot, policy, definition, term, positive,
    negative, unless, polarity, example; for a list ``list``, for a customer segment ``weights``. ``point`` is the id
    in the new tree, or in the old one when the point is gone.
    """

    what: str
    point: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class TaxonomyDiff:
    """Every change in the order of the new tree; ``moved`` maps old ids to new ones for points that stayed the same."""

    changes: tuple[Change, ...]
    moved: Mapping[str, str]

    def __bool__(self) -> bool:
        return bool(self.changes)


def diff_taxonomies(old: Taxonomy, new: Taxonomy) -> TaxonomyDiff:
    """Compare two trees as an author would."""
    moved = _moved(old, new)
    changes = [*_points(old, new, moved)]
    before = {moved.get(point.id, point.id): point for point in old.points.values()}
    for point in new.points.values():
        if point.id in before:
            above = before.get(point.parent), new.points.get(point.parent)
            changes += _fields(before[point.id], point, *above)
            changes += _entries(before[point.id], point)
    changes += _lists(old, new)
    changes += _segments(old, new, moved)
    return TaxonomyDiff(tuple(changes), moved)


def _moved(old: Taxonomy, new: Taxonomy) -> dict[str, str]:
    """Pair points that are gone with points that came, the most alike first."""
    gone = [point for point in old.points.values() if point.id not in new.points]
    came = [point for point in new.points.values() if point.id not in old.points]
    pairs = sorted(
        (-alike, one.order, other.order, one.id, other.id)
        for one in gone
        for other in came
        if (alike := _likeness(one, other)) >= _SAME_FROM
    )
    found: dict[str, str] = {}
    taken: set[str] = set()
    for _, _, _, one, other in pairs:
        if one not in found and other not in taken:
            found[one] = other
            taken.add(other)
    return {point.id: found[point.id] for point in gone if point.id in found}


def _likeness(one: Point, other: Point) -> float:
    """Return how much two points share: entries by Jaccard, lifted by an equal name or last part of the id."""
    left = {(entry.kind, entry.source) for entry in one.entries}
    right = {(entry.kind, entry.source) for entry in other.entries}
    shared = len(left & right) / len(left | right) if left | right else 0.0
    named = one.name == other.name
    same_key = one.id.rpartition(".")[2] == other.id.rpartition(".")[2]
    return shared + 0.3 * named + 0.2 * same_key


def _points(old: Taxonomy, new: Taxonomy, moved: Mapping[str, str]) -> Iterator[Change]:
    stayed = set(moved.values())
    for before, after in moved.items():
        above = old.points[before].parent
        implied = above in moved and after == f"{moved[above]}.{before.rpartition('.')[2]}"
        if not implied:
            yield Change("moved", after, before, after)
    for point in old.points.values():
        if point.id not in new.points and point.id not in moved:
            yield Change("point", point.id, point.name, "")
    for point in new.points.values():
        if point.id not in old.points and point.id not in stayed:
            yield Change("point", point.id, "", point.name)


def _fields(old: Point, new: Point, old_above: Point | None, new_above: Point | None) -> Iterator[Change]:
    if old.name != new.name:
        yield Change("name", new.id, old.name, new.name)
    if old.weight != new.weight:
        yield Change("weight", new.id, f"{old.weight:g}", f"{new.weight:g}")
    if old.definition != new.definition:
        yield Change("definition", new.id, old.definition, new.definition)
    for field in _FIELDS:
        before, after = getattr(old, field), getattr(new, field)
        inherited = getattr(old_above, field, None) == before and getattr(new_above, field, None) == after
        if before != after and not (inherited and field not in new.own):
            yield Change(field, new.id, _shown(before), _shown(after))
    above = _words(old_above), _words(new_above)
    before, after = _words(old), _words(new)
    for word in dict.fromkeys([*before, *after]):
        said = before.get(word, ""), after.get(word, "")
        if said[0] != said[1] and said != (above[0].get(word, ""), above[1].get(word, "")):
            yield Change("polarity", new.id, *(f"{word}={sign}" if sign else "" for sign in said))


def _words(point: Point | None) -> dict[str, str]:
    return {word: _SIGNS.get(sign, "") for word, (sign, _) in point.polarity.items()} if point else {}


def _entries(old: Point, new: Point) -> Iterator[Change]:
    for kind, before, after in (
        ("term", old.terms, new.terms),
        ("positive", old.positive, new.positive),
        ("negative", old.negative, new.negative),
    ):
        left = {entry.source: _conditions(entry) for entry in before}
        right = {entry.source: _conditions(entry) for entry in after}
        yield from _compared(kind, new.id, left, right, lambda source, told: f"{source} {told}".rstrip())
    unless = [{phrase.source: "" for phrase in point.unless} for point in (old, new)]
    yield from _compared("unless", new.id, unless[0], unless[1], lambda source, _: source)
    examples = [{(item.kind, item.text): "" for item in point.examples} for point in (old, new)]
    yield from _compared("example", new.id, examples[0], examples[1], lambda key, _: f"{key[0]}: {key[1]}")


def _compared(
    what: str, point: str, left: Mapping[Any, str], right: Mapping[Any, str], show: Callable[[Any, str], str]
) -> Iterator[Change]:
    for key in dict.fromkeys([*left, *right]):
        if left.get(key) != right.get(key):
            before = show(key, left[key]) if key in left else ""
            after = show(key, right[key]) if key in right else ""
            yield Change(what, point, before, after)


def _conditions(entry: Entry) -> str:
    """Write what an entry asks for beside its expression; equal text means equal meaning."""
    parts = {
        "unless": " ".join(_sources(entry.unless)),
        "with": "; ".join(map(_presence, entry.required)),
        "without": "; ".join(map(_presence, entry.forbidden)),
        "scope": "" if entry.scope == "clause" else entry.scope,
        "when": ", ".join(map(str, entry.when)),
        "negated": "" if entry.negated == "any" else entry.negated,
        "priority": str(entry.priority or ""),
        "strength": "" if entry.weight == 0.8 else f"{entry.weight:g}",
        "since": str(entry.since or ""),
        "until": str(entry.until or ""),
    }
    told = ", ".join(f"{key}: {value}" for key, value in parts.items() if value)
    return f"({told})" if told else ""


def _presence(presence: Presence) -> str:
    return f"{'all' if presence.every else 'any'} in {presence.scope}: {' '.join(_sources(presence.phrases))}"


def _sources(phrases: tuple[Phrase, ...]) -> list[str]:
    return sorted(phrase.source for phrase in phrases)


def _lists(old: Taxonomy, new: Taxonomy) -> Iterator[Change]:
    for name in dict.fromkeys([*old.lists, *new.lists]):
        members = [{phrase.source: "" for phrase in tree.lists.get(name, ())} for tree in (old, new)]
        yield from _compared("list", f"${name}", members[0], members[1], lambda source, _: source)


def _segments(old: Taxonomy, new: Taxonomy, moved: Mapping[str, str]) -> Iterator[Change]:
    for segment in dict.fromkeys([*old.weights, *new.weights]):
        left = {moved.get(point, point): f"{value:g}" for point, value in old.weights.get(segment, {}).items()}
        right = {point: f"{value:g}" for point, value in new.weights.get(segment, {}).items()}
        yield from _compared("weights", segment, left, right, lambda point, value: f"{point} {value}")


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)
