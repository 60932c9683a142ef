"""script-trap: a literal that cannot hit, because normal form and normalized text treat it differently.

Texts are brought to one script before matching and so are rules. A literal whose normal form is not stable (a
repeated character, a converted word that converts again), or that mixes scripts by accident, is reported.
"""

from __future__ import annotations

from collections.abc import Iterator

from vocnlp.errors import Message
from vocnlp.taxonomy.checks.book import Book, Finding


def check(book: Book) -> Iterator[Finding]:
    """Normalize every literal twice."""
    told: set[tuple[str, str]] = set()
    for one in book.written:
        key = (one.point.id, one.text)
        if key in told or not one.text:
            continue
        told.add(key)
        again = book.normalized(one.text)
        if again != one.text:
            message = Message(
                f"“{one.text}”在文本里会变成“{again}”，不会命中", f"{one.text} becomes {again} in texts and never hits"
            )
            yield Finding(one.entry.location, "warning", "script-trap", message, point=one.point, entry=one.entry)
