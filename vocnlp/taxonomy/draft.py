"""Hold points while they are read and merged; ``finish`` turns them into frozen points with all inheritance."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from vocnlp.errors import Location
from vocnlp.taxonomy.expression import Phrase
from vocnlp.taxonomy.model import Entry, Example, Point

__all__ = ["INHERITED", "Draft", "finish", "thaw"]

INHERITED: dict[str, Any] = {
    "department": "",
    "journey": "",
    "touchpoint": "",
    "mot": False,
    "policy": "rule_then_model",
}
"""Values that a child takes from its parent, with what holds when nobody says anything."""


@dataclass(slots=True)
class Draft:
    """A point as its files say it, before inheritance; ``own`` may also hold ``polarity``."""

    id: str
    parent: str
    location: Location
    name: str = ""
    english: str = ""
    weight: float = 1.0
    definition: str = ""
    own: dict[str, Any] = field(default_factory=dict)
    places: dict[str, Location] = field(default_factory=dict)
    entries: dict[str, list[Entry]] = field(default_factory=lambda: {"term": [], "positive": [], "negative": []})
    unless: list[Phrase] = field(default_factory=list)
    examples: list[Example] = field(default_factory=list)
    silence: set[str] = field(default_factory=set)


def thaw(point: Point) -> Draft:
    """Bring a frozen point back to what its files said."""
    return Draft(
        id=point.id,
        parent=point.parent,
        location=point.location,
        name=point.name,
        english=point.english,
        weight=point.weight,
        definition=point.definition,
        own=dict(point.own),
        places=dict(point.places),
        entries={"term": list(point.terms), "positive": list(point.positive), "negative": list(point.negative)},
        unless=list(point.unless),
        examples=list(point.examples),
        silence=set(point.silence),
    )


def finish(drafts: Iterable[Draft]) -> dict[str, Point]:
    """Order points parent before child in file order, inherit, and compute shares, depths and paths."""
    below: dict[str, list[Draft]] = {}
    for draft in drafts:
        below.setdefault(draft.parent, []).append(draft)
    points: dict[str, Point] = {}
    stack = [(draft, share) for draft, share in reversed(_shares(below.get("", [])))]
    while stack:
        draft, share = stack.pop()
        children = below.get(draft.id, [])
        points[draft.id] = _freeze(draft, share, children, points.get(draft.parent), len(points))
        stack.extend(reversed(_shares(children)))
    return points


def _shares(siblings: list[Draft]) -> list[tuple[Draft, float]]:
    total = sum(draft.weight for draft in siblings)
    if total <= 0:
        return [(draft, 1 / len(siblings)) for draft in siblings]
    return [(draft, draft.weight / total) for draft in siblings]


def _freeze(draft: Draft, share: float, children: list[Draft], parent: Point | None, order: int) -> Point:
    inherited = {
        key: draft.own.get(key, getattr(parent, key) if parent else default) for key, default in INHERITED.items()
    }
    above: Mapping[str, tuple[float, str]] = parent.polarity if parent else {}
    own = draft.own.get("polarity")
    return Point(
        id=draft.id,
        name=draft.name,
        parent=draft.parent,
        children=tuple(child.id for child in children),
        depth=parent.depth + 1 if parent else 0,
        weight=draft.weight,
        share=share,
        definition=draft.definition,
        terms=tuple(draft.entries["term"]),
        positive=tuple(draft.entries["positive"]),
        negative=tuple(draft.entries["negative"]),
        unless=tuple(draft.unless),
        polarity={**above, **own} if own else above,
        examples=tuple(draft.examples),
        path=f"{parent.path}/{draft.name}" if parent else draft.name,
        location=draft.location,
        order=order,
        english=draft.english,
        silence=frozenset(draft.silence),
        own=draft.own,
        places=draft.places,
        **inherited,
    )
