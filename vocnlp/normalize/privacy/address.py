"""Find street addresses: a street or estate with its numbers, and what stands before it up to the province.

A city, a district or a street alone is no address of a person, and shops, exits and petrol numbers are not either.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from vocnlp.normalize.privacy.found import Found
from vocnlp.normalize.privacy.words import Words

__all__ = ["find_addresses"]

_N = "(?:[0-9]{1,5}|[一二三四五六七八九十百]{1,4})"
_ROOM = (
    r"(?:[之\-][0-9]{1,4})?(?: ?(?:[\u4e00-\u9fff]{2,8}?(?:%(building)s))? ?"
    rf"(?:[A-Za-z]?{_N}(?:[A-Za-z]座|%(room)s)(?:之[0-9]{{1,3}})?|[A-Z]座|[A-Z]室)){{0,5}}"
    r"(?: ?[0-9]{3,4}(?![0-9元块年月]))?"
)
_STREET = (
    r"(?:%(street)s)(?:[东西南北中一二三四五六七八九十]段)?"
    rf"(?:{_N}[巷弄]){{0,2}}{_N}(?:之[0-9]{{1,3}})?(?:号院|號|号|弄|巷)"
)
_ESTATE = rf"(?:%(estate)s)(?:[东西南北一二三四五六七八九十A-Z]区)?{_N}(?:%(block)s|号|號|楼)"
_BLOCK = rf"{_N}(?:%(block)s|楼){_N}(?:单元|單元|门)"
_VILLAGE = rf"(?:%(village)s)(?:[\u4e00-\u9fff]{{1,6}}(?:村|组|組|屯|队|社))?{_N}(?:组|組|号|號|队)"
_CORE = rf"(?:{_STREET}|{_ESTATE}|{_BLOCK}|{_VILLAGE}){_ROOM}(?!%(not_home)s)"
_BEFORE = re.compile(r"(?:(?<![上下])[\u4e00-\u9fff0-9A-Za-z·]){1,30}\Z")
_CUT = r".*(?:%(leads)s|[0-9A-Za-z](?=[\u4e00-\u9fff]))"
_TOLD = (
    r"(?:%(address)s)[:：是为為在 ]{0,3}(?P<place>[\u4e00-\u9fff0-9A-Za-z()\-· ]{3,60}?"
    r"[0-9一二三四五六七八九十](?:%(room)s|弄|组|組)" + _ROOM + r")(?!%(not_home)s)"
)
_WHOLE = r"(?:%(address)s)[:：] ?(?P<place>[\u4e00-\u9fff0-9A-Za-z()\-·]{6,50})(?![\u4e00-\u9fff0-9A-Za-z()\-·])"
_PLACE = re.compile("[省市区區县縣镇鎮乡鄉村路街道巷弄苑园]")


def find_addresses(view: str, words: Words) -> Iterator[Found]:
    """Find streets and estates with numbers anywhere; behind 地址 looser places, behind 地址： whole ones."""
    for match in words.compile(_CORE).finditer(view):
        start = _start(view, match.start(), words)
        if match.start() - start >= 1 or match.group()[0] in "0123456789一二三四五六七八九十":
            yield Found(start, match.end(), view[start : match.end()].replace(" ", ""))
    for match in words.compile(_TOLD).finditer(view):
        if not _PLACE.search(match.group("place")):
            continue
        yield Found(match.start("place"), match.end(), match.group("place").replace(" ", ""))
    for match in words.compile(_WHOLE).finditer(view):
        if len(set(_PLACE.findall(match.group("place")))) >= 3:
            yield Found(match.start("place"), match.end(), match.group("place"))


def _start(view: str, core: int, words: Words) -> int:
    """Walk left over the district, city and province, up to a word that introduces a place."""
    before = _BEFORE.search(view, max(0, core - 30), core)
    if before is None:
        return core
    cut = words.compile(_CUT).match(view, before.start(), core)
    return min(cut.end(), core) if cut else before.start()
