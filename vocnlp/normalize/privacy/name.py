"""Find names: a surname before a title (王先生), a name behind 联系人, 我叫 or a role (客服张丽).

Of 王先生 only 王 is masked: the title says whether a customer, a mechanic or a manager is meant, and rules need it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from vocnlp.normalize.privacy.found import Found
from vocnlp.normalize.privacy.words import Words

__all__ = ["find_names"]

_TITLED = (
    r"(?P<name>(?:(?<![\u4e00-\u9fff])(?:%(name_double)s|%(name_surnames)s)[\u4e00-\u9fff]{1,2}?|%(name_double)s|%(name_surnames)s))"
    r"(?P<title>%(name_titles)s)"
)
_NAME = r"(?:(?:%(name_double)s)[\u4e00-\u9fff]{1,2}|(?:%(name_surnames)s)[\u4e00-\u9fff]{1,2})"
_END = r"(?![\u4e00-\u9fff])|(?=%(name_after)s)"
_LABELLED = rf"(?:%(name_label)s)(?:[:：]|是|为|為|\s|叫){{1,3}}(?P<name>{_NAME}?)(?:{_END})"
_TITLE_ONLY = (
    r"(?:%(name_label)s)(?:[:：]|是|为|為|\s){1,3}(?P<name>%(name_double)s|%(name_surnames)s)(?=%(name_titles)s)"
)
_CALLED = rf"(?:%(name_callme)s)(?P<name>{_NAME}?)(?:{_END})"
_ROLE = rf"(?:%(name_roles)s)(?P<name>小(?:%(name_surnames)s)(?![\u4e00-\u9fff])|小(?:%(name_surnames)s)(?=%(name_after)s)|{_NAME}?(?:{_END}))"
_SHORT_TITLES = frozenset("总總哥姐")


def find_names(view: str, words: Words) -> Iterator[Found]:
    """Find names by title, label and role; everyday words that look like names are left alone."""
    for match in words.compile(_TITLED).finditer(view):
        name, title = match.group("name", "title")
        if len(name) > 1 and name not in words.sets["name_double"]:
            if name[:2] in words.sets["name_not_names"] or _is_role(name, title, words):
                continue
        elif not _surname_counts(view, match.start(), name, words):
            continue
        if title in _SHORT_TITLES and view[match.end() : match.end() + 1] in words.sets["name_no_title"]:
            continue
        yield Found(match.start("name"), match.end("name"), f"{name}{_gender(title, words)}")
    for template in (_LABELLED, _TITLE_ONLY, _CALLED, _ROLE):
        for match in words.compile(template).finditer(view):
            name = match.group("name").rstrip()
            if name[:2] not in words.sets["name_not_names"] and name not in words.sets["name_roles"]:
                yield Found(match.start("name"), match.start("name") + len(name), name)


def _surname_counts(view: str, start: int, name: str, words: Words) -> bool:
    before = view[start - 1 : start] if start else ""
    if before + name in words.sets["name_hiding"] or (before == name and before):
        return False
    if name not in words.sets["name_everyday"]:
        return True
    return not re.match(r"[\u4e00-\u9fff]", before) or before in words.sets["name_before"]


def _is_role(name: str, title: str, words: Words) -> bool:
    """安装师傅 and 项目经理 are roles; a given name of such a word with a title is too rare to matter."""
    return name in words.sets["name_not_names"] or (title not in words.sets["name_female"] | words.sets["name_male"])


def _gender(title: str, words: Words) -> str:
    if title in words.sets["name_female"]:
        return "女"
    return "男" if title in words.sets["name_male"] else ""
