"""unused-list: a list that no expression and no other list names."""

from __future__ import annotations

from collections.abc import Iterator

from vocnlp.errors import Location, Message
from vocnlp.taxonomy.checks.book import Book, Finding
from vocnlp.taxonomy.expression import ListName, Literal, leaves


def check(book: Book) -> Iterator[Finding]:
    """Collect the names in every expression."""
    used: set[str] = set()
    trees = [member.tree for members in book.taxonomy.lists.values() for member in members]
    for point, entry, _ in book.rules:
        trees.append(entry.tree)
        if entry.required or entry.forbidden:
            trees += [phrase.tree for one in (*entry.required, *entry.forbidden) for phrase in one.phrases]
        trees += [phrase.tree for phrase in (*entry.unless, *point.unless)]
    for tree in trees:
        if type(tree) is Literal:
            continue
        used.update(leaf.name for leaf in leaves(tree) if isinstance(leaf, ListName))
    for name, members in book.taxonomy.lists.items():
        if name not in used:
            place = members[0].location if members else Location(book.taxonomy.files[0])
            yield Finding(place, "info", "unused-list", Message(f"列表 {name} 没有用到", f"list {name} is not used"))
