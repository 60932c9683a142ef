"""Turn weights into shares: among siblings they sum to 1, over all leaves the products of shares sum to 1.

A weight set (``weights/<segment>.yaml``) replaces the weights of the points it names, for one customer segment.
"""

from __future__ import annotations

from vocnlp.errors import InputError, did_you_mean
from vocnlp.taxonomy.model import Taxonomy

__all__ = ["importance", "shares", "weight_set"]


def shares(taxonomy: Taxonomy, segment: str = "") -> dict[str, float]:
    """Return the share of every point among its siblings; siblings that all weigh 0 share equally.

    Raises:
        InputError: there is no weight set of that name.
    """
    changed = weight_set(taxonomy, segment)
    found: dict[str, float] = {}
    for parent in ("", *taxonomy.points):
        siblings = taxonomy.children(parent)
        weights = [changed.get(point.id, point.weight) for point in siblings]
        total = sum(weights)
        for point, weight in zip(siblings, weights, strict=True):
            found[point.id] = weight / total if total > 0 else 1 / len(siblings)
    return {point: found[point] for point in taxonomy.points}


def importance(taxonomy: Taxonomy, segment: str = "") -> dict[str, float]:
    """Return the share of every point in the whole: the product of the shares on its path.

    Raises:
        InputError: there is no weight set of that name.
    """
    found: dict[str, float] = {}
    for point, share in shares(taxonomy, segment).items():
        found[point] = share * found.get(taxonomy.points[point].parent, 1.0)
    return found


def weight_set(taxonomy: Taxonomy, segment: str) -> dict[str, float]:
    """Return the weights of a customer segment that differ from the tree's; none for an empty name.

    Raises:
        InputError: there is no weight set of that name.
    """
    if not segment:
        return {}
    if segment not in taxonomy.weights:
        known = "、".join(sorted(taxonomy.weights)) or "无"
        hint = did_you_mean(segment, taxonomy.weights).zh
        raise InputError(f"没有权重 {segment}；{hint}已有：{known} (no weight set of that name in weights/)")
    return dict(taxonomy.weights[segment])
