"""Turn opinions and signals into a severity from 0 to 5, by the declared formula, with every term named."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from vocnlp.signals.format import SeverityRule
from vocnlp.signals.knowledge import Knowledge
from vocnlp.types.analysis import Opinion, Signal

__all__ = ["Term", "severity"]


class Term(NamedTuple):
    """One summand of the severity: its name, its amount, and the words it comes from."""

    name: str
    amount: float
    source: str = ""


def severity(
    knowledge: Knowledge, intent: str, opinions: Sequence[Opinion], signals: Sequence[Signal]
) -> tuple[int, tuple[Term, ...]]:
    """Return the severity and the terms that make it up, in the order of the formula."""
    rule = knowledge.severity
    bad = [opinion for opinion in opinions if opinion.polarity == "negative"]
    if not bad and not signals and intent not in rule.intents:
        return 0, ()
    terms: list[Term] = []
    if bad:
        worst = bad[0]
        for opinion in bad:
            worst = opinion if opinion.score < worst.score else worst
        terms.append(Term("opinion", rule.opinion * -worst.score, worst.text))
        others = len({opinion.point for opinion in bad}) - 1
        if others > 0 and rule.further:
            terms.append(Term("further", min(rule.further_max, others * rule.further)))
    if signals:
        terms += _of_signals(rule, signals, bool(bad) or intent in ("complaint", "request"))
    if (added := rule.intents.get(intent, 0.0)) != 0:
        terms.append(Term(f"intent.{intent}", added))
    for pattern, added, _ in knowledge.points if bad else ():
        named = next((opinion for opinion in bad if pattern.match(opinion.point)), None)
        if named is not None:
            terms.append(Term(named.point, added, named.text))
    total = sum(term.amount for term in terms)
    return max(0, min(5, int(total + 0.5))), tuple(terms)


def _of_signals(rule: SeverityRule, signals: Sequence[Signal], serious: bool) -> list[Term]:
    """Return one term for each kind of signal that counts: its strongest value, weighted and bounded."""
    strongest: dict[str, Signal] = {}
    for signal in signals:
        known = strongest.get(signal.kind)
        if known is None or abs(signal.value) > abs(known.value):
            strongest[signal.kind] = signal
    terms = []
    for kind, signal in strongest.items():
        weight = rule.signals.get(kind)
        if weight is not None and (serious or kind not in rule.only_bad):
            amount = weight.weight if weight.flat else weight.weight * abs(signal.value)
            terms.append(Term(kind, min(weight.max, amount), signal.text))
    return terms
