"""Hold the compiled taxonomy: frozen points with everything inherited, their entries, lists and weights.

``vocnlp.taxonomy.format`` defines the files; ``vocnlp.taxonomy.load`` turns them into these values.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple

from vocnlp.errors import Location
from vocnlp.taxonomy.chains import Chain, expand
from vocnlp.taxonomy.condition import FieldTest
from vocnlp.taxonomy.expression import Expression, Phrase
from vocnlp.taxonomy.expression import Literal as LiteralText

__all__ = [
    "DEFAULT_STRENGTH",
    "Entry",
    "Example",
    "Kind",
    "Override",
    "Point",
    "Presence",
    "Scope",
    "Taxonomy",
]

Kind = Literal["term", "positive", "negative"]
Scope = Literal["clause", "sentence", "utterance"]
Negated = Literal["any", "only", "never"]

DEFAULT_STRENGTH = 0.8
NOWHERE = Location("")


class Example(NamedTuple):
    """A sentence that tests a point: ``kind`` is positive, negative, neutral, any (mentioned) or not."""

    text: str
    kind: str
    location: Location


class Presence(NamedTuple):
    """A ``with`` or ``without`` condition: any (or every) phrase stands in the same ``scope``."""

    phrases: tuple[Phrase, ...]
    scope: Scope = "clause"
    every: bool = False


class Entry(NamedTuple):
    """One term or expression of a point with its conditions.

    ``weight`` is the strength of a positive or negative expression in (0, 1]. ``since`` and ``until`` bound
    the time of the utterance, both inclusive; an utterance without a time passes. ``layer`` is 0 in a base and
    one more in each overlay.
    """

    source: str
    kind: Kind
    tree: Expression
    location: Location
    unless: tuple[Phrase, ...] = ()
    required: tuple[Presence, ...] = ()
    forbidden: tuple[Presence, ...] = ()
    scope: Scope = "clause"
    when: tuple[FieldTest, ...] = ()
    negated: Negated = "any"
    priority: int = 0
    layer: int = 0
    weight: float = DEFAULT_STRENGTH
    since: dt.date | None = None
    until: dt.date | None = None
    note: str = ""
    examples: tuple[Example, ...] = ()
    silence: frozenset[str] = frozenset()

    @property
    def conditional(self) -> bool:
        """Tell whether anything but the text of the match decides about it."""
        return bool(self.required or self.forbidden or self.when or self.since or self.until or self.negated != "any")

    @property
    def origin(self) -> str:
        """Return ``file:line``."""
        return f"{self.location.file}:{self.location.line}"


@dataclass(frozen=True, slots=True)
class Point:
    """One experience point (体验点) with everything it inherits.

    ``share`` is its part of the weight among its siblings; ``polarity`` maps a word to its sign here and the
    ``file:line`` that says so; ``path`` joins the names from the root; ``order`` counts in file order.
    ``own`` holds what the file says at this very point about inherited values, ``places`` where.
    """

    id: str
    name: str
    parent: str = ""
    children: tuple[str, ...] = ()
    depth: int = 0
    weight: float = 1.0
    share: float = 1.0
    department: str = ""
    journey: str = ""
    touchpoint: str = ""
    mot: bool = False
    policy: str = "rule_then_model"
    definition: str = ""
    terms: tuple[Entry, ...] = ()
    positive: tuple[Entry, ...] = ()
    negative: tuple[Entry, ...] = ()
    unless: tuple[Phrase, ...] = ()
    polarity: Mapping[str, tuple[float, str]] = field(default_factory=dict)
    examples: tuple[Example, ...] = ()
    path: str = ""
    location: Location = NOWHERE
    order: int = 0
    english: str = ""
    silence: frozenset[str] = frozenset()
    own: Mapping[str, Any] = field(default_factory=dict)
    places: Mapping[str, Location] = field(default_factory=dict)

    def __hash__(self) -> int:
        return hash(self.id)

    @property
    def entries(self) -> tuple[Entry, ...]:
        """Return terms, positive and negative expressions."""
        return self.terms + self.positive + self.negative


class Override(NamedTuple):
    """One thing that an overlay says about its base: a field of a point, or the point itself.

    ``before`` and ``after`` are equal where the overlay repeats what the base says already.
    """

    point: str
    field: str
    before: str
    after: str
    location: Location


@dataclass(frozen=True, slots=True)
class Taxonomy:
    """The tree of a pack as a flat mapping in file order.

    ``lists`` maps a name to its members; ``weights`` maps a customer segment to the weights that differ
    there; ``overrides`` tells what this taxonomy changed in the one it extends. ``files`` are its own files,
    those of the base are not among them; ``layer`` counts the bases below. ``chains`` are worked out while it is
    read, by the source of the expression.
    """

    id: str
    version: str = ""
    name: str = ""
    english: str = ""
    extends: str = ""
    points: Mapping[str, Point] = field(default_factory=dict)
    lists: Mapping[str, tuple[Phrase, ...]] = field(default_factory=dict)
    weights: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    overrides: tuple[Override, ...] = ()
    silence: frozenset[str] = frozenset()
    files: tuple[str, ...] = ()
    layer: int = 0
    chains: Mapping[str, tuple[Chain, ...]] = field(default_factory=dict, compare=False, repr=False)

    def chains_of(self, phrase: Phrase | Entry) -> tuple[Chain, ...]:
        """Return the chains of one of its expressions, or of one that is made up of its lists.

        Raises:
            ExpressionError: an unknown list, or too many combinations.
        """
        found = None if type(phrase.tree) is LiteralText else self.chains.get(phrase.source)
        return expand(phrase.tree, self.lists) if found is None else found

    def literals(self) -> Iterator[str]:
        """Walk the literals of its terms and expressions, many of them more than once."""
        for point in self.points.values():
            trees = [one.tree for one in point.entries]
            for tree in (*trees, *[phrase.tree for phrase in point.unless]):
                if type(tree) is LiteralText:
                    yield tree.text
        for chains in self.chains.values():
            for chain in chains:
                for piece in chain.literals:
                    yield from piece

    @property
    def roots(self) -> tuple[Point, ...]:
        """Return the points without a parent."""
        return tuple(point for point in self.points.values() if not point.parent)

    def children(self, point: str) -> tuple[Point, ...]:
        """Return the children of a point in file order; of "" the roots."""
        return tuple(self.points[child] for child in self.points[point].children) if point else self.roots

    def ancestors(self, point: str) -> Iterator[Point]:
        """Walk from the parent up to the root."""
        parent = self.points[point].parent
        while parent:
            yield self.points[parent]
            parent = self.points[parent].parent
