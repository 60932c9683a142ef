"""Turn the connectives of a text into links (cause, effect) and give each opinion the cause of its clause.

An opinion gets a cause only when it stands in the effect of a link; without a connective or a pattern that hit,
there is no cause. Nothing is computed for a text in which no literal of the knowledge occurs.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from vocnlp.cause.knowledge import Connective, Pattern, base_files, load_knowledge
from vocnlp.cause.links import Ground, Link, link_of, pattern_links
from vocnlp.segment.clauses import Segments
from vocnlp.tagging.automaton import Vocabulary
from vocnlp.types.analysis import Cause, Opinion
from vocnlp.types.text import NormalizedText

__all__ = ["CauseReader"]

Hit = tuple[int, int, int]


class CauseReader:
    """The causal knowledge of a pack, ready to read; frozen after construction."""

    def __init__(self, vocabulary: Vocabulary, normal: Callable[[str], str], files: Sequence[Path] = ()) -> None:
        """Read the built-in knowledge, then the files of packs, most general first, and register the literals.

        Raises:
            PackError: with every problem of every file.
        """
        self.knowledge = load_knowledge(vocabulary, normal, [*base_files(), *files])
        self._triggers = frozenset(self.knowledge.connectives) | frozenset(self.knowledge.patterns)

    def attach(
        self, text: NormalizedText, segments: Segments, hits: Sequence[Hit], opinions: Sequence[Opinion]
    ) -> tuple[Opinion, ...]:
        """Return the opinions, each with its cause where the customer gives one; a mere mention has none."""
        triggers = self._triggers
        found = [hit for hit in hits if hit[0] in triggers]
        if not found or not opinions:
            return tuple(opinions)
        links = self._links(text.text, segments, found, hits)
        if not links:
            return tuple(opinions)
        return tuple(self._with_cause(text, opinion, links, hits) for opinion in opinions)

    def _links(self, text: str, segments: Segments, found: Sequence[Hit], hits: Sequence[Hit]) -> list[Link]:
        known = self.knowledge
        connectives = [hit for hit in found if hit[0] in known.connectives]
        patterns = [(hit[1], pattern) for hit in found for pattern in known.patterns.get(hit[0], ())]
        if patterns:
            events = [hit[2] for hit in hits if hit[0] in known.events]
            patterns = [(start, pattern) for start, pattern in patterns if _needed(pattern, text, start, events)]
        if not connectives and not patterns:
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
        return [
            link
            for link in links
            if not any(_narrows(other, link) for other in links)
            and (not link.needs_kind or self.kind(*link.cause, hits))
        ]

    def _with_cause(
        self, text: NormalizedText, opinion: Opinion, links: Sequence[Link], hits: Sequence[Hit]
    ) -> Opinion:
        if opinion.polarity == "neutral":
            return opinion
        start, end = text.to_text(opinion.span)
        best = None
        for link in links:
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
            kind=self.kind(first, last, hits),
            connective=best.connective,
            direction="before" if first < start else "after",
            confidence=best.confidence,
            guess=best.guess,
        )
        return replace(opinion, cause=cause)

    def kind(self, start: int, end: int, hits: Sequence[Hit]) -> str:
        """Return the kind whose keywords cover most characters of a text range, or an empty text."""
        kinds = self.knowledge.kinds
        covered: dict[tuple[int, str], set[int]] = {}
        for literal, first, last in hits:
            if first >= start and last <= end and (known := kinds.get(literal)) is not None:
                covered.setdefault((known[1], known[0]), set()).update(range(first, last))
        if not covered:
            return ""
        return min(covered.items(), key=lambda item: (-len(item[1]), item[0][0]))[0][1]


def _needed(pattern: Pattern, text: str, start: int, events: Sequence[int]) -> bool:
    """Tell whether what a pattern needs stands in the text; ``events`` are the ends of event words."""
    if pattern.needs == "event":
        return any(end <= start <= end + pattern.reach for end in events)
    return pattern.needs in text


def _narrows(one: Link, other: Link) -> bool:
    """Tell whether one link knows where the cause of the other ends (由于疫情原因: 疫情)."""
    return one.cause[0] == other.cause[0] and one.cause[1] < other.cause[1] and "…" in one.connective


def _longest(found: Sequence[Hit], connectives: dict[int, Connective]) -> list[tuple[Connective, int, int]]:
    """Keep of overlapping connectives the longest, of equally long ones the first."""
    chosen: list[tuple[Connective, int, int]] = []
    ranked = sorted(
        ((start - end, start, end, connectives[literal]) for literal, start, end in found if literal in connectives),
        key=lambda item: item[:3],
    )
    for _, start, end, connective in ranked:
        if all(end <= first or last <= start for _, first, last in chosen):
            chosen.append((connective, start, end))
    chosen.sort(key=lambda item: item[1])
    return chosen
