"""Say what an entity finder returns: a range of the text, what it is, and which one it is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from vocnlp.normalize.privacy.words import Words

__all__ = ["Find", "Found"]


class Found(NamedTuple):
    """Personal data at ``[start, end)``; equal ``value`` means the same number or person."""

    start: int
    end: int
    value: str


Find = Callable[[str, Words], Iterator[Found]]
"""A finder: it looks at the view of a text (full-width signs made half-width, same length)."""
