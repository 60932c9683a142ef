"""Turn what the rules understood into named numbers that a linear model can weigh beside its n-grams.

Stacking: because the rules are an input, the model learns for each of them how far it can be trusted on these data.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import log2

from vocnlp.hybrid.reading import Reading
from vocnlp.types.analysis import Opinion

__all__ = ["category_facts", "clause_text", "clauses_of", "polarity_facts", "whole_facts"]

Members = Mapping[str, tuple[str, ...]]
_WATCHED = frozenset(("negation", "degree", "irrealis", "reported", "irony", "point_word", "expression"))


def category_facts(reading: Reading, members: Members) -> dict[str, float]:
    """Return what speaks for which category: rule hits by category, point, kind of evidence and term."""
    facts: dict[str, float] = {}
    for opinion in reading.opinions:
        facts[f"point {opinion.point}"] = 1.0
        facts[f"point {opinion.point} {opinion.polarity}"] = 1.0
        for name in members.get(opinion.point, ()):
            facts[f"category {name}"] = 1.0
        for item in opinion.evidence:
            if item.kind == "mention":
                facts[f"term {opinion.point} {item.text}"] = 1.0
            elif item.kind == "expression":
                facts[f"expression {opinion.point}"] = 1.0
    return facts


def polarity_facts(reading: Reading, name: str, opinions: Sequence[Opinion], members: Members) -> dict[str, float]:
    """Return what the rules say about the polarity of one category, alone and crossed with the category."""
    total = sum(opinion.score for opinion in opinions)
    sign = "none" if not opinions else _sign(total)
    others = {other for opinion in reading.opinions for other in members.get(opinion.point, ()) if other != name}
    facts = {
        f"{name}": 1.0,
        f"rule {sign}": 1.0,
        f"{name} rule {sign}": 1.0,
        "score": max(-2.0, min(2.0, total)),
        f"{name} score": max(-2.0, min(2.0, total)),
        "whole": reading.score,
        f"{name} whole": reading.score,
        f"whole {reading.polarity}": 1.0,
        f"rule {sign} whole {reading.polarity}": 1.0,
        f"others {min(len(others), 3)}": 1.0,
        f"clauses {min(len(reading.segments.clauses) // 2, 4)}": 1.0,
    }
    for opinion in opinions:
        facts[f"point {opinion.point} {opinion.polarity}"] = 1.0
        for item in opinion.evidence:
            if item.kind in _WATCHED:
                facts[item.kind] = 1.0
                facts[f"{item.kind} {sign}"] = 1.0
            elif item.kind == "word":
                facts[f"word {_sign(item.weight)}"] = 1.0
                facts[f"{name} word {item.text}"] = 1.0
    for number in clauses_of(reading, opinions):
        clause = reading.segments.clauses[number]
        if clause.link:
            facts[f"link {clause.link}"] = 1.0
        if clause.question:
            facts["question"] = 1.0
    return facts


def whole_facts(reading: Reading) -> dict[str, float]:
    """Return what the rules say about the whole utterance, how often, and in how long a text.

    Length counts on its own: the n-grams of a text are divided by their norm, which hides it.
    """
    praise, blame = (sum(opinion.polarity == sign for opinion in reading.opinions) for sign in ("positive", "negative"))
    facts = {
        "score": reading.score,
        f"polarity {reading.polarity}": 1.0,
        f"sign {_sign(reading.score)}": 1.0,
        f"level {round(reading.score * 5)}": 1.0,
        f"praise {min(praise, 4)}": 1.0,
        f"blame {min(blame, 4)}": 1.0,
        f"praise {min(praise, 3)} blame {min(blame, 3)}": 1.0,
        f"clauses {min(len(reading.segments.clauses), 8)}": 1.0,
        f"length {min(round(2 * log2(len(reading.text.text) + 1)), 16)}": 1.0,
    }
    for opinion in reading.opinions:
        facts[f"{opinion.point} {opinion.polarity}"] = 1.0
        facts[f"any {opinion.polarity}"] = 1.0
    if reading.opinions:
        facts[f"last {reading.opinions[-1].polarity}"] = 1.0
        facts[f"first {reading.opinions[0].polarity}"] = 1.0
        facts["lowest"] = min(opinion.score for opinion in reading.opinions)
        facts["highest"] = max(opinion.score for opinion in reading.opinions)
    return facts


def clause_text(reading: Reading, opinions: Sequence[Opinion], fallback: int | None = None) -> str:
    """Return the normalized clauses that opinions stand in, joined by a bar; else one clause, else the whole text."""
    numbers = clauses_of(reading, opinions)
    if not numbers and fallback is not None:
        numbers = [fallback]
    if not numbers:
        return reading.text.text
    clauses = reading.segments.clauses
    return "|".join(reading.text.text[clauses[number].start : clauses[number].end] for number in numbers)


def clauses_of(reading: Reading, opinions: Sequence[Opinion]) -> list[int]:
    """Return the numbers of the clauses that opinions stand in."""
    places = {reading.segments.at(reading.text.to_text(opinion.clause).start) for opinion in opinions}
    return sorted(place for place in places if place < len(reading.segments.clauses))


def _sign(total: float) -> str:
    return "positive" if total > 0 else "negative" if total < 0 else "neutral"
