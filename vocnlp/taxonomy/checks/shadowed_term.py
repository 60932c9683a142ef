"""shadowed-term: a term lies inside a longer term of another point that is not below it.

Where the longer one stands, the shorter one is silent. That is usually right (客服 in 客服电话); look once,
and silence it or protect the place with ``unless``.
"""

from __future__ import annotations

from collections.abc import Iterator

from vocnlp.errors import Message
from vocnlp.taxonomy.checks.book import Book, Finding


def check(book: Book) -> Iterator[Finding]:
    """Look for every literal of at least two characters inside longer ones of unrelated points."""
    texts = book.by_text
    longest = max(map(len, texts), default=0)
    seen: set[tuple[str, str]] = set()
    for text, owners in texts.items():
        for size in range(2, min(len(text), longest)):
            for start in range(len(text) - size + 1):
                for one in texts.get(text[start : start + size], ()):
                    owner = owners[0]
                    related = owner.point.id == one.point.id or owner.point.id.startswith(f"{one.point.id}.")
                    key = (one.point.id, one.text)
                    if related or key in seen or owner.entry.conditional or one.entry.kind != "term":
                        continue
                    seen.add(key)
                    yield Finding(
                        one.entry.location,
                        "info",
                        "shadowed-term",
                        Message(
                            f"“{one.text}”在“{text}”里面时归 {owner.point.id}",
                            f"{one.text} inside {text} goes to {owner.point.id}",
                        ),
                        point=one.point,
                        entry=one.entry,
                    )
