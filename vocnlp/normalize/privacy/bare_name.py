"""Find full names without a title where their place gives them away: 我是王芳，找何俊杰，王芳（身份证…）.

A name here is a surname and one or two characters that parents choose; what stands before and behind it must fit, and
everyday words of that shape (高明, 江山) are no names.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from vocnlp.normalize.privacy.found import Found
from vocnlp.normalize.privacy.words import Words

__all__ = ["find_bare_names"]

_NAME = r"(?P<name>(?:(?:%(name_double)s)|%(name_surnames)s)(?:%(name_given)s){1,2}?)"
_END = r"(?:(?![\u4e00-\u9fff])|(?=%(name_after)s|%(name_follows)s|%(name_titles)s))"
_BEFORE = r"(?:%(name_self)s|%(name_seek)s|%(name_bearer)s|%(name_kin)s|%(name_is)s)"
_SPOKEN = rf"{_BEFORE} ?{_NAME}{_END}"
_CALLED = rf"叫{_NAME}(?=的)"
_BRACKET = rf"(?<![\u4e00-\u9fff]){_NAME}(?= ?[（(] ?(?:%(name_bracket)s))"
_SIGNED = rf"(?:[。！!？?～~…\n] ?|敬[礼禮上] ?|(?:%(name_label)s|落款|署名)[:： ]){_NAME}(?=[。 ]?(?:\n|\Z))"


def find_bare_names(view: str, words: Words) -> Iterator[Found]:
    """Find names by what stands around them."""
    if words.compile(_BEFORE).search(view):
        yield from _taken(words.compile(_SPOKEN).finditer(view), words)
    if "叫" in view:
        yield from _taken(words.compile(_CALLED).finditer(view), words)
    if "（" in view or "(" in view:
        yield from _taken(words.compile(_BRACKET).finditer(view), words)
    yield from _taken(words.compile(_SIGNED).finditer(view), words)


def _taken(matches: Iterator[re.Match[str]], words: Words) -> Iterator[Found]:
    never, everyday = words.sets["name_not_names"], words.sets["name_words"]
    for match in matches:
        name = match["name"]
        if name not in everyday and name[:2] not in never:
            yield Found(*match.span("name"), name)
