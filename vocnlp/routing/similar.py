"""Turn texts into MinHash signatures so that near-duplicate problems are found without comparing all pairs.

Character bigrams, 32 hashes in 16 bands of 2 (Broder 1997; Leskovec, Rajaraman, Ullman, Mining of Massive
Datasets, 3.4): two texts that share half of their bigrams meet in a band with probability above 0.98.
"""

from __future__ import annotations

import hashlib
import re

__all__ = ["bands", "bigrams", "likeness"]

_BANDS, _ROWS = 16, 2
_PRIME = (1 << 61) - 1
_NOISE = re.compile(r"[\W_]+")


def bigrams(text: str) -> frozenset[str]:
    """Return the character bigrams of a text without punctuation; one character gives itself."""
    plain = _NOISE.sub("", text.lower())
    return frozenset(plain[place : place + 2] for place in range(max(1, len(plain) - 1))) if plain else frozenset()


def likeness(one: str, other: str) -> float:
    """Return the Jaccard likeness of two texts' bigrams.

    >>> round(likeness("打了三次电话都打不通", "电话打了三次都打不通"), 2)
    0.64
    """
    a, b = bigrams(one), bigrams(other)
    return len(a & b) / len(a | b) if a or b else 0.0


def bands(text: str, scope: str = "") -> list[str]:
    """Return one hash a band; texts of one scope that share a hash are candidates. The same on every machine."""
    grams = [int.from_bytes(hashlib.blake2b(gram.encode(), digest_size=8).digest()) for gram in bigrams(text)]
    if not grams:
        return []
    values = [
        min((gram * (2 * place + 3) * 0x9E3779B97F4A7C15 + place * 0xC2B2AE3D27D4EB4F) % _PRIME for gram in grams)
        for place in range(_BANDS * _ROWS)
    ]
    return [
        hashlib.blake2b(
            f"{scope}|{band}|{values[band * _ROWS : (band + 1) * _ROWS]}".encode(), digest_size=12
        ).hexdigest()
        for band in range(_BANDS)
    ]
