"""Turn counts of opinions into net sentiment with an interval that is honest about small numbers."""

from __future__ import annotations

from math import sqrt
from typing import NamedTuple

from vocnlp.report.tally import Counts, Tally

__all__ = ["Net", "WorstPoint", "net_sentiment", "percent", "worst_points"]

_Z95 = 1.959964


class Net(NamedTuple):
    """Net sentiment in [-1, 1]: positive less negative share of the opinions that judge; with its 95 % interval."""

    value: float
    low: float
    high: float
    judged: int


class WorstPoint(NamedTuple):
    """A point with its counts and net sentiment."""

    point: str
    counts: Counts
    net: Net


def net_sentiment(counts: Counts) -> Net | None:
    """Return the net sentiment, or None when nobody judged.

    The interval is Wilson's score interval of the positive share p, mapped by 2p - 1 (Wilson 1927, JASA 22).

    >>> net_sentiment(Counts(positive=1, negative=3))
    Net(value=-0.5, low=-0.908..., high=0.398..., judged=4)
    """
    count = counts.positive + counts.negative
    if not count:
        return None
    share, square = counts.positive / count, _Z95**2
    middle = (share + square / (2 * count)) / (1 + square / count)
    half = _Z95 * sqrt(share * (1 - share) / count + square / (4 * count**2)) / (1 + square / count)
    return Net(2 * share - 1, 2 * (middle - half) - 1, 2 * (middle + half) - 1, count)


def worst_points(tally: Tally, *, limit: int = 10, at_least: int = 3) -> list[WorstPoint]:
    """Return the points that are surely bad: the upper end of the interval decides, so 30 of 33 is worse than 2 of 2.

    Args:
        tally: what was counted.
        limit: how many.
        at_least: points with fewer judging opinions are left out.
    """
    found = []
    for point, counts in tally.points.items():
        net = net_sentiment(counts)
        if net and net.judged >= at_least and net.value < 0:
            found.append(WorstPoint(point, counts, net))
    return sorted(found, key=lambda item: (item.net.high, -item.net.judged, item.point))[:limit]


def percent(value: float) -> str:
    """Write a share of [-1, 1] with its sign; nothing has none.

    >>> percent(-0.254), percent(-0.001)
    ('-25%', '0%')
    """
    return f"{value:+.0%}" if round(value, 2) else "0%"
