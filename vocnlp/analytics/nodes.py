"""Turn who judged which point into who judged which node of the tree: a node counts what is said at or below it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from vocnlp.analytics.index import WHOLE
from vocnlp.analytics.panel import Panel
from vocnlp.taxonomy.model import Taxonomy

__all__ = ["Voices", "columns_of", "nodes_above", "voices_of"]

Array = npt.NDArray[Any]


class Voices(NamedTuple):
    """The utterances, in ascending order, that judge a node, and those of them that speak ill of something in it."""

    judging: Array
    negative: Array


def nodes_above(taxonomy: Taxonomy, point: str) -> tuple[str, ...]:
    """Return a point, its ancestors and the whole, the deepest first; nothing of a point that the tree does not have.

    >>> from vocnlp.taxonomy.model import Point
    >>> nodes_above(Taxonomy("t", points={"a": Point("a", "甲"), "a.b": Point("a.b", "乙", parent="a")}), "a.b")
    ('a.b', 'a', '')
    """
    if point not in taxonomy.points:
        return ()
    return (point, *(above.id for above in taxonomy.ancestors(point)), WHOLE)


def voices_of(panel: Panel, taxonomy: Taxonomy) -> dict[str, Voices]:
    """Return who judges every node that somebody judges.

    An utterance counts once for a node. It is negative there when it speaks ill of one point at or below the node,
    whatever else it praises.
    """
    above = [nodes_above(taxonomy, point) for point in panel.points]
    judged = _rows_by_node(panel, above, panel.signs != 0)
    negative = _rows_by_node(panel, above, panel.signs < 0)
    nobody = np.empty(0, dtype=np.int64)
    order = [WHOLE, *taxonomy.points]
    return {node: Voices(judged[node], negative.get(node, nobody)) for node in order if node in judged}


def _rows_by_node(panel: Panel, above: list[tuple[str, ...]], kept: Array) -> dict[str, Array]:
    by_node: dict[str, list[Array]] = {}
    rows, places = panel.rows[kept], panel.places[kept]
    for place, nodes in enumerate(above):
        for node in nodes:
            by_node.setdefault(node, []).append(rows[places == place])
    return {node: found for node, parts in by_node.items() if len(found := np.unique(np.concatenate(parts)))}


def columns_of(panel: Panel, home: Callable[[str], str | None]) -> Mapping[str, Array]:
    """Return for every home how each utterance judges it: the sign of the sum over its points, shape (utterances,).

    Args:
        panel: who judged which point.
        home: the node that a point counts for, None to leave it out.
    """
    columns: dict[str, Array] = {}
    for place, point in enumerate(panel.points):
        node = home(point)
        if node is not None:
            here = panel.places == place
            column = columns.setdefault(node, np.zeros(panel.utterances, dtype=np.int64))
            np.add.at(column, panel.rows[here], panel.signs[here])
    return {node: np.sign(column) for node, column in columns.items()}
