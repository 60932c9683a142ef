"""Turn a tally into the tables that a terminal shows: departments by priority, worst points, totals."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import IO

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from vocnlp.batch.run import Totals
from vocnlp.report.numbers import net_sentiment, percent, worst_points
from vocnlp.report.tally import Tally
from vocnlp.types.analysis import Analysis
from vocnlp.types.explain import POLARITIES

__all__ = ["console", "opinions_table", "show_summary", "totals_line"]

_COLOURS = {"negative": "red", "positive": "green", "neutral": "dim"}


def console(stream: IO[str] | None = None) -> Console:
    """Return a console that wraps nothing when it is a pipe."""
    made = _Console(file=stream, highlight=False)
    return made if made.is_terminal else _Console(file=stream, highlight=False, width=max(made.width, 100))


class _Console(Console):
    """A console whose reader may leave early, as ``head`` does, without that being a failure."""

    def on_broken_pipe(self) -> None:
        raise BrokenPipeError


def show_summary(tally: Tally, priorities: Sequence[str], out: Console) -> None:
    """Print what a manager asks first: who has to do what, and where it hurts."""
    if tally.cases:
        out.print(_departments(tally, priorities))
    worst = worst_points(tally)
    if worst:
        table = _table("最差的体验点", "体验点", "负面", "正面", "净情感", "95% 区间")
        for item in worst:
            net, low, high = (percent(value) for value in item.net[:3])
            table.add_row(
                tally.name_of(item.point), str(item.counts.negative), str(item.counts.positive), net, f"{low} … {high}"
            )
        out.print(table)
    net_all = net_sentiment(tally.opinions)
    if net_all:
        judged = f"{tally.opinions.negative} 负面，{tally.opinions.positive} 正面，{tally.opinions.neutral} 只提及"
        out.print(f"观点 {tally.opinions.total} 条：{judged}；净情感 {percent(net_all.value)}")


def _departments(tally: Tally, priorities: Sequence[str]) -> Table:
    shown = [name for name in priorities if tally.priorities[name]]
    shown += sorted(name for name in tally.priorities if name not in shown)
    table = _table("责任部门与派单", "部门", *(name or "未定" for name in shown), "合计", "最多的体验点")
    for _, department in tally.departments_by_load():
        counts = [str(department.priorities[name] or "") for name in shown]
        top = "、".join(tally.name_of(point).split("/")[-1] for point, _ in department.points.most_common(3))
        table.add_row(department.name, *counts, str(department.cases), top)
    table.add_section()
    table.add_row("合计", *(str(tally.priorities[name]) for name in shown), str(tally.cases), "")
    return table


def _table(title: str, *columns: str) -> Table:
    table = Table(title=title, title_justify="left", title_style="bold", box=SIMPLE_HEAD, pad_edge=False)
    for number, name in enumerate(columns):
        words = number == 0 or name == "最多的体验点"
        table.add_column(name, justify="left" if words else "right", overflow="fold")
    return table


def opinions_table(analyses: Iterable[Analysis]) -> Table:
    """Return one row an opinion, for a look at a few comments."""
    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    for name in ("编号", "体验点", "情感", "分值", "原文", "部门"):
        table.add_column(name, justify="right" if name == "分值" else "left", overflow="fold")
    for analysis in analyses:
        owners = {id(opinion): item for item in reversed(analysis.decisions) for opinion in item.opinions}
        for opinion in analysis.opinions:
            owner = owners.get(id(opinion))
            polarity = f"[{_COLOURS[opinion.polarity]}]{POLARITIES[opinion.polarity]}[/]"
            department = f"{owner.name or owner.department} {owner.priority}".strip() if owner else ""
            score = f"{opinion.score:+.2f}"
            text = opinion.text.replace("[", r"\[").replace("\n", " ")
            table.add_row(analysis.id, opinion.name or opinion.point, polarity, score, text, department)
    return table


def totals_line(totals: Totals) -> str:
    """Say what became of every row.

    >>> totals_line(Totals(rows=3, empty=1, opinions=4, decisions=2))
    '3 行：观点 4，派单 2，没有观点 0，空文本 1'
    """
    parts = [
        f"观点 {totals.opinions:,}",
        f"派单 {totals.decisions:,}",
        f"没有观点 {totals.without_opinion:,}",
        f"空文本 {totals.empty:,}",
    ]
    if totals.apart:
        parts.append(f"另计 {totals.apart:,}")
    if totals.rejects:
        parts.append(f"无法处理 {totals.rejects:,}")
    return f"{totals.rows:,} 行：{'，'.join(parts)}"
