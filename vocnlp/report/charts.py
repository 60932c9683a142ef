"""Turn numbers into small SVG charts that need no script, no font and no network; colours come from the page's CSS."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from html import escape

from vocnlp.report.numbers import Net, net_sentiment, percent
from vocnlp.report.tally import Counts

__all__ = ["interval_chart", "split_bar", "trend_chart"]

_WIDTH, _HEIGHT = 760, 220
_LEFT, _RIGHT, _TOP, _BOTTOM = 34, 50, 14, 26
_ENOUGH = 3


def interval_chart(net: Net) -> str:
    """Draw net sentiment as a dot with its interval on an axis from -100 % to +100 %."""

    def place(value: float) -> float:
        return round(100 + 95 * value, 1)

    side = "neg" if net.high < 0 else "pos" if net.low > 0 else "unsure"
    label = f"净情感 {percent(net.value)}，95% 区间 {percent(net.low)} 到 {percent(net.high)}，{net.judged} 条"
    return (
        f'<svg class="interval {side}" viewBox="0 0 200 18" role="img" aria-label="{label}"><title>{label}</title>'
        f'<line class="axis" x1="5" x2="195" y1="9" y2="9"/><line class="zero" x1="100" x2="100" y1="2" y2="16"/>'
        f'<line class="range" x1="{place(net.low)}" x2="{place(net.high)}" y1="9" y2="9"/>'
        f'<circle cx="{place(net.value)}" cy="9" r="4.5"/></svg>'
    )


def split_bar(counts: Counts, largest: int) -> str:
    """Draw negative, neutral and positive opinions as one bar whose length is their number beside ``largest``."""
    label = f"负面 {counts.negative}，只提及 {counts.neutral}，正面 {counts.positive}"
    scale = 100 / max(largest, 1)
    parts, x = [], 0.0
    for kind in ("negative", "neutral", "positive"):
        width = getattr(counts, kind) * scale
        if width:
            parts.append(f'<rect class="{kind}" x="{x:.2f}" width="{width:.2f}" y="0" height="10"/>')
        x += width
    return (
        f'<svg class="bar" viewBox="0 0 100 10" preserveAspectRatio="none" role="img" aria-label="{label}">'
        f"<title>{label}</title>{''.join(parts)}</svg>"
    )


def trend_chart(weeks: dict[dt.date, Counts]) -> str:
    """Draw opinions by week, bad ones down and good ones up, with the net sentiment as a line through
    the weeks of three or more judging opinions.

    Weeks without a comment keep their place, so that the time axis is even. Empty for fewer than two weeks.
    """
    days = _even(sorted(weeks))
    if len(days) < 2:
        return ""
    counts = [weeks.get(day, Counts()) for day in days]
    largest = max(max(item.positive, item.negative) for item in counts) or 1
    step = (_WIDTH - _LEFT - _RIGHT) / len(days)
    middle, half = (_HEIGHT - _BOTTOM + _TOP) / 2, (_HEIGHT - _BOTTOM - _TOP) / 2
    centres = [_LEFT + step * (number + 0.5) for number in range(len(days))]
    parts = [_grid(middle, half, largest)]
    for day, item, x in zip(days, counts, centres, strict=True):
        parts.append(_column(day, item, x, min(step * 0.62, 34), middle, half / largest))
    parts.append(_net_line(counts, centres, middle, half))
    every = max(1, -(-len(days) // 9))
    for number in range(0, len(days), every):
        parts.append(f'<text x="{centres[number]:.1f}" y="{_HEIGHT - 6}" class="mid">{days[number]:%m-%d}</text>')
    label = f"{days[0]:%Y-%m-%d} 到 {days[-1]:%Y-%m-%d} 每周的正面、负面观点数和净情感"
    return f'<svg class="trend" viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" aria-label="{label}">{"".join(parts)}</svg>'


def _even(days: Sequence[dt.date]) -> list[dt.date]:
    if not days:
        return []
    return [days[0] + dt.timedelta(weeks=number) for number in range((days[-1] - days[0]).days // 7 + 1)]


def _grid(middle: float, half: float, largest: int) -> str:
    parts = []
    for share, count, net in ((-1.0, largest, "+100%"), (0.0, 0, "0"), (1.0, largest, "-100%")):
        y = middle + share * half
        parts.append(f'<line class="{"zero" if not share else "grid"}" x1="{_LEFT}" x2="{_WIDTH - _RIGHT}"')
        parts.append(f' y1="{y:.1f}" y2="{y:.1f}"/>')
        parts.append(f'<text x="{_LEFT - 6}" y="{y + 4:.1f}" class="end">{count}</text>')
        parts.append(f'<text x="{_WIDTH - _RIGHT + 5}" y="{y + 4:.1f}" class="net">{net}</text>')
    return "".join(parts)


def _column(day: dt.date, item: Counts, x: float, width: float, middle: float, scale: float) -> str:
    net = net_sentiment(item)
    words = f"{day:%Y-%m-%d} 起一周：正面 {item.positive}，负面 {item.negative}"
    title = escape(words + (f"，净情感 {percent(net.value)}" if net else ""))
    up, down = item.positive * scale, item.negative * scale
    left = f"{x - width / 2:.1f}"
    return (
        f"<g><title>{title}</title>"
        f'<rect class="positive" x="{left}" y="{middle - up:.1f}" width="{width:.1f}" height="{up:.1f}"/>'
        f'<rect class="negative" x="{left}" y="{middle:.1f}" width="{width:.1f}" height="{down:.1f}"/></g>'
    )


def _net_line(counts: Sequence[Counts], centres: Sequence[float], middle: float, half: float) -> str:
    nets = [(x, net_sentiment(item)) for x, item in zip(centres, counts, strict=True)]
    places = [(x, middle - net.value * half) for x, net in nets if net and net.judged >= _ENOUGH]
    line = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
    dots = "".join(f'<circle class="netdot" cx="{x:.1f}" cy="{y:.1f}" r="3"/>' for x, y in places)
    return f'<polyline class="netline" points="{line}"/>{dots}'
