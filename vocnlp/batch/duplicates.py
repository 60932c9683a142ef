"""Turn many texts into marks: default reviews, fillers, copies, near copies and templates. Marked, never removed.

Near copies are found by MinHash over character 3-grams (Broder 1997) with banding, so that the work grows with the
number of texts and not with its square. The first text of a cluster is the original; the others point to it. Two
customers may well say 味道不错: texts of less than ten letters are nobody's copy.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from vocnlp.normalize.boilerplate import boilerplate, fold

__all__ = ["Mark", "Marker", "mark"]

_SHORTEST = 10
_TEMPLATE_SIZE = 3
_ROWS, _BANDS = 4, 20
_CANDIDATES = 6
_GOLDEN = 0x9E3779B97F4A7C15
_MASK = 2**64 - 1


class Mark(NamedTuple):
    """What a text is, a key of ``MARKS`` or empty.

    ``original`` is the index of the first text of its cluster, its own when it is the first.
    """

    kind: str
    original: int
    similarity: float = 1.0


def mark(texts: Iterable[str], *, near: float = 0.8, template: float = 0.5) -> list[Mark]:
    """Mark every text, in order.

    Args:
        texts: raw or normalized texts.
        near: Jaccard similarity of 3-grams from which a text is a near copy.
        template: the same for a template, which needs at least three texts.

    >>> [m.kind for m in mark(["系统默认好评", "屏幕很亮，电池也很耐用", "屏幕很亮 电池也很耐用！"])]
    ['default', '', 'copy']
    """
    marker = Marker(near=near, template=template)
    marks = [marker.mark(text) for text in texts]
    for found, members in marker.families.items():
        if len(members) + 1 >= _TEMPLATE_SIZE:
            for position, similarity in members:
                marks[position] = Mark("template", found, similarity)
    return marks


class Marker:
    """Marks texts one by one as they come: a template is known from its third text on.

    Memory grows with the number of different texts; ``mark`` of a list knows the whole.
    """

    def __init__(self, *, near: float = 0.8, template: float = 0.5) -> None:
        self.families: dict[int, list[tuple[int, float]]] = {}
        self._near = near
        self._first: dict[str, int] = {}
        self._index = _Index(template)
        self._count = 0

    def kind(self, text: str) -> str:
        """Return what the next text is, a key of ``MARKS`` or an empty text."""
        return self.mark(text).kind

    def mark(self, text: str) -> Mark:
        """Mark the next text."""
        position, folded = self._count, fold(text)
        self._count += 1
        kind = boilerplate(text)
        if kind:
            return Mark(kind, self._first.setdefault(folded, position))
        if len(folded) < _SHORTEST:
            return Mark("", position)
        original = self._first.setdefault(folded, position)
        if original != position:
            return Mark("copy", original)
        found, similarity = self._index.add(position, folded)
        if found == position:
            return Mark("", position, similarity)
        if similarity >= self._near:
            return Mark("near", found, similarity)
        family = self.families.setdefault(found, [])
        family.append((position, similarity))
        return Mark("template", found, similarity) if len(family) + 1 >= _TEMPLATE_SIZE else Mark("", position)


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
