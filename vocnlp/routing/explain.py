"""Turn a decision into its reasons row by row: what each row asked, what it met, and why it did not act."""

from __future__ import annotations

import datetime as dt
from typing import Any, NamedTuple

from vocnlp.routing.conditions import Condition
from vocnlp.routing.decide import Router
from vocnlp.routing.fields import Voice
from vocnlp.routing.rows import CompiledRow, needs_answer
from vocnlp.types.analysis import Analysis, Opinion

__all__ = ["Check", "Verdict", "explain_routing"]


class Check(NamedTuple):
    """One condition of a row beside the value that it met."""

    field: str
    condition: str
    value: Any
    holds: bool

    def __str__(self) -> str:
        value = "无" if self.value is None else self.value
        return f"{self.field} = {value}（条件 {self.condition}）{'成立' if self.holds else '不成立'}"


class Verdict(NamedTuple):
    """What one row said about one opinion (None: about the voice as a whole).

    ``outcome``: ``acted``, ``outranked`` (it matched, but ``by`` acted), ``failed`` (a condition does not hold) or
    ``silent`` (the opinion needs no answer and the row does not ask for praise).
    """

    row: str
    origin: str
    opinion: Opinion | None
    outcome: str
    checks: tuple[Check, ...]
    by: str = ""

    def __str__(self) -> str:
        about = f"「{self.opinion.text}」" if self.opinion else "整条原声"
        if self.outcome == "acted":
            why = "生效"
        elif self.outcome == "outranked":
            why = f"条件都成立，但已由规则 {self.by} 处理"
        elif self.outcome == "silent":
            why = "不需要处理的观点，规则没有要求表扬或中性观点"
        else:
            why = "；".join(str(check) for check in self.checks if not check.holds)
        return f"{self.row}（{self.origin}）{about}：{why}"


def explain_routing(router: Router, analysis: Analysis, *, now: dt.datetime | None = None) -> list[Verdict]:
    """Say for every row and every opinion why the row acted or not, in the order of the table.

    An analysis that is decided as a whole (no opinion needs an answer) gets verdicts without an opinion.
    """
    voice = router.voice(analysis, now)
    decisions = router.decide(analysis, now=now)
    acted = {(decision.rule, id(opinion)) for decision in decisions for opinion in decision.opinions}
    rules = {decision.rule for decision in decisions}
    verdicts: list[Verdict] = []
    for opinion in analysis.opinions:
        needed = needs_answer(opinion, analysis.intent, router.table.dispatch)
        by = next((rule for rule, identity in acted if identity == id(opinion)), "")
        for row in router.rows:
            verdicts.append(_verdict(router, row, voice, opinion, needed, by, (row.row.id, id(opinion)) in acted))
    if not analysis.opinions:
        by = next(iter(rules), "")
        for row in router.rows:
            verdicts.append(_verdict(router, row, voice, None, router.asks(analysis), by, row.row.id in rules))
    return verdicts


def _verdict(
    router: Router, row: CompiledRow, voice: Voice, opinion: Opinion | None, needed: bool, by: str, acts: bool
) -> Verdict:
    checks = tuple(_check(router, name, condition, voice, opinion) for name, condition in router.conditions(row))
    if acts:
        outcome = "acted"
    elif not all(check.holds for check in checks):
        outcome = "failed"
    elif not needed and not row.takes_praise:
        outcome = "silent"
    else:
        outcome = "outranked"
    return Verdict(row.row.id, row.row.origin, opinion, outcome, checks, by if outcome == "outranked" else "")


def _check(router: Router, name: str, condition: Condition, voice: Voice, opinion: Opinion | None) -> Check:
    value = router.value(name, voice, opinion)
    holds = condition.holds(value)
    if name == "text":
        value = "、".join(word for word in condition.contains if word in value) or "没有这些词"
    return Check(name, condition.source, value, holds)
