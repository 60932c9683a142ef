"""Turn a raw text into the personal data in it: business ids taken out, overlaps settled."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from vocnlp.normalize.privacy.business import find_business_ids
from vocnlp.normalize.privacy.catalogue import ENTITIES, SIGNS
from vocnlp.normalize.privacy.view import view_of
from vocnlp.normalize.privacy.words import Words

__all__ = ["Hit", "search"]

_TOKENS = re.compile(r"<[^<>:\s]{1,6}:[0-9]{1,6}>")


class Hit(NamedTuple):
    """One piece of personal data; equal ``value`` of an entity means the same number or person."""

    entity: str
    start: int
    end: int
    value: str


def search(raw: str, entities: Iterable[str], words: Words) -> list[Hit]:
    """Return the personal data of a text in order, without overlaps."""
    view = view_of(raw)
    shield: _Ranges | None = None
    taken = _Ranges([match.span() for match in _TOKENS.finditer(raw)] if "<" in raw else ())
    signs = {"": True}
    hits: list[Hit] = []
    for name in entities:
        entity = ENTITIES[name]
        if entity.sign not in signs:
            signs[entity.sign] = SIGNS[entity.sign].search(view) is not None
        if not signs[entity.sign]:
            continue
        for start, end, value in sorted(entity.find(view, words)):
            if start >= end or taken.touches(start, end):
                continue
            if entity.code:
                shield = shield or _Ranges(find_business_ids(view, words))
                if shield.touches(start, end):
                    continue
            hits.append(Hit(name, start, end, value))
            taken.add(start, end)
    if not hits:
        return hits
    hits += _named_again(view, hits, taken)
    hits.sort(key=lambda hit: hit.start)
    return _same_person(hits)


def _named_again(view: str, hits: Sequence[Hit], taken: _Ranges) -> list[Hit]:
    """Find full names and accounts that a context gave away wherever else they stand, without one."""
    known = {
        view[hit.start : hit.end]: hit
        for hit in hits
        if (hit.entity == "name" and hit.end - hit.start > 1) or hit.entity in ("wechat", "line")
    }
    if not known:
        return []
    found = []
    words = "|".join(map(re.escape, sorted(known, key=lambda word: (-len(word), word))))
    for match in re.finditer(rf"(?<![0-9A-Za-z_-])(?:{words})(?![0-9A-Za-z_-])", view):
        if not taken.touches(*match.span()):
            found.append(known[match.group()]._replace(start=match.start(), end=match.end()))
            taken.add(*match.span())
    return found


def _same_person(hits: Sequence[Hit]) -> list[Hit]:
    """Give 张先生 and 张三 one value where only one full name and one gender with this surname occur."""
    names = {hit.value for hit in hits if hit.entity == "name"}
    if len(names) < 2:
        return list(hits)
    bare = {value for value in names if value.rstrip("男女") != value or len(value) == 1}
    full = names - bare
    merged: dict[str, str] = {}
    for value in bare:
        surname = value.rstrip("男女") or value
        owners = [name for name in full if name.startswith(surname)]
        rivals = [other for other in bare if (other.rstrip("男女") or other) == surname and other[-1:] in "男女"]
        if len(owners) == 1 and len(rivals) <= 1:
            merged[value] = owners[0]
        elif not owners and len(rivals) == 1:
            merged[value] = rivals[0]
    return [hit._replace(value=merged.get(hit.value, hit.value)) if hit.entity == "name" else hit for hit in hits]


class _Ranges:
    """Disjoint ranges in order, with a quick test for overlap."""

    def __init__(self, ranges: Iterable[tuple[int, int]]) -> None:
        self.starts: list[int] = []
        self.ends: list[int] = []
        for start, end in sorted(ranges):
            self.add(start, end)

    def add(self, start: int, end: int) -> None:
        if not self.touches(start, end):
            index = bisect_right(self.starts, start)
            self.starts.insert(index, start)
            self.ends.insert(index, end)

    def touches(self, start: int, end: int) -> bool:
        index = bisect_right(self.starts, start)
        return (index > 0 and self.ends[index - 1] > start) or (index < len(self.starts) and self.starts[index] < end)
