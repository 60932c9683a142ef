"""Turn mentions and clues into opinions on points and into the sentiment of the whole utterance."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from vocnlp.segment.clause import Clause
from vocnlp.segment.clauses import Segments
from vocnlp.segment.corrections import WITHDRAWN
from vocnlp.sentiment.clues import Clue, select
from vocnlp.sentiment.lexicon import Lexicon, short
from vocnlp.sentiment.shares import Judge, Share
from vocnlp.sentiment.value import Step
from vocnlp.tagging.automaton import Hit
from vocnlp.tagging.resolve import Mention
from vocnlp.taxonomy.model import Point, Taxonomy
from vocnlp.types.analysis import Evidence, Opinion, Whole
from vocnlp.types.text import NormalizedText

__all__ = ["Scorer", "Scoring"]

_NEUTRAL_BELOW = 0.2
_POINT_WORD = 0.5
_MIXED_MASS = 1.2
_MIXED_PRAISE = 2.7
_MIXED_BLAME = 1.15
_PRAISE = 0.93
_LINK_WEIGHT = {"contrast": (1.4, 1.4), "exception": (1.2, 0.6), "concession": (0.7, 0.7)}
_OVERALL_FROM = 0.2
_HINT = 0.2
_MIDDLING_FROM = 0.14
_MIDDLING = 2.0
_MIDDLING_PRAISE = 1.5
_SURE = 0.9
_new = tuple.__new__


class Scoring(NamedTuple):
    """Opinions in text order, the sentiment of the whole utterance, and the hints that leaned it."""

    opinions: tuple[Opinion, ...]
    score: float
    polarity: Whole
    tone: tuple[Evidence, ...] = ()


class Scorer(NamedTuple):
    """The rule scorer: one lexicon, one taxonomy, no state between texts.

    ``overall`` receives opinions that speak of no point. ``neutral_below`` is the balance up to which a whole
    utterance counts as neutral.
    """

    lexicon: Lexicon
    judge: Judge
    overall: Point | None
    neutral_below: float

    @classmethod
    def build(
        cls,
        lexicon: Lexicon,
        taxonomy: Taxonomy,
        normal: Callable[[str], str],
        *,
        overall: str = "overall",
        neutral_below: float = 0.1,
    ) -> Scorer:
        """Normalize the points' polarity words; an unknown ``overall`` id means that no point takes the rest."""
        points = taxonomy.points.values()
        words_of: dict[str, Mapping[str, tuple[float, str]]] = {}
        known: dict[int, Mapping[str, tuple[float, str]]] = {}
        for point in points:
            words = known.get(id(point.polarity))
            if words is None:
                words = known[id(point.polarity)] = {
                    normal(word): (sign * _POINT_WORD, short(origin)) for word, (sign, origin) in point.polarity.items()
                }
            words_of[point.id] = words
        places = [entry.location for point in points for entry in point.entries]
        files = {file: short(file) for file in {place.file for place in places}}
        origins = {place: f"{files[place.file]}:{place.line}" for place in places}
        return cls(lexicon, Judge(words_of, origins, lexicon.listing), taxonomy.points.get(overall), neutral_below)

    def score(
        self, text: NormalizedText, segments: Segments, hits: Sequence[Hit], mentions: Sequence[Mention]
    ) -> Scoring:
        """Return the opinions and the overall score of one text."""
        clauses = segments.clauses
        clues, heard = select(hits, self.lexicon.words, mentions)
        by_clause: list[list[Mention]] = [[] for _ in clauses]
        for mention in mentions:
            by_clause[mention.clause].append(mention)
        shares = self.judge.shares(text.text, clauses, clues, by_clause)
        opinions = self._opinions(text, clauses, by_clause, shares)
        if heard and any(clause.role != "customer" for clause in clauses):
            heard = [clue for clue in heard if clauses[segments.at(clue.start)].role == "customer"]
        good, bad = _balance(clauses, shares, heard)
        score = round((good - bad) / (good + bad + 1.0), 4)
        tone = tuple(
            self._evidence(text, Step("tone", clue.start, clue.end, clue.word.hint, "polarity")) for clue in heard
        )
        return Scoring(opinions, score, _polarity(score, good, bad, self.neutral_below), tone)

    def _opinions(
        self,
        text: NormalizedText,
        clauses: Sequence[Clause],
        by_clause: Sequence[Sequence[Mention]],
        shares: Sequence[Share],
    ) -> tuple[Opinion, ...]:
        """Return one opinion for each point in each clause, and one for what speaks of no point."""
        of_mention: dict[int, list[Share]] = {}
        general: dict[int, list[Share]] = {}
        for share in shares:
            key, place = (of_mention, id(share.mention)) if share.mention is not None else (general, share.clause)
            key.setdefault(place, []).append(share)
        found: list[Opinion] = []
        for number, mentions in enumerate(by_clause):
            clause = clauses[number]
            if clause.role == WITHDRAWN:  # only what a later clause says of its topic
                mentions = [mention for mention in mentions if id(mention) in of_mention]
            elif clause.role != "customer":
                continue
            if len(mentions) == 1:
                given = of_mention.get(id(mentions[0]), [])
                found.append(self._opinion(text, clause, mentions[0].point, mentions, given))
            elif mentions:
                together: dict[str, list[Mention]] = {}
                for mention in mentions:
                    together.setdefault(mention.point.id, []).append(mention)
                for group in together.values():
                    given = [share for mention in group for share in of_mention.get(id(mention), ())]
                    found.append(self._opinion(text, clause, group[0].point, group, given))
            rest = general.get(number)
            if rest and self.overall is not None and _is_verdict(rest):
                found.append(self._opinion(text, clause, self.overall, [], rest))
        if len(found) > 1:
            found.sort(key=_place)
        return tuple(found)

    def _opinion(
        self, text: NormalizedText, clause: Clause, point: Point, mentions: Sequence[Mention], shares: Sequence[Share]
    ) -> Opinion:
        if not shares and len(mentions) == 1 and mentions[0].kind == "term":
            return self._mere_mention(text, clause, mentions[0])
        total, sure = 0.0, 1.0
        start, end = len(text.text), 0
        evidence: list[Evidence] = []
        for _, first, last, _, kind, entry, _ in mentions:
            start = first if first < start else start
            end = last if last > end else end
            if kind == "term":
                span = text.span(first, last)
                origin = self.judge.origins[entry.location]
                evidence.append(_new(Evidence, ("mention", span, text.raw[span[0] : span[1]], 0.0, origin)))
        for _, _, (worth, first, last, steps, confidence) in shares:
            total += worth
            sure = confidence if confidence < sure else sure
            for step in steps:
                evidence.append(self._evidence(text, step))
            if not mentions or clause.start <= first < clause.end:
                start = first if first < start else start
                end = last if last > end else end
        score = max(-1.0, min(1.0, round(total, 4)))
        if abs(score) < _NEUTRAL_BELOW:
            score = 0.0
        span = text.span(start, end)
        return Opinion(
            point=point.id,
            polarity="positive" if score > 0 else "negative" if score < 0 else "neutral",
            score=score,
            span=span,
            text=text.raw[span[0] : span[1]],
            evidence=tuple(evidence),
            confidence=_SURE * sure,
            name=point.path,
            clause=text.span(clause.start, clause.end),
        )

    def _mere_mention(self, text: NormalizedText, clause: Clause, mention: Mention) -> Opinion:
        """Return what stands for most mentions in a large pack: the point is named, and nothing is said of it."""
        point, start, end, _, _, entry, _ = mention
        span = text.span(start, end)
        said = text.raw[span[0] : span[1]]
        evidence = _new(Evidence, ("mention", span, said, 0.0, self.judge.origins[entry.location]))
        whole = text.span(clause.start, clause.end)
        values = (point.id, "neutral", 0.0, span, said, (evidence,), None, "rule", _SURE, point.path, whole)
        return _new(Opinion, values)

    def _evidence(self, text: NormalizedText, step: Step) -> Evidence:
        kind, start, end, weight, origin = step
        listed = self.lexicon.origins.get(origin)
        if listed is not None:
            origin = listed[text.text[start:end]]
        span = text.span(start, end)
        return _new(Evidence, (kind, span, text.raw[span[0] : span[1]], weight, origin))


