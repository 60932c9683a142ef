"""Turn one analysis into what the template prints of a comment: marked text, chips, reasons, decisions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from vocnlp.types.analysis import Analysis, Decision, Opinion
from vocnlp.types.explain import INTENTS, KINDS, POLARITIES, arithmetic
from vocnlp.types.html import highlight

__all__ = ["Chip", "Comment", "Told", "comment"]


_FACTS = 16
"""Fields shown above a comment; an export of a survey may have hundreds."""


class Told(NamedTuple):
    """One opinion in words."""

    number: int
    point: str
    name: str
    polarity: str
    word: str
    score: str
    arithmetic: str
    cause: str
    evidence: list[str]


class Chip(NamedTuple):
    """A point with one polarity, once however often it was said."""

    point: str
    name: str
    polarity: str
    score: str
    title: str


def _chips(told: Sequence[Told]) -> list[Chip]:
    """Merge repeated opinions; a bare mention is not shown beside a judgement of the same point."""
    judged = {item.point for item in told if item.polarity != "neutral"}
    groups: dict[tuple[str, str], list[Told]] = {}
    for item in told:
        if item.polarity != "neutral" or item.point not in judged:
            groups.setdefault((item.point, item.polarity), []).append(item)
    chips = []
    for (point, polarity), items in groups.items():
        name = "/".join(items[0].name.split("/")[-2:])
        score = "" if polarity == "neutral" else items[0].score
        times = f"{score} ×{len(items)}".strip() if len(items) > 1 else score
        chips.append(Chip(point, name, polarity, times, "\n".join(item.arithmetic for item in items)))
    return sorted(chips, key=lambda chip: chip.polarity == "neutral")


class Comment(NamedTuple):
    """One comment with everything that was understood."""

    id: str
    html: str
    facts: list[str]
    polarity: str
    word: str
    intent: str
    severity: int
    opinions: list[Told]
    chips: list[Chip]
    decisions: list[dict[str, str]]
    departments: str
    points: str
    polarities: str


def comment(analysis: Analysis) -> Comment:
    """Return one comment for the list."""
    meta = [f"{name} {value}" for name, value in analysis.meta.items() if value not in (None, "")]
    if len(meta) > _FACTS:
        meta = [*meta[:_FACTS], f"另有 {len(meta) - _FACTS} 个字段"]
    time = f"{analysis.time:%Y-%m-%d}" if analysis.time else ""
    told = [_told(number, opinion) for number, opinion in enumerate(analysis.opinions, 1)]
    return Comment(
        analysis.id,
        highlight(analysis),
        [fact for fact in (time, analysis.channel, *meta) if fact],
        analysis.polarity,
        POLARITIES[analysis.polarity],
        INTENTS.get(analysis.intent, analysis.intent),
        analysis.severity,
        told,
        _chips(told),
        [_decision(decision) for decision in analysis.decisions],
        " ".join(dict.fromkeys(decision.department for decision in analysis.decisions)),
        " ".join(dict.fromkeys(opinion.point for opinion in analysis.opinions)),
        " ".join(dict.fromkeys(opinion.polarity for opinion in analysis.opinions)),
    )


def _decision(decision: Decision) -> dict[str, str]:
    return {
        "name": decision.name or decision.department,
        "priority": decision.priority,
        "sla": decision.sla,
        "due": f"{decision.due:%m-%d %H:%M}" if decision.due else "",
        "why": "；".join(decision.reasons),
        "actions": "；".join(decision.actions),
    }


def _told(number: int, opinion: Opinion) -> Told:
    evidence = [f"{KINDS.get(item.kind, item.kind)}“{item.text}” {item.origin}" for item in opinion.evidence]
    return Told(
        number,
        opinion.point,
        opinion.name or opinion.point,
        opinion.polarity,
        POLARITIES[opinion.polarity],
        f"{opinion.score:+.2f}" if opinion.score else "0",
        arithmetic(opinion),
        opinion.cause.text if opinion.cause else "",
        evidence,
    )
