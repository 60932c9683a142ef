"""Turn texts into hashed n-grams: one array pass over all texts, no vocabulary.

The texts are joined, read as code points and hashed by a polynomial over 1 to n neighbours; n-grams that would
cross from one text into the next are dropped. A text may also be a sequence of words: then n-grams are of words.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Array: TypeAlias = npt.NDArray[Any]

__all__ = ["Grams", "Text", "grams"]

Text: TypeAlias = "str | Sequence[str]"

_PRIME = 0x9E3779B1
_MIX = 0x85EBCA6B
_LAST = 0xC2B2AE35
_FULL = 0xFFFFFFFF


class Grams(NamedTuple):
    """The n-grams of one size, text by text: buckets, how many each text has, and their first units among all."""

    size: int
    buckets: npt.NDArray[np.int64]
    counts: npt.NDArray[np.int64]
    units: npt.NDArray[np.int64]
    starts: npt.NDArray[np.int64]

    @property
    def owners(self) -> npt.NDArray[np.int64]:
        """The number of the text that every n-gram stands in."""
        import numpy as np

        return np.repeat(np.arange(len(self.counts)), self.counts)

    @property
    def places(self) -> npt.NDArray[np.int64]:
        """The first unit (character or word) of every n-gram in its own text."""
        return self.units - self.starts[self.owners]


def grams(
    texts: Sequence[Text], *, sizes: Sequence[int], bits: int, seed: int, salts: Sequence[str] = ()
) -> Iterator[Grams]:
    """Hash every n-gram of every text.

    Args:
        texts: strings (n-grams of characters) or sequences of strings (n-grams of words).
        sizes: lengths of the n-grams.
        bits: a bucket is a number below ``2 ** bits``; at most 32.
        seed: keeps the buckets of two namespaces apart.
        salts: one word a text that its n-grams are crossed with, such as the category they speak of.

    >>> [found.buckets.tolist() for found in grams(["好", ""], sizes=(1, 2), bits=4, seed=0)]
    [[12], []]
    """
    import numpy as np

    codes, lengths = _codes(texts)
    starts = np.cumsum(lengths) - lengths
    crossed = np.repeat(_numbers(salts) * np.uint32(_MIX), lengths) if salts else None
    rolling = np.zeros_like(codes)
    inside = np.ones(len(codes), dtype=bool)
    for size in range(1, max(sizes, default=0) + 1):
        n = len(codes) - size + 1
        rolling = rolling[: max(n, 0)] * np.uint32(_PRIME)
        rolling += codes[size - 1 :]
        if size > 1:
            last = starts + lengths - (size - 1)
            inside[last[last >= 0]] = False
        if size not in sizes:
            continue
        kept = np.flatnonzero(inside)
        mixed = rolling.take(kept)
        mixed ^= np.uint32(((seed * 31 + size) * _LAST) & _FULL)
        if crossed is not None:
            mixed ^= crossed.take(kept)
        for shift, factor in ((16, _MIX), (13, _LAST)):
            mixed ^= mixed >> np.uint32(shift)
            mixed *= np.uint32(factor)
        mixed >>= np.uint32(32 - bits)
        yield Grams(size, mixed.astype(np.int64), np.maximum(lengths - size + 1, 0), kept, starts)


def _codes(texts: Sequence[Text]) -> tuple[Array, Array]:
    """Return one number a unit over all texts, and the number of units of each text."""
    import numpy as np

    lengths = np.fromiter((len(text) for text in texts), dtype=np.int64, count=len(texts))
    if not len(texts) or isinstance(texts[0], str):
        joined = "".join(texts)  # type: ignore[arg-type]  # all are strings when the first one is
        codes = np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
        return codes, lengths
    return _numbers([word for text in texts for word in text]), lengths


def _numbers(words: Sequence[str]) -> Array:
    import numpy as np

    hashes = (zlib.crc32(word.encode("utf-8", "surrogatepass")) for word in words)
    return np.fromiter(hashes, dtype=np.uint32, count=len(words))
