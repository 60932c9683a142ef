"""Hold what was understood of one utterance: opinions with evidence, signals, decisions."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple

from vocnlp.types.text import NormalizedText, Span

__all__ = ["Analysis", "Cause", "Decision", "Evidence", "Opinion", "Polarity", "Signal", "Whole"]

Polarity = Literal["positive", "negative", "neutral"]
Whole = Literal["positive", "negative", "neutral", "mixed"]

MULTIPLIERS = frozenset({"negation", "degree", "comparison", "contrast", "irrealis", "emphasis", "irony", "reported"})
"""Kinds of evidence whose weight multiplies the polarity before them; the other kinds add."""


class Evidence(NamedTuple):
    """One rule, word or model feature that fired.

    ``kind``: ``mention`` (a term of the point), ``expression`` (a positive or negative expression of the
    point), ``word`` (a polarity word), ``point_word`` (a word whose polarity this point sets), or one of
    ``MULTIPLIERS``, or of a learned part: ``model`` (n-grams that pushed towards the point, weight < 0 against it, or
    by how much the model moved the score), ``model_polarity`` (the same for the polarity), ``policy`` (how rules and
    model met, with the probability of the model). A multiplier applies to the ``expression``, ``word`` or
    ``point_word`` that stands before it in ``Opinion.evidence``. ``origin`` is ``file:line`` or a model id.
    """

    kind: str
    span: Span
    text: str
    weight: float
    origin: str


class Cause(NamedTuple):
    """Why the customer says it happened; ``direction`` tells on which side of the opinion the cause stands."""

    text: str
    span: Span
    kind: str = ""
    connective: str = ""
    direction: str = "before"
    confidence: float = 1.0
    guess: bool = False


class Signal(NamedTuple):
    """One typed fact that matters to whoever must act: effort, safety, escalation, churn, gap, ..."""

    kind: str
    value: float
    span: Span
    text: str
    origin: str
    unit: str = ""


class Opinion(NamedTuple):
    """What the customer thinks of one experience point (观点), with its evidence.

    ``score`` lies in [-1, 1]; ``polarity`` ``neutral`` means "mentioned, no opinion". ``clause`` is the raw
    span of the clause it stands in. ``name`` is the path of point names for people.
    """

    point: str
    polarity: Polarity
    score: float
    span: Span
    text: str
    evidence: tuple[Evidence, ...] = ()
    cause: Cause | None = None
    source: Literal["rule", "model"] = "rule"
    confidence: float = 1.0
    name: str = ""
    clause: Span = Span(0, 0)


class Decision(NamedTuple):
    """Who must act and how soon (派单结果); ``opinions`` are those of the analysis that it covers."""

    department: str
    priority: str = ""
    sla: str = ""
    actions: tuple[str, ...] = ()
    rule: str = ""
    reasons: tuple[str, ...] = ()
    opinions: tuple[Opinion, ...] = ()
    name: str = ""
    due: dt.datetime | None = None
    cc: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    reply: str = ""


@dataclass(frozen=True, slots=True)
class Analysis:
    """Everything understood of one utterance.

    ``opinions`` are sorted by position in the raw text. ``severity`` is 0-5, ``score`` the whole-utterance
    sentiment in [-1, 1]; ``tone`` holds hints (结果, 居然, 一如既往) that lean that score and judge no point.
    ``mark`` says why the text counts apart: ``default`` (no customer wrote it: it has no opinions), ``filler`` (it
    says nothing), and from whoever saw the others ``copy``, ``near`` (almost one) or ``template``; else it is empty.
    ``pack`` names the pack, its version and content hash. ``normalized`` is dropped by ``to_dict`` and ignored
    by ``==``: the same text gives it back.
    """

    text: str
    opinions: tuple[Opinion, ...] = ()
    decisions: tuple[Decision, ...] = ()
    intent: str = "other"
    severity: int = 0
    polarity: Whole = "neutral"
    score: float = 0.0
    signals: tuple[Signal, ...] = ()
    tone: tuple[Evidence, ...] = ()
    id: str = ""
    channel: str = ""
    time: dt.datetime | None = None
    meta: Mapping[str, Any] = field(default_factory=dict)
    mark: str = ""
    pack: str = ""
    normalized: NormalizedText | None = field(default=None, compare=False, repr=False)

    def explain(self) -> str:
        """Return the whole reasoning in words: every opinion with its arithmetic, every decision with its row."""
        from vocnlp.types.explain import explain

        return explain(self)

    def to_dict(self) -> dict[str, Any]:
        """Return JSON-safe plain values; ``from_dict`` reverses it exactly."""
        from vocnlp.types.serial import analysis_to_dict

        return analysis_to_dict(self)

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Analysis:
        """Rebuild an analysis from ``to_dict`` output.

        Raises:
            InputError: a key is missing or unknown, or a value has the wrong type.
        """
        from vocnlp.types.serial import analysis_from_dict

        return analysis_from_dict(values)

    def _repr_html_(self) -> str:
        from vocnlp.types.html import analysis_html

        return analysis_html(self)
