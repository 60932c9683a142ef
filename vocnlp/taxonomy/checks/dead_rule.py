"""dead-rule: an entry that can never fire.

Its own ``unless`` covers every match, ``since`` lies after ``until``, or nothing of it is left in normal form.
"""

from __future__ import annotations

from collections.abc import Iterator

from vocnlp.errors import Message
from vocnlp.taxonomy.checks.book import Book, Finding
from vocnlp.taxonomy.expression import Slot
from vocnlp.taxonomy.model import Entry, Point


def check(book: Book) -> Iterator[Finding]:
    """Look at every entry alone."""
    for point, entry in book.entries:
        why = _why(book, point, entry)
        if why is not None:
            message = Message(f"“{entry.source}”永远不会命中：{why.zh}", f"{entry.source} can never fire: {why.en}")
            yield Finding(entry.location, "error", "dead-rule", message, point=point, entry=entry)


def _why(book: Book, point: Point, entry: Entry) -> Message | None:
    if entry.since and entry.until and entry.since > entry.until:
        return Message(
            f"since {entry.since} 晚于 until {entry.until}", f"since {entry.since} is after until {entry.until}"
        )
    pieces = [piece for chain in book.chains(entry.phrase) for piece in chain.pieces if not isinstance(piece, Slot)]
    if pieces and not any(book.normalized(text) for piece in pieces for text in piece):
        return Message("规范化以后什么也不剩", "nothing of it is left in normal form")
    shields = book.shields(point, entry)
    if shields and _every_chain_has(book, entry, shields):
        return Message("unless 挡住了它自己", "its own unless covers it")
    return None


def _every_chain_has(book: Book, entry: Entry, texts: frozenset[str]) -> bool:
    """Tell whether each chain has a piece whose every literal is one of the texts."""
    return all(
        any(
            not isinstance(piece, Slot) and all(book.normalized(text) in texts for text in piece)
            for piece in chain.pieces
        )
        for chain in book.chains(entry.phrase)
    )
