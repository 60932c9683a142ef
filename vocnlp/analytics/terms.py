"""Turn a corpus into the words that customers judge and no point catches, with their contexts and counts.

A clause has fallen when it holds an opinion that no point of the tree took. It is bare when it names no point and no
opinion but has an adjective: many (高, 大) judge only beside the point that says what they mean. Words that stand in
such clauses more often than chance lets expect (log-likelihood, Dunning 1993, Computational Linguistics 19) are
candidates; two neighbouring words that stick together (pointwise mutual information, free on both sides) are one.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from math import log
from pathlib import Path
from typing import NamedTuple

from vocnlp.analytics.near import NearMisses
from vocnlp.pipeline import Pipeline
from vocnlp.segment.clauses import split
from vocnlp.segment.segmenter import segmenter
from vocnlp.segment.tokens import Segmenter, Token
from vocnlp.types.analysis import Analysis, Opinion
from vocnlp.types.text import NormalizedText, Span
from vocnlp.types.utterance import Utterance
from vocnlp.yamlsource import load_yaml

__all__ = ["Harvest", "Reader", "TermUse", "harvest"]

_NOUNS = ("n", "vn", "an", "v", "l", "i", "j", "eng", "x")
_NAMES = ("n", "vn", "an", "eng", "j")
_LONGEST = 6
_PMI_FROM = 3.0
_QUOTES = 5
_NEAR = 2


class Quote(NamedTuple):
    """A clause as the customer wrote it, with the sign of its opinion."""

    text: str
    polarity: str


@dataclass(slots=True)
class TermUse:
    """One candidate: clauses with it that fell (``count``), that only describe (``bare``), and all (``total``)."""

    count: int = 0
    bare: int = 0
    total: int = 0
    signs: Counter[str] = field(default_factory=Counter)
    context: Counter[str] = field(default_factory=Counter)
    quotes: list[Quote] = field(default_factory=list)


@dataclass(slots=True)
class Harvest:
    """What was read: clauses, those that fell or are bare, candidates, and the contexts of every point."""

    clauses: int = 0
    fallen: int = 0
    bare: int = 0
    caught: int = 0
    terms: dict[str, TermUse] = field(default_factory=lambda: defaultdict(TermUse))
    points: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    pairs: Counter[tuple[str, str]] = field(default_factory=Counter)
    words: Counter[str] = field(default_factory=Counter)
    left: dict[tuple[str, str], set[str]] = field(default_factory=lambda: defaultdict(set))
    right: dict[tuple[str, str], set[str]] = field(default_factory=lambda: defaultdict(set))
    near: NearMisses = field(default_factory=NearMisses)

    def compounds(self, at_least: int) -> Iterator[tuple[str, str]]:
        """Yield neighbouring words that are one: they stick together, and what stands around them varies."""
        total = sum(self.words.values()) or 1
        for (one, other), count in self.pairs.items():
            bound = log(count * total / (self.words[one] * self.words[other]), 2) if count >= at_least else 0.0
            if bound >= _PMI_FROM and min(len(self.left[one, other]), len(self.right[one, other])) > 1:
                yield one, other


def harvest(pipeline: Pipeline, utterances: Iterable[Utterance], *, words: str = "auto") -> Harvest:
    """Read a corpus and collect what no point catches; ``words`` names the segmenter that cuts and tags words."""
    reader = Reader(pipeline, words)
    for utterance in utterances:
        reader.read(utterance)
    return reader.found


class Reader:
    """Reads utterances into ``found``, which may be changed for another between two of them."""

    def __init__(self, pipeline: Pipeline, words: str) -> None:
        self.pipeline = pipeline
        self.overall = pipeline.pack.manifest.overall
        self.segmenter: Segmenter = segmenter(words)
        generic = load_yaml(Path(__file__).parent / "data" / "generic_words.yaml").at(("words",))
        objects = pipeline.pack.manifest.domain.get("objects", [])
        self.generic = {word for word, _ in generic.words()} | ({objects} if isinstance(objects, str) else {*objects})
        self.found = Harvest()

    def read(self, utterance: Utterance) -> None:
        """Add what one utterance says."""
        analysis = self.pipeline.analyze(utterance)
        text = analysis.normalized
        if text is None:
            return
        by_clause: dict[Span, list[Opinion]] = defaultdict(list)
        for opinion in analysis.opinions:
            by_clause[opinion.clause].append(opinion)
        masked = _judging_words(analysis)
        for clause in split(text, utterance.turns).clauses:
            if clause.role != "customer" or clause.start >= clause.end:
                continue
            place = text.span(clause.start, clause.end)
            words = [
                token._replace(start=token.start + clause.start, end=token.end + clause.start)
                for token in self.segmenter.segment(text.text[clause.start : clause.end], tags=True)
            ]
            free = [not _covered(text.span(token.start, token.end), masked) for token in words]
            opinions, raw = by_clause.get(place, []), place.of(text.raw)
            able = [ok and self._able(token) for token, ok in zip(words, free, strict=True)]
            if opinions:
                beside = [
                    token.tag.startswith(_NAMES) and self._able(token) and not self._covers(text, token, opinions)
                    for token in words
                ]
                self.found.near.add(text, words, beside, opinions, raw)
            self._clause(words, able, opinions, raw)

    def _covers(self, text: NormalizedText, token: Token, opinions: Sequence[Opinion]) -> bool:
        """Tell whether a word judges here."""
        span = text.span(token.start, token.end)
        return any(
            span.start < evidence.span.end and evidence.span.start < span.end
            for opinion in opinions
            for evidence in opinion.evidence
            if evidence.kind != "mention"
        )

    def _clause(self, words: Sequence[Token], able: Sequence[bool], opinions: Sequence[Opinion], raw: str) -> None:
        found = self.found
        found.clauses += 1
        judged = [opinion for opinion in opinions if opinion.polarity != "neutral"]
        fell = [opinion for opinion in judged if self._fell(opinion)]
        bare = not opinions and any(token.tag.startswith("a") for token in words)
        found.fallen += bool(fell)
        found.bare += bare
        found.caught += bool(judged) and not fell
        said = [evidence.text for opinion in opinions for evidence in opinion.evidence if evidence.kind == "word"]
        for opinion in opinions:
            if not self._fell(opinion):
                found.points[opinion.point].update([*said, *(token.text for token in words if len(token.text) > 1)])
        for index, token in enumerate(words):
            if not able[index]:
                continue
            found.words[token.text] += 1
            names = [token.text]
            if index + 1 < len(words) and able[index + 1]:
                pair = token.text, words[index + 1].text
                found.pairs[pair] += 1
                found.left[pair].add(words[index - 1].text if index else "")
                found.right[pair].add(words[index + 2].text if index + 2 < len(words) else "")
                names.append("".join(pair))
            near = [one.text for one in words[max(index - _NEAR, 0) : index + _NEAR + 2] if one is not token]
            for name in names:
                self._count(name, fell, bare, said, near, raw)

    def _count(
        self, name: str, fell: Sequence[Opinion], bare: bool, said: Sequence[str], near: Sequence[str], raw: str
    ) -> None:
        use = self.found.terms[name]
        use.total += 1
        if not fell and not bare:
            return
        sign = fell[0].polarity if fell else "neutral"
        use.count += bool(fell)
        use.bare += bare
        use.signs[sign] += 1
        use.context.update([*said, *near])
        if len(use.quotes) < _QUOTES and all(quote.text != raw for quote in use.quotes):
            use.quotes.append(Quote(raw, sign))

    def _fell(self, opinion: Opinion) -> bool:
        return opinion.point == self.overall and not any(
            evidence.kind in ("mention", "expression") for evidence in opinion.evidence
        )

    def _able(self, token: Token) -> bool:
        word = token.text
        if word in self.generic or not 1 <= len(word) <= _LONGEST or not word.isalnum() or word.isdigit():
            return False
        return token.tag.startswith(_NOUNS) and token.tag not in ("vshi", "vyou", "nr")


def _judging_words(analysis: Analysis) -> dict[Span, str]:
    """Return the places of words that judge, negate or intensify."""
    return {
        evidence.span: evidence.kind
        for opinion in analysis.opinions
        for evidence in opinion.evidence
        if evidence.kind != "mention"
    }


def _covered(span: Span, places: Mapping[Span, str]) -> bool:
    return any(span.start < place.end and place.start < span.end for place in places)
