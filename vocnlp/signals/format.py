"""Say what a ``signals.yaml`` may hold; the comments in the built-in files say what each part means."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

__all__ = [
    "GapFile",
    "HitExamples",
    "IntentGroup",
    "MatterEntry",
    "PatternEntry",
    "SeverityRule",
    "SignalGroup",
    "SignalWeight",
    "SignalsFile",
]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)


class HitExamples(_Strict):
    """Texts that must show the group, and texts that must not."""

    hit: list[str] = []
    not_: list[str] = Field(default=[], alias="not")


class PatternEntry(_Strict):
    """A regular expression, tried where a trigger occurs."""

    triggers: list[str]
    match: str


class SignalGroup(_Strict):
    """Words and patterns that show one kind of fact."""

    kind: str
    value: float = 1.0
    unit: str = ""
    many: float = 5.0
    negatable: bool = True
    words: str | list[str] = ""
    patterns: list[PatternEntry] = []
    unless: list[str] = []
    examples: HitExamples = HitExamples()


class IntentGroup(_Strict):
    """Words of one intent."""

    intent: str
    weight: float = 0.6
    words: str | list[str] = ""
    patterns: list[PatternEntry] = []
    unless: list[str] = []
    examples: HitExamples = HitExamples()


class MatterEntry(_Strict):
    """What a promise is about, and how a customer says that it did not happen; both are regular expressions."""

    promised: str
    unmet: str


class GapFile(_Strict):
    """Words around a promise that was not kept; see ``signals.yaml``."""

    promises: str | list[str]
    actual: str | list[str]
    reach: int = 40
    agent: str = ""
    days: dict[str, float] = {}
    date: str = ""
    past: str = ""
    matters: list[MatterEntry] = []
    broken: str | list[str] = ""
    examples: HitExamples = HitExamples()


class SignalWeight(_Strict):
    """What a signal adds to the severity."""

    weight: float
    max: float = 5.0
    flat: bool = False


class SeverityRule(_Strict):
    """The formula of severity; see ``severity.yaml``."""

    opinion: float = 2.5
    further: float = 0.25
    further_max: float = 0.75
    signals: dict[str, SignalWeight] = {}
    only_bad: list[str] = []
    intents: dict[str, float] = {}
    points: dict[str, float] = {}


class SignalsFile(_Strict):
    """The whole ``signals.yaml``; every part may be absent."""

    negators: str | list[str] = ""
    negated_unless: str | list[str] = ""
    signals: list[SignalGroup] = []
    gap: GapFile | None = None
    threshold: float | None = None
    order: list[str] | None = None
    opinions: dict[str, float] | None = None
    signals_intent: dict[str, float] | None = Field(default=None, alias="intent_signals")
    intents: list[IntentGroup] = []
    severity: SeverityRule | None = None
