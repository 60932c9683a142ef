"""Split lists whose numbers stand bare before their items: 1声音响2沉3颜色丑.

Numbers with a sign behind them (1、 2.) are borders of their own in walk.py. A bare digit counts only as part of a
list: the first item stands where a clause starts and is longer than one character (not 1荤2素), the numbers count on,
and no measure word follows.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from vocnlp.normalize.lazypattern import lazy

if TYPE_CHECKING:
    from vocnlp.segment.walk import Clause

__all__ = ["split_numbered"]

_MEASURES = (
    "[个次天年月日号块元万千百十亿秒时斤克升米厘人星楼倍台辆套岁届只颗粒款种遍趟回顿碗双枚支根桶]|小时|分钟|公里|平米|大[人小床]|"
    "点(?![餐单菜心评])|毛(?!病)|分(?!量)|份(?!量)|位(?![置子])|[杯瓶盒箱袋盘](?!子)|条(?!件)|包(?!装)|件(?!事)|层(?!次)|成(?!本)|"
    "[对比拖至到或](?=[0-9一])|[荤素]|代|折|张|片|周(?!围)|季|期"
)
_number = lazy(rf"(?<![0-9a-z.．第/\-+~])[1-9](?=[\u4e00-\u9fff])(?!{_MEASURES})")
_FIRST_ITEM = 2


def split_numbered(text: str, clauses: Sequence[Clause]) -> list[Clause]:
    """Return the clauses with the items of bare lists apart, their numbers left out.

    >>> from vocnlp.segment.walk import Clause
    >>> text = "1声音响2沉3颜色丑"
    >>> [text[one.start : one.end] for one in split_numbered(text, [Clause(0, len(text), 0)])]
    ['声音响', '沉', '颜色丑']
    """
    numbers = _numbers(text, {clause.start for clause in clauses})
    found: list[Clause] = []
    for clause in clauses:
        edges = [place for place in numbers if clause.start <= place < clause.end]
        if not edges:
            found.append(clause)
            continue
        starts = [place + 1 for place in edges]
        ends = [*edges[1:], clause.end]
        if edges[0] > clause.start:
            starts, ends = [clause.start, *starts], [edges[0], *ends]
        last = len(starts) - 1
        for at, (start, end) in enumerate(zip(starts, ends, strict=True)):
            piece = clause._replace(start=start, end=end, stop=clause.stop if at == last else "")
            found.append(piece._replace(link="", connective=None) if at else piece)
    return found


def _numbers(text: str, begins: set[int]) -> list[int]:
    """Return the places of all digits that number a list of at least two items."""
    found: list[int] = []
    run: list[int] = []
    for match in _number.finditer(text):
        place, digit = match.start(), int(text[match.start()])
        if digit == 1 and place in begins:
            found += run if len(run) > 1 else []
            run = [place]
        elif run and digit == len(run) + 1 and (len(run) > 1 or place - run[0] > _FIRST_ITEM):
            run.append(place)
    return found + (run if len(run) > 1 else [])
