"""Hold a text beside its normal form, with the exact map from every character back to the raw text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

__all__ = ["Edit", "NormalizedText", "Span"]


class Span(NamedTuple):
    """A half-open range of code points.

    >>> Span(2, 4).of("座椅舒适")
    '舒适'
    """

    start: int
    end: int

    def of(self, text: str) -> str:
        """Return the part of ``text`` that the span covers."""
        return text[self.start : self.end]


class Edit(NamedTuple):
    """One repair of the normalizer: ``before`` stood at ``span`` of the raw text and became ``after``."""

    step: str
    span: Span
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class NormalizedText:
    """A raw text, the form that rules are matched on, and the map between them.

    ``text[i]`` came from ``raw[starts[i]:ends[i]]``; both sequences rise monotonically. A text that needed
    no repair maps by ``range`` objects and costs no memory. ``script`` is one of ``simplified``,
    ``taiwan``, ``hongkong``, ``cantonese``, ``mixed`` or ``other``.
    """

    raw: str
    text: str
    starts: Sequence[int]
    ends: Sequence[int]
    edits: tuple[Edit, ...] = ()
    script: str = "simplified"

    def span(self, start: int, end: int) -> Span:
        """Map a non-empty range of ``text`` to the raw span that it covers.

        An empty range maps to an empty span at the place where it stands.
        """
        if start >= end:
            place = self.starts[start] if start < len(self.starts) else len(self.raw)
            return Span(place, place)
        return Span(self.starts[start], self.ends[end - 1])

    def to_text(self, span: Span) -> Span:
        """Map a raw span to the smallest range of ``text`` whose sources touch it."""
        from bisect import bisect_left, bisect_right

        start = bisect_right(self.ends, span.start)
        return Span(start, max(start, bisect_left(self.starts, span.end)))
