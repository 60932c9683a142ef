"""overlay-no-effect: an overlay repeats what its base says already.

Only differences belong into an overlay; a repeated line hides the later changes of the base.
"""

from __future__ import annotations

from collections.abc import Iterator

from vocnlp.errors import Message
from vocnlp.taxonomy.checks.book import Book, Finding


def check(book: Book) -> Iterator[Finding]:
    """Look for overrides whose value is the one of the base."""
    for override in book.taxonomy.overrides:
        if override.before == override.after and override.field != "point":
            point = book.taxonomy.points.get(override.point)
            message = Message(
                f"{override.point} 的 {override.field} 和基础包一样",
                f"{override.field} of {override.point} is the base's",
            )
            yield Finding(override.location, "warning", "overlay-no-effect", message, point=point)
