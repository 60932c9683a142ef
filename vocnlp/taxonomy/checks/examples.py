"""missing-example, missing-near-miss: a point is finished when one example hits and one near miss does not.

Without them nobody notices when a later edit breaks the point. Write an example as a customer would say it;
a near miss is a sentence that looks like it and is about something else.
"""

from __future__ import annotations

from collections.abc import Iterator

from vocnlp.errors import Message
from vocnlp.taxonomy.checks.book import Book, Finding


def check(book: Book) -> Iterator[Finding]:
    """Look at every point that has entries; examples of its entries count."""
    for point in book.taxonomy.points.values():
        if not point.entries:
            continue
        kinds = {one.kind for one in point.examples}
        kinds |= {one.kind for entry in point.entries for one in entry.examples}
        if not kinds - {"not"}:
            message = Message(f"{point.id} 没有应当命中的例句", f"{point.id} has no example that hits")
            hint = Message("写在 examples 的 positive / negative 里", "write it under examples: positive / negative")
            yield Finding(point.location, "warning", "missing-example", message, hint, point=point)
        if "not" not in kinds:
            message = Message(f"{point.id} 没有近似反例", f"{point.id} has no near miss")
            hint = Message("写在 examples 的 not 里", "write it under examples: not")
            yield Finding(point.location, "info", "missing-near-miss", message, hint, point=point)
