"""empty-point: a leaf that no text can mention, because it has neither terms nor expressions."""

from __future__ import annotations

from collections.abc import Iterator

from vocnlp.errors import Message
from vocnlp.taxonomy.checks.book import Book, Finding


def check(book: Book) -> Iterator[Finding]:
    """Look at leaves; points that a learned model alone recognises say ``policy: model``."""
    for point in book.leaves:
        if not point.entries and point.policy != "model":
            message = Message(f"{point.id} 没有任何词和表达式", f"{point.id} has no terms and no expressions")
            yield Finding(point.location, "warning", "empty-point", message, point=point)
