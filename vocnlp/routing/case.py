"""Turn rows of a case database into cases and events; which states a case has and which may follow which."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any, NamedTuple

__all__ = ["DONE", "MOVES", "STATES", "Case", "Event", "case_of", "event_of", "moment_of", "seconds_of"]

STATES = ("open", "assigned", "in_progress", "waiting", "solved", "told", "reopened", "closed")
"""A case is solved when the problem is gone, told when the customer knows."""

_WORKING = ("assigned", "in_progress", "waiting", "solved", "closed")
MOVES: dict[str, tuple[str, ...]] = {
    "open": _WORKING,
    "assigned": ("open", *_WORKING[1:]),
    "in_progress": ("assigned", "waiting", "solved", "closed"),
    "waiting": ("in_progress", "assigned", "solved", "closed"),
    "solved": ("told", "reopened", "closed"),
    "told": ("closed", "reopened"),
    "reopened": _WORKING,
    "closed": ("reopened",),
}
"""Which states may follow which."""

DONE = ("solved", "told", "closed")
_EPOCH = dt.datetime(1970, 1, 1)
_TIMES = ("opened", "due", "first_action", "solved", "told", "closed", "waiting")


class Case(NamedTuple):
    """One piece of work (工单); ``voices`` counts what customers said about it, ``payload`` is the decision."""

    id: str
    department: str
    priority: str
    sla: str
    rule: str
    point: str
    customer: str
    title: str
    state: str
    assignee: str
    opened: dt.datetime
    due: dt.datetime | None
    first_action: dt.datetime | None
    solved: dt.datetime | None
    told: dt.datetime | None
    closed: dt.datetime | None
    waiting: dt.datetime | None
    reopened: int
    recontacts: int
    voices: int
    payload: dict[str, Any]


class Event(NamedTuple):
    """Something that happened to a case; never changed, never removed."""

    seq: int
    case_id: str
    kind: str
    at: dt.datetime
    actor: str
    note: str
    before: str
    after: str


def seconds_of(time: dt.datetime) -> float:
    """Return a wall-clock time as seconds, as the database keeps it."""
    return (time.replace(tzinfo=None) - _EPOCH).total_seconds()


def moment_of(seconds: float) -> dt.datetime:
    """Return the wall-clock time of stored seconds."""
    return _EPOCH + dt.timedelta(seconds=seconds)


def case_of(row: dict[str, Any]) -> Case:
    """Return the case that a row of the database holds."""
    times = {name: moment_of(row[name]) if row[name] is not None else None for name in _TIMES}
    return Case(**{**row, **times, "payload": json.loads(row["payload"])})


def event_of(row: dict[str, Any]) -> Event:
    """Return the event that a row of the database holds."""
    return Event(**{**row, "at": moment_of(row["at"])})
