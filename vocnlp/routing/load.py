"""Turn ``routing.yaml`` into a RoutingTable, or into every problem of the file at once."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path
from typing import TYPE_CHECKING

from vocnlp.errors import Message, Misread, did_you_mean
from vocnlp.routing.conditions import Condition, Range, parse_condition, plain, point_pattern
from vocnlp.routing.fields import CAUSE_KINDS, INTENTS, OPINION_FIELDS, POINT_FIELDS, POLARITIES, VOICE_FIELDS, level_of
from vocnlp.routing.sla import CALENDARS, WorkCalendar, parse_duration
from vocnlp.routing.table import CalendarFile, Department, Outcome, OutcomeFile, RoutingFile, RoutingTable, Row
from vocnlp.yamlnode import Node
from vocnlp.yamlsource import load_yaml

if TYPE_CHECKING:
    from vocnlp.taxonomy.model import Taxonomy

__all__ = ["load_routing", "parse_routing"]


def load_routing(path: Path, taxonomy: Taxonomy, *, base: RoutingTable | None = None) -> RoutingTable:
    """Read a routing file.

    Args:
        path: the ``routing.yaml``.
        taxonomy: the points that its rows may name.
        base: a table to stand on: its departments and calendars are known here, its rows come after these.

    Raises:
        PackError: the file has errors; all of them are in ``problems``.
    """
    return parse_routing(load_yaml(path), taxonomy, base=base)


def parse_routing(root: Node, taxonomy: Taxonomy, *, base: RoutingTable | None = None) -> RoutingTable:
    """Turn a read YAML document into a table; see ``load_routing``."""
    reader = _Reader(root, taxonomy, base)
    table = reader.table()
    root.source.raise_if_errors()
    assert table is not None
    return table


_FIXED = {
    "polarity": POLARITIES,
    "voice.polarity": (*POLARITIES, "mixed"),
    "intent": INTENTS,
    "cause.kind": CAUSE_KINDS,
    "source": ("rule", "model"),
}


class _Reader:
    def __init__(self, root: Node, taxonomy: Taxonomy, base: RoutingTable | None) -> None:
        self.root, self.taxonomy, self.base = root, taxonomy, base

    def table(self) -> RoutingTable | None:
        spec = self.root.into(RoutingFile)
        if spec is None:
            return None
        calendars = {**CALENDARS, **(self.base.calendars if self.base else {})}
        for name, declared in spec.calendars.items():
            calendars[name] = self.calendar(self.root.at(("calendars", name)), declared)
        departments = dict(self.base.departments) if self.base else {}
        for name, owner in spec.departments.items():
            node = self.root.at(("departments", name))
            self.duration(node, owner.sla)
            self.known(node.get("calendar"), owner.calendar, list(calendars), "unknown-calendar", "日历", "calendar")
            self.known(node.get("priority"), owner.priority, spec.priorities, "unknown-priority", "优先级", "priority")
            departments[name] = Department(
                name,
                owner.name,
                owner.sla,
                owner.calendar,
                owner.priority,
                owner.capacity,
                tuple(owner.cc),
                self.root.location.file,
            )
        self.known(self.root.get("calendar"), spec.calendar, list(calendars), "unknown-calendar", "日历", "calendar")
        default_node = self.root.at(("default",))
        if not spec.default.department:
            default_node.report(
                "default-without-department", Message("default 必须写 department", "default needs a department")
            )
        default = self.outcome(default_node, spec.default, departments, spec.priorities)
        rows = self.rows(spec, departments)
        if self.base:
            own = {row.id for row in rows}
            rows += [row for row in self.base.rows if row.id not in own]
        return RoutingTable(
            spec.routing, spec.hit_policy, spec.dispatch, tuple(spec.priorities), departments, default, tuple(rows),
            calendars, spec.calendar, self.root.location.file, spec.order,
        )  # fmt: skip

    def rows(self, spec: RoutingFile, departments: dict[str, Department]) -> list[Row]:
        rows: list[Row] = []
        seen: dict[str, int] = {}
        for index, rule in enumerate(spec.rules):
            node = self.root.at(("rules", index))
            place = node.location
            if rule.id in seen or rule.id in ("default", "owner"):
                first = f"第 {seen[rule.id]} 行已有" if rule.id in seen else "是保留名"
                message = Message(f"规则名 {rule.id} {first}", f"the rule id {rule.id} is already taken")
                node.at(("id",)).report("duplicate-rule", message)
            seen.setdefault(rule.id, place.line)
            when: list[tuple[str, Condition]] = []
            if (conditions := node.get("when")) is not None:
                for name, child in _flat(conditions):
                    if (condition := self.condition(name, child)) is not None:
                        when.append((name, condition))
            outcome = self.outcome(node.at(("then",)), rule.then, departments, spec.priorities)
            file = Path(place.file)
            origin = f"{file.parent.name}/{file.name}:{place.line}".lstrip("/")
            rows.append(Row(rule.id, tuple(when), outcome, place, rule.note, origin))
        return rows

    def condition(self, name: str, node: Node) -> Condition | None:
        known = level_of(name)
        if known is None:
            names = [*POINT_FIELDS, *OPINION_FIELDS, *VOICE_FIELDS]
            hint = did_you_mean(name, names)
            if not hint.zh:
                hint = Message(f"业务字段请写 meta.{name}", f"write meta.{name} for a field of your own data")
            message = Message(f"未知的条件字段 {name}", f"unknown field {name}")
            node.source.report(node.key_location, "unknown-field", message, hint=hint)
            return None
        values = node.value if isinstance(node.value, list) else [node]
        if not all(isinstance(item.value, str) for item in values):
            node.report(
                "bad-condition", Message("条件只能是文字或文字的列表", "a condition is text or a list of texts")
            )
            return None
        self.check_words(name, values)
        try:
            return parse_condition(known[1], [item.value for item in values])
        except Misread as error:
            zh, en = error.message
            node.report("bad-condition", Message(f"{name} 的条件读不懂：{zh}", f"condition of {name}: {en}"))
            return None

    def check_words(self, name: str, values: list[Node]) -> None:
        for item in values:
            word = re.sub(r"^(!=|≠|not )\s*", "", item.value.strip())
            if name == "point":
                self.check_point(item, word)
            elif name in _FIXED and not {"*", "?"} & set(word) and word != "-" and plain(word) not in _FIXED[name]:
                message = Message(f"{name} 没有取值 {word}", f"{name} has no value {word}")
                item.report("unknown-value", message, hint=did_you_mean(word, _FIXED[name]))

    def check_point(self, node: Node, word: str) -> None:
        points = self.taxonomy.points
        if word in points or word == "-":
            return
        if "*" in word or "?" in word:
            pattern = point_pattern(word)
            if any(pattern.match(point) for point in points):
                return
        message = Message(f"没有体验点 {word}", f"no point {word}")
        node.report("unknown-point", message, hint=did_you_mean(word.removesuffix(".*"), points))

    def outcome(
        self, node: Node, spec: OutcomeFile, departments: dict[str, Department], priorities: list[str]
    ) -> Outcome:
        known = list(departments)
        self.known(node.get("department"), spec.department, known, "unknown-department", "部门", "department")
        self.known(node.get("priority"), spec.priority, priorities, "unknown-priority", "优先级", "priority")
        self.duration(node, spec.sla)
        return Outcome(
            spec.department, spec.priority, spec.sla, tuple(spec.actions), tuple(spec.cc), tuple(spec.tags), spec.reply
        )

    def known(self, node: Node | None, word: str, known: list[str], code: str, zh: str, en: str) -> None:
        if node is not None and word and word not in known:
            message = Message(f"没有{zh} {word}", f"no {en} {word}")
            node.report(code, message, hint=did_you_mean(word, known))

    def duration(self, node: Node, written: str) -> None:
        if not written:
            return
        try:
            parse_duration(written)
        except Misread as error:
            zh, en = error.message
            node.at(("sla",)).report("bad-duration", Message(f"时限读不懂：{zh}", en))

    def calendar(self, node: Node, spec: CalendarFile) -> WorkCalendar:
        days = self.spans(node, "days", "weekday", spec.days)
        hours = self.spans(node, "hours", "hours", spec.hours)
        return WorkCalendar(
            frozenset(int(span.low) for span in days),
            tuple(sorted((int(span.low), int(span.high)) for span in hours)) or ((0, 1440),),
            self.dates(node, "holidays", spec.holidays),
            self.dates(node, "workdays", spec.workdays),
            spec.country,
        )

    def spans(self, node: Node, key: str, kind: str, written: list[str]) -> tuple[Range, ...]:
        try:
            condition = parse_condition(kind, written)
        except Misread as error:
            zh, en = error.message
            node.at((key,)).report("bad-calendar", Message(f"{key} 读不懂：{zh}", f"{key}: {en}"))
            return ()
        return condition.ranges if condition else ()

    def dates(self, node: Node, key: str, written: list[str]) -> frozenset[dt.date]:
        days = set()
        for index, day in enumerate(written):
            try:
                days.add(dt.date.fromisoformat(day))
            except ValueError:
                message = Message(f"日期 {day} 应写成 2026-10-01", f"write the date {day} like 2026-10-01")
                node.at((key, index)).report("bad-calendar", message)
        return frozenset(days)


def _flat(node: Node, prefix: str = "") -> list[tuple[str, Node]]:
    """Give the conditions of ``when`` under dotted names; ``time: {hours: ...}`` and ``time.hours`` are the same."""
    flat: list[tuple[str, Node]] = []
    for key, child in node.items():
        flat += _flat(child, f"{prefix}{key}.") if isinstance(child.value, dict) else [(f"{prefix}{key}", child)]
    return flat
