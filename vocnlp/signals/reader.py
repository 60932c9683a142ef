"""Turn a voice with its opinions into intent, severity and typed signals, each with the words that show it.

What an agent says shows nothing about the customer, but his promises are kept as signals of the kind ``promise``:
context for what the customer says came of them. Nothing is computed where no literal of the knowledge hit.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

from vocnlp.segment.clause import Clause
from vocnlp.segment.clauses import Segments
from vocnlp.signals.gap import read_gap
from vocnlp.signals.knowledge import Cue, Knowledge, Pattern, base_files, load_knowledge
from vocnlp.signals.promise import Promise, outcome_of, promise_of, promises_of_agents
from vocnlp.signals.severity import Term, severity
from vocnlp.tagging.automaton import Vocabulary
from vocnlp.taxonomy.slots import slot_reader
from vocnlp.types.analysis import Opinion, Signal
from vocnlp.types.text import NormalizedText
from vocnlp.types.utterance import Utterance

__all__ = ["SignalReader", "SignalReading"]

Hit = tuple[int, int, int]
_BITS = 4
_MANY = frozenset("n好无多")
_AHEAD = 12


class SignalReading(NamedTuple):
    """What a voice wants and how bad it is; ``terms`` are the summands of the severity."""

    intent: str
    severity: int
    signals: tuple[Signal, ...] = ()
    terms: tuple[Term, ...] = ()


class _Found(NamedTuple):
    """A signal at a place of the normalized text."""

    start: int
    end: int
    kind: str
    value: float
    unit: str
    origin: str


class SignalReader:
    """The signal knowledge of a pack, ready to read; frozen after construction, pickles as that knowledge."""

    def __init__(self, knowledge: Knowledge) -> None:
        self.knowledge = knowledge
        self._triggers = frozenset(knowledge.cues) | frozenset(knowledge.patterns) | frozenset(knowledge.promises)

    @classmethod
    def build(cls, vocabulary: Vocabulary, normal: Callable[[str], str], files: Sequence[Path] = ()) -> SignalReader:
        """Read the built-in knowledge, then the files of packs, most general first, and register the literals.

        Raises:
            PackError: with every problem of every file.
        """
        return cls(load_knowledge(vocabulary, normal, [*base_files(), *files]))

    def __reduce__(self) -> tuple[type[SignalReader], tuple[Knowledge]]:
        return SignalReader, (self.knowledge,)

    def read(
        self,
        text: NormalizedText,
        segments: Segments,
        hits: Sequence[Hit],
        opinions: Sequence[Opinion],
        utterance: Utterance,
    ) -> SignalReading:
        """Read one voice."""
        triggers = self._triggers
        shown = [hit for hit in hits if hit[0] in triggers]
        signals: tuple[Signal, ...] = ()
        weights: dict[str, float] = {}
        promised: list[Promise] = []
        clauses = segments.clauses
        if [clause for clause in clauses if clause.role != "customer"]:
            shown = [hit for hit in shown if clauses[segments.at(hit[1])].role == "customer"]
            promised += promises_of_agents(text.text, clauses, self.knowledge.promised)
        if shown or promised:
            found = self._cues(text.text, shown)
            found += self._patterns(text.text, segments, shown)
            found += self._promises(text.text, segments, shown, promised)
            weights = _intent_weights(found)
            signals = tuple(_signal(text, item) for item in _without_overlaps(found))
        intent = self._intent(weights, opinions, signals)
        level, terms = severity(self.knowledge, intent, opinions, signals)
        return SignalReading(intent, level, signals, terms)

    def _cues(self, text: str, shown: Sequence[Hit]) -> list[_Found]:
        cues = self.knowledge.cues
        hidden: dict[tuple[str, int], list[tuple[int, int]]] = {}
        candidates: list[tuple[int, int, Cue]] = []
        for literal, start, end in shown:
            for cue in cues.get(literal, ()):
                if cue.hides:
                    for kind in cue.hides:
                        for stretch in range(start >> _BITS, (end >> _BITS) + 1):
                            hidden.setdefault((kind, stretch), []).append((start, end))
                else:
                    candidates.append((start, end, cue))
        return [
            _Found(start, end, cue.kind, cue.value, cue.unit, cue.origin)
            for start, end, cue in candidates
            if not any(first <= start and end <= last for first, last in hidden.get((cue.kind, start >> _BITS), ()))
            and not (cue.negatable and self._negated(text, start))
        ]

    def _negated(self, text: str, start: int) -> bool:
        known = self.knowledge
        if known.negator.search(text, max(0, start - 8), start) is None:
            return False
        return not text.endswith(known.affirmed, 0, start)

    def _patterns(self, text: str, segments: Segments, shown: Sequence[Hit]) -> list[_Found]:
        found: list[_Found] = []
        seen: set[tuple[int, int]] = set()
        for literal, start, _ in shown:
            for pattern in self.knowledge.patterns.get(literal, ()):
                clause = segments.clauses[segments.at(start)]
                if (id(pattern), clause.start) not in seen:
                    seen.add((id(pattern), clause.start))
                    for match in pattern.match.finditer(text, clause.start, clause.end):
                        value = _count(match.groupdict().get("n"), pattern)
                        if value is not None and not (pattern.kind == "effort" and value < 2):
                            found.append(_Found(*match.span(), pattern.kind, value, pattern.unit, pattern.origin))
        return found

    def _promises(self, text: str, segments: Segments, shown: Sequence[Hit], promised: list[Promise]) -> list[_Found]:
        """Return the promises of ``promised`` and of customers' words, and the gaps where they were not kept."""
        known, clauses = self.knowledge, segments.clauses
        found: list[_Found] = []
        for literal, start, end in shown:
            origin = known.promises.get(literal)
            if origin is None or self._negated(text, start) or (found and start < found[-1].end):
                continue
            index = segments.at(start)
            gap = read_gap(text, start, end, min(_end_of_turn(clauses, index), end + known.reach), known.actual)
            if gap is not None:
                found.append(_Found(gap.start, gap.end, "gap", gap.value, gap.unit, origin))
            promise = promise_of(text, clauses, index, start, end, origin, known.promised)
            if promise is not None:
                promised.append(promise)
        gaps = list(found)
        for promise in promised:
            found.append(_Found(promise.start, promise.end, "promise", promise.value, promise.unit, promise.origin))
            if any(gap.start <= promise.start < gap.end for gap in gaps):
                continue
            broken = outcome_of(text, clauses, promise, known.promised)
            if broken is not None:
                found.append(_Found(broken.start, broken.end, "gap", broken.value, broken.unit, promise.origin))
        return found

    def _intent(self, weights: dict[str, float], opinions: Sequence[Opinion], signals: Sequence[Signal]) -> str:
        known = self.knowledge
        low = high = 0.0
        for opinion in opinions:
            if opinion.polarity == "negative":
                low = min(low, opinion.score)
            elif opinion.polarity == "positive":
                high = max(high, opinion.score)
        if low or signals:
            told = self._of_signals(signals) if signals else 0.0
            weights["complaint"] = weights.get("complaint", 0.0) - low * known.opinions["negative"] + told
        if high:
            factor = known.opinions["positive"] * (known.opinions["mixed"] if low else 1.0)
            weights["praise"] = weights.get("praise", 0.0) + high * factor
        best, most = "other", known.threshold
        for intent in known.order:
            if (weight := weights.get(intent, 0.0)) >= most and (best == "other" or weight > most):
                best, most = intent, weight
        return best

    def _of_signals(self, signals: Sequence[Signal]) -> float:
        """Return what the signals add to a complaint: each kind once, by its strongest value."""
        best: dict[str, float] = {}
        for kind, value, _, _, _, unit in signals:
            weight = self.knowledge.signal_weights.get(kind, 0.0)
            best[kind] = max(best.get(kind, 0.0), weight * (min(5.0, abs(value)) if unit in ("", "次") else 1.0))
        return min(1.5, sum(best.values()))


