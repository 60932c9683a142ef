"""Turn a pack and a corpus into an account of the pack: what it catches, which rules never fire, which points overlap.

Independence follows two measures: two points on the same utterance (phi and Jaccard of their presence), and two
points on the same characters before overlaps are resolved, which shows shared words rather than shared fates.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import sqrt
from typing import Any, NamedTuple

from vocnlp.analytics.reading import Mentioned, MentionReader
from vocnlp.pipeline import Pipeline
from vocnlp.tagging.resolve import Mention
from vocnlp.tagging.verify import Range
from vocnlp.taxonomy.model import Entry, Point
from vocnlp.types.analysis import Analysis
from vocnlp.types.text import Span
from vocnlp.types.utterance import Utterance

__all__ = ["Audit", "Coverage", "EntryUse", "Pair", "PointUse", "audit", "phi"]

_TOGETHER = 5
_MERGE_FROM = 0.5
_SAME_WORDS_FROM = 0.3
_WORDS = 3
_SAMPLES = 12


class Coverage(NamedTuple):
    """Clauses that judge something: with a point of the tree, or fallen to the general point for want of one."""

    utterances: int
    silent: int
    caught: int
    fallen: int

    @property
    def share(self) -> float:
        """The share of judging clauses that a point of the tree catches; 1 when nobody judged."""
        return self.caught / (self.caught + self.fallen) if self.caught + self.fallen else 1.0


class EntryUse(NamedTuple):
    """How often one entry matched (``hits``), on characters that another point claims too (``overlaps``), and in vain.

    ``beaten`` counts the conflicts that it lost: another point took the characters.
    """

    point: str
    kind: str
    source: str
    origin: str
    hits: int
    overlaps: int
    beaten: int


class PointUse(NamedTuple):
    """The entries of one point together; ``utterances`` mention it, ``dead`` entries matched nothing."""

    point: str
    utterances: int
    entries: int
    dead: int
    hits: int
    overlaps: int
    beaten: int


class Pair(NamedTuple):
    """Two points that are not independent.

    ``together`` counts utterances with both, ``overlapping`` those where both claim the same characters; ``words`` are
    the commonest of these. ``advice`` is ``merge``, ``exclude``, ``parent`` or empty.
    """

    one: str
    other: str
    together: int
    phi: float
    jaccard: float
    overlapping: int
    words: tuple[str, ...]
    advice: str


@dataclass(frozen=True, slots=True)
class Audit:
    """The whole account; pairs are sorted by what they share, entries in file order, ``fallen`` are samples."""

    coverage: Coverage
    points: dict[str, int]
    pairs: tuple[Pair, ...]
    entries: tuple[EntryUse, ...]
    fallen: tuple[str, ...] = ()

    @property
    def table(self) -> tuple[PointUse, ...]:
        """The use of every point, in the order of the tree."""
        uses: dict[str, list[EntryUse]] = {point: [] for point in self.points}
        for entry in self.entries:
            uses[entry.point].append(entry)
        return tuple(
            PointUse(
                point,
                self.points[point],
                len(entries),
                sum(not entry.hits for entry in entries),
                sum(entry.hits for entry in entries),
                sum(entry.overlaps for entry in entries),
                sum(entry.beaten for entry in entries),
            )
            for point, entries in uses.items()
        )

    @property
    def dead(self) -> tuple[EntryUse, ...]:
        """The entries that matched nothing in this corpus."""
        return tuple(entry for entry in self.entries if not entry.hits)

    @property
    def always_beaten(self) -> tuple[EntryUse, ...]:
        """The entries that matched, and lost to another point every time."""
        return tuple(entry for entry in self.entries if entry.hits and entry.hits == entry.beaten)

    def to_dict(self) -> dict[str, Any]:
        """Return JSON-safe plain values."""
        return {
            "coverage": {**self.coverage._asdict(), "share": round(self.coverage.share, 6)},
            "points": [use._asdict() for use in self.table],
            "pairs": [{**pair._asdict(), "words": list(pair.words)} for pair in self.pairs],
            "entries": [entry._asdict() for entry in self.entries],
            "fallen": list(self.fallen),
        }


def audit(pipeline: Pipeline, utterances: Iterable[Utterance]) -> Audit:
    """Read a corpus and account for every point and entry."""
    taxonomy = pipeline.pack.taxonomy
    reader = MentionReader(taxonomy)
    ledger = _Ledger(pipeline.pack.manifest.overall)
    for utterance in utterances:
        ledger.add(pipeline.analyze(utterance), reader.read(utterance))
    entries = [(point, entry) for point in taxonomy.points.values() for entry in point.entries]
    return Audit(
        coverage=Coverage(ledger.utterances, ledger.silent, ledger.caught, ledger.fallen),
        points={point: ledger.points[point] for point in taxonomy.points},
        pairs=tuple(sorted(ledger.pairs(taxonomy.points), key=_rank)),
        entries=tuple(_use(point, entry, ledger) for point, entry in entries),
        fallen=tuple(ledger.samples),
    )


class _Ledger:
    """Everything counted so far."""

    def __init__(self, overall: str) -> None:
        self.overall = overall
        self.utterances = self.silent = self.caught = self.fallen = 0
        self.points: Counter[str] = Counter()
        self.together: Counter[tuple[str, str]] = Counter()
        self.overlaps: Counter[tuple[str, str]] = Counter()
        self.words: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
        self.hits: Counter[int] = Counter()
        self.beaten: Counter[int] = Counter()
        self.crossed: Counter[int] = Counter()
        self.samples: list[str] = []

    def add(self, analysis: Analysis, mentioned: Mentioned) -> None:
        self.utterances += 1
        self.silent += not analysis.opinions
        self._cover(analysis)
        present = sorted({mention.point.id for mention in mentioned.mentions})
        self.points.update(present)
        self.together.update(combinations(present, 2))
        self._overlap(mentioned)
        for mention in mentioned.candidates:
            self.hits[id(mention.entry)] += 1
            self.beaten[id(mention.entry)] += not _stands(mention, mentioned.mentions)

    def _cover(self, analysis: Analysis) -> None:
        caught: set[Span] = set()
        fallen: set[Span] = set()
        for opinion in analysis.opinions:
            if opinion.polarity == "neutral":
                continue
            named = opinion.point != self.overall or any(
                evidence.kind in ("mention", "expression") for evidence in opinion.evidence
            )
            (caught if named else fallen).add(opinion.clause)
        self.caught += len(caught)
        self.fallen += len(fallen - caught)
        room = _SAMPLES - len(self.samples)
        self.samples += [span.of(analysis.text) for span in sorted(fallen - caught)[: max(room, 0)]]

    def _overlap(self, mentioned: Mentioned) -> None:
        seen: dict[tuple[str, str], str] = {}
        crossed: set[int] = set()
        for one, other in _crossing(mentioned.candidates):
            if one.point.id != other.point.id:
                first, second = sorted((one.point.id, other.point.id))
                shared = _shared(one, other)
                if shared:
                    crossed |= {id(one), id(other)}
                    seen.setdefault((first, second), mentioned.text.text[shared[0] : shared[1]])
        self.crossed.update(id(mention.entry) for mention in mentioned.candidates if id(mention) in crossed)
        for pair, word in seen.items():
            self.overlaps[pair] += 1
            self.words[pair][word] += 1

    def pairs(self, points: Any) -> Iterator[Pair]:
        """Yield the pairs that share words, or more utterances than chance lets expect."""
        for pair in self.together.keys() | self.overlaps.keys():
            one, other = pair
            if _related(points[one], points[other]):
                continue
            both, overlapping = self.together[pair], self.overlaps[pair]
            if max(both, overlapping) < _TOGETHER:
                continue
            first, second = self.points[one], self.points[other]
            union = first + second - both
            jaccard = both / union if union else 0.0
            correlation = phi(both, first, second, self.utterances)
            words = tuple(word for word, _ in self.words[pair].most_common(_WORDS))
            advice = _advice(points[one], points[other], jaccard, overlapping / max(min(first, second), 1))
            if correlation >= 0.1 or overlapping:
                yield Pair(one, other, both, round(correlation, 4), round(jaccard, 4), overlapping, words, advice)


def phi(both: int, first: int, second: int, total: int) -> float:
    """Return the phi coefficient of two events from how often both, each, and anything occurred.

    It is Pearson's correlation of two binary variables (Yule 1912, JRSS 75). 0 when one never or always occurs.

    >>> phi(5, 5, 5, 10)
    1.0
    """
    spread = first * second * (total - first) * (total - second)
    return (both * total - first * second) / sqrt(spread) if spread > 0 else 0.0


def _advice(one: Point, other: Point, jaccard: float, same_words: float) -> str:
    if jaccard >= _MERGE_FROM:
        return "merge"
    if same_words >= _SAME_WORDS_FROM:
        return "parent" if one.parent == other.parent else "exclude"
    return ""


def _related(one: Point, other: Point) -> bool:
    return one.id.startswith(f"{other.id}.") or other.id.startswith(f"{one.id}.")


def _rank(pair: Pair) -> tuple[bool, int, float, str, str]:
    return not pair.advice, -pair.overlapping, -pair.phi, pair.one, pair.other


def _crossing(mentions: Sequence[Mention]) -> Iterator[tuple[Mention, Mention]]:
    """Yield the pairs of mentions whose ranges meet."""
    ranked = sorted(mentions, key=lambda mention: (mention.start, mention.end))
    for index, one in enumerate(ranked):
        for other in ranked[index + 1 :]:
            if other.start >= one.end:
                break
            yield one, other


def _shared(one: Mention, other: Mention) -> Range | None:
    """Return the longest range of characters that both claim, gaps left out."""
    meets = [
        (max(left, start), min(right, end))
        for left, right in one.pieces
        for start, end in other.pieces
        if max(left, start) < min(right, end)
    ]
    return max(meets, key=lambda spot: (spot[1] - spot[0], -spot[0]), default=None)


def _stands(mention: Mention, standing: Sequence[Mention]) -> bool:
    """Tell whether the point keeps characters of this mention."""
    return any(
        other.point.id == mention.point.id and other.start < mention.end and mention.start < other.end
        for other in standing
    )


def _use(point: Point, entry: Entry, ledger: _Ledger) -> EntryUse:
    key = id(entry)
    counts = ledger.hits[key], ledger.crossed[key], ledger.beaten[key]
    return EntryUse(point.id, entry.kind, entry.source, entry.origin, *counts)
