"""Turn questions about cases into answers from the database: which are open, overdue, alike, and what came before."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Callable

from vocnlp.errors import InputError
from vocnlp.routing.case import Case, Event, case_of, event_of, seconds_of
from vocnlp.routing.database import Database
from vocnlp.types.analysis import Analysis, Opinion

__all__ = ["CaseBook", "voice_key"]


class CaseBook:
    """The reading half of a case store; ``CaseStore`` adds the writing."""

    def __init__(self, database: Database, customer: str, clock: Callable[[], dt.datetime]) -> None:
        self._database, self._customer, self._clock = database, customer, clock

    def case(self, case_id: str) -> Case:
        """Return one case.

        Raises:
            InputError: there is no such case.
        """
        rows = self._database.run("SELECT * FROM cases WHERE id = :id", id=case_id)
        if not rows:
            raise InputError(f"no case {case_id}")
        return case_of(rows[0])

    def cases(self, *, state: str = "", department: str = "", point: str = "", customer: str = "") -> list[Case]:
        """Return the cases that fit, the oldest first."""
        wanted = {"state": state, "department": department, "point": point, "customer": customer}
        clauses = [f"{name} = :{name}" for name, value in wanted.items() if value]
        where = f" WHERE {' AND '.join(clauses)}" if clauses else ""
        given = {name: value for name, value in wanted.items() if value}
        return [case_of(row) for row in self._database.run(f"SELECT * FROM cases{where} ORDER BY opened, id", **given)]

    def events(self, case_id: str = "") -> list[Event]:
        """Return the events of a case, or of all, in the order in which they were written."""
        where = " WHERE case_id = :id" if case_id else ""
        rows = self._database.run(f"SELECT * FROM events{where} ORDER BY seq", **({"id": case_id} if case_id else {}))
        return [event_of(row) for row in rows]

    def similar(self, case_id: str) -> list[tuple[str, float]]:
        """Return (case, likeness) of the problems linked to a case, the most alike first."""
        rows = self._database.run(
            "SELECT one, other, likeness FROM similar_cases WHERE one = :id OR other = :id", id=case_id
        )
        pairs = [(row["other"] if row["one"] == case_id else row["one"], row["likeness"]) for row in rows]
        return sorted(pairs, key=lambda pair: (-pair[1], pair[0]))

    def breaches(self, *, now: dt.datetime | None = None) -> list[Case]:
        """Return the cases that were not solved by their due time, the longest overdue first.

        A case that waits is not overdue while it waits.
        """
        moment = seconds_of(now or self._clock())
        rows = self._database.run(
            "SELECT * FROM cases WHERE due IS NOT NULL AND COALESCE(solved, waiting, :now) > due ORDER BY due, id",
            now=moment,
        )
        return [case_of(row) for row in rows]

    def count(self, what: str, days: int, analysis: Analysis, opinion: Opinion | None, now: dt.datetime | None) -> int:
        """Count earlier voices, for ``count.*`` conditions; see ``vocnlp.routing.fields.History``."""
        until = seconds_of(analysis.time or now or self._clock())
        customer = str(analysis.meta.get(self._customer) or "")
        point = opinion.point if opinion else ""
        if (what != "point" and not customer) or (what != "customer" and not point):
            return 0
        source = "voices" if what == "customer" else "voice_points"
        named = "" if what == "customer" else " AND point = :point"
        named += "" if what == "point" else " AND customer = :customer"
        own = "id" if what == "customer" else "voice"
        values = {"since": until - days * 86400.0, "until": until, "voice": voice_key(analysis)}
        values |= {} if what == "customer" else {"point": point}
        values |= {} if what == "point" else {"customer": customer}
        rows = self._database.run(
            f"SELECT COUNT(*) AS n FROM {source} WHERE at >= :since AND at <= :until AND {own} <> :voice{named}",
            **values,
        )
        return int(rows[0]["n"])


def voice_key(analysis: Analysis) -> str:
    """Return what makes two voices the same: id, text, channel, time and customer data."""
    said = analysis.time.isoformat() if analysis.time else ""
    meta = json.dumps(dict(analysis.meta), ensure_ascii=False, sort_keys=True, default=str)
    parts = "\x1f".join((analysis.id, analysis.text, analysis.channel, said, meta))
    return hashlib.sha256(parts.encode("utf-8", "surrogatepass")).hexdigest()[:32]
