"""Turn the connectives of a text into links (cause, effect) and give each opinion the cause of its clause.

An opinion gets a cause only when it stands in the effect of a link; without a connective or a pattern that hit,
there is no cause. Nothing is computed for a text in which no literal of the knowledge occurs.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from pathlib import Path

from vocnlp.cause.knowledge import Connective, Knowledge, Pattern, base_files, load_knowledge
from vocnlp.cause.links import Ground, Link, Shelf, link_of, pattern_links
from vocnlp.segment.clauses import Segments
from vocnlp.tagging.automaton import Vocabulary
from vocnlp.types.analysis import Cause, Opinion
from vocnlp.types.text import NormalizedText

__all__ = ["CauseReader"]

Hit = tuple[int, int, int]


class CauseReader:
    """The causal knowledge of a pack, ready to read; frozen after construction, pickles as that knowledge."""

    def __init__(self, knowledge: Knowledge) -> None:
        self.knowledge = knowledge
        self._triggers = frozenset(knowledge.connectives) | frozenset(knowledge.patterns)

    @classmethod
    def build(cls, vocabulary: Vocabulary, normal: Callable[[str], str], files: Sequence[Path] = ()) -> CauseReader:
        """Read the built-in knowledge, then the files of packs, most general first, and register the literals.

        Raises:
            PackError: with every problem of every file.
        """
        return cls(load_knowledge(vocabulary, normal, [*base_files(), *files]))

    def __reduce__(self) -> tuple[type[CauseReader], tuple[Knowledge]]:
        return CauseReader, (self.knowledge,)

    def attach(
        self, text: NormalizedText, segments: Segments, hits: Sequence[Hit], opinions: Sequence[Opinion]
    ) -> tuple[Opinion, ...]:
        """Return the opinions, each with its cause where the customer gives one; a mere mention has none."""
        triggers = self._triggers
        found = [hit for hit in hits if hit[0] in triggers] if opinions else ()
        links = self._links(text.text, segments, found, hits) if found else ()
        if not links:
            return tuple(opinions)
        shelf = Shelf(links)
        kinds = self._kinds(hits)
        return tuple(self._with_cause(text, opinion, shelf, kinds) for opinion in opinions)

    def _links(self, text: str, segments: Segments, found: Sequence[Hit], hits: Sequence[Hit]) -> list[Link]:
        known = self.knowledge
        connectives = [hit for hit in found if hit[0] in known.connectives]
        patterns = self._patterns(text, found, hits) if len(connectives) < len(found) else []
        if not patterns and all(known.connectives[hit[0]].hidden for hit in connectives):
            return []
        ground = Ground(text, segments, known)
        links: list[Link] = []
        for connective, start, end in _longest(connectives, known.connectives):
            if not connective.hidden and (link := link_of(ground, connective, start, end)) is not None:
                links.append(link)
        seen: set[tuple[int, int]] = set()
        for start, pattern in patterns:
            sentence = ground.sentence(start)
            if (key := (id(pattern), sentence[0])) not in seen:
                seen.add(key)
                links += pattern_links(ground, pattern, sentence)
        if not links:
            return []
        ends: dict[int, int] = {}
        for link in links:
            if "…" in link.connective:
                first, last = link.cause
                ends[first] = min(last, ends.get(first, last))
        kinds = self._kinds(hits) if any(link.needs_kind for link in links) else []
        return [
            link
            for link in links
            if not ends.get(link.cause[0], link.cause[1]) < link.cause[1]
            and (not link.needs_kind or self.kind(*link.cause, kinds))
        ]

    def _patterns(self, text: str, found: Sequence[Hit], hits: Sequence[Hit]) -> list[tuple[int, Pattern]]:
        """Return the patterns whose trigger hit and whose needs stand in the text, each with the place of the hit."""
        known = self.knowledge
        needed: dict[str, bool] = {}
        ends: list[int] | None = None
        patterns: list[tuple[int, Pattern]] = []
        for literal, start, _ in found:
            for pattern in known.patterns.get(literal, ()):
                if pattern.needs == "event":
                    if ends is None:
                        ends = [hit[2] for hit in hits if hit[0] in known.events]  # the scan sorts by end
                    place = bisect_right(ends, start)
                    holds = place > 0 and start <= ends[place - 1] + pattern.reach
                else:
                    if pattern.needs not in needed:
                        needed[pattern.needs] = pattern.needs in text
                    holds = needed[pattern.needs]
                if holds:
                    patterns.append((start, pattern))
        return patterns

    def _kinds(self, hits: Sequence[Hit]) -> list[tuple[int, int, int]]:
        """Return (start, end, literal) of the keywords of kinds, by position."""
        kinds = self.knowledge.kinds
        return sorted((start, end, literal) for literal, start, end in hits if literal in kinds)

    def _with_cause(
        self, text: NormalizedText, opinion: Opinion, shelf: Shelf, kinds: Sequence[tuple[int, int, int]]
    ) -> Opinion:
        if opinion.polarity == "neutral":
            return opinion
        start, end = text.to_text(opinion.span)
        best = None
        for link in shelf.near(start, end):
            if link.covers(start, end) and (best is None or link.better_than(best, start)):
                best = link
        if best is None:
            return opinion
        first, last = best.cause
        if first < start < last and start >= best.cut_from:
            last = start
        span = text.span(first, last)
        cause = Cause(
            text=text.raw[span.start : span.end],
            span=span,
            kind=self.kind(first, last, kinds),
            connective=best.connective,
            direction="before" if first < start else "after",
            confidence=best.confidence,
            guess=best.guess,
        )
        return opinion._replace(cause=cause)

    def kind(self, start: int, end: int, keywords: Sequence[tuple[int, int, int]]) -> str:
        """Return the kind whose keywords cover most characters of a text range, or an empty text."""
        kinds = self.knowledge.kinds
        covered: dict[tuple[int, str], set[int]] = {}
        for place in range(bisect_left(keywords, (start,)), len(keywords)):
            first, last, literal = keywords[place]
            if first >= end:
                break
            if last <= end:
                known = kinds[literal]
                covered.setdefault((known[1], known[0]), set()).update(range(first, last))
        if not covered:
            return ""
        return min(covered.items(), key=lambda item: (-len(item[1]), item[0][0]))[0][1]


def _longest(found: Sequence[Hit], connectives: dict[int, Connective]) -> list[tuple[Connective, int, int]]:
    """Keep of overlapping connectives the longest, of equally long ones the first."""
    chosen: list[tuple[Connective, int, int]] = []
    ranked = sorted(
        ((start - end, start, end, connectives[literal]) for literal, start, end in found if literal in connectives),
        key=lambda item: item[:3],
    )
    taken: set[int] = set()
    for _, start, end, connective in ranked:
        if taken.isdisjoint(range(start, end)):
            taken.update(range(start, end))
            chosen.append((connective, start, end))
    chosen.sort(key=lambda item: item[1])
    return chosen
