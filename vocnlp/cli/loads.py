"""Turn a simulation into the table and the line that ``route`` and ``simulate`` print."""

from __future__ import annotations

from rich.box import SIMPLE_HEAD
from rich.table import Table

from vocnlp.routing.simulate import Simulation
from vocnlp.routing.table import RoutingTable

__all__ = ["load_table", "shares_line"]


def load_table(result: Simulation, table: RoutingTable) -> Table:
    """Return one line a department: cases, by priority, by day, busiest day, backlog, breaches, main rows."""
    shown = [name for name in table.priorities if any(load.by_priority[name] for load in result.departments.values())]
    planned = any(load.breaches is not None for load in result.departments.values())
    made = Table(title="部门负荷", title_justify="left", title_style="bold", box=SIMPLE_HEAD, pad_edge=False)
    dated = ["日均", "最忙日"] if result.days else []
    extra = ["每日可处理", "最长积压", "超时"] if planned else []
    for place, name in enumerate(["部门", "工单", *shown, *dated, *extra, "主要规则"]):
        made.add_column(name, justify="left" if place == 0 or name == "主要规则" else "right", overflow="fold")
    for load in sorted(result.departments.values(), key=lambda load: (-load.cases, load.id)):
        cells = [load.name, str(load.cases), *(str(load.by_priority[name] or "") for name in shown)]
        cells += [f"{load.cases / result.days:.1f}", str(load.busiest)] if result.days else []
        cells += [_plain(load.capacity), _plain(load.backlog), _plain(load.breaches)] if planned else []
        rules = "、".join(f"{rule}×{count}" for rule, count in load.rules.most_common(3))
        made.add_row(*cells, rules)
    return made


def shares_line(result: Simulation) -> str:
    """Say how many voices made how many cases, and what fell to the default."""
    days = f"，{result.days} 天" if result.days else ""
    return (
        f"原声 {result.voices:,} 条{days}：工单 {result.cases:,}，无需处理的原声 {result.silent:,}，"
        f"未派单的表扬 {result.praise:,}；兜底 default {result.default:,}（{result.default_share:.1%}），"
        f"按体验点责任部门 {result.owner:,}"
    )


def _plain(value: float | None) -> str:
    return "" if value is None else f"{value:g}"
