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

_PRIME = 0x9E3779B97F4A7C15
_MIX = 0xFF51AFD7ED558CCD
_FULL = 0xFFFFFFFFFFFFFFFF


class Grams(NamedTuple):
    """The n-grams of one size: bucket, text it stands in, and its first unit (character or word) in that text."""

    size: int
    buckets: npt.NDArray[np.int64]
    owners: npt.NDArray[np.int64]
    places: npt.NDArray[np.int64]


def grams(
    texts: Sequence[Text], *, sizes: Sequence[int], bits: int, seed: int, salts: Sequence[str] = ()
) -> Iterator[Grams]:
    """Hash every n-gram of every text.

    Args:
        texts: strings (n-grams of characters) or sequences of strings (n-grams of words).
        sizes: lengths of the n-grams.
        bits: a bucket is a number below ``2 ** bits``.
        seed: keeps the buckets of two namespaces apart.
        salts: one word a text that its n-grams are crossed with, such as the category they speak of.

    >>> [found.buckets.tolist() for found in grams(["好", ""], sizes=(1, 2), bits=4, seed=0)]
    [[15], []]
    """
    import numpy as np

    codes, lengths = _codes(texts)
    owners = np.repeat(np.arange(len(texts)), lengths)
    starts = np.cumsum(lengths) - lengths
    crossed = np.repeat(_numbers(salts) * np.uint64(_MIX), lengths) if salts else None
    rolling = np.zeros_like(codes)
    for size in range(1, max(sizes, default=0) + 1):
        n = len(codes) - size + 1
        rolling = rolling[: max(n, 0)] * np.uint64(_PRIME)
        rolling += codes[size - 1 :]
        if size not in sizes:
            continue
        kept = np.flatnonzero(owners[: max(n, 0)] == owners[size - 1 :]) if size > 1 else np.arange(len(codes))
        salt = ((seed * 31 + size) * _MIX) & _FULL
        mixed = rolling.take(kept)
        mixed ^= np.uint64(salt)
        if crossed is not None:
            mixed ^= crossed.take(kept)
        mixed ^= mixed >> np.uint64(33)
        mixed *= np.uint64(_MIX)
        mixed ^= mixed >> np.uint64(29)
        mixed *= np.uint64(_PRIME)
        mixed >>= np.uint64(64 - bits)
        yield Grams(size, mixed.view(np.int64), owners.take(kept), kept - starts.take(owners.take(kept)))


def _codes(texts: Sequence[Text]) -> tuple[Array, Array]:
    """Return one number a unit over all texts, and the number of units of each text."""
    import numpy as np

    lengths = np.fromiter((len(text) for text in texts), dtype=np.int64, count=len(texts))
    if not len(texts) or isinstance(texts[0], str):
        joined = "".join(texts)  # type: ignore[arg-type]  # all are strings when the first one is
        codes = np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
        return codes.astype(np.uint64), lengths
    return _numbers([word for text in texts for word in text]), lengths


def _numbers(words: Sequence[str]) -> Array:
    import numpy as np

    hashes = (zlib.crc32(word.encode("utf-8", "surrogatepass")) for word in words)
    return np.fromiter(hashes, dtype=np.uint64, count=len(words))
