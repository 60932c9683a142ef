"""Tell whether a negator stands in front of a match, for entries that ask for it (``negated: only | never``)."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from vocnlp.tagging.automaton import Vocabulary
from vocnlp.tagging.verify import Scene
from vocnlp.yamlsource import load_yaml

__all__ = ["REACH", "Negators", "load_negators"]

REACH = 4
"""A negator counts when at most this many characters stand between it and the match."""


@dataclass(frozen=True, slots=True)
class Negators:
    """Literal ids of negators and of words that only look like one, and the pattern of fillers."""

    words: frozenset[int]
    hides: frozenset[int]
    fillers: re.Pattern[str]

    def negated(self, scene: Scene, start: int) -> bool:
        """Tell whether an odd number of negators stands before ``start`` in its clause, within reach."""
        clause = scene.clause(start)
        hidden = scene.places(self.hides)
        found = [
            (left, right)
            for left, right in scene.places(self.words)
            if right <= start
            and scene.clause(left) == clause
            and scene.near(right, start, REACH)
            and not any(s <= left and right <= e for s, e in hidden)
        ]
        return len(_longest(found)) % 2 == 1


def _longest(ranges: list[tuple[int, int]]) -> list[tuple[int, int]]:
    kept: list[tuple[int, int]] = []
    for start, end in sorted(ranges, key=lambda one: (one[0] - one[1], one[0])):
        if all(end <= left or right <= start for left, right in kept):
            kept.append((start, end))
    return kept


def load_negators(vocabulary: Vocabulary | None, normal: Callable[[str], str]) -> Negators:
    """Read fillers.yaml; without a vocabulary no negator is registered."""
    words = _words()

    def ids(group: str) -> frozenset[int]:
        return frozenset(vocabulary.add(normal(word)) for word in words[group]) if vocabulary else frozenset()

    return Negators(ids("negators"), ids("hides"), _pattern(words["fillers"]))


@lru_cache(maxsize=1)
def _words() -> dict[str, tuple[str, ...]]:
    root = load_yaml(Path(__file__).with_name("fillers.yaml"))
    return {group: tuple(word for word, _ in node.words()) for group, node in root.items()}


def _pattern(fillers: tuple[str, ...]) -> re.Pattern[str]:
    longest = sorted(fillers, key=lambda word: (-len(word), word))
    return re.compile(r"\s+|\[[^\[\]]{1,8}\]|" + "|".join(map(re.escape, longest)))
