"""Turn how many utterances speak well or ill of every point into the experience index of every node, 0 to 100.

A point's own index is the share of positive among those that judge, drawn towards ``prior`` as if ``STRENGTH`` more
utterances had judged like it, so that three comments move it little. A node's index is the mean of its children by
weight; what was said of an inner node itself counts as one more child of average weight. Nodes that nobody judged have
no index, and their weight falls to their siblings.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import NamedTuple

from vocnlp.taxonomy.model import Taxonomy
from vocnlp.types.analysis import Analysis

__all__ = ["STRENGTH", "WHOLE", "Judged", "index_of", "prior_of", "pulls", "signs_of"]

STRENGTH = 5.0
"""How many utterances the prior counts like."""
WHOLE = ""
"""The id under which the index of the whole tree stands."""
_OWN = None


class Judged(NamedTuple):
    """Utterances that speak well and ill of one point."""

    positive: int = 0
    negative: int = 0

    def share(self, prior: float) -> float:
        """Return the share of positive, drawn towards the prior."""
        return (self.positive + STRENGTH * prior) / (sum(self) + STRENGTH)


def signs_of(analysis: Analysis) -> dict[str, int]:
    """Return how an utterance judges every point that it speaks of: 1, -1, or 0, by the sum of its scores.

    >>> import vocnlp
    >>> signs_of(vocnlp.load("base").analyze("客服态度很好，可是价格太贵，送货员"))
    {'service.attitude': 1, 'price.level': -1, 'convenience.delivery': 0}
    """
    scores: dict[str, float] = {}
    for opinion in analysis.opinions:
        scores[opinion.point] = scores.get(opinion.point, 0.0) + opinion.score
    return {point: (score > 0) - (score < 0) for point, score in scores.items()}


def prior_of(judged: Mapping[str, Judged]) -> float:
    """Return the share of positive among all judgements, a half when there are none."""
    good, bad = (sum(counts) for counts in zip(*judged.values(), strict=True)) if judged else (0, 0)
    return good / (good + bad) if good + bad else 0.5


def index_of(
    taxonomy: Taxonomy,
    judged: Mapping[str, Judged],
    *,
    prior: float = 0.5,
    weights: Mapping[str, float] | None = None,
) -> dict[str, float]:
    """Return the index of every node that somebody judged, and of the whole.

    Args:
        taxonomy: the tree with its weights.
        judged: counts by point; points that are absent were not judged.
        prior: the share of positive that little evidence is drawn towards, in [0, 1].
        weights: those that differ, by point: a weight set of ``taxonomy.weights``.

    >>> from vocnlp.taxonomy.model import Point
    >>> tree = Taxonomy("t", points={"a": Point("a", "甲", weight=3), "b": Point("b", "乙")})
    >>> index_of(tree, {"a": Judged(15, 0), "b": Judged(0, 15)})
    {'a': 87.5, 'b': 12.5, '': 68.75}
    """
    live = _live(taxonomy, judged)
    found: dict[str, float] = {}

    def walk(point: str) -> float:
        parts = _parts(taxonomy, point, judged, live, weights or {})
        values = [
            (weight, 100 * judged[point].share(prior) if child is _OWN else walk(child)) for child, weight in parts
        ]
        found[point] = sum(weight * value for weight, value in values)
        return found[point]

    if live:
        walk(WHOLE)
    return found


def pulls(
    taxonomy: Taxonomy, judged: Mapping[str, Judged], *, weights: Mapping[str, float] | None = None
) -> dict[str, float]:
    """Return how much of the whole index what was said of each point itself makes up; they sum to 1.

    >>> from vocnlp.taxonomy.model import Point
    >>> tree = Taxonomy("t", points={"a": Point("a", "甲", weight=3), "b": Point("b", "乙"), "c": Point("c", "丙")})
    >>> pulls(tree, {"a": Judged(15, 0), "b": Judged(0, 15)})
    {'a': 0.75, 'b': 0.25}
    """
    live = _live(taxonomy, judged)
    found: dict[str, float] = {}

    def walk(point: str, pull: float) -> None:
        for child, weight in _parts(taxonomy, point, judged, live, weights or {}):
            if child is _OWN:
                found[point] = pull * weight
            else:
                walk(child, pull * weight)

    if live:
        walk(WHOLE, 1.0)
    return found


def _live(taxonomy: Taxonomy, judged: Mapping[str, Judged]) -> set[str]:
    """Return the points that somebody judged, and all above them."""
    live: set[str] = set()
    for point, counts in judged.items():
        while sum(counts) and point in taxonomy.points and point not in live:
            live.add(point)
            point = taxonomy.points[point].parent
    return live


def _parts(
    taxonomy: Taxonomy,
    point: str,
    judged: Mapping[str, Judged],
    live: Collection[str],
    weights: Mapping[str, float],
) -> Iterator[tuple[str | None, float]]:
    """Yield what the index of a node is the mean of, with weights that sum to 1; None is what was said of itself."""
    children = taxonomy.children(point)
    given = [weights.get(child.id, child.weight) for child in children]
    parts: list[tuple[str | None, float]] = [
        (child.id, weight) for child, weight in zip(children, given, strict=True) if child.id in live
    ]
    if point and sum(judged.get(point, ())):
        parts.insert(0, (_OWN, sum(given) / len(given) if sum(given) else 1.0))
    total = sum(weight for _, weight in parts)
    for part, weight in parts:
        yield part, weight / total if total else 1 / len(parts)
