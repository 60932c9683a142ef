"""Hold a text beside its normal form, with the exact map from every character back to the raw text."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, Protocol

__all__ = ["Edit", "NormalizedText", "Record", "Span"]

_new = tuple.__new__


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


class Record(Protocol):
    """How a text was repaired: the map and the ledger; it may be worked out when first asked for."""

    @property
    def starts(self) -> Sequence[int]: ...
    @property
    def ends(self) -> Sequence[int]: ...
    @property
    def edits(self) -> Sequence[Edit]: ...


class _Known(NamedTuple):
    """A record that is written out."""

    starts: Sequence[int]
    ends: Sequence[int]
    edits: Sequence[Edit]


class _Fields(NamedTuple):
    raw: str
    text: str
    script: str
    record: Record | None


class NormalizedText(_Fields):
    """A raw text, the form that rules are matched on, and the map between them.

    ``text[i]`` came from ``raw[starts[i]:ends[i]]``; both sequences rise monotonically. A text that needed no
    repair has no ``record`` and maps by ``range`` objects. ``script`` is one of ``simplified``, ``taiwan``,
    ``hongkong``, ``cantonese``, ``mixed`` or ``other``.
    """

    __slots__ = ()

    def __new__(
        cls,
        raw: str,
        text: str,
        starts: Sequence[int],
        ends: Sequence[int],
        edits: Sequence[Edit] = (),
        script: str = "simplified",
    ) -> NormalizedText:
        same = raw == text and not edits and starts == range(len(raw)) and ends == range(1, len(raw) + 1)
        return tuple.__new__(cls, (raw, text, script, None if same else _Known(starts, ends, edits)))

    @classmethod
    def of(cls, raw: str, text: str, script: str, record: Record | None) -> NormalizedText:
        """Make one from its record; None for a text that is as it came."""
        return tuple.__new__(cls, (raw, text, script, record))

    @property
    def starts(self) -> Sequence[int]:
        """Return where the source of each character starts in ``raw``."""
        return range(len(self.raw)) if self.record is None else self.record.starts

    @property
    def ends(self) -> Sequence[int]:
        """Return where the source of each character ends in ``raw``."""
        return range(1, len(self.raw) + 1) if self.record is None else self.record.ends

    @property
    def edits(self) -> Sequence[Edit]:
        """Return every repair in the order of its place."""
        return () if self.record is None else self.record.edits

    def span(self, start: int, end: int) -> Span:
        """Map a non-empty range of ``text`` to the raw span that it covers.

        An empty range maps to an empty span at the place where it stands.
        """
        raw, _, _, record = self
        if record is None:
            if start < end:
                return _new(Span, (start, end))
            place = min(start, len(raw))
            return Span(place, place)
        starts = record.starts
        if start >= end:
            place = starts[start] if start < len(starts) else len(raw)
            return Span(place, place)
        return _new(Span, (starts[start], record.ends[end - 1]))

    def to_text(self, span: Span) -> Span:
        """Map a raw span to the smallest range of ``text`` whose sources touch it."""
        from bisect import bisect_left, bisect_right

        start = bisect_right(self.ends, span.start)
        return Span(start, max(start, bisect_left(self.starts, span.end)))

    def __reduce__(self) -> tuple[type[NormalizedText], tuple[object, ...]]:
        return NormalizedText, (self.raw, self.text, self.starts, self.ends, self.edits, self.script)
