"""Turn a tally into what the upper half of the template prints: plain values, already in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from vocnlp.analytics.index import WHOLE, index_of, prior_of
from vocnlp.report.charts import interval_chart, split_bar
from vocnlp.report.numbers import net_sentiment, percent, worst_points
from vocnlp.report.tally import Counts, Tally
from vocnlp.taxonomy.model import Taxonomy
from vocnlp.types.explain import INTENTS, MARKS

__all__ = [
    "Card",
    "Channel",
    "Matrix",
    "Node",
    "Worst",
    "cards",
    "channels",
    "intents",
    "matrix",
    "nodes",
    "worst",
]


class Card(NamedTuple):
    """One number of the header."""

    label: str
    value: str
    note: str
    tone: str = ""


def cards(tally: Tally, taxonomy: Taxonomy, rows: int, rejects: int) -> list[Card]:
    """Return the header numbers, each with its denominator."""
    net = net_sentiment(tally.opinions)
    counts = tally.opinions
    usable = tally.usable
    urgent = tally.priorities["P0"] + tally.priorities["P1"]
    apart = "".join(f"，{MARKS[name]} {tally.marks[name]:,}" for name in MARKS if tally.marks[name])
    aside = f"，无法读取 {rejects}" if rejects else ""
    shown = [
        Card("原声", f"{rows:,}", f"空文本 {tally.empty}{apart}{aside}"),
        Card("听出观点", _share(tally.with_opinions, usable), f"{tally.with_opinions:,} / {usable:,} 条有内容的原声"),
        Card(
            "观点",
            f"{counts.total:,}",
            f"负面 {counts.negative:,} · 正面 {counts.positive:,} · 只提及 {counts.neutral:,}",
        ),
    ]
    if net:
        tone = "negative" if net.high < 0 else "positive" if net.low > 0 else ""
        shown.append(Card("净情感", percent(net.value), f"95% 区间 {percent(net.low)} 到 {percent(net.high)}", tone))
    index = index_of(taxonomy, tally.judged, prior=prior_of(tally.judged))
    if WHOLE in index:
        points = sum(1 for counts in tally.judged.values() if any(counts))
        shown.append(Card("体验指数", f"{index[WHOLE]:.0f}", f"0–100，按权重汇总 {points} 个体验点"))
    shown.append(Card("派单", f"{tally.cases:,}", f"来自 {tally.decided:,} 条原声，{len(tally.departments)} 个部门"))
    shown.append(Card("P0 / P1", f"{urgent:,}", f"占派单 {_share(urgent, tally.cases)}", "negative" if urgent else ""))
    shown.append(Card("无主", _share(tally.by_default, tally.cases), f"{tally.by_default} 单按默认派出"))
    return shown


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.0%}" if whole else "–"


class Line(NamedTuple):
    """A department's row; a cell is a count and its heat from 0 to 1."""

    id: str
    name: str
    cells: list[tuple[int, float]]
    total: int
    points: list[tuple[str, str, int]]


class Matrix(NamedTuple):
    """Departments by priorities."""

    priorities: list[str]
    lines: list[Line]
    totals: list[int]


def matrix(tally: Tally, priorities: Sequence[str]) -> Matrix:
    """Return departments by priorities, the one with the most cases first."""
    shown = [name for name in priorities if tally.priorities[name]]
    shown += sorted(name for name in tally.priorities if name not in shown)
    largest = max((item.priorities[name] for item in tally.departments.values() for name in shown), default=0) or 1
    lines = [
        Line(
            identifier,
            item.name,
            [(item.priorities[name], item.priorities[name] / largest) for name in shown],
            item.cases,
            [(point, _last(tally.name_of(point)), count) for point, count in item.points.most_common(2)],
        )
        for identifier, item in tally.departments_by_load()
    ]
    return Matrix(shown, lines, [tally.priorities[name] for name in shown])


def _last(path: str) -> str:
    return path.split("/")[-1]


class Worst(NamedTuple):
    """One of the worst points."""

    id: str
    above: str
    name: str
    negative: int
    positive: int
    net: str
    chart: str


def worst(tally: Tally, limit: int = 10) -> list[Worst]:
    """Return the worst points with their interval charts."""
    found = []
    for item in worst_points(tally, limit=limit):
        above, _, name = tally.name_of(item.point).rpartition("/")
        chart = interval_chart(item.net)
        found.append(
            Worst(item.point, above, name, item.counts.negative, item.counts.positive, percent(item.net.value), chart)
        )
    return found


class Channel(NamedTuple):
    """What came in by one channel."""

    name: str
    comments: int
    net: str
    chart: str


_CHANNELS = {
    "hotline": "热线",
    "review": "评价",
    "forum": "论坛",
    "survey": "问卷",
    "app": "App",
    "store": "门店",
    "chat": "在线客服",
    "social": "社交媒体",
    "": "（没有渠道）",
}


def channels(tally: Tally) -> list[Channel]:
    """Return the channels, the busiest first."""
    largest = max((counts.total for counts in tally.by_channel.values()), default=1)
    found = []
    for name, comments in sorted(tally.channels.items(), key=lambda item: (-item[1], item[0])):
        counts = tally.by_channel.get(name, Counts())
        found.append(Channel(_CHANNELS.get(name, name), comments, _net(counts), split_bar(counts, largest)))
    return found


def intents(tally: Tally) -> list[tuple[str, int, str]]:
    """Return what customers want: intent, comments, share."""
    return [
        (INTENTS.get(name, name), count, _share(count, tally.intents.total()))
        for name, count in tally.intents.most_common()
    ]


def _net(counts: Counts) -> str:
    net = net_sentiment(counts)
    return "–" if net is None else percent(net.value)


@dataclass
class Node:
    """A point in the tree of the report, with its children."""

    id: str
    name: str
    total: int
    net: str
    tone: str
    chart: str
    mot: bool
    children: list[Node]
    open: bool = False


def nodes(tally: Tally) -> list[Node]:
    """Return the roots of the tree of points; bars share one scale among siblings of the first level and below."""
    tree = tally.tree()
    largest = {0: 1, 1: 1}
    for counted in tree.values():
        level = min(counted.point.depth, 1)
        largest[level] = max(largest[level], counted.sum.total)
    made: dict[str, Node] = {}
    roots: list[Node] = []
    for name, counted in tree.items():
        net = net_sentiment(counted.sum)
        tone = "" if net is None or net.low <= 0 <= net.high else "negative" if net.high < 0 else "positive"
        node = Node(
            name,
            counted.point.name,
            counted.sum.total,
            _net(counted.sum),
            tone,
            split_bar(counted.sum, largest[min(counted.point.depth, 1)]),
            counted.point.mot,
            [],
        )
        made[name] = node
        parent = made.get(counted.point.parent)
        (parent.children if parent else roots).append(node)
    for node in sorted(roots, key=lambda node: -node.total * bool(node.children))[:1]:
        node.open = True
    return roots
