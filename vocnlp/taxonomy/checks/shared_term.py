"""shared-term: two points spell the same term, so one of them never gets it.

Points are independent: a span belongs to one point. Equal matches go to the deeper point, then to the higher
``priority``, then to an overlay before its base. When these are equal too, only file order decides, and that
is an error: give the term to one point, or tell them apart by ``with``, ``unless`` or ``priority``. Where
``priority`` decides, somebody has thought of it: then it is a remark only.
"""

from __future__ import annotations

from collections.abc import Iterator

from vocnlp.errors import Message
from vocnlp.taxonomy.checks.book import Book, Finding, Written


def check(book: Book) -> Iterator[Finding]:
    """Compare plain literals between points; entries with conditions of their own are left out."""
    for text, found in book.by_text.items():
        first: dict[str, Written] = {}
        for one in found:
            if not one.entry.conditional:
                first.setdefault(one.point.id, one)
        if len(first) < 2:
            continue
        winner, *losers = sorted(first.values(), key=_precedence)
        for loser in losers:
            tied = _precedence(loser)[:3] == _precedence(winner)[:3]
            why = (
                Message("只靠文件顺序决定", "by file order only")
                if tied
                else Message("更深、更优先或在覆盖层", "deeper, prior or in the overlay")
            )
            wanted = loser.entry.priority != winner.entry.priority
            yield Finding(
                loser.entry.location,
                "error" if tied else "info" if wanted else "warning",
                "shared-term",
                Message(
                    f"“{text}”同时属于 {loser.point.id} 和 {winner.point.id}（归后者：{why.zh}）",
                    f"{text} belongs to {loser.point.id} and {winner.point.id} (the latter gets it, {why.en})",
                ),
                Message("只留一处，或用 with / unless / priority 区分", "keep one, or use with / unless / priority"),
                point=loser.point,
                entry=loser.entry,
            )


def _precedence(one: Written) -> tuple[int, int, int, int]:
    return -one.point.depth, -one.entry.priority, -one.entry.layer, one.point.order
