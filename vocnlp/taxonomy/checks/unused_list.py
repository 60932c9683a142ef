"""unused-list: a list that no expression and no other list names."""

from __future__ import annotations

from collections.abc import Iterator

from vocnlp.errors import Location, Message
from vocnlp.taxonomy.checks.book import Book, Finding
from vocnlp.taxonomy.expression import Choice, Expression, ListName, Near, Row


def check(book: Book) -> Iterator[Finding]:
    """Collect the names in every expression."""
    used: set[str] = set()
    for point, entry in book.entries:
        presences = (*entry.required, *entry.forbidden)
        phrases = [*entry.unless, *point.unless, *(phrase for presence in presences for phrase in presence.phrases)]
        for tree in (entry.tree, *(phrase.tree for phrase in phrases)):
            used.update(_names(tree))
    for members in book.taxonomy.lists.values():
        for member in members:
            used.update(_names(member.tree))
    for name, members in book.taxonomy.lists.items():
        if name not in used:
            place = members[0].location if members else Location(book.taxonomy.files[0])
            yield Finding(place, "info", "unused-list", Message(f"列表 {name} 没有用到", f"list {name} is not used"))


def _names(tree: Expression) -> Iterator[str]:
    match tree:
        case ListName(name):
            yield name
        case Choice(parts) | Row(parts):
            for part in parts:
                yield from _names(part)
        case Near(left, right):
            yield from _names(left)
            yield from _names(right)
