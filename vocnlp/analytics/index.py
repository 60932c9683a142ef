"""Turn how many utterances speak well or ill of every point into the experience index of every node, 0 to 100.

A point's own index is the share of positive among those that judge, drawn towards ``prior`` as if ``_STRENGTH`` more
utterances had judged like it, so that three comments move it little. A node's index is the mean of its children by
weight; what was said of an inner node itself counts as one more child of average weight. Nodes that nobody judged have
no index, and their weight falls to their siblings.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from vocnlp.taxonomy.model import Taxonomy

__all__ = ["WHOLE", "Judged", "index_of"]

_STRENGTH = 5.0
WHOLE = ""
"""The id under which the index of the whole tree stands."""


class Judged(NamedTuple):
    """Utterances that speak well and ill of one point."""

    positive: int = 0
    negative: int = 0


def index_of(taxonomy: Taxonomy, judged: Mapping[str, Judged], *, prior: float = 0.5) -> dict[str, float]:
    """Return the index of every node that somebody judged, and of the whole.

    Args:
        taxonomy: the tree with its weights.
        judged: counts by point; points that are absent were not judged.
        prior: the share of positive that little evidence is drawn towards, in [0, 1].

    >>> from vocnlp.taxonomy.model import Point
    >>> tree = Taxonomy("t", points={"a": Point("a", "甲", weight=3), "b": Point("b", "乙")})
    >>> index_of(tree, {"a": Judged(15, 0), "b": Judged(0, 15)})
    {'a': 87.5, 'b': 12.5, '': 68.75}
    """
    found: dict[str, float] = {}

    def walk(point: str) -> float | None:
        children = taxonomy.children(point)
        parts = [(child.weight, value) for child in children if (value := walk(child.id)) is not None]
        own = judged.get(point, Judged()) if point else Judged()
        if sum(own):
            share = (own.positive + _STRENGTH * prior) / (sum(own) + _STRENGTH)
            average = sum(child.weight for child in children) / len(children) if children else 1.0
            parts.insert(0, (average or 1.0, 100 * share))
        if not parts:
            return None
        total = sum(weight for weight, _ in parts)
        weights = [weight / total if total else 1 / len(parts) for weight, _ in parts]
        value = sum(weight * value for weight, (_, value) in zip(weights, parts, strict=True))
        found[point] = value
        return value

    walk(WHOLE)
    return found
