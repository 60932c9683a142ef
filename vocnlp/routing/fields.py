"""Turn an analysis into the values that conditions ask for.

A field belongs to the opinion (``polarity``), to its point (``journey``) or to the whole voice (``intent``).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any, Protocol

from vocnlp.routing.sla import ALWAYS, WorkCalendar
from vocnlp.types.analysis import Analysis, Opinion

__all__ = ["INTENTS", "OPINION_FIELDS", "POINT_FIELDS", "VOICE_FIELDS", "History", "Voice", "level_of", "opinion_value"]

INTENTS = ("complaint", "suggestion", "question", "praise", "request", "other")
POLARITIES = ("positive", "negative", "neutral")
CAUSE_KINDS = ("product", "part", "process", "people", "policy", "partner", "environment", "customer_use")

POINT_FIELDS = {"point": "point", "journey": "free", "touchpoint": "free", "mot": "flag", "weight": "number"}
OPINION_FIELDS = {
    "polarity": "text",
    "score": "number",
    "confidence": "number",
    "cause.kind": "text",
    "cause.guess": "flag",
    "source": "text",
}
VOICE_FIELDS = {
    "intent": "text",
    "severity": "number",
    "voice.polarity": "text",
    "voice.score": "number",
    "channel": "free",
    "id": "free",
    "text": "contains",
    "time.hours": "hours",
    "time.weekday": "weekday",
    "time.holiday": "flag",
}
"""Fields by what they describe, each with the kind of condition it takes (``conditions.parse_condition``)."""


class History(Protocol):
    """What happened before: counts of earlier voices; a ``CaseStore`` is one."""

    def count(self, what: str, days: int, analysis: Analysis, opinion: Opinion | None, now: dt.datetime | None) -> int:
        """Count earlier voices of the same ``customer``, ``point`` or ``customer_point`` in the last days."""
        ...


def level_of(field: str) -> tuple[str, str] | None:
    """Return (level, kind) of a field, or None for an unknown one.

    >>> level_of("journey"), level_of("meta.customer.tier"), level_of("colour")
    (('point', 'free'), ('voice', 'free'), None)
    """
    for level, fields in (("point", POINT_FIELDS), ("opinion", OPINION_FIELDS), ("voice", VOICE_FIELDS)):
        if field in fields:
            return level, fields[field]
    if field.startswith("meta.") and len(field) > 5:
        return "voice", "free"
    if field.startswith("signal.") and len(field) > 7:
        return "voice", "signal"
    what, _, days = field.removeprefix("count.").partition(".")
    if (
        field.startswith("count.")
        and days.removesuffix("d").isdigit()
        and what in ("customer", "point", "customer_point")
    ):
        return "opinion", "number"
    return None


def opinion_value(field: str, opinion: Opinion) -> Any:
    """Return the value of an opinion field (counts excepted)."""
    if field == "cause.kind":
        return opinion.cause.kind if opinion.cause else None
    if field == "cause.guess":
        return opinion.cause.guess if opinion.cause else None
    return getattr(opinion, field)


class Voice:
    """The fields of one utterance, each read at most once; ``conflicts``: rows that ``unique`` forbade, by place."""

    __slots__ = ("_calendar", "_known", "analysis", "conflicts", "now", "time")

    def __init__(self, analysis: Analysis, now: dt.datetime | None, calendar: WorkCalendar = ALWAYS) -> None:
        self.analysis = analysis
        self.now = now
        self.time = analysis.time or now
        self._calendar = calendar
        self._known: dict[str, Any] = {}
        self.conflicts: dict[int, dict[int, None]] = {}

    def value(self, field: str) -> Any:
        """Return the value of a voice field, None when it is absent."""
        known = self._known
        if field in known:
            return known[field]
        value = known[field] = self._read(field)
        return value

    def _read(self, field: str) -> Any:
        if field.startswith("meta."):
            return self.analysis.meta.get(field[5:])
        if field.startswith("signal."):
            return max((s.value for s in self.analysis.signals if s.kind == field[7:]), default=None)
        return _READERS[field](self)

    def _text(self) -> str:
        normalized = self.analysis.normalized
        if normalized is None:
            from vocnlp.normalize import normalize

            normalized = normalize(self.analysis.text)
        return normalized.text

    def _minutes(self) -> int | None:
        return None if self.time is None else self.time.hour * 60 + self.time.minute

    def _weekday(self) -> int | None:
        return None if self.time is None else self.time.isoweekday()

    def _holiday(self) -> bool | None:
        return None if self.time is None else self._calendar.is_holiday(self.time.date())


_READERS: dict[str, Callable[[Voice], Any]] = {
    "intent": lambda voice: voice.analysis.intent,
    "severity": lambda voice: voice.analysis.severity,
    "voice.polarity": lambda voice: voice.analysis.polarity,
    "voice.score": lambda voice: voice.analysis.score,
    "channel": lambda voice: voice.analysis.channel or None,
    "id": lambda voice: voice.analysis.id or None,
    "text": Voice._text,
    "time.hours": Voice._minutes,
    "time.weekday": Voice._weekday,
    "time.holiday": Voice._holiday,
}
