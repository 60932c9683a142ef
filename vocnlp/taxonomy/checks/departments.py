"""unknown-department, missing-department: a point that routes to nobody.

A department must be one that the routing table declares. A leaf without a department is caught by the default
row only.
"""

from __future__ import annotations

from collections.abc import Iterator

from vocnlp.errors import Message, did_you_mean
from vocnlp.taxonomy.checks.book import Book, Finding


def check(book: Book) -> Iterator[Finding]:
    """Compare with the departments that the caller knows; without them only missing ones are told."""
    for point in book.taxonomy.points.values():
        own = str(point.own.get("department", ""))
        if own and book.departments is not None and own not in book.departments:
            message = Message(f"没有部门 {own}", f"no department {own}")
            hint = did_you_mean(own, book.departments)
            yield Finding(point.places["department"], "error", "unknown-department", message, hint, point=point)
        if not point.department and not point.children:
            message = Message(f"{point.id} 没有责任部门", f"{point.id} has no department")
            yield Finding(point.location, "warning", "missing-department", message, point=point)
