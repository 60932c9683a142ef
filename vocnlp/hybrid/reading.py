"""Hold what the rules alone understood of one utterance: the input of every learned part."""

from __future__ import annotations

from collections.abc import Mapping
from fnmatch import fnmatchcase
from typing import NamedTuple

from vocnlp.segment.clauses import Segments
from vocnlp.types.analysis import Opinion, Whole
from vocnlp.types.text import NormalizedText
from vocnlp.types.utterance import Utterance

__all__ = ["Category", "Reading", "members"]


class Reading(NamedTuple):
    """A text with its clauses and the opinions, score and polarity that the rules gave it.

    ``utterance`` is what was analysed, for what is known beside its text.
    """

    text: NormalizedText
    segments: Segments
    opinions: tuple[Opinion, ...]
    score: float
    polarity: Whole
    utterance: Utterance


class Category(NamedTuple):
    """A class that the model learned: the point that its opinions go to, and the points that count as it."""

    point: str
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()

    def holds(self, point: str) -> bool:
        """Tell whether an opinion on this point is one of the category; patterns may use ``*``."""
        if any(fnmatchcase(point, pattern) for pattern in self.exclude):
            return False
        return point == self.point or any(fnmatchcase(point, pattern) for pattern in self.include)


def members(categories: Mapping[str, Category], points: list[str]) -> dict[str, tuple[str, ...]]:
    """Return for every point the names of the categories it belongs to.

    >>> members({"动力": Category("power", ("power.*",))}, ["power", "power.launch", "price"])["power.launch"]
    ('动力',)
    """
    return {point: tuple(name for name, spec in categories.items() if spec.holds(point)) for point in points}
