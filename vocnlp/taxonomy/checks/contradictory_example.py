"""contradictory-example: the same sentence is an example of two things that exclude each other.

Within a point, one sentence cannot be positive and negative, nor a hit and a near miss.
"""

from __future__ import annotations

from collections.abc import Iterator

from vocnlp.errors import Message
from vocnlp.taxonomy.checks.book import Book, Finding
from vocnlp.taxonomy.model import Example

_COMPATIBLE = {frozenset({"any", kind}) for kind in ("positive", "negative", "neutral")}


def check(book: Book) -> Iterator[Finding]:
    """Compare the examples of each point and of its entries."""
    for point in book.taxonomy.points.values():
        first: dict[str, Example] = {}
        for one in (*point.examples, *(one for entry in point.entries for one in entry.examples)):
            before = first.setdefault(one.text, one)
            if before.kind == one.kind or frozenset({before.kind, one.kind}) in _COMPATIBLE:
                continue
            message = Message(
                f"例句“{one.text}”既是 {before.kind}（第 {before.location.line} 行）又是 {one.kind}",
                f"the example is {before.kind} (line {before.location.line}) and {one.kind}",
            )
            yield Finding(one.location, "error", "contradictory-example", message, point=point)
