"""Find WeChat, QQ and LINE ids; they have no shape of their own and count only behind their context words."""

from __future__ import annotations

from collections.abc import Iterator

from vocnlp.normalize.privacy.found import Found
from vocnlp.normalize.privacy.words import Words

__all__ = ["find_line_ids", "find_qq_numbers", "find_wechat_ids"]

_SEPARATOR = r"(?P<sign>[:：是为為]|就是| ){0,4}"
_WECHAT = (
    r"(?<![A-Za-z])(?P<word>%(wechat)s)" + _SEPARATOR + r"(?P<id>[A-Za-z][0-9A-Za-z_\-]{5,19})(?![0-9A-Za-z_\-.@])"
)
_QQ = (
    r"(?<![A-Za-z])(?P<word>%(qq)s)群?(?:[:：是为為]| ){0,4}(?P<id>[1-9][0-9]{4,10})"
    r"(?![0-9A-Za-z]|[.,][0-9]| ?(?:%(units)s))"
)
_LINE = (
    r"(?<![A-Za-z])(?P<word>%(line)s)(?: ?id)?"
    + _SEPARATOR
    + r"(?P<id>@?[0-9A-Za-z][0-9A-Za-z._\-]{3,19})(?![0-9A-Za-z_\-@])"
)


def find_wechat_ids(view: str, words: Words) -> Iterator[Found]:
    """Find an id right behind 微信 and the like."""
    yield from _find(_WECHAT, view, words)


def find_line_ids(view: str, words: Words) -> Iterator[Found]:
    """Find an id right behind LINE or 賴."""
    yield from _find(_LINE, view, words)


def find_qq_numbers(view: str, words: Words) -> Iterator[Found]:
    """Find five to eleven digits right behind QQ."""
    for match in words.compile(_QQ).finditer(view):
        yield Found(match.start("id"), match.end("id"), match.group("id"))


def _find(template: str, view: str, words: Words) -> Iterator[Found]:
    for match in words.compile(template).finditer(view):
        name, sign = match.group("id"), match.group("sign") or ""
        if (
            any(map(str.isdigit, name))
            or "_" in name
            or sign.strip()
            or match.group("word").endswith(("号", "號", "id"))
        ):
            yield Found(match.start("id"), match.end("id"), name)
