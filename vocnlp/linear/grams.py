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

__all__ = ["Grams", "Rolled", "Text", "grams", "rolled"]

Text: TypeAlias = "str | Sequence[str]"

_PRIME = 0x9E3779B1
_MIX = 0x85EBCA6B
_LAST = 0xC2B2AE35
_FULL = 0xFFFFFFFF


class Grams(NamedTuple):
    """The n-grams of one size, text by text: buckets, and how many each text has."""

    size: int
    buckets: npt.NDArray[np.int64]
    counts: npt.NDArray[np.int64]

    @property
    def owners(self) -> npt.NDArray[np.int64]:
        """The number of the text that every n-gram stands in."""
        import numpy as np

        return np.repeat(np.arange(len(self.counts)), self.counts)


class Rolled(NamedTuple):
    """The n-grams of one size by the unit (character or word) they begin with, over all texts joined.

    ``crossing`` are the units whose n-gram would reach into the next text; ``starts`` the first unit of every text.
    """

    size: int
    buckets: npt.NDArray[np.uint32]
    crossing: npt.NDArray[np.int64]
    starts: npt.NDArray[np.int64]
    lengths: npt.NDArray[np.int64]


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

    for found in rolled(texts, sizes=sizes, bits=bits, seed=seed, salts=salts):
        buckets = np.delete(found.buckets, found.crossing).astype(np.int64)
        yield Grams(found.size, buckets, np.maximum(found.lengths - found.size + 1, 0))


def rolled(
    texts: Sequence[Text], *, sizes: Sequence[int], bits: int, seed: int, salts: Sequence[str] = ()
) -> Iterator[Rolled]:
    """Hash an n-gram at every unit; every size has as many, so that their worth adds up unit by unit.

    Args are those of ``grams``.
    """
    import numpy as np

    codes, lengths = _codes(texts)
    units, widest, ends = len(codes), max(sizes, default=0), np.cumsum(lengths)
    codes = np.concatenate([codes, np.zeros(widest, dtype=np.uint32)])
    crossed = np.repeat(_numbers(salts) * np.uint32(_MIX), lengths) if salts else None
    rolling = np.zeros(units, dtype=np.uint32)
    crossing = ends[:0]
    for size in range(1, widest + 1):
        rolling *= np.uint32(_PRIME)
        rolling += codes[size - 1 : size - 1 + units]
        if size > 1:
            last = ends - (size - 1)
            crossing = np.concatenate([crossing, last[last >= 0]])
        if size not in sizes:
            continue
        mixed = rolling ^ np.uint32(((seed * 31 + size) * _LAST) & _FULL)
        if crossed is not None:
            mixed ^= crossed
        for shift, factor in ((16, _MIX), (13, _LAST)):
            mixed ^= mixed >> np.uint32(shift)
            mixed *= np.uint32(factor)
        mixed >>= np.uint32(32 - bits)
        yield Rolled(size, mixed, crossing, ends - lengths, lengths)


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