def _end_of_turn(clauses: Sequence[Clause], index: int) -> int:
    """Return where the speaker of a clause stops speaking, looking a few clauses ahead."""
    end = clauses[index].end
    for clause in clauses[index + 1 : index + 1 + _AHEAD]:
        if clause.role != clauses[index].role:
            break
        end = clause.end
    return end


def _intent_weights(found: list[_Found]) -> dict[str, float]:
    """Take the intent cues out of ``found`` and sum their weights; a longer word counts instead of its parts."""
    cues = [item for item in found if item.kind.startswith("intent.")]
    found[:] = [item for item in found if not item.kind.startswith("intent.")]
    weights: dict[str, float] = {}
    for item in _without_overlaps(cues):
        name = item.kind.removeprefix("intent.")
        weights[name] = min(1.6, weights.get(name, 0.0) + item.value)
    return weights


def _without_overlaps(found: Sequence[_Found]) -> list[_Found]:
    """Keep of overlapping findings of one kind the longest, of equally long ones the first."""
    if len(found) < 2:
        return list(found)
    kept: list[_Found] = []
    taken: dict[str, set[int]] = {}
    for item in sorted(found, key=lambda item: (item.start - item.end, item.start, -abs(item.value))):
        places = taken.setdefault(item.kind, set())
        if places.isdisjoint(range(item.start, item.end)):
            places.update(range(item.start, item.end))
            kept.append(item)
    kept.sort(key=lambda item: (item.start, item.end, item.kind))
    return kept


def _count(run: str | None, pattern: Pattern) -> float | None:
    if run is None:
        return pattern.value
    if run[0] in _MANY:
        return pattern.many
    interval = slot_reader().numerals.parse(run)
    if interval is None:
        return pattern.many if run[0] in "几" else None
    return round((interval[0] + interval[1]) / 2, 2)


def _signal(text: NormalizedText, item: _Found) -> Signal:
    span = text.span(item.start, item.end)
    return Signal(item.kind, item.value, span, text.raw[span.start : span.end], item.origin, item.unit)
