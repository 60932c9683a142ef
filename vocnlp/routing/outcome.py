"""Turn rows that took opinions into decisions: who, how urgent, until when, and the reasons in words."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from vocnlp.routing.conditions import Condition
from vocnlp.routing.fields import Voice, level_of
from vocnlp.routing.sla import parse_duration
from vocnlp.routing.table import Outcome, RoutingTable
from vocnlp.types.analysis import Decision, Opinion

__all__ = ["DEFAULT", "OWNER", "Outcomes", "emphasis"]

OWNER, DEFAULT = -1, -2
"""Places that stand for "no row, but the point has an owner" and for the default."""

_HALF = 100


def emphasis(opinions: Iterable[Opinion]) -> float:
    """Return how much of a voice is about these opinions: each counts one, the later the less (half at 100)."""
    return round(sum(_HALF / (_HALF + opinion.span.start) for opinion in opinions), 9)


class Outcomes:
    """The outcomes of a table, ready to be filled in.

    Args:
        table: the routing table.
        owner: gives the department that owns a point, or an empty text.
        value: gives what a condition on a field is tested with, for one opinion or the voice as a whole.
    """

    def __init__(
        self,
        table: RoutingTable,
        owner: Callable[[str], str],
        value: Callable[[str, Voice, Opinion | None], Any],
    ) -> None:
        self.table = table
        self._owner = owner
        self._value = value
        self._levels = {name: (level_of(name) or ("",))[0] for row in table.rows for name, _ in row.when}
        promises = [row.then.sla for row in table.rows] + [owner.sla for owner in table.departments.values()]
        self._promises = {sla: parse_duration(sla) for sla in (*promises, table.default.sla) if sla}
        self._rank = {priority: place for place, priority in enumerate(table.priorities)}

    def decisions(self, taken: dict[tuple[int, str], list[Opinion]], voice: Voice) -> tuple[Decision, ...]:
        made = []
        for (index, department), opinions in taken.items():
            decision = self._decision(index, department, tuple(opinions), voice)
            start = opinions[0].span.start if opinions else 0
            weight = emphasis(opinions) if self.table.order == "emphasis" else 0.0
            rank = self._rank.get(decision.priority, len(self._rank))
            made.append(((rank, -weight, start, index if index >= 0 else 1_000_000), decision))
        made.sort(key=lambda pair: pair[0])
        return tuple(decision for _, decision in made)

    def _decision(self, index: int, department: str, opinions: tuple[Opinion, ...], voice: Voice) -> Decision:
        table = self.table
        owner = table.departments.get(department)
        if index >= 0:
            then, rule, reasons = table.rows[index].then, table.rows[index].id, self._reasons(index, opinions, voice)
        elif index == OWNER:
            then, rule, reasons = Outcome(priority=owner.priority if owner else ""), "owner", self._owned(opinions)
        else:
            then, rule, reasons = table.default, "default", ("没有规则也没有责任部门，按 default 派单",)
        sla = then.sla or (owner.sla if owner else "")
        start = voice.now or voice.time
        return Decision(
            department=department,
            priority=then.priority or table.default.priority,
            sla=sla,
            actions=then.actions,
            rule=rule,
            reasons=reasons,
            opinions=opinions,
            name=owner.name if owner else "",
            due=table.calendar_of(department).after(start, *self._promises[sla]) if sla and start else None,
            cc=then.cc + (owner.cc if owner else ()),
            tags=then.tags,
            reply=then.reply,
        )

    def _owned(self, opinions: tuple[Opinion, ...]) -> tuple[str, ...]:
        names = dict.fromkeys(opinion.point for opinion in opinions)
        return tuple(f"{point} 的责任部门是 {self._owner(point)}（没有规则命中）" for point in names)

    def _reasons(self, index: int, opinions: tuple[Opinion, ...], voice: Voice) -> tuple[str, ...]:
        """Say where the row stands and, for each condition, the value that met it."""
        row = self.table.rows[index]
        reasons = [f"规则 {row.id}（{row.origin}）"]
        for name, condition in row.when:
            if opinions and self._levels[name] != "voice":
                values = [_shown(name, self._value(name, voice, opinion), condition) for opinion in opinions]
                shown = values[0] if len(values) == 1 else "、".join(dict.fromkeys(values))
            else:
                shown = _shown(name, self._value(name, voice, None), condition)
            reasons.append(f"{name} = {shown}（条件 {condition.source}）")
        for place in voice.conflicts.get(index, ()):
            rival = self.table.rows[place]
            reasons.append(f"冲突：hit_policy 是 unique，但规则 {rival.id}（{rival.origin}）也命中；按靠前的规则派单")
        return tuple(reasons)


def _shown(name: str, value: Any, condition: Condition) -> str:
    if name == "text" and isinstance(value, str):
        return "、".join(word for word in condition.contains if word in value)
    if isinstance(value, bool):
        return "是" if value else "否"
    return "无" if value is None else str(value)
