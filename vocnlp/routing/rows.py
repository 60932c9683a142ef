"""Turn the rows of a table into matching form, and for each kind of opinion into the few that can still match.

What is known before an opinion is read (its point, polarity and whether it needs an answer; intent and severity of
its voice; that the voice has no signals or no data of its own) settles most conditions once and for all. A
``Shortlist`` remembers for every such combination which rows are left and what each still has to ask.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from vocnlp.routing.conditions import Condition
from vocnlp.routing.fields import level_of
from vocnlp.routing.table import Row
from vocnlp.types.analysis import Opinion

__all__ = ["ASKING", "CompiledRow", "Left", "Shortlist", "compile_row", "needs_answer"]

ASKING = frozenset({"complaint", "suggestion", "question", "request"})
"""Intents of a voice that waits for somebody to do something."""

_FEELING = frozenset({"polarity", "score", "voice.polarity", "voice.score"})
_MOST = 20_000


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


class Left(NamedTuple):
    """A row that can still match, with the conditions that are not settled yet."""

    row: CompiledRow
    opinion: tuple[tuple[str, Condition], ...]
    voice: tuple[tuple[str, Condition], ...]


class Shortlist:
    """The rows of a table by what is known of an opinion.

    Args:
        rows: all rows.
        only_one: the first match decides, so what stands behind a row without open conditions can never act.
        of_point: the value of a point field of a point.
    """

    def __init__(self, rows: Sequence[CompiledRow], only_one: bool, of_point: Callable[[str, str], Any]) -> None:
        self._rows, self._only_one, self._of_point = rows, only_one, of_point
        self._known: dict[tuple[Any, ...], tuple[Left, ...]] = {}

    def of(
        self, point: str, polarity: str, needed: bool, intent: str, severity: int, signals: bool, meta: bool
    ) -> tuple[Left, ...]:
        """Return the rows that an opinion of this kind may match, in their order."""
        key = (point, polarity, needed, intent, severity, signals, meta)
        known = self._known.get(key)
        if known is None:
            if len(self._known) >= _MOST:
                self._known.clear()
            known = self._known[key] = self._select(*key)
        return known

    def _select(
        self, point: str, polarity: str, needed: bool, intent: str, severity: int, signals: bool, meta: bool
    ) -> tuple[Left, ...]:
        settled = {"polarity": polarity, "intent": intent, "severity": severity}
        left: list[Left] = []
        for row in self._rows:
            if not needed and not row.takes_praise:
                continue
            if not all(condition.holds(self._of_point(name, point)) for name, condition in row.point):
                continue
            voice: list[tuple[str, Condition]] = []
            for name, condition in row.voice:
                absent = (name.startswith("signal.") and not signals) or (name.startswith("meta.") and not meta)
                if name not in settled and not absent:
                    voice.append((name, condition))
                elif not condition.holds(settled.get(name)):
                    break
            else:
                opinion = [pair for pair in row.opinion if pair[0] != "polarity"]
                if all(condition.holds(polarity) for name, condition in row.opinion if name == "polarity"):
                    left.append(Left(row, tuple(opinion), tuple(voice)))
                    if self._only_one and not opinion and not voice:
                        break
        return tuple(left)