def _place(opinion: Opinion) -> tuple[int, int, str]:
    return opinion.span.start, opinion.span.end, opinion.point


def _is_verdict(shares: Sequence[Share]) -> bool:
    """Tell whether words without a point say enough for an opinion; hints of mood alone do not."""
    plain = any(abs(share.value.steps[0].weight) > _HINT for share in shares)
    return plain and abs(sum(share.value.score for share in shares)) >= _OVERALL_FROM


def _balance(clauses: Sequence[Clause], shares: Sequence[Share], heard: Sequence[Clue]) -> tuple[float, float]:
    """Return how much good and how much bad was said.

    Contrasting clauses weigh more; conceded ones, and a complaint told as the exception (挺好，就是有点慢), less.
    A middling word (一般, 还可以), too weak for a point, weighs more here. A word that speaks of several points of a
    list counts once. Praise is cheap: those who complain are polite as well, so that all of it weighs a little less.
    """
    good = bad = 0.0
    for clue in heard:
        hint = clue.word.hint
        if hint > 0:
            good += hint
        else:
            bad -= hint
    counted: set[int] = set()
    for share in shares:
        place = share.value.steps[0].start
        if place in counted:
            continue
        counted.add(place)
        base = share.value.steps[0]
        worth = share.value.score
        if -_HINT < base.weight < _HINT and abs(base.weight) >= _MIDDLING_FROM:
            worth *= _MIDDLING if base.weight < 0 else _MIDDLING_PRAISE
        praise, blame = _LINK_WEIGHT.get(clauses[share.clause].link, (1.0, 1.0))
        if worth > 0:
            good += worth * praise
        else:
            bad -= worth * blame
    return good * _PRAISE, bad


def _polarity(score: float, good: float, bad: float, neutral_below: float) -> Whole:
    """Return the polarity of the whole; praise is cheap, so that it takes more of it to outweigh serious complaints."""
    if min(good, bad) >= _MIXED_MASS and good < _MIXED_PRAISE * bad and bad < _MIXED_BLAME * good:
        return "mixed"
    if abs(score) <= neutral_below:
        return "neutral"
    return "positive" if score > 0 else "negative"
