"""embedded-term: a short term inside a common word that means something else (充 in 充满, 好 in 好像).

Matching looks at characters, so word borders are for the author to see to: name the longer words under
``unless``, ask for company with ``with``, or write a longer term. With a corpus the finding says how often it
happens there, otherwise how common the words are.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from vocnlp.errors import Level, Message
from vocnlp.taxonomy.checks.book import Book, Finding, Written

_SHORT = re.compile("[\u4e00-\u9fff]{1,2}").fullmatch
_SHOWN = 4
_COMMON = 300


def check(book: Book) -> Iterator[Finding]:
    """Look at plain literals of one or two Chinese characters."""
    told: set[tuple[str, str]] = set()
    for one in book.written:
        if not one.alone or not _SHORT(one.text) or one.entry.required:
            continue
        key = (one.point.id, one.text)
        if key in told:
            continue
        told.add(key)
        words = _longer(book, one)
        shown = "、".join(f"{word}({count})" for word, count in words[:_SHOWN])
        if len(one.text) == 1 and (shown or not any(one.text in text for text in book.shields(one.point, one.entry))):
            message = Message(f"只有一个字的词“{one.text}”太短", f"{one.text} is a single character")
            if shown:
                message = Message(f"{message.zh}，也在：{shown}", f"{message.en}, also in: {shown.replace('、', ', ')}")
            yield _finding(one, "warning", message)
        elif shown:
            message = Message(
                f"“{one.text}”也在别的词里：{shown}", f"{one.text} is also inside: {shown.replace('、', ', ')}"
            )
            yield _finding(one, "info", message)


def _finding(one: Written, level: Level, message: Message) -> Finding:
    hint = Message("写进 unless，或用 with", "name them under unless, or use with")
    return Finding(one.entry.location, level, "embedded-term", message, hint, one.point, one.entry)


def _longer(book: Book, one: Written) -> Sequence[tuple[str, int]]:
    """Return the longer words that hold a term and that nothing guards against, the commonest first."""
    shields = book.shields(one.point, one.entry)
    if book.containing is None:
        return ()
    words = [
        (word, count)
        for word, count in book.containing(one.text)
        if word not in book.by_text and not any(shield in word for shield in shields)
    ]
    if book.corpus:
        seen = Counter({word: sum(text.count(word) for text in book.corpus) for word, _ in words[:40]})
        return [(word, count) for word, count in seen.most_common() if count]
    floor = max(_COMMON, (book.frequency(one.text) if book.frequency else 0) // 3) if len(one.text) > 1 else _COMMON
    return [(word, count) for word, count in words if count >= floor]
