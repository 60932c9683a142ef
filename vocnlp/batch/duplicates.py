"""Turn many texts into marks: default reviews, fillers, copies, near copies and templates. Marked, never removed.

Near copies are found by MinHash over character 3-grams (Broder 1997) with banding, so that the work grows with the
number of texts and not with its square. The first text of a cluster is the original; the others point to it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

__all__ = ["KINDS", "Mark", "Texts", "mark"]

KINDS = {
    "": "一般原声",
    "default": "平台默认评价，不是客户写的",
    "filler": "没有内容",
    "copy": "与前面某条完全相同",
    "near": "与前面某条几乎相同",
    "template": "同一模板改写",
}
_NOISE = re.compile(r"[\W_]+")
_NUMBER = re.compile(r"[0-9]+")
_SHORTEST = 10
_TEMPLATE_SIZE = 3
_ROWS, _BANDS = 4, 20
_CANDIDATES = 6
_GOLDEN = 0x9E3779B97F4A7C15
_MASK = 2**64 - 1


class Mark(NamedTuple):
    """What a text is; ``original`` is the index of the first of its cluster (its own when it is the first)."""

    kind: str
    original: int
    similarity: float = 1.0


@dataclass(frozen=True, slots=True, eq=False)
class Texts:
    """The patterns of ``duplicates.yaml``, compiled."""

    default: re.Pattern[str]
    filler: re.Pattern[str]

    def kind(self, text: str) -> str:
        """Return ``default``, ``filler`` or nothing.

        >>> read_texts().kind("此用户没有填写评价。"), read_texts().kind("用户手册没写清楚")
        ('default', '')
        """
        folded = fold(text)
        if self.default.fullmatch(folded):
            return "default"
        return "filler" if self.filler.fullmatch(folded) else ""


@lru_cache(maxsize=1)
def read_texts() -> Texts:
    """Read the built-in patterns; the result never changes."""
    from vocnlp.yamlsource import load_yaml

    node = load_yaml(Path(__file__).with_name("duplicates.yaml"))
    node.source.raise_if_errors()
    data: Mapping[str, Any] = node.plain()
    patterns = {name: "|".join(f"(?:{line})" for line in data[name]["patterns"].split()) for name in data}
    return Texts(re.compile(patterns["default"]), re.compile(patterns["filler"]))


def fold(text: str) -> str:
    """Return what two versions of a text share: no punctuation, case, spaces or particular numbers.

    >>> fold("第3次买了， 很好！！")
    '第0次买了很好'
    """
    return _NUMBER.sub("0", _NOISE.sub("", text.lower()))


def mark(texts: Iterable[str], *, near: float = 0.8, template: float = 0.5) -> list[Mark]:
    """Mark every text, in order.

    Args:
        texts: raw or normalized texts.
        near: Jaccard similarity of 3-grams from which a text is a near copy.
        template: the same for a template, which needs at least three texts.

    >>> [m.kind for m in mark(["系统默认好评", "屏幕很亮，电池也耐用", "屏幕很亮 电池也耐用！"])]
    ['default', '', 'copy']
    """
    known = read_texts()
    marks: list[Mark] = []
    first: dict[str, int] = {}
    index = _Index(template)
    families: dict[int, list[tuple[int, float]]] = {}
    for position, text in enumerate(texts):
        folded = fold(text)
        kind = known.kind(text)
        original = first.setdefault(folded, position)
        if kind:
            marks.append(Mark(kind, original))
        elif original != position:
            marks.append(Mark("copy", original))
        elif len(folded) < _SHORTEST:
            marks.append(Mark("", position))
        else:
            found, similarity = index.add(position, folded)
            if found != position and similarity < near:
                families.setdefault(found, []).append((position, similarity))
            marks.append(Mark("near" if found != position and similarity >= near else "", found, similarity))
    for found, members in families.items():
        large = len(members) + 1 >= _TEMPLATE_SIZE
        for position, similarity in members:
            marks[position] = Mark("template", found, similarity) if large else Mark("", position)
    return marks


class _Index:
    """Originals by the bands of their MinHash signatures."""

    def __init__(self, threshold: float) -> None:
        import numpy as np

        self.threshold = threshold
        self.buckets: dict[tuple[int, bytes], list[int]] = {}
        self.grams: dict[int, frozenset[int]] = {}
        self.original: dict[int, int] = {}
        factors = [_mixed(number) | 1 for number in range(2 * _ROWS * _BANDS)]
        half = len(factors) // 2
        self.factors = np.array(factors[:half], dtype=np.uint64)[:, None]
        self.shifts = np.array(factors[half:], dtype=np.uint64)[:, None]

    def add(self, position: int, folded: str) -> tuple[int, float]:
        """Return the most similar original and its similarity, or the position itself and 1."""
        grams, bands = self._signature(folded)
        candidates: dict[int, None] = {}
        for band in bands:
            for other in self.buckets.get(band, ()):
                candidates[other] = None
        best, similarity = position, 0.0
        for other in candidates:
            theirs = self.grams[other]
            shared = len(grams & theirs)
            score = shared / (len(grams) + len(theirs) - shared)
            if score > similarity:
                best, similarity = other, score
        if similarity >= self.threshold:
            return best, round(similarity, 4)
        self.grams[position] = grams
        for band in bands:
            bucket = self.buckets.setdefault(band, [])
            if len(bucket) < _CANDIDATES:
                bucket.append(position)
        return position, 1.0

    def _signature(self, folded: str) -> tuple[frozenset[int], list[tuple[int, bytes]]]:
        import numpy as np

        codes = np.frombuffer(folded.encode("utf-32-le", "surrogatepass"), dtype=np.uint32).astype(np.uint64)
        grams = np.unique((codes[:-2] << np.uint64(42)) | (codes[1:-1] << np.uint64(21)) | codes[2:])
        hashed = grams * np.uint64(_GOLDEN)
        hashed ^= hashed >> np.uint64(31)
        least = ((hashed * self.factors + self.shifts) >> np.uint64(16)).min(axis=1).astype(np.uint64)
        rows = least.reshape(_BANDS, _ROWS)
        return frozenset(grams.tolist()), [(number, row.tobytes()) for number, row in enumerate(rows)]


def _mixed(number: int) -> int:
    """SplitMix64: the same constants on every machine and numpy version."""
    value = (number + 1) * _GOLDEN & _MASK
    value = (value ^ value >> 30) * 0xBF58476D1CE4E5B9 & _MASK
    value = (value ^ value >> 27) * 0x94D049BB133111EB & _MASK
    return value ^ value >> 31
