"""duplicate-term: one point spells the same term twice, perhaps in two scripts or under two keys.

The second one never does anything: a rule written once is found in every script. Delete it. (Another
script, or a term that the base has already, is a remark only.)
"""

from __future__ import annotations

from collections.abc import Iterator

from vocnlp.errors import Message
from vocnlp.taxonomy.checks.book import Book, Finding
from vocnlp.taxonomy.model import Entry


def check(book: Book) -> Iterator[Finding]:
    """Compare entries of one point whose match is a plain literal, by normal form."""
    for text, found in book.by_text.items():
        first: dict[str, Entry] = {}
        for one in found:
            before = first.setdefault(one.point.id, one.entry)
            if before is one.entry or one.entry.conditional or before.conditional:
                continue
            if one.entry.kind != before.kind and (one.entry.unless or before.unless):
                continue
            yield Finding(
                one.entry.location,
                "warning" if (one.entry.source, one.entry.layer) == (before.source, before.layer) else "info",
                "duplicate-term",
                Message(
                    f"{one.point.id} 里“{text}”重复，{before.location} 已有",
                    f"{one.point.id} spells {text} twice, first at {before.location}",
                ),
                point=one.point,
                entry=one.entry,
            )
