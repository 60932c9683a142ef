"""bad-share: weights that leave a point without influence, or let one sibling decide alone.

A weight of zero takes a point out of the index. One of several siblings with (nearly) all the weight makes the
others decoration. Weight sets in ``weights/`` are looked at too.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from vocnlp.errors import Location, Message
from vocnlp.taxonomy.checks.book import Book, Finding
from vocnlp.taxonomy.model import Point

MOST = 0.9


def check(book: Book) -> Iterator[Finding]:
    """Look at every group of siblings, with the weights of the tree and of each segment."""
    taxonomy = book.taxonomy
    for parent in ("", *taxonomy.points):
        siblings = taxonomy.children(parent)
        yield from _look(siblings, {point.id: point.weight for point in siblings}, "")
    for segment, changed in taxonomy.weights.items():
        for parent in dict.fromkeys(taxonomy.points[point].parent for point in changed if point in taxonomy.points):
            siblings = taxonomy.children(parent)
            yield from _look(siblings, {point.id: changed.get(point.id, point.weight) for point in siblings}, segment)


def _look(siblings: tuple[Point, ...], weights: Mapping[str, float], segment: str) -> Iterator[Finding]:
    total = sum(weights.values())
    zh, en = (f"（客群 {segment}）", f" (segment {segment})") if segment else ("", "")
    for point in siblings:
        weight = weights[point.id]
        place: Location = point.location
        if weight <= 0:
            message = Message(
                f"{point.id} 的权重是 0，不进入体验指数{zh}", f"{point.id} weighs 0, the index ignores it{en}"
            )
            yield Finding(place, "warning", "bad-share", message, point=point)
        elif weight / total > MOST and sum(one > 0 for one in weights.values()) > 1:
            message = Message(
                f"{point.id} 占了同级权重的 {weight / total:.0%}{zh}",
                f"{point.id} has {weight / total:.0%} of the weight among its siblings{en}",
            )
            yield Finding(place, "warning", "bad-share", message, point=point)
