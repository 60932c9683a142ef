"""dead-rule: an entry that can never fire.

Its own ``unless`` covers every match, ``since`` lies after ``until``, or nothing of it is left in normal form.
"""

from __future__ import annotations

from collections.abc import Iterator

from vocnlp.errors import Message
from vocnlp.taxonomy.checks.book import Book, Finding, Rule


def check(book: Book) -> Iterator[Finding]:
    """Look at every entry alone."""
    for rule in book.rules:
        why = _why(book, rule)
        if why is not None:
            entry = rule.entry
            message = Message(f"“{entry.source}”永远不会命中：{why.zh}", f"{entry.source} can never fire: {why.en}")
            yield Finding(entry.location, "error", "dead-rule", message, point=rule.point, entry=entry)


def _why(book: Book, rule: Rule) -> Message | None:
    entry = rule.entry
    if entry.since and entry.until and entry.since > entry.until:
        return Message(
            f"since {entry.since} 晚于 until {entry.until}", f"since {entry.since} is after until {entry.until}"
        )
    chains = [[{*map(book.normalized, piece)} for piece in chain.literals] for chain in rule.chains]
    if any(chains) and not any(any(piece) for chain in chains for piece in chain):
        return Message("规范化以后什么也不剩", "nothing of it is left in normal form")
    shields = book.shields(rule.point, entry)
    if shields and all(any(piece <= shields for piece in chain) for chain in chains):
        return Message("unless 挡住了它自己", "its own unless covers it")
    return None
