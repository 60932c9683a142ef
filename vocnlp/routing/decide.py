"""Turn an analysis into decisions, by the rows of a table, else by the point's owner, else by the default.

Rows are tried for each opinion on its own; opinions that the same row takes share one decision. An opinion
*needs an answer* when it is negative, or neutral in a voice that asks for something. The others (praise, mere
mentions) become a case only through a row that asks for them by ``polarity``, ``score`` or ``intent: praise``.
A voice without such opinions is decided as a whole.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any

from vocnlp.routing.conditions import Condition
from vocnlp.routing.fields import History, Voice, level_of, opinion_value
from vocnlp.routing.outcome import DEFAULT, OWNER, Outcomes
from vocnlp.routing.rows import ASKING, CompiledRow, Left, Shortlist, compile_row, needs_answer
from vocnlp.routing.sla import ALWAYS
from vocnlp.routing.table import RoutingTable
from vocnlp.types.analysis import Analysis, Decision, Opinion

if TYPE_CHECKING:
    from vocnlp.taxonomy.model import Taxonomy

__all__ = ["Router"]

_PLAIN = frozenset({"score", "confidence", "source"})


class Router:
    """A routing table made ready for one taxonomy; frozen after construction, safe for threads.

    ``explain_routing`` of ``vocnlp.routing.explain`` says row by row why it decided so.

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
        self._only_one = table.hit_policy == "first"
        self._shortlist = Shortlist(self.rows, self._only_one, self._point_value)
        self._of_voice = tuple(row for row in self.rows if row.about_voice)
        calendar = table.calendars.get(table.calendar, ALWAYS)
        self._calendar = calendar
        self._levels = {name: level_of(name) or ("", "") for row in table.rows for name, _ in row.when}
        self._outcomes = Outcomes(table, self.owner, self.value)

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
        intent, severity, dispatch = analysis.intent, analysis.severity, self.table.dispatch
        signals, meta = bool(analysis.signals), bool(analysis.meta)
        memo: dict[tuple[str, int], bool] = {}
        taken: dict[tuple[int, str], list[Opinion]] = {}
        for opinion in analysis.opinions:
            needed = needs_answer(opinion, intent, dispatch)
            rows = self._shortlist.of(opinion.point, opinion.polarity, needed, intent, severity, signals, meta)
            matched = self._choose(rows, voice, opinion, memo) if rows else []
            for row in matched:
                owner = row.row.then.department or self.owner(opinion.point) or self.table.default.department
                taken.setdefault((row.place, owner), []).append(opinion)
            if needed and not matched:
                owner = self.owner(opinion.point)
                index = OWNER if owner else DEFAULT
                taken.setdefault((index, owner or self.table.default.department), []).append(opinion)
        if not taken:
            self._decide_voice(voice, analysis.opinions, taken, memo)
        return self._outcomes.decisions(taken, voice) if taken else ()

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
        memo: dict[tuple[str, int], bool],
    ) -> None:
        """Decide about a voice none of whose opinions needs an answer: rows about the voice, else the default."""
        asks = self.asks(voice.analysis)
        rows = [Left(row, (), row.voice) for row in self._of_voice if asks or row.takes_praise]
        for row in self._choose(rows, voice, None, memo):
            taken[row.place, row.row.then.department or self.table.default.department] = list(opinions)
        if asks and not taken:
            taken[DEFAULT, self.table.default.department] = []

    def asks(self, analysis: Analysis) -> bool:
        """Tell whether a voice as a whole waits for somebody, whatever its opinions are."""
        if self.table.dispatch == "all" or analysis.intent in ASKING or analysis.severity > 0:
            return True
        return analysis.polarity in ("negative", "mixed")

    def _choose(
        self, candidates: Iterable[Left], voice: Voice, opinion: Opinion | None, memo: dict[tuple[str, int], bool]
    ) -> list[CompiledRow]:
        """Apply the hit policy to the rows that match."""
        matched: list[CompiledRow] = []
        for row, asked, told in candidates:
            if told and not _voice_holds(told, voice, memo):
                continue
            if asked and opinion is not None and not self._opinion_holds(asked, voice, opinion):
                continue
            matched.append(row)
            if self._only_one:
                break
        if len(matched) > 1 and self.table.hit_policy == "priority":
            return [min(matched, key=lambda row: (self.table.rank(row.row.then.priority), row.place))]
        if len(matched) > 1 and self.table.hit_policy == "unique":
            voice.conflicts.setdefault(matched[0].place, {}).update((row.place, None) for row in matched[1:])
            return matched[:1]
        return matched

    def _opinion_holds(self, asked: Sequence[tuple[str, Condition]], voice: Voice, opinion: Opinion) -> bool:
        for name, condition in asked:
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


def _voice_holds(told: Sequence[tuple[str, Condition]], voice: Voice, memo: dict[tuple[str, int], bool]) -> bool:
    for pair in told:
        key = (pair[0], id(pair[1]))
        holds = memo.get(key)
        if holds is None:
            holds = memo[key] = pair[1].holds(voice.value(pair[0]))
        if not holds:
            return False
    return True


def _rebuild(*parts: Any) -> Router:
    table, taxonomy, normal, history = parts
    return Router(table, taxonomy, normal=normal, history=history)
