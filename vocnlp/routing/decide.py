"""Turn an analysis into decisions, by the rows of a table, else by the point's owner, else by the default.

Rows are tried for each opinion on its own; opinions that the same row takes share one decision. An opinion
*needs an answer* when it is negative, or neutral in a voice that asks for something. The others (praise, mere
mentions) become a case only through a row that asks for them by ``polarity``, ``score`` or ``intent: praise``.
A voice without such opinions is decided as a whole.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from vocnlp.routing.conditions import Condition
from vocnlp.routing.fields import History, Voice, level_of, opinion_value
from vocnlp.routing.sla import ALWAYS, parse_duration
from vocnlp.routing.table import Outcome, RoutingTable, Row
from vocnlp.types.analysis import Analysis, Decision, Opinion

if TYPE_CHECKING:
    from vocnlp.routing.explain import Verdict
    from vocnlp.taxonomy.model import Taxonomy

__all__ = ["ASKING", "CompiledRow", "Router", "needs_answer"]

ASKING = frozenset({"complaint", "suggestion", "question", "request"})
"""Intents of a voice that waits for somebody to do something."""


_HALF = 100
_PLAIN = frozenset({"polarity", "score", "confidence", "source"})
_FEELING = frozenset({"polarity", "score", "voice.polarity", "voice.score"})


class CompiledRow(NamedTuple):
    """A row with its conditions sorted by what they look at."""

    place: int
    row: Row
    point: tuple[tuple[str, Condition], ...]
    opinion: tuple[tuple[str, Condition], ...]
    voice: tuple[tuple[str, Condition], ...]
    takes_praise: bool

    @property
    def about_voice(self) -> bool:
        """Tell whether the row looks at the whole voice only."""
        return not self.point and not self.opinion


def needs_answer(opinion: Opinion, intent: str, dispatch: str = "needed") -> bool:
    """Tell whether an opinion becomes a case without a row that asks for it."""
    if dispatch == "all" or opinion.polarity == "negative":
        return True
    return opinion.polarity == "neutral" and intent in ASKING


def emphasis(opinions: Iterable[Opinion]) -> float:
    """Return how much of a voice is about these opinions: each counts one, the later the less (half at 100)."""
    return round(sum(_HALF / (_HALF + opinion.span.start) for opinion in opinions), 9)


def compile_row(index: int, row: Row, normal: Callable[[str], str] | None = None) -> CompiledRow:
    """Sort the conditions of a row by level."""
    sorted_: dict[str, list[tuple[str, Condition]]] = {"point": [], "opinion": [], "voice": []}
    praise = False
    for field, condition in row.when:
        if field == "text" and normal is not None:
            condition = Condition(condition.source, contains=tuple(map(normal, condition.contains)))
        known = level_of(field)
        assert known is not None
        sorted_[known[0]].append((field, condition))
        praise = praise or field in _FEELING or (field == "intent" and condition.holds("praise"))
    return CompiledRow(index, row, tuple(sorted_["point"]), tuple(sorted_["opinion"]), tuple(sorted_["voice"]), praise)


class Router:
    """A routing table made ready for one taxonomy; frozen after construction, safe for threads.

    Args:
        table: what ``load_routing`` returned.
        taxonomy: the points with their owners, journey stages, touchpoints and weights.
        normal: normal form of a literal, so that ``text`` conditions match normalized text; the default one if None.
        history: counts of earlier voices for ``count.*`` conditions; without it they never hold.
    """

    def __init__(
        self,
        table: RoutingTable,
        taxonomy: Taxonomy,
        *,
        normal: Callable[[str], str] | None = None,
        history: History | None = None,
    ) -> None:
        self.table = table
        self.taxonomy = taxonomy
        self._normal = normal
        self._history = history
        if normal is None and any(name == "text" for row in table.rows for name, _ in row.when):
            from vocnlp.normalize import Normalizer

            normal = Normalizer().pattern
        self.rows = tuple(compile_row(index, row, normal) for index, row in enumerate(table.rows))
        self._of_point = {point: self._rows_for(point) for point in taxonomy.points}
        self._of_voice = tuple(row for row in self.rows if row.about_voice)
        calendar = table.calendars.get(table.calendar, ALWAYS)
        self._calendar = calendar
        self._levels = {name: level_of(name) or ("", "") for row in table.rows for name, _ in row.when}
        promises = [row.then.sla for row in table.rows] + [owner.sla for owner in table.departments.values()]
        self._promises = {sla: parse_duration(sla) for sla in (*promises, table.default.sla) if sla}
        self._rank = {priority: place for place, priority in enumerate(table.priorities)}

    def __reduce__(self) -> tuple[Any, ...]:
        return (_rebuild, (self.table, self.taxonomy, self._normal, self._history))

    def decide(self, analysis: Analysis, *, now: dt.datetime | None = None) -> tuple[Decision, ...]:
        """Decide who must act on an analysis.

        Args:
            analysis: an analysis without decisions.
            now: when the clock of the promise starts; the time of the voice when None.

        Returns:
            Decisions, the most urgent first; empty only for a voice that needs no answer.
        """
        voice = self.voice(analysis, now)
        memo: dict[int, bool] = {}
        taken: dict[tuple[int, str], list[Opinion]] = {}
        for opinion in analysis.opinions:
            needed = needs_answer(opinion, analysis.intent, self.table.dispatch)
            matched = self._choose(self._candidates(opinion, needed), voice, opinion, memo)
            for row in matched:
                owner = row.row.then.department or self.owner(opinion.point) or self.table.default.department
                taken.setdefault((row.place, owner), []).append(opinion)
            if needed and not matched:
                owner = self.owner(opinion.point)
                index = _OWNER if owner else _DEFAULT
                taken.setdefault((index, owner or self.table.default.department), []).append(opinion)
        if not taken:
            self._decide_voice(voice, analysis.opinions, taken, memo)
        return self._decisions(taken, voice)

    def explain(self, analysis: Analysis, *, now: dt.datetime | None = None) -> list[Verdict]:
        """Say for every row why it acted on each opinion or not; see ``vocnlp.routing.explain``."""
        from vocnlp.routing.explain import explain_routing

        return explain_routing(self, analysis, now=now)

    def voice(self, analysis: Analysis, now: dt.datetime | None = None) -> Voice:
        """Return the fields of an analysis, read as this table reads them."""
        return Voice(analysis, now, self._calendar)

    def conditions(self, row: CompiledRow) -> tuple[tuple[str, Condition], ...]:
        """Return the conditions of a row, those on the point first, in matching form."""
        return (*row.point, *row.opinion, *row.voice)

    def owner(self, point: str) -> str:
        """Return the department that owns a point, or an empty text."""
        found = self.taxonomy.points.get(point)
        return (found.department or "") if found is not None else ""

    def _decide_voice(
        self,
        voice: Voice,
        opinions: Sequence[Opinion],
        taken: dict[tuple[int, str], list[Opinion]],
        memo: dict[int, bool],
    ) -> None:
        """Decide about a voice none of whose opinions needs an answer: rows about the voice, else the default."""
        asks = self.asks(voice.analysis)
        rows = self._of_voice if asks else [row for row in self._of_voice if row.takes_praise]
        for row in self._choose(rows, voice, None, memo):
            taken[row.place, row.row.then.department or self.table.default.department] = list(opinions)
        if asks and not taken:
            taken[_DEFAULT, self.table.default.department] = []

    def asks(self, analysis: Analysis) -> bool:
        """Tell whether a voice as a whole waits for somebody, whatever its opinions are."""
        if self.table.dispatch == "all" or analysis.intent in ASKING or analysis.severity > 0:
            return True
        return analysis.polarity in ("negative", "mixed")

    def _candidates(self, opinion: Opinion, needed: bool) -> Sequence[CompiledRow]:
        rows = self._of_point.get(opinion.point)
        if rows is None:
            rows = self._rows_for(opinion.point)
        return rows if needed else [row for row in rows if row.takes_praise]

    def _choose(
        self, candidates: Iterable[CompiledRow], voice: Voice, opinion: Opinion | None, memo: dict[int, bool]
    ) -> list[CompiledRow]:
        """Apply the hit policy to the rows that match."""
        only_one = self.table.hit_policy in ("first", "unique")
        matched: list[CompiledRow] = []
        for row in candidates:
            if row.voice:
                holds = memo.get(row.place)
                if holds is None:
                    holds = memo[row.place] = _voice_holds(row, voice)
                if not holds:
                    continue
            if opinion is not None and row.opinion and not self._opinion_holds(row, voice, opinion):
                continue
            if only_one:
                return [row]
            matched.append(row)
        if self.table.hit_policy == "priority" and matched:
            return [min(matched, key=lambda row: (self.table.rank(row.row.then.priority), row.place))]
        return matched

    def _opinion_holds(self, row: CompiledRow, voice: Voice, opinion: Opinion) -> bool:
        for name, condition in row.opinion:
            value = getattr(opinion, name) if name in _PLAIN else self.value(name, voice, opinion)
            if not condition.holds(value):
                return False
        return True

    def value(self, name: str, voice: Voice, opinion: Opinion | None) -> Any:
        """Return what a condition on the field would be tested with; None when there is no value."""
        level = self._levels.get(name) or level_of(name)
        assert level is not None
        if level[0] == "voice":
            return voice.value(name)
        if opinion is None:
            return None
        if level[0] == "point":
            return self._point_value(name, opinion.point)
        if name.startswith("count."):
            if self._history is None:
                return None
            what, _, days = name[6:].partition(".")
            return self._history.count(what, int(days.removesuffix("d")), voice.analysis, opinion, voice.now)
        return opinion_value(name, opinion)

    def _point_value(self, name: str, point: str) -> Any:
        if name == "point":
            return point
        found = self.taxonomy.points.get(point)
        return None if found is None else getattr(found, name)

    def _rows_for(self, point: str) -> tuple[CompiledRow, ...]:
        return tuple(
            row
            for row in self.rows
            if all(condition.holds(self._point_value(name, point)) for name, condition in row.point)
        )

    def _decisions(self, taken: dict[tuple[int, str], list[Opinion]], voice: Voice) -> tuple[Decision, ...]:
        made = []
        for (index, department), opinions in taken.items():
            decision = self._decision(index, department, tuple(opinions), voice)
            start = opinions[0].span.start if opinions else 0
            weight = emphasis(opinions) if self.table.order == "emphasis" else 0.0
            rank = self._rank.get(decision.priority, len(self._rank))
            made.append(((rank, -weight, start, index if index >= 0 else 1_000_000), decision))
        made.sort(key=lambda pair: pair[0])
        return tuple(decision for _, decision in made)

    def _decision(self, index: int, department: str, opinions: tuple[Opinion, ...], voice: Voice) -> Decision:
        table = self.table
        owner = table.departments.get(department)
        if index >= 0:
            then, rule, reasons = table.rows[index].then, table.rows[index].id, self._reasons(index, opinions, voice)
        elif index == _OWNER:
            then, rule, reasons = Outcome(priority=owner.priority if owner else ""), "owner", self._owned(opinions)
        else:
            then, rule, reasons = table.default, "default", ("没有规则也没有责任部门，按 default 派单",)
        sla = then.sla or (owner.sla if owner else "")
        start = voice.now or voice.time
        return Decision(
            department=department,
            priority=then.priority or table.default.priority,
            sla=sla,
            actions=then.actions,
            rule=rule,
            reasons=reasons,
            opinions=opinions,
            name=owner.name if owner else "",
            due=table.calendar_of(department).after(start, *self._promises[sla]) if sla and start else None,
            cc=then.cc + (owner.cc if owner else ()),
            tags=then.tags,
            reply=then.reply,
        )

    def _owned(self, opinions: tuple[Opinion, ...]) -> tuple[str, ...]:
        names = dict.fromkeys(opinion.point for opinion in opinions)
        return tuple(f"{point} 的责任部门是 {self.owner(point)}（没有规则命中）" for point in names)

    def _reasons(self, index: int, opinions: tuple[Opinion, ...], voice: Voice) -> tuple[str, ...]:
        """Say where the row stands and, for each condition, the value that met it."""
        row = self.table.rows[index]
        reasons = [f"规则 {row.id}（{row.origin}）"]
        for name, condition in row.when:
            if opinions and self._levels[name][0] != "voice":
                values = [_shown(name, self.value(name, voice, opinion), condition) for opinion in opinions]
                shown = values[0] if len(values) == 1 else "、".join(dict.fromkeys(values))
            else:
                shown = _shown(name, self.value(name, voice, None), condition)
            reasons.append(f"{name} = {shown}（条件 {condition.source}）")
        return tuple(reasons)


_OWNER, _DEFAULT = -1, -2


def _voice_holds(row: CompiledRow, voice: Voice) -> bool:
    for name, condition in row.voice:  # noqa: SIM110 - all() with a generator takes twice as long
        if not condition.holds(voice.value(name)):
            return False
    return True


def _shown(name: str, value: Any, condition: Condition) -> str:
    if name == "text" and isinstance(value, str):
        return "、".join(word for word in condition.contains if word in value)
    if isinstance(value, bool):
        return "是" if value else "否"
    return "无" if value is None else str(value)


def _rebuild(*parts: Any) -> Router:
    table, taxonomy, normal, history = parts
    return Router(table, taxonomy, normal=normal, history=history)
