"""Turn a routing table into problems that a reader can act on: dead rows, contradictions, gaps, with examples."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from vocnlp.errors import Level, Location, Message, Problem
from vocnlp.routing.atoms import Grid, grid_of
from vocnlp.routing.proof import Budget, Overlap, dead_rows, gaps, overlaps
from vocnlp.routing.rows import compile_row
from vocnlp.routing.table import RoutingTable, Row

if TYPE_CHECKING:
    from vocnlp.taxonomy.model import Taxonomy

__all__ = ["ROUTING_CODES", "check_routing"]

ROUTING_CODES: dict[str, str] = {
    "bad-calendar": "Days, hours or dates of a calendar that cannot be read.",
    "bad-condition": "A condition that cannot be read.",
    "bad-duration": "A promised time that cannot be read.",
    "default-without-department": "`default` must name a department.",
    "duplicate-rule": "The same rule id twice.",
    "routing-dead-row": "A row that can never act; names the rows that always take its cases.",
    "routing-gap": "Opinions on these points have no row and no owner.",
    "routing-idle-department": "Nothing ever reaches a department.",
    "routing-overlap": "Two rows match together where the policy does not allow it.",
    "routing-undecided": "The proof was given up after its budget of steps.",
    "unknown-calendar": "A calendar that does not exist.",
    "unknown-field": "A condition on a field that nothing has.",
    "unknown-priority": "A priority that `priorities` does not list.",
    "unknown-value": "A value that a field never has.",
}
"""Every code of a routing table beside those of any file."""

MOST = 20
"""How many overlaps or gaps are listed one by one; the rest is counted."""


def check_routing(table: RoutingTable, taxonomy: Taxonomy) -> list[Problem]:
    """Prove a table and return everything wrong or doubtful about it.

    Codes: ``routing-dead-row`` (error), ``routing-overlap`` (error under ``unique``, warning under ``collect``
    and, for two rows of one priority, under ``priority``), ``routing-gap`` (info), ``routing-idle-department``
    (warning), ``routing-undecided`` (info: the proof was given up).
    """
    rows = [compile_row(index, row) for index, row in enumerate(table.rows)]
    grid = grid_of(table, rows, taxonomy)
    problems = [
        *_dead(table, grid),
        *_overlapping(table, grid),
        *_uncovered(table, grid),
        *_idle(table, taxonomy),
    ]
    return sorted(problems, key=lambda problem: (problem.location, problem.code))


def _dead(table: RoutingTable, grid: Grid) -> Iterator[Problem]:
    budget = Budget()
    if table.hit_policy in ("collect", "unique"):
        dead: dict[int, list[int]] = {index: [] for index, boxes in enumerate(grid.rows) if not boxes}
    elif table.hit_policy == "priority":
        dead = _dead_by_priority(table, grid, budget)
    else:
        dead = dead_rows(grid, budget=budget)
    for index, rivals in dead.items():
        row = table.rows[index]
        if rivals:
            names = "、".join(_name(table.rows[rival]) for rival in rivals)
            shown = _example(grid.example(grid.rows[index][0]), row)
            zh = f"规则 {row.id} 永远不会生效：{names}总是先命中；例：{shown}"
            names = ", ".join(_name_en(table.rows[rival]) for rival in rivals)
            en = f"row {row.id} can never act: {names} always match before it; e.g. {shown}"
        else:
            zh = f"规则 {row.id} 永远不会生效：它的条件互相矛盾，或不含任何需要处理的观点"
            en = f"row {row.id} can never act: its conditions contradict each other or no opinion needs an answer there"
        yield _problem(row, "error", "routing-dead-row", zh, en)
    if budget.spent:
        what = ("规则太复杂，没有查完全部永不生效的规则", "too complex: not every dead row was looked for")
        yield _table_problem(table, "info", "routing-undecided", *what)


def _dead_by_priority(table: RoutingTable, grid: Grid, budget: Budget) -> dict[int, list[int]]:
    """Order the rows as the policy does, then look for dead ones."""
    order = sorted(range(len(table.rows)), key=lambda index: (table.rank(table.rows[index].then.priority), index))
    sorted_grid = Grid(grid.dimensions, tuple(grid.rows[index] for index in order), grid.needed)
    return {
        order[index]: [order[rival] for rival in rivals]
        for index, rivals in dead_rows(sorted_grid, budget=budget).items()
    }


def _overlapping(table: RoutingTable, grid: Grid) -> Iterator[Problem]:
    if table.hit_policy == "first":
        return
    found = [pair for pair in overlaps(grid) if _contradicts(table, pair)]
    level: Level = "error" if table.hit_policy == "unique" else "warning"
    for pair in found[:MOST]:
        one, other = table.rows[pair.first], table.rows[pair.second]
        shown = _example(grid.example(pair.box), one, other)
        zh_how, en_how = ("而结果不同", " with different outcomes") if one.then != other.then else ("", "")
        zh = f"规则 {other.id} 与 {_name(one)}会同时命中{zh_how}；例：{shown}"
        en = f"row {other.id} and {_name_en(one)} match together{en_how}; e.g. {shown}"
        yield _problem(other, level, "routing-overlap", zh, en)
    if len(found) > MOST:
        more = len(found) - MOST
        yield _table_problem(
            table, level, "routing-overlap", f"另有 {more} 对重叠的规则", f"{more} more overlapping pairs"
        )


def _contradicts(table: RoutingTable, pair: Overlap) -> bool:
    one, other = table.rows[pair.first].then, table.rows[pair.second].then
    if table.hit_policy == "unique":
        return True
    if table.hit_policy == "priority":
        return one.priority == other.priority and one != other
    return one.department == other.department and (one.priority, one.sla) != (other.priority, other.sla)


def _uncovered(table: RoutingTable, grid: Grid) -> Iterator[Problem]:
    budget = Budget()
    found = gaps(grid, limit=MOST, budget=budget)
    points = grid.dimensions[0]
    named: dict[tuple[str, ...], str] = {}
    for box in found:
        ids = [point for place, atom in enumerate(points.atoms) if box[0] >> place & 1 for point in atom["points"]]
        named.setdefault(tuple(ids), _example(grid.example(box), *table.rows))
    for members, shown in named.items():
        names = "、".join(members[:8]) + (f" 等 {len(members)} 个体验点" if len(members) > 8 else "")
        zh = f"没有规则也没有责任部门：{names} 的观点会落到 default；例：{shown}"
        names = ", ".join(members[:8]) + (f" and {len(members) - 8} more" if len(members) > 8 else "")
        en = f"no row and no owner: opinions on {names} fall to default; e.g. {shown}"
        yield _table_problem(table, "info", "routing-gap", zh, en)
    if budget.spent:
        yield _table_problem(
            table, "info", "routing-undecided", "规则太复杂，没有证明完是否有缺口", "gap proof given up"
        )


def _idle(table: RoutingTable, taxonomy: Taxonomy) -> Iterator[Problem]:
    used = {row.then.department for row in table.rows} | {table.default.department}
    used |= {point.department for point in taxonomy.points.values()}
    used |= {name for row in table.rows for name in row.then.cc}
    for name, department in table.departments.items():
        if name not in used and department.file == table.file:
            zh, en = f"没有规则或体验点会派给部门 {name}", f"no row and no point ever reaches the department {name}"
            yield _table_problem(table, "warning", "routing-idle-department", zh, en)


def _example(values: Mapping[str, Any], *rows: Row) -> str:
    """Say the values that the rows look at, always with point and polarity."""
    names = ["point", "polarity", *(name for row in rows for name, _ in row.when)]
    names += ["intent"] if values.get("polarity") == "neutral" else []
    return ", ".join(f"{name}={_shown(values.get(name))}" for name in dict.fromkeys(names) if name in values)


def _shown(value: Any) -> str:
    if value is None:
        return "-"
    if isinstance(value, float):
        return f"{value:g}"
    return repr(value) if value == "" else str(value)


def _name(row: Row) -> str:
    return f"{row.id}（第 {row.location.line} 行）"


def _name_en(row: Row) -> str:
    return f"{row.id} (line {row.location.line})"


def _problem(row: Row, level: Level, code: str, zh: str, en: str) -> Problem:
    return Problem(row.location, level, code, Message(zh, en))


def _table_problem(table: RoutingTable, level: Level, code: str, zh: str, en: str) -> Problem:
    return Problem(Location(table.file, 1), level, code, Message(zh, en))
