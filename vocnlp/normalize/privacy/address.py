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
    rf"(?:[之\-][0-9]{{1,4}})?(?:\s?(?:[\u4e00-\u9fff]{{2,8}}?(?:小区|小區|花园|花園|公寓|大厦|大廈|家园|苑|广场|廣場|阁|閣))?"
    rf"\s?(?:[A-Za-z]?{_N}(?:[A-Za-z]座|号楼|號樓|栋|棟|幢|座|单元|單元|门|楼|樓|层|層|室|号|號|户|戶|房)(?:之[0-9]{{1,3}})?|[A-Z]座|[A-Z]室)){{0,5}}"
    rf"(?:\s?[0-9]{{3,4}}(?![0-9元块年月]))?"
)
_STREET = rf"(?:路|街|大道|巷|弄|胡同|里弄|道|段)(?:[东西南北中]段|[一二三四五六七八九十]段)?(?:{_N}[巷弄])?(?:{_N}弄)?{_N}(?:之[0-9]{{1,3}})?(?:号院|號|号|弄|巷)"
_ESTATE = rf"(?:小区|小區|花园|花園|公寓|家园|家園|新村|苑|社区|社區|宿舍|大院|山庄|府邸|名邸|公馆)(?:[东西南北一二三四五六七八九十]区|[A-Z]区)?{_N}(?:号楼|號樓|栋|棟|幢|座|号|號|楼)"
_BLOCK = rf"{_N}(?:号楼|號樓|栋|棟|幢|座|楼){_N}(?:单元|單元|门)"
_VILLAGE = rf"(?:镇|乡|鄉|村)(?:[\u4e00-\u9fff]{{1,6}}(?:村|组|組|屯|队|社))?{_N}(?:组|組|号|號|队)"
_CORE = re.compile(
    f"(?:{_STREET}|{_ESTATE}|{_BLOCK}|{_VILLAGE}){_ROOM}"
    "(?!线|線|店|桌|机|柜|车|車|汽油|油|电池|馆|出口|入口|口|公交|站|服务区|台|窗口|员工|套餐|色|码|球|位|门店|铺|展厅|展位|仓)"
)
_BEFORE = re.compile(r"(?:(?<![上下])[\u4e00-\u9fff0-9A-Za-z·]){1,30}$")
_CUT = re.compile(
    r".*(?:地址|住址|家住|住在|居住|寄到|寄往|寄去|送到|送往|送去|搬到|位于|位於|[在到是去从從于往给給的了我你他她请請为為离離和跟与把住寄送来來至叫说說]|"
    r"[0-9A-Za-z](?=[\u4e00-\u9fff]))"
)
_TOLD = (
    r"(?:%(address)s)[:：是为為在 ]{0,3}(?P<place>[\u4e00-\u9fff0-9A-Za-z()\-· ]{3,60}?"
    r"[0-9一二三四五六七八九十](?:号楼|號樓|号|號|栋|棟|幢|座|单元|單元|室|弄|组|組|楼|樓)"
    + _ROOM
    + r")(?!线|店|桌|机|柜|车|汽油|出口|口|公交|站)"
)
_PLACE = re.compile("[省市区區县縣镇鎮乡鄉村路街道巷弄苑园]")


def find_addresses(view: str, words: Words) -> Iterator[Found]:
    """Find streets and estates with numbers anywhere, and looser places behind 地址 and 寄到."""
    for match in _CORE.finditer(view):
        start = _start(view, match.start())
        if match.start() - start >= 1 or match.group()[0] in "0123456789一二三四五六七八九十":
            yield Found(start, match.end(), view[start : match.end()].replace(" ", ""))
    for match in words.compile(_TOLD).finditer(view):
        if not _PLACE.search(match.group("place")):
            continue
        yield Found(match.start("place"), match.end(), match.group("place").replace(" ", ""))


def _start(view: str, core: int) -> int:
    """Walk left over the district, city and province, up to a word that introduces a place."""
    before = _BEFORE.search(view, max(0, core - 30), core)
    if before is None:
        return core
    cut = _CUT.match(view, before.start(), core)
    return min(cut.end(), core) if cut else before.start()
