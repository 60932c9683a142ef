"""Lay out a taxonomy for checking: entries with their literals in normal form, and what the caller knows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from vocnlp.errors import Level, Location, Message
from vocnlp.normalize import Normalizer
from vocnlp.normalize.forms import NormalForms
from vocnlp.taxonomy.chains import Chain
from vocnlp.taxonomy.expression import Phrase
from vocnlp.taxonomy.model import Entry, Point, Taxonomy

__all__ = ["Book", "Finding", "Rule", "Written"]


class Finding(NamedTuple):
    """What a check found, before silencing: ``point`` and ``entry`` are whose ``silence`` is asked."""

    location: Location
    level: Level
    code: str
    message: Message
    hint: Message = Message("", "")
    point: Point | None = None
    entry: Entry | None = None


class Rule(NamedTuple):
    """One entry with what its expression stands for."""

    point: Point
    entry: Entry
    chains: tuple[Chain, ...]


class Written(NamedTuple):
    """One literal in normal form where an entry spells it; ``alone`` when the literal is the whole match.

    ``raw`` is the literal as the file writes it.
    """

    text: str
    point: Point
    entry: Entry
    alone: bool
    raw: str = ""


@dataclass
class Book:
    """Everything a check may ask about; lives as long as one run of ``check_taxonomy``."""

    taxonomy: Taxonomy
    normalizer: Normalizer
    departments: frozenset[str] | None = None
    corpus: Sequence[str] = ()
    frequency: Callable[[str], int] | None = None
    containing: Callable[[str], Sequence[tuple[str, int]]] | None = None
    _shields: dict[str, frozenset[str]] = field(default_factory=dict)

    def normalized(self, text: str) -> str:
        """Return the normal form of a literal, worked out once."""
        return self._forms[text].strip()

    @cached_property
    def _forms(self) -> NormalForms:
        return NormalForms(self.normalizer, self.taxonomy.literals())

    @cached_property
    def rules(self) -> list[Rule]:
        """Return every entry in file order."""
        chains_of = self.taxonomy.chains_of
        return [
            Rule(point, entry, chains_of(entry)) for point in self.taxonomy.points.values() for entry in point.entries
        ]

    @cached_property
    def written(self) -> list[Written]:
        """Return every literal of every entry."""
        found = []
        normal = self.normalized
        for point, entry, chains in self.rules:
            for chain in chains:
                alone = len(chain.pieces) == 1
                for piece in chain.literals:
                    found += [Written(normal(text), point, entry, alone, text) for text in sorted(piece)]
        return found

    @cached_property
    def by_text(self) -> Mapping[str, list[Written]]:
        """Return who spells a literal that is a whole match."""
        found: dict[str, list[Written]] = defaultdict(list)
        for one in self.written:
            if one.alone and one.text:
                found[one.text].append(one)
        return found

    @cached_property
    def leaves(self) -> list[Point]:
        """Return the points without children."""
        return [point for point in self.taxonomy.points.values() if not point.children]

    def shields(self, point: Point, entry: Entry) -> frozenset[str]:
        """Return the plain ``unless`` phrases of an entry and its point, in normal form."""
        of_point = self._shields.get(point.id)
        if of_point is None:
            of_point = self._shields[point.id] = frozenset(self._shield_texts(point.unless))
        return of_point.union(self._shield_texts(entry.unless)) if entry.unless else of_point

    def _shield_texts(self, phrases: Iterable[Phrase]) -> Iterator[str]:
        for phrase in phrases:
            for chain in self.taxonomy.chains_of(phrase):
                if len(chain.pieces) == 1:
                    for piece in chain.literals:
                        yield from map(self.normalized, piece)
