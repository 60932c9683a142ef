"""Turn the entries of a taxonomy into rules over literal ids, and say which literal wakes which rule."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from vocnlp.tagging.automaton import Vocabulary
from vocnlp.tagging.verify import Compiled
from vocnlp.taxonomy.chains import Chain
from vocnlp.taxonomy.expression import Literal as LiteralText
from vocnlp.taxonomy.expression import Phrase, Slot
from vocnlp.taxonomy.model import Entry, Point, Presence, Taxonomy

__all__ = ["Blocker", "CompiledPresence", "Direct", "Rule", "Rules", "Wake", "compile_rules"]

_new = tuple.__new__


@dataclass(frozen=True, slots=True)
class Blocker:
    """The ``unless`` phrases of an entry and its point: plain literals, and chains that need verifying."""

    literals: frozenset[int]
    chains: tuple[Compiled, ...]


@dataclass(frozen=True, slots=True)
class CompiledPresence:
    """One ``with`` or ``without``: a group of chains per phrase."""

    phrases: tuple[tuple[Compiled, ...], ...]
    scope: str
    every: bool


class Direct(NamedTuple):
    """An entry that a single hit decides."""

    point: Point
    entry: Entry
    blocker: Blocker | None


@dataclass(frozen=True, slots=True)
class Rule:
    """An entry that needs verifying."""

    point: Point
    entry: Entry
    chains: tuple[Compiled, ...]
    blocker: Blocker | None
    required: tuple[CompiledPresence, ...]
    forbidden: tuple[CompiledPresence, ...]


class Wake(NamedTuple):
    """A rule (by its index) that a literal wakes, and the other literal pieces of the same chain."""

    rule: int
    others: tuple[frozenset[int], ...]


@dataclass(frozen=True, slots=True)
class Rules:
    """Everything the tagger knows.

    ``effects`` says for a literal id which entries it decides, which rules it wakes, and whether it may
    block others (``unless``); ``always`` are rules without a literal. A rule is worth verifying when a literal that
    wakes it stands in a text together with one of each of the other pieces.
    """

    rules: tuple[Rule, ...]
    effects: Mapping[int, tuple[tuple[Direct, ...], tuple[Wake, ...], bool]]
    always: tuple[int, ...]


def compile_rules(taxonomy: Taxonomy, vocabulary: Vocabulary, normal: Callable[[str], str]) -> Rules:
    """Register every literal of the taxonomy and return its rules."""
    return _Compiler(taxonomy, vocabulary, normal).run()


class _Compiler:
    def __init__(self, taxonomy: Taxonomy, vocabulary: Vocabulary, normal: Callable[[str], str]) -> None:
        self.taxonomy = taxonomy
        self.vocabulary = vocabulary
        self.normal = normal
        self.ids: dict[str, int | None] = {}
        self.compiled: dict[str, tuple[Compiled, ...]] = {}  # by the source of the expression
        self.direct: dict[int, list[Direct]] = {}
        self.rules: list[Rule] = []
        self.wakes: dict[int, list[Wake]] = {}
        self.always: list[int] = []
        self.blockers: dict[str, Blocker] = {}
        self.blocks: set[int] = set()

    def run(self) -> Rules:
        for point in self.taxonomy.points.values():
            for entry in point.entries:
                self._entry(point, entry)
        blocks = self.blocks
        effects = {
            literal: (tuple(self.direct.get(literal, ())), tuple(self.wakes.get(literal, ())), literal in blocks)
            for literal in {**self.direct, **self.wakes, **dict.fromkeys(sorted(blocks))}
        }
        return Rules(tuple(self.rules), effects, tuple(self.always))

    def _entry(self, point: Point, entry: Entry) -> None:
        blocker = self._blocker(point, entry) if entry.unless or point.unless else None
        direct = not entry.conditional
        tree = entry.tree
        if direct and type(tree) is LiteralText:
            literal = self._id(tree.text)
            if literal is not None:
                self._add_direct(literal, _new(Direct, (point, entry, blocker)))
            return
        chains = self._chains(entry)
        if direct:
            for chain in chains:
                if len(chain.pieces) == 1 and isinstance(chain.pieces[0], frozenset):
                    for literal in sorted(chain.pieces[0]):
                        self._add_direct(literal, Direct(point, entry, blocker))
            chains = tuple(chain for chain in chains if len(chain.pieces) > 1 or isinstance(chain.pieces[0], Slot))
        if chains:
            self._add_rule(point, entry, chains, blocker)

    def _add_direct(self, literal: int, direct: Direct) -> None:
        found = self.direct.get(literal)
        if found is None:
            self.direct[literal] = [direct]
        elif not any(one.point is direct.point and one.entry.kind == direct.entry.kind for one in found):
            found.append(direct)

    def _add_rule(self, point: Point, entry: Entry, chains: tuple[Compiled, ...], blocker: Blocker | None) -> None:
        index = len(self.rules)
        required, forbidden = self._presences(entry.required), self._presences(entry.forbidden)
        self.rules.append(Rule(point, entry, chains, blocker, required, forbidden))
        for chain in chains:
            spelled = [piece for piece in chain.pieces if isinstance(piece, frozenset)]
            if not spelled:
                self.always.append(index)
                continue
            rarest = min(spelled, key=self._commonness)
            wake = Wake(index, tuple([piece for piece in spelled if piece is not rarest]))
            for literal in rarest:
                self.wakes.setdefault(literal, []).append(wake)

    def _commonness(self, piece: frozenset[int]) -> tuple[int, int]:
        """Guess which piece of a chain is the rarest in texts: its shortest literal is long, its literals few."""
        return -min(len(self.vocabulary.literal(literal)) for literal in piece), len(piece)

    def _id(self, text: str) -> int | None:
        """Return the id of a literal's normal form; None when nothing of it is left."""
        try:
            return self.ids[text]
        except KeyError:
            normal = self.normal(text).strip()
            found = self.ids[text] = self.vocabulary.add(normal) if normal else None
            return found

    def _chains(self, phrase: Phrase | Entry) -> tuple[Compiled, ...]:
        found = self.compiled.get(phrase.source)
        if found is None:
            compiled = [self._chain(chain) for chain in self.taxonomy.chains_of(phrase)]
            found = self.compiled[phrase.source] = tuple([chain for chain in compiled if chain is not None])
        return found

    def _chain(self, chain: Chain) -> Compiled | None:
        pieces: list[frozenset[int] | Slot] = []
        for piece in chain.pieces:
            if isinstance(piece, Slot):
                pieces.append(piece)
                continue
            ids = frozenset([literal for text in sorted(piece) if (literal := self._id(text)) is not None])
            if not ids:
                return None
            pieces.append(ids)
        return Compiled(tuple(pieces), chain.gaps)

    def _blocker(self, point: Point, entry: Entry) -> Blocker:
        """Compile what blocks an entry; entries without ``unless`` of their own share the one of their point."""
        if entry.unless:
            return self._compiled_blocker(point.unless + entry.unless)
        if point.id not in self.blockers:
            self.blockers[point.id] = self._compiled_blocker(point.unless)
        return self.blockers[point.id]

    def _compiled_blocker(self, phrases: tuple[Phrase, ...]) -> Blocker:
        literals: set[int] = set()
        chains: list[Compiled] = []
        for phrase in phrases:
            for chain in self._chains(phrase):
                if len(chain.pieces) == 1 and isinstance(chain.pieces[0], frozenset):
                    literals |= chain.pieces[0]
                else:
                    chains.append(chain)
        self.blocks |= literals
        return Blocker(frozenset(literals), tuple(chains))

    def _presences(self, presences: Sequence[Presence]) -> tuple[CompiledPresence, ...]:
        return tuple(
            CompiledPresence(tuple(self._chains(phrase) for phrase in presence.phrases), presence.scope, presence.every)
            for presence in presences
        )
