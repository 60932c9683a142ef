"""Turn a text with its clauses and literal hits into resolved mentions, by the rules of a taxonomy."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from vocnlp.segment.clauses import Segments
from vocnlp.tagging.automaton import Hit, Vocabulary
from vocnlp.tagging.compile import Blocker, CompiledPresence, Rule, Rules, Wake, compile_rules
from vocnlp.tagging.negation import Negators, load_negators
from vocnlp.tagging.resolve import Mention, resolve
from vocnlp.tagging.verify import NO_SHADOW, Match, Scene, Shadow, can
from vocnlp.taxonomy.model import Entry, Taxonomy

__all__ = ["Mention", "RuleTagger"]

Fields = Callable[[str], Any]
_new = tuple.__new__


class RuleTagger:
    """The rules of one taxonomy, compiled; frozen after construction, thread-safe, picklable.

    ``negators`` are the words that ``negated`` looks for.
    """

    __slots__ = ("_rules", "negators", "taxonomy")

    def __init__(self, taxonomy: Taxonomy, rules: Rules, negators: Negators) -> None:
        self.taxonomy, self._rules, self.negators = taxonomy, rules, negators

    @classmethod
    def build(cls, taxonomy: Taxonomy, vocabulary: Vocabulary, normal: Callable[[str], str]) -> RuleTagger:
        """Compile the entries of a taxonomy.

        Args:
            taxonomy: whose entries to find.
            vocabulary: receives every literal; its scan gives the ``hits`` of ``tag``.
            normal: brings a literal of any script to the form that normalized text has.
        """
        rules = compile_rules(taxonomy, vocabulary, normal)
        asked = any(rule.entry.negated != "any" for rule in rules.rules)
        return cls(taxonomy, rules, load_negators(vocabulary if asked else None, normal))

    def __reduce__(self) -> tuple[Any, ...]:
        return RuleTagger, (self.taxonomy, self._rules, self.negators)

    def tag(self, text: str, segments: Segments, hits: Sequence[Hit], fields: Fields | None = None) -> list[Mention]:
        """Return the mentions of a normalized text, one point per span, sorted by start.

        Args:
            text: the normalized text.
            segments: its clauses.
            hits: the scan of ``text`` by the automaton of the shared vocabulary.
            fields: gives the value of a field of the utterance (``Utterance.field``) for ``when``.
        """
        return resolve(self.candidates(text, segments, hits, fields))

    def candidates(
        self, text: str, segments: Segments, hits: Sequence[Hit], fields: Fields | None = None
    ) -> list[Mention]:
        """Return every mention before overlaps are resolved."""
        rules, effects = self._rules, self._rules.effects
        telling = [hit for hit in hits if hit[0] in effects]
        if not telling and not rules.always:
            return []
        decided = [(one, start, end) for literal, start, end in telling for one in effects[literal][0]]
        told = {hit[0] for hit in telling}
        woken = [effects[literal][1] for literal in told if effects[literal][1]]
        possible = {*rules.always, *_complete(woken, hits)} if woken else rules.always
        scene: Scene | None = None
        blocked = any(effects[literal][2] for literal in told)
        begins = [clause[0] for clause in segments.clauses]
        mentions = []
        for (point, entry, blocker), start, end in decided:
            if blocker is not None and (blocked or blocker.chains):
                scene = scene or self.scene(text, segments, hits, fields)
                if shadow(scene, blocker).covers(start, end):
                    continue
            clause = max(bisect_right(begins, start) - 1, 0)
            mentions.append(_new(Mention, (point, start, end, clause, entry.kind, entry, ((start, end),))))
        if possible:
            scene = scene or self.scene(text, segments, hits, fields)
            for index in sorted(possible):
                mentions += self.verify(rules.rules[index], scene)
        return mentions

    def scene(self, text: str, segments: Segments, hits: Sequence[Hit], fields: Fields | None = None) -> Scene:
        """Lay out one text for verifying."""
        return Scene(text, segments, hits, self.negators.fillers, fields)

    def verify(self, rule: Rule, scene: Scene) -> list[Mention]:
        """Return the mentions of one rule; its matches do not overlap each other."""
        chains = [chain for chain in rule.chains if can(chain, scene.by_literal)]
        if not chains or not applies(rule.entry, scene):
            return []
        barred = shadow(scene, rule.blocker)
        found = [match for chain in chains for match in scene.matches(chain, rule.entry.scope, barred)]
        return [
            Mention(
                rule.point, match[0][0], match[-1][1], scene.clause(match[0][0]), rule.entry.kind, rule.entry, match
            )
            for match in apart(found)
            if self._holds(rule, scene, match)
        ]

    def _holds(self, rule: Rule, scene: Scene, match: Match) -> bool:
        if not all(present(scene, presence, match) for presence in rule.required):
            return False
        if any(present(scene, presence, match) for presence in rule.forbidden):
            return False
        wanted = rule.entry.negated
        return wanted == "any" or self.negators.negated(scene, match[0][0]) == (wanted == "only")


def _complete(woken: Sequence[Sequence[Wake]], hits: Sequence[Hit]) -> Iterator[int]:
    """Walk the rules of which every literal piece of a chain stands in the text."""
    present = {hit[0] for hit in hits}
    for wakes in woken:
        for rule, others in wakes:
            for piece in others:
                if piece.isdisjoint(present):
                    break
            else:
                yield rule


def applies(entry: Entry, scene: Scene) -> bool:
    """Tell whether the fields and the time of the utterance allow an entry."""
    if entry.when and not (scene.fields and all(test.holds(scene.fields(test.field)) for test in entry.when)):
        return False
    if entry.since is None and entry.until is None:
        return True
    day = _day(scene.fields("time")) if scene.fields else None
    return day is None or (entry.since or day) <= day <= (entry.until or day)


def _day(time: Any) -> dt.date | None:
    if isinstance(time, dt.datetime):
        return time.date()
    return time if isinstance(time, dt.date) else None


def present(scene: Scene, presence: CompiledPresence, match: Match) -> bool:
    """Tell whether the phrases of a ``with`` or ``without`` stand in the scope of a match, outside of it."""
    clause = scene.clause(match[0][0])
    holds = (
        any(
            scene.together(scene.clause(other[0][0]), clause, presence.scope) and not _inside(other, match)
            for other in scene.cached(chains, presence.scope)
        )
        for chains in presence.phrases
    )
    return all(holds) if presence.every else any(holds)


def _inside(other: Match, match: Match) -> bool:
    """Tell whether every piece lies inside a piece of the match."""
    return all(any(left <= start and end <= right for left, right in match) for start, end in other)


def shadow(scene: Scene, blocker: Blocker | None) -> Shadow:
    """Return where the ``unless`` phrases of a rule stand, worked out once per text."""
    if blocker is None:
        return NO_SHADOW
    found = scene.shadows.get(id(blocker))
    if found is None:
        ranges = [] if blocker.literals.isdisjoint(scene.by_literal) else scene.places(blocker.literals)
        if blocker.chains:
            matches = scene.cached(blocker.chains, "clause")
            ranges = ranges + [(match[0][0], match[-1][1]) for match in matches]
        found = scene.shadows[id(blocker)] = Shadow(ranges) if ranges else NO_SHADOW
    return found


def apart(matches: list[Match]) -> list[Match]:
    """Keep matches that do not overlap: the leftmost, of those the one with most matched characters."""
    if len(matches) < 2:
        return matches
    ranked = sorted(matches, key=lambda match: (match[0][0], -sum(end - start for start, end in match), match[-1][1]))
    kept: list[Match] = []
    edge = -1
    for match in ranked:
        if match[0][0] >= edge:
            kept.append(match)
            edge = match[-1][1]
    return kept
