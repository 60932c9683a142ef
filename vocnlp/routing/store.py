"""Turn decisions into cases that live: states, events, groups, breaches; on SQLite or PostgreSQL.

Ingestion is idempotent and atomic per voice: the same voice twice changes nothing, and a process that is killed
leaves a voice with all its cases or with none. Events are only ever added. Times are wall-clock times; an aware time
is kept as the wall time of its own zone.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Callable, Iterable
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

from vocnlp.errors import InputError, did_you_mean
from vocnlp.routing.case import DONE, MOVES, STATES, Case, case_of, moment_of, seconds_of
from vocnlp.routing.casebook import CaseBook, voice_key
from vocnlp.routing.database import Database, open_database
from vocnlp.routing.similar import bands, likeness
from vocnlp.routing.sla import ALWAYS, WorkCalendar
from vocnlp.routing.table import RoutingTable
from vocnlp.types.analysis import Analysis, Decision, Opinion

__all__ = ["CaseStore", "Ingested"]

_BATCH = 100


class Ingested(NamedTuple):
    """What became of the voices handed in: cases made, voices added to known cases, voices already known."""

    cases: int = 0
    grouped: int = 0
    repeated: int = 0

    def plus(self, other: Ingested) -> Ingested:
        """Add up two results."""
        return Ingested(*(a + b for a, b in zip(self, other, strict=True)))


class CaseStore(CaseBook):
    """Cases on disk.

    Args:
        place: a SQLite file, ``:memory:``, a SQLAlchemy URL, or an open database.
        table: the routing table; its calendars are used when waiting time moves a due time.
        customer: the ``meta`` field that tells customers apart; without a value nothing is grouped.
        group_days: a voice of the same customer about the same point for the same department joins a case that was
            opened or closed at most so many days before.
        alike: likeness from which problems of different customers are linked.
        clock: the present, injected.
    """

    def __init__(
        self,
        place: str | Path | Database,
        *,
        table: RoutingTable | None = None,
        customer: str = "customer.id",
        group_days: int = 30,
        alike: float = 0.5,
        clock: Callable[[], dt.datetime] = dt.datetime.now,
    ) -> None:
        database = open_database(place) if isinstance(place, (str, Path)) else place
        super().__init__(database, customer, clock)
        self._table = table
        self._group = group_days * 86400.0
        self._alike = alike

    def ingest(self, analyses: Analysis | Iterable[Analysis]) -> Ingested:
        """Make cases of the decisions of analyses; what is already in the store changes nothing."""
        total = Ingested()
        source = iter([analyses] if isinstance(analyses, Analysis) else analyses)
        while batch := list(islice(source, _BATCH)):
            with self._database.transaction():
                for analysis in batch:
                    total = total.plus(self._ingest(analysis))
        return total

    def _ingest(self, analysis: Analysis) -> Ingested:
        voice = voice_key(analysis)
        if self._database.run("SELECT 1 AS known FROM voices WHERE id = :id", id=voice):
            return Ingested(repeated=1)
        at = seconds_of(analysis.time or self._clock())
        customer = str(analysis.meta.get(self._customer) or "")
        self._database.run(
            "INSERT INTO voices (id, customer, at, text) VALUES (:id, :customer, :at, :text)",
            id=voice, customer=customer, at=at, text=_storable(analysis.text),
        )  # fmt: skip
        for point in {opinion.point for opinion in analysis.opinions}:
            self._database.run(
                "INSERT INTO voice_points (voice, point, at, customer) VALUES (:voice, :point, :at, :customer)",
                voice=voice, point=point, at=at, customer=customer,
            )  # fmt: skip
        total = Ingested()
        for decision in analysis.decisions:
            total = total.plus(self._place(analysis, decision, voice, customer, at))
        return total

    def _place(self, analysis: Analysis, decision: Decision, voice: str, customer: str, at: float) -> Ingested:
        """Put one decision into the case it belongs to, or make a case of it."""
        point = _main_point(decision.opinions)
        known = self._same_problem(customer, decision.department, point, at) if customer else None
        if known is None:
            self._open(analysis, decision, voice, customer, point, at)
            return Ingested(cases=1)
        self._database.run(
            "INSERT INTO case_voices (case_id, voice) VALUES (:case_id, :voice) ON CONFLICT DO NOTHING",
            case_id=known.id, voice=voice,
        )  # fmt: skip
        after_fix = known.state in DONE
        self._database.run(
            "UPDATE cases SET voices = voices + 1, recontacts = recontacts + :again WHERE id = :id",
            again=int(after_fix), id=known.id,
        )  # fmt: skip
        self._event(known.id, "recontact" if after_fix else "voice", at, note=_storable(analysis.text)[:200])
        if after_fix:
            self._move(known, "reopened", at, "", "customer came back")
        return Ingested(grouped=1)

    def _same_problem(self, customer: str, department: str, point: str, at: float) -> Case | None:
        rows = self._database.run(
            "SELECT * FROM cases WHERE customer = :customer AND department = :department AND point = :point "
            "AND COALESCE(closed, solved, opened) >= :since ORDER BY opened DESC, id LIMIT 1",
            customer=customer, department=department, point=point, since=at - self._group,
        )  # fmt: skip
        return case_of(rows[0]) if rows else None

    def _open(self, analysis: Analysis, decision: Decision, voice: str, customer: str, point: str, at: float) -> None:
        identity = hashlib.sha256(f"{voice}|{decision.department}|{decision.rule}|{point}".encode()).hexdigest()[:16]
        title = _title(analysis, decision)
        payload = {
            "name": decision.name,
            "actions": list(decision.actions),
            "cc": list(decision.cc),
            "tags": list(decision.tags),
            "reply": decision.reply,
            "reasons": list(decision.reasons),
            "severity": analysis.severity,
            "intent": analysis.intent,
            "channel": analysis.channel,
            "points": list(dict.fromkeys(opinion.point for opinion in decision.opinions)),
            "text": _storable(analysis.text),
        }
        self._database.run(
            "INSERT INTO cases (id, department, priority, sla, rule, point, customer, title, state, assignee, opened, "
            "due, reopened, recontacts, voices, payload) VALUES (:id, :department, :priority, :sla, :rule, :point, "
            ":customer, :title, 'open', '', :opened, :due, 0, 0, 1, :payload)",
            id=identity, department=decision.department, priority=decision.priority, sla=decision.sla,
            rule=decision.rule, point=point, customer=customer, title=title, opened=at,
            due=seconds_of(decision.due) if decision.due else None,
            payload=json.dumps(payload, ensure_ascii=False, sort_keys=True),
        )  # fmt: skip
        self._database.run(
            "INSERT INTO case_voices (case_id, voice) VALUES (:case_id, :voice)", case_id=identity, voice=voice
        )
        self._event(identity, "opened", at, after="open", note=title)
        self._link(identity, title, f"{decision.department}|{point}", at)

    def _link(self, identity: str, title: str, scope: str, at: float) -> None:
        """Link a new case to the latest cases of the same department and point that are worded alike."""
        near: set[str] = set()
        for value in bands(title, scope):
            rows = self._database.run(
                "SELECT case_id FROM signatures WHERE hash = :hash ORDER BY opened DESC, case_id LIMIT 5", hash=value
            )
            near |= {row["case_id"] for row in rows}
            self._database.run(
                "INSERT INTO signatures (hash, opened, case_id) VALUES (:hash, :opened, :case_id) "
                "ON CONFLICT DO NOTHING",
                hash=value, opened=at, case_id=identity,
            )  # fmt: skip
        for other in sorted(near - {identity}):
            like = likeness(title, self.case(other).title)
            if like >= self._alike:
                self._database.run(
                    "INSERT INTO similar_cases (one, other, likeness) VALUES (:one, :other, :likeness)",
                    one=identity, other=other, likeness=like,
                )  # fmt: skip

    def move(self, case_id: str, state: str, *, by: str = "", note: str = "", at: dt.datetime | None = None) -> Case:
        """Move a case to another state.

        Time spent ``waiting`` (for the customer, for a part) moves the due time by as many working minutes.

        Raises:
            InputError: no such case or state, or the state cannot follow the present one.
        """
        with self._database.transaction():
            self._move(self.case(case_id), state, seconds_of(at or self._clock()), by, note)
            return self.case(case_id)

    def _move(self, case: Case, state: str, at: float, by: str, note: str) -> None:
        if state not in STATES:
            raise InputError(f"no state {state}; {did_you_mean(state, STATES).en} known: {', '.join(STATES)}")
        if state not in MOVES[case.state]:
            raise InputError(f"case {case.id} is {case.state}; next can be {', '.join(MOVES[case.state])}, not {state}")
        changes: dict[str, Any] = {"state": state}
        if case.first_action is None and state != "open":
            changes["first_action"] = at
        if case.state == "waiting" and case.waiting is not None:
            changes["waiting"] = None
            if case.due is not None:
                changes["due"] = seconds_of(self._pushed(case, moment_of(at)))
        if state == "waiting":
            changes["waiting"] = at
        elif state in DONE:
            changes[state] = at
            if state == "closed" and case.solved is None:
                changes["solved"] = at
        elif state == "reopened":
            changes |= {"solved": None, "told": None, "closed": None, "reopened": case.reopened + 1}
        self._update(case.id, changes)
        self._event(case.id, "state", at, by, note, case.state, state)

    def _pushed(self, case: Case, until: dt.datetime) -> dt.datetime:
        calendar = self._calendar(case.department)
        assert case.due is not None and case.waiting is not None
        return calendar.after(case.due, calendar.worked_minutes(case.waiting, until))

    def _calendar(self, department: str) -> WorkCalendar:
        return self._table.calendar_of(department) if self._table else ALWAYS

    def assign(self, case_id: str, who: str, *, by: str = "", at: dt.datetime | None = None) -> Case:
        """Give a case to somebody; an open or reopened case becomes ``assigned``."""
        with self._database.transaction():
            case, moment = self.case(case_id), seconds_of(at or self._clock())
            self._update(case_id, {"assignee": who})
            self._event(case_id, "assignee", moment, by, "", case.assignee, who)
            if case.state in ("open", "reopened"):
                self._move(case, "assigned", moment, by, "")
            return self.case(case_id)

    def note(self, case_id: str, text: str, *, by: str = "", at: dt.datetime | None = None) -> None:
        """Add a remark to a case."""
        with self._database.transaction():
            self.case(case_id)
            self._event(case_id, "note", seconds_of(at or self._clock()), by, text)

    def close(self) -> None:
        """Let the database go."""
        self._database.close()

    def __enter__(self) -> CaseStore:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _update(self, case_id: str, changes: dict[str, Any]) -> None:
        parts = ", ".join(f"{name} = :{name}" for name in changes)
        self._database.run(f"UPDATE cases SET {parts} WHERE id = :id", id=case_id, **changes)

    def _event(
        self, case_id: str, kind: str, at: float, by: str = "", note: str = "", before: str = "", after: str = ""
    ) -> None:
        self._database.run(
            "INSERT INTO events (case_id, kind, at, actor, note, before, after) "
            "VALUES (:case_id, :kind, :at, :actor, :note, :before, :after)",
            case_id=case_id, kind=kind, at=at, actor=by, note=note, before=before, after=after,
        )  # fmt: skip


def _main_point(opinions: tuple[Opinion, ...]) -> str:
    return min(opinions, key=lambda opinion: opinion.score).point if opinions else ""


def _title(analysis: Analysis, decision: Decision) -> str:
    clauses = dict.fromkeys(analysis.text[slice(*(o.clause if o.clause[1] else o.span))] for o in decision.opinions)
    return _storable("；".join(clauses) or analysis.text)[:120]


def _storable(text: str) -> str:
    """Return a text that every database takes: no lone surrogates, no NUL."""
    return text.encode("utf-8", "replace").decode("utf-8").replace("\x00", "")
