"""Turn markup into the text that it shows: tags go (block tags leave a line break), entities are decoded."""

from __future__ import annotations

import html
import re

from vocnlp.normalize.lazypattern import lazy
from vocnlp.normalize.ledger import Change

__all__ = ["Entities", "Tags"]

_BLOCK = lazy("br|p|div|li|tr|ul|ol|table|h[1-6]|hr|section|article|blockquote|dd|dt").fullmatch
_INLINE = lazy(
    "a|abbr|b|big|center|code|del|em|font|i|img|ins|label|mark|s|small|span|strike|strong|sub|sup|td|th|tbody|thead"
    "|u|video|audio|source|iframe|input|button|form|option|select|title|body|html|head|meta|link|pre|script|style"
).fullmatch
_TAG = lazy(r"<(/?)([a-zA-Z][a-zA-Z0-9]{0,10})(?:[\s/][^<>]*)?>|<!--|<!doctype[^<>]*>", re.IGNORECASE)
_ENTITY = lazy(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z]{2,8}[0-9]{0,2});|&(?:nbsp|amp|lt|gt|quot)\b")


class Tags:
    """HTML tags of known names; ``<3`` and ``<手机:1>`` are no tags.

    >>> Tags().changes("<p>很<b>好</b></p>", "simplified")
    [(0, 3, '\\n'), (4, 7, ''), (8, 12, ''), (12, 16, '\\n')]
    """

    name = "html"
    signs = "<"
    words: tuple[str, ...] = ()

    def changes(self, text: str, script: str) -> list[Change]:
        found: list[Change] = []
        done = 0
        closed = {"script": True, "style": True, "-->": True}  # False once the rest holds no such end
        for match in _TAG.finditer(text):
            if match.start() < done:
                continue
            name = (match[2] or "").lower()
            if _BLOCK(name):
                found.append((*match.span(), "\n"))
            elif name in ("script", "style") and not match[1]:
                done = _end_of(text, f"</{name}>", match.end(), name, closed)
                found.append((match.start(), done, ""))
            elif _INLINE(name) or match[0][:9].lower() == "<!doctype":
                found.append((*match.span(), ""))
            elif match[0] == "<!--":
                done = _end_of(text, "-->", match.end(), "-->", closed)
                if done > match.end():
                    found.append((match.start(), done, ""))
        return found


def _end_of(text: str, mark: str, start: int, name: str, closed: dict[str, bool]) -> int:
    """Return the position after ``mark``, or ``start`` when it never comes; a failed search is not repeated."""
    place = text.find(mark, start) if closed[name] else -1
    closed[name] = place >= 0
    return place + len(mark) if place >= 0 else start


class Entities:
    """Character references, with or without the semicolon that exports like to lose.

    >>> Entities().changes("好&amp;快&#20320;&nbsp", "simplified")
    [(1, 6, '&'), (7, 15, '你'), (15, 20, ' ')]
    """

    name = "entity"
    signs = "&"
    words: tuple[str, ...] = ()

    def changes(self, text: str, script: str) -> list[Change]:
        found: list[Change] = []
        for match in _ENTITY.finditer(text):
            after = html.unescape(match[0] if match[0].endswith(";") else f"{match[0]};").replace("\xa0", " ")
            if after != match[0]:
                found.append((*match.span(), after))
        return found
