"""Turn a table of judgements into the experience index of every node of the tree, with how sure it is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from vocnlp.analytics.bootstrap import DRAWS, Interval, intervals
from vocnlp.analytics.index import WHOLE, index_of, prior_of
from vocnlp.analytics.panel import Panel
from vocnlp.taxonomy.model import Taxonomy
from vocnlp.taxonomy.weights import importance, weight_set

__all__ = ["NodeIndex", "experience_index", "node_dict", "people"]


class NodeIndex(NamedTuple):
    """What customers say of one node and of everything below it.

    Attributes:
        point: the id; empty for the whole tree.
        name: the path of names.
        share: how much of the whole the node weighs, in [0, 1].
        value: the index, 0 to 100; like everything below, None where so few judge that they could be told apart.
        interval: holds the index of 95 % of bootstrap samples.
        positive: utterances that speak well of it.
        negative: utterances that speak ill of it; one that does both counts in both.
        judging: utterances that do either.
    """

    point: str
    name: str
    share: float
    value: float | None = None
    interval: Interval | None = None
    positive: int | None = None
    negative: int | None = None
    judging: int | None = None


def experience_index(
    panel: Panel, taxonomy: Taxonomy, *, segment: str = "", at_least: int = 5, draws: int = DRAWS, seed: int = 0
) -> list[NodeIndex]:
    """Return the whole, then every node that somebody judges, in the order of the tree.

    Args:
        panel: who judged which point how.
        taxonomy: the tree with its weights.
        segment: the weight set to use; that of the tree when empty.
        at_least: a node that fewer utterances judge is shown without figures of its own (k-anonymity, Sweeney 2002); it
            still counts in what stands above it.
        draws: bootstrap samples for the intervals; 0 leaves them out.
        seed: of the draws.

    Raises:
        InputError: there is no weight set of that name.
    """
    weights = weight_set(taxonomy, segment)
    counts = panel.judged()
    prior = prior_of(counts)
    values = index_of(taxonomy, counts, prior=prior, weights=weights)
    shares = {WHOLE: 1.0, **importance(taxonomy, segment)}

    def drawn_index(drawn: Any) -> Mapping[str, float]:
        return index_of(taxonomy, panel.judged(drawn), prior=prior, weights=weights)

    spread = intervals(panel.utterances, drawn_index, draws=draws, seed=seed) if draws else {}
    speaking = people(panel, taxonomy)
    found = []
    for point in (WHOLE, *taxonomy.points):
        if point not in values:
            continue
        good, bad = speaking[point]
        node = NodeIndex(point, taxonomy.points[point].path if point else "", shares[point])
        if len(good | bad) >= at_least:
            node = node._replace(
                value=values[point],
                interval=spread.get(point),
                positive=len(good),
                negative=len(bad),
                judging=len(good | bad),
            )
        found.append(node)
    return found


def people(panel: Panel, taxonomy: Taxonomy) -> dict[str, tuple[set[int], set[int]]]:
    """Return which utterances speak well and which ill of every node or of something below it."""
    found: dict[str, tuple[set[int], set[int]]] = {}
    for place, point in enumerate(panel.points):
        if point not in taxonomy.points:
            continue
        here = panel.places == place
        good, bad = (set(panel.rows[here & (panel.signs == sign)].tolist()) for sign in (1, -1))
        while True:
            have = found.setdefault(point, (set(), set()))
            have[0].update(good)
            have[1].update(bad)
            if not point:
                break
            point = taxonomy.points[point].parent
    return found


def node_dict(node: NodeIndex) -> dict[str, Any]:
    """Return JSON-safe plain values, ``interval`` as ``low`` and ``high``."""
    low, high = node.interval or (None, None)
    measures = {"share": node.share, "index": node.value, "low": low, "high": high}
    rounded = {name: None if value is None else round(value, 4) for name, value in measures.items()}
    counts = {"positive": node.positive, "negative": node.negative, "judging": node.judging}
    return {"point": node.point, "name": node.name, **rounded, **counts}
