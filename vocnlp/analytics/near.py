"""Turn mentions inside longer words into near misses: phrases that hold a point's word and speak of something else.

A term that stands inside a longer word, or beside a noun, is suspicious when customers hardly ever judge the point
there though they judge it elsewhere. The measure is the log-likelihood ratio (Dunning 1993) of "mentioned and not
judged" in the phrase against the term's other mentions, and, for a term inside a single longer word, against all.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from math import log

from vocnlp.segment.tokens import Token
from vocnlp.taxonomy.model import Taxonomy
from vocnlp.types.analysis import Opinion
from vocnlp.types.text import NormalizedText, Span

__all__ = ["NearMiss", "NearMisses", "log_likelihood"]

_SURE = 3.84
_SELDOM = 0.34
_QUOTES = 3


@dataclass(frozen=True, slots=True)
class NearMiss:
    """A phrase that holds ``term`` of ``point`` and hardly ever judges it: ``judged`` of ``count`` mentions do.

    ``elsewhere`` is the share that judges among the term's other mentions; ``score`` above 3.84 is hardly chance
    (p < 0.05).
    """

    point: str
    term: str
    phrase: str
    count: int
    judged: int
    elsewhere: float
    score: float
    quotes: tuple[str, ...]


@dataclass(slots=True)
class _Use:
    total: int = 0
    judged: int = 0
    inside: int = 0
    quotes: list[str] = field(default_factory=list)

    def count(self, judged: bool, inside: bool = False) -> None:
        self.total += 1
        self.judged += judged
        self.inside += inside


class NearMisses:
    """Counts the mentions of a corpus by term and by the longer phrase around it."""

    def __init__(self) -> None:
        self.terms: dict[tuple[str, str], _Use] = defaultdict(_Use)
        self.phrases: dict[tuple[str, str, str], _Use] = defaultdict(_Use)
        self.mentions = _Use()

    def add(
        self, text: NormalizedText, words: Sequence[Token], able: Sequence[bool], opinions: Sequence[Opinion], raw: str
    ) -> None:
        """Count the mentions of one clause; ``able`` marks the words that may be part of a longer name."""
        points = Counter(opinion.point for opinion in opinions)
        for opinion in opinions:
            judged = opinion.polarity != "neutral"
            spans = dict.fromkeys(evidence.span for evidence in opinion.evidence if evidence.kind == "mention")
            for span in spans:
                place = text.to_text(span)
                term = place.of(text.text)
                self.mentions.count(judged)
                self.terms[opinion.point, term].count(judged)
                for phrase, inside in dict.fromkeys(_longer(place, words, able)):
                    use = self.phrases[opinion.point, term, phrase]
                    use.count(judged, inside)
                    alone = points[opinion.point] == 1 and len(spans) == 1
                    if not judged and alone and len(use.quotes) < _QUOTES and raw not in use.quotes:
                        use.quotes.append(raw)

    def found(self, taxonomy: Taxonomy, *, at_least: int = 3, most: int = 20) -> list[NearMiss]:
        """Return the phrases to exclude, the surest first; what the pack names itself is left out."""
        known = {entry.source for point in taxonomy.points.values() for entry in point.entries}
        found = []
        for (point, term, phrase), use in self.phrases.items():
            silenced = {one.source for one in taxonomy.points[point].unless} if point in taxonomy.points else set()
            if use.total < at_least or not use.quotes or phrase in known or phrase in silenced:
                continue
            if use.judged > _SELDOM * use.total:
                continue
            score = self._score(use, self.terms[point, term])
            if score >= _SURE:
                other = self.terms[point, term].total - use.total
                elsewhere = (self.terms[point, term].judged - use.judged) / other if other else 0.0
                numbers = use.total, use.judged, round(elsewhere, 3), round(score, 1)
                found.append(NearMiss(point, term, phrase, *numbers, tuple(use.quotes)))
        found.sort(key=lambda one: (-one.score, one.point, one.phrase))
        return list(_widest(found))[:most]

    def _score(self, use: _Use, term: _Use) -> float:
        silent = use.total - use.judged
        score = log_likelihood(silent, use.total, term.total - term.judged, term.total)
        if use.inside == use.total:
            everywhere = self.mentions
            score = max(
                score, log_likelihood(silent, use.total, everywhere.total - everywhere.judged, everywhere.total)
            )
        return score


def _widest(found: Sequence[NearMiss]) -> Iterator[NearMiss]:
    """Leave out a phrase that a surer one of the same point holds or stands in."""
    taken: Mapping[str, list[str]] = defaultdict(list)
    for one in found:
        if not any(one.phrase in other or other in one.phrase for other in taken[one.point]):
            taken[one.point].append(one.phrase)
            yield one


def _longer(place: Span, words: Sequence[Token], able: Sequence[bool]) -> Iterator[tuple[str, bool]]:
    """Yield the longer words that hold a mention: the one token around it, or its tokens with a noun beside them."""
    over = [index for index, word in enumerate(words) if word.start < place.end and place.start < word.end]
    if not over:
        return
    first, last = over[0], over[-1]
    if words[first].start < place.start or place.end < words[last].end:
        if first == last and able[first]:
            yield words[first].text, True
        return
    said = "".join(word.text for word in words[first : last + 1])
    if last + 1 < len(words) and able[last + 1]:
        yield said + words[last + 1].text, False
    if first and able[first - 1]:
        yield words[first - 1].text + said, False


def log_likelihood(count: int, total: int, fallen: int, clauses: int) -> float:
    """Return how much a word prefers fallen clauses: G squared, negative when it avoids them.

    Args:
        count: fallen clauses with the word.
        total: all clauses with the word.
        fallen: all fallen clauses.
        clauses: all clauses.

    >>> log_likelihood(8, 10, 100, 1000) > log_likelihood(2, 10, 100, 1000) > 0 > log_likelihood(0, 10, 100, 1000)
    True
    """
    observed = (count, total - count, fallen - count, clauses - fallen - total + count)
    rows = (total, total, clauses - total, clauses - total)
    columns = (fallen, clauses - fallen, fallen, clauses - fallen)
    parts = (
        seen * log(seen * clauses / (row * column))
        for seen, row, column in zip(observed, rows, columns, strict=True)
        if seen > 0
    )
    value = 2 * sum(parts)
    return value if count * clauses > total * fallen else -value
