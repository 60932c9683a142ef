"""Hold a routing table: departments, rows of conditions with their outcome, and what happens without a row.

The pydantic models are the one definition of ``routing.yaml``; the frozen classes are what the program uses.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from vocnlp.errors import Location
from vocnlp.routing.conditions import Condition
from vocnlp.routing.sla import ALWAYS, WorkCalendar

__all__ = ["Department", "HitPolicy", "Outcome", "RoutingFile", "RoutingTable", "Row"]

HitPolicy = Literal["first", "unique", "priority", "collect"]
Dispatch = Literal["needed", "all"]
Order = Literal["position", "emphasis"]


@dataclass(frozen=True, slots=True)
class Department:
    """Who acts: the promise it works by, its calendar, and how many cases it takes in a day; ``file`` declares it."""

    id: str
    name: str = ""
    sla: str = ""
    calendar: str = "always"
    priority: str = ""
    capacity: float | None = None
    cc: tuple[str, ...] = ()
    file: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a row decides; without ``department`` the point's own department acts."""

    department: str = ""
    priority: str = ""
    sla: str = ""
    actions: tuple[str, ...] = ()
    cc: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    reply: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One rule: every condition must hold for the same opinion; ``when`` is empty for a row that always holds.

    ``origin`` is ``folder/file:line``, short enough to print in every decision.
    """

    id: str
    when: tuple[tuple[str, Condition], ...]
    then: Outcome
    location: Location
    note: str = ""
    origin: str = ""


@dataclass(frozen=True, slots=True)
class RoutingTable:
    """A whole decision table.

    ``dispatch`` says which opinions become cases, ``order`` how decisions of the same priority are sorted (see
    docs/reference/routing.md).
    """

    id: str
    hit_policy: HitPolicy = "first"
    dispatch: Dispatch = "needed"
    priorities: tuple[str, ...] = ("P0", "P1", "P2", "P3", "P4")
    departments: dict[str, Department] = field(default_factory=dict)
    default: Outcome = Outcome()
    rows: tuple[Row, ...] = ()
    calendars: dict[str, WorkCalendar] = field(default_factory=dict)
    calendar: str = "always"
    file: str = ""
    order: Order = "position"

    def calendar_of(self, department: str) -> WorkCalendar:
        """Return the working calendar of a department."""
        owner = self.departments.get(department)
        return self.calendars.get(owner.calendar if owner else "always", ALWAYS)

    def rank(self, priority: str) -> int:
        """Return the place of a priority in ``priorities``; unknown and missing ones come last."""
        return self.priorities.index(priority) if priority in self.priorities else len(self.priorities)


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)


class DepartmentFile(_Strict):
    """One entry under ``departments``."""

    name: str = Field("", description="name for people 部门名称")
    sla: str = Field("", description="promise when the row names none: 30m, 24h, 3d, 1w 处理时限")
    calendar: str = Field("always", description="always, workdays, office, or one of `calendars` 工作日历")
    priority: str = Field("", description="priority when the point's owner acts without a row 默认优先级")
    capacity: float | None = Field(None, gt=0, description="cases a day, for simulate 每日可处理件数")
    cc: list[str] = Field(default_factory=list, description="who is always told 抄送")


class OutcomeFile(_Strict):
    """What a row, or ``default``, decides."""

    department: str = Field("", description="a key of departments; empty: the point's own department 责任部门")
    priority: str = Field("", description="one of priorities 优先级")
    sla: str = Field("", description="promise; empty: that of the department 处理时限")
    actions: list[str] = Field(default_factory=list, description="what to do 处理动作")
    cc: list[str] = Field(default_factory=list, description="who else is told 抄送")
    tags: list[str] = Field(default_factory=list, description="free labels 标签")
    reply: str = Field("", description="template of the reply 回复模板")


class RowFile(_Strict):
    """One entry under ``rules``."""

    id: str = Field(description="name of the row, unique in the table 规则名")
    when: dict[str, Any] = Field(default_factory=dict, description="field: condition 条件")
    then: OutcomeFile
    note: str = Field("", description="why the row exists 说明")


class CalendarFile(_Strict):
    """One entry under ``calendars``."""

    days: list[str] = Field(default_factory=lambda: ["1-5"], description="weekdays worked 工作日")
    hours: list[str] = Field(default_factory=list, description="'09:00-12:00'; empty: all day 工作时间")
    holidays: list[str] = Field(default_factory=list, description="dates not worked 放假日期")
    workdays: list[str] = Field(default_factory=list, description="dates worked though a weekend 调休上班")
    country: str = Field("", description="CN, TW, HK: public holidays, extra 'calendar' 国家或地区")


class RoutingFile(_Strict):
    """The whole ``routing.yaml``."""

    routing: str = Field(description="id of the table")
    hit_policy: HitPolicy = Field("first", description="which of several matching rows decides 命中策略")
    dispatch: Dispatch = Field("needed", description="which opinions become cases 派单范围")
    order: Order = Field("position", description="order of decisions of the same priority 同级先后")
    priorities: list[str] = Field(default_factory=lambda: ["P0", "P1", "P2", "P3", "P4"], description="highest first")
    calendar: str = Field("always", description="calendar behind time.holiday 节假日所依日历")
    departments: dict[str, DepartmentFile] = Field(default_factory=dict)
    calendars: dict[str, CalendarFile] = Field(default_factory=dict)
    default: OutcomeFile = Field(description="when no row and no owner decides 兜底")
    rules: list[RowFile] = Field(default_factory=list)
