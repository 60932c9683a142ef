"""Find names: a surname before a title (王先生), a name behind 联系人, 我叫 or a role (客服张丽).

Of 王先生 only 王 is masked: the title says whether a customer, a mechanic or a manager is meant, and rules need it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from vocnlp.normalize.privacy.bare_name import find_bare_names
from vocnlp.normalize.privacy.found import Found
from vocnlp.normalize.privacy.words import Words

__all__ = ["find_names"]

_SIGN = r"我是|我姓|本人|%(name_people)s|这里是|這裡是|%(name_titles)s|%(name_label)s|%(name_callme)s|%(name_roles)s"
_TITLE = r"(?:%(name_titles)s)"
_NAME = r"(?:(?:%(name_double)s)[\u4e00-\u9fff]{1,2}|(?:%(name_surnames)s)[\u4e00-\u9fff]{1,2})"
_END = r"(?![\u4e00-\u9fff])|(?=%(name_after)s)"
_LABELLED = rf"(?:%(name_label)s)(?:[:：]|是|为|為| |叫){{1,3}}(?P<name>{_NAME}?)(?:{_END})"
_TITLE_ONLY = (
    r"(?:%(name_label)s)(?:[:：]|是|为|為| ){1,3}(?P<name>%(name_double)s|%(name_surnames)s)(?=%(name_titles)s)"
)
_CALLED = rf"(?:%(name_callme)s)(?P<name>{_NAME}?)(?:{_END})"
_INTRODUCED = rf"(?:我是|本人|这里是|這裡是)(?P<name>{_NAME}?)(?=[，, ] ?(?:1[3-9][0-9]|%(name_introduce_after)s))"
_ROLE = (
    r"(?:%(name_roles)s)(?P<name>小(?:%(name_surnames)s)(?:(?![\u4e00-\u9fff])|(?=%(name_after)s))"
    rf"|{_NAME}?(?:{_END}))"
)
_SURNAME = r"我姓(?P<name>%(name_double)s|%(name_surnames)s)(?![\u4e00-\u9fff])"
_PERSON = (
    rf"(?:%(name_label)s)(?P<name>{_NAME})(?![\u4e00-\u9fff])"
    r"|(?:%(name_people)s)(?P<full>(?:%(name_double)s|%(name_surnames)s)[\u4e00-\u9fff]{2})(?=%(name_reports)s)"
)
_HAN = re.compile(r"[\u4e00-\u9fff]")
_ALL_HAN = re.compile(r"[\u4e00-\u9fff]+")
_SHORT_TITLES = frozenset("总總哥姐")


def find_names(view: str, words: Words) -> Iterator[Found]:
    """Find names by title, label, role and place; everyday words that look like names are left alone."""
    yield from find_bare_names(view, words)
    if not words.compile(_SIGN).search(view):
        return
    for match in words.compile(_TITLE).finditer(view):
        start = _name_before(view, match.start(), match.group(), words)
        if start < match.start():
            name = view[start : match.start()]
            yield Found(start, match.start(), name + _gender(match.group(), words))
    for match in words.compile(_PERSON).finditer(view):
        group = "name" if match["name"] else "full"
        name = match[group]
        if name[0] not in words.sets["name_everyday"] and name[:2] not in words.sets["name_not_names"]:
            yield Found(*match.span(group), name)
    for template in (_LABELLED, _TITLE_ONLY, _CALLED, _INTRODUCED, _ROLE, _SURNAME):
        for match in words.compile(template).finditer(view):
            name = match.group("name").rstrip()
            if name[:2] not in words.sets["name_not_names"] and name not in words.sets["name_roles"]:
                yield Found(match.start("name"), match.start("name") + len(name), name)


def _name_before(view: str, title_start: int, title: str, words: Words) -> int:
    """Return where the name before a title starts, or the title's own start when there is none."""
    sets = words.sets
    if (
        title in _SHORT_TITLES
        and view[title_start + len(title) : title_start + len(title) + 1] in sets["name_no_title"]
    ):
        return title_start
    if view[max(0, title_start - 2) : title_start] in sets["name_double"]:
        return title_start - 2
    surname = view[title_start - 1 : title_start]
    if surname in sets["name_surnames"] and surname + title not in sets["name_not_names"]:
        if _surname_counts(view, title_start - 1, surname, words):
            return title_start - 1
    elif title in sets["name_female"] | sets["name_male"] and title not in _SHORT_TITLES:
        return _full_name(view, title_start, sets)
    return title_start


def _full_name(view: str, title_start: int, sets: Mapping[str, frozenset[str]]) -> int:
    """A surname and a given name count where no Han character stands before them."""
    for length in (2, 3, 4):
        start = title_start - length
        if start < 0:
            break
        name, before = view[start:title_start], view[start - 1 : start] if start else ""
        surname = 2 if name[:2] in sets["name_double"] else 1
        known = surname == 2 or name[0] in sets["name_surnames"]
        if known and surname < length <= surname + 2 and not _HAN.match(before) and _ALL_HAN.fullmatch(name):
            return start if name[:2] not in sets["name_not_names"] and name[-1] not in "老小大" else title_start
    return title_start


def _surname_counts(view: str, start: int, name: str, words: Words) -> bool:
    before = view[start - 1 : start] if start else ""
    if before + name in words.sets["name_hiding"] or (before == name and before):
        return False
    if name not in words.sets["name_everyday"]:
        return True
    return not _HAN.match(before) or before in words.sets["name_before"]


def _gender(title: str, words: Words) -> str:
    if title in words.sets["name_female"]:
        return "女"
    return "男" if title in words.sets["name_male"] else ""
