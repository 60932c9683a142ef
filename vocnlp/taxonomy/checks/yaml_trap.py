"""yaml-trap: text that YAML or the rule language reads differently from what the eye sees.

A ``#`` glued to a word after a space starts a comment and cuts the entry; ``-热线`` without a space is no list item;
``客服.态度`` is no gap; a comma inside one entry makes no list; ``[客服]*`` is a regular expression, which the language
does not have.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from vocnlp.errors import Location, Message
from vocnlp.taxonomy.checks.book import Book, Finding
from vocnlp.taxonomy.expression import Literal as LiteralText
from vocnlp.taxonomy.expression import leaves

_HAN = "\u4e00-\u9fff"
_TRAPS: tuple[tuple[re.Pattern[str], Message], ...] = (
    (
        re.compile(f"[{_HAN}][.·][{_HAN}]"),
        Message("一个点不是间隔；间隔写成 ..", "one dot is no gap; write .."),
    ),
    (
        re.compile("[，,;；]"),
        Message("逗号在一条里面；分成几条，或写 (a|b)", "a comma inside one entry; split it, or write (a|b)"),
    ),
    (
        re.compile(f"[{_HAN}][/、][{_HAN}]"),
        Message("/ 和 、 不表示“或”；写 (a|b)", "/ and 、 do not mean or; write (a|b)"),
    ),
    (
        re.compile("[【】]"),
        Message(
            "【】在一条里面，算作词的一部分；列表写 [甲, 乙]", "【】 are part of the word; a list is written [a, b]"
        ),
    ),
    (
        re.compile(r"[*+?^\[\]]|\{[^}]*\}"),
        Message("这里不是正则表达式", "this is not a regular expression"),
    ),
    (
        re.compile(f"^-(?=[{_HAN}])"),
        Message("“-”后面缺空格，几行成了一条", "no space after the dash, so the lines became one entry"),
    ),
    (
        re.compile(f"[{_HAN}] +[{_HAN}]"),
        Message("空格不表示“并且”；间隔写成 ..", "a space does not mean and; write .."),
    ),
)
_SUSPICIOUS = re.compile(r"[.·，,;；/、*+?^{\[\]【】 -]")
"""Signs without which there is no trap."""
_COMMENT = re.compile(r"\s#(?=[^\s#])")


def check(book: Book) -> Iterator[Finding]:
    """Look at the literals of every entry, and at the source lines for glued comments."""
    for point, entry, _ in book.rules:
        if not _SUSPICIOUS.search(entry.source):
            continue
        for literal in (leaf for leaf in leaves(entry.tree) if isinstance(leaf, LiteralText)):
            for pattern, message in _TRAPS:
                if match := pattern.search(literal.text):
                    place = entry.location._replace(column=entry.location.column + literal.column + match.start())
                    yield Finding(place, "warning", "yaml-trap", message, point=point, entry=entry)
                    break


def check_files(lines: Mapping[str, Sequence[str]]) -> Iterator[Finding]:
    """Look at source lines for comments that start inside an entry by accident."""
    message = Message(
        "空格加 # 之后成了注释；要保留请用引号", "a space and # start a comment; quote the text to keep it"
    )
    for file, text in lines.items():
        for number, line in enumerate(text, 1):
            column = check_line(line)
            if column is not None:
                yield Finding(Location(file, number, column + 1), "warning", "yaml-trap", message)


def check_line(line: str) -> int | None:
    """Return the column (from 0) of a ``#`` that cuts an entry by accident, or None.

    >>> check_line("    terms: [客服 #数字 次]")
    15
    """
    bare = re.sub(r"'[^']*'|\"[^\"]*\"", lambda match: "x" * len(match.group()), line)
    match = _COMMENT.search(bare)
    return match.start() + 1 if match and bare[: match.start()].strip() else None
