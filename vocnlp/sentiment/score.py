"""Turn mentions and clues into opinions on points and into the score of the whole utterance."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from operator import attrgetter, itemgetter
from typing import NamedTuple

from vocnlp.segment.clauses import Clause, Segments
from vocnlp.sentiment.clues import Clue, hints, select
from vocnlp.sentiment.lexicon import Lexicon, short
from vocnlp.sentiment.target import carried, company, has_subject, inside
from vocnlp.sentiment.value import Mood, Step, Value, modified, moods_of, turned_inside
from vocnlp.tagging.automaton import Hit
from vocnlp.tagging.resolve import Mention
from vocnlp.taxonomy.model import Point, Taxonomy
from vocnlp.types.analysis import Evidence, Opinion, Polarity, Whole
from vocnlp.types.text import NormalizedText

__all__ = ["Scorer", "Scoring"]

_NEUTRAL_BELOW = 0.2
_POINT_WORD = 0.5
_EXCESS = -0.45
_ABSENT = -0.4
_MIXED_BAND = 0.15
_MIXED_MASS = 1.8
_LINK_WEIGHT = {"contrast": 1.2, "concession": 0.7}
_OVERALL_FROM = 0.2
_HINT = 0.2


class Scoring(NamedTuple):
    """Opinions in text order, the sentiment of the whole utterance, and the hints that leaned it."""

    opinions: tuple[Opinion, ...]
    score: float
    polarity: Whole
    tone: tuple[Evidence, ...] = ()


class _Share(NamedTuple):
    """What one opinion word gives to one mention (None: to the utterance as a whole)."""

    mention: Mention | None
    clause: int
    value: Value


@dataclass(frozen=True, slots=True)
class Scorer:
    """The rule scorer: one lexicon, one taxonomy, no state between texts.

    ``words_of`` holds for every point id the normalized words whose polarity the point sets, with strength
    and origin. ``overall`` receives opinions that speak of no point.
    """

    lexicon: Lexicon
    words_of: dict[str, dict[str, tuple[float, str]]]
    origins: dict[int, str]
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
        words_of = {
            name: {normal(word): (sign * _POINT_WORD, short(origin)) for word, (sign, origin) in point.polarity.items()}
            for name, point in taxonomy.points.items()
        }
        entries = [entry for point in taxonomy.points.values() for entry in point.entries]
        origins = {id(entry): short(entry.origin) for entry in entries}
        return cls(lexicon, words_of, origins, taxonomy.points.get(overall), neutral_below)

    def score(
        self,
        text: NormalizedText,
        segments: Segments,
        hits: Sequence[Hit],
        mentions: Sequence[Mention],
    ) -> Scoring:
        """Return the opinions and the overall score of one text."""
        clues = select(hits, self.lexicon.clues, mentions)
        by_clause: list[list[Mention]] = [[] for _ in segments.clauses]
        for mention in mentions:
            by_clause[mention.clause].append(mention)
        shares: list[_Share] = []
        for number, clause in enumerate(segments.clauses):
            if clause.role == "customer":
                shares += self._clause_shares(text.text, segments.clauses, number, clues, by_clause)
        opinions = self._opinions(text, segments, by_clause, shares)
        heard = [
            clue
            for clue in hints(hits, self.lexicon.hints, clues)
            if segments.clauses[segments.at(clue.start)].role == "customer"
        ]
        score = _utterance_score(segments.clauses, shares, heard)
        tone = tuple(_tone(text, clue) for clue in heard)
        return Scoring(tuple(opinions), score, _utterance_polarity(score, shares, self.neutral_below), tone)

    def _clause_shares(
        self,
        text: str,
        clauses: Sequence[Clause],
        number: int,
        clues: Sequence[Clue],
        by_clause: Sequence[Sequence[Mention]],
    ) -> list[_Share]:
        clause, mentions = clauses[number], by_clause[number]
        names = [(mention.start, mention.end) for mention in mentions]
        limit = clauses[number + 1].start if number + 1 < len(clauses) else len(text)
        first, last = _range(clues, clause.start if number else 0, limit)
        moods = moods_of(text, clues[first:last], clause.start, clause.end, clause.question, names)
        shares: list[_Share] = []
        for mention in mentions:
            if mention.kind != "term":
                weight = mention.entry.weight if mention.kind == "positive" else -mention.entry.weight
                step = Step("expression", mention.start, mention.end, weight, self.origins[id(mention.entry)])
                index, _ = _range(clues, mention.start, mention.start)
                others = [name for name in names if name != (mention.start, mention.end)]
                value = modified(text, step, clues, index, clause.start, clause.end, others, moods)
                gaps = [(left[1], right[0]) for left, right in pairwise(mention.pieces)]
                value = turned_inside(value, clues, gaps) if gaps else value
                shares.append(_Share(mention, number, value))
        for index in range(first, last):
            if clues[index].word.opinionated and not _serves(clues, index):
                shares += self._word_shares(text, clauses, number, clues, index, by_clause, names, moods)
        used = {step.start for share in shares for step in share.value.steps}
        for index in range(first, last):
            negation = clues[index].word.negation
            if negation is not None and negation.alone and clues[index].start not in used:
                shares += self._word_shares(text, clauses, number, clues, index, by_clause, names, moods)
        if not clause.question:
            shares += _absences(clause, clues[first:last], number, mentions, shares, self.words_of)
        return shares

    def _word_shares(
        self,
        text: str,
        clauses: Sequence[Clause],
        number: int,
        clues: Sequence[Clue],
        index: int,
        by_clause: Sequence[Sequence[Mention]],
        names: Sequence[tuple[int, int]],
        moods: Sequence[Mood],
    ) -> list[_Share]:
        clue = clues[index]
        word, mentions = clue.word, by_clause[number]
        target = None
        if not word.overall:
            if word.context:
                target = inside(text, clue, mentions, lambda mention: word.text in self.words_of[mention.point.id])
            target = target or inside(text, clue, mentions)
            if target is None and not mentions and not has_subject(clues, index, _after_link(clauses[number])):
                target = carried(clauses, number, by_clause)
        base = self._base(clue, clues, index, target)
        if base is None:
            return []
        value = modified(text, base, clues, index, clauses[number].start, clauses[number].end, names, moods)
        if target is None:
            return [_Share(None, number, value)]
        if target.clause != number:
            return [_Share(target, number, value)]
        return [_Share(mention, number, value) for mention in company(text, target, mentions)]

    def _base(self, clue: Clue, clues: Sequence[Clue], index: int, target: Mention | None) -> Step | None:
        """Return what the word is worth on this target, before any modifier; None when it says nothing here."""
        word, excess = clue.word, "no"
        if word.dimension and index and clues[index - 1].end == clue.start:
            before = clues[index - 1].word.degree
            excess = before.excess if before is not None else "no"
        own = self.words_of[target.point.id].get(word.text) if target is not None else None
        if own is not None and not (excess == "sure" and own[0] > 0):
            return Step("point_word", clue.start, clue.end, own[0], own[1]) if own[0] else None
        if word.strength and excess != "sure":
            return Step("word", clue.start, clue.end, word.strength, word.origins["polarity"])
        if excess != "no":
            return Step("word", clue.start, clue.end, _EXCESS, word.origins["dimension"])
        if word.negation is not None and word.negation.alone:
            return Step("word", clue.start, clue.end, word.negation.alone, word.origins["negation"])
        return None

    def _opinions(
        self,
        text: NormalizedText,
        segments: Segments,
        by_clause: Sequence[Sequence[Mention]],
        shares: Sequence[_Share],
    ) -> list[Opinion]:
        of_mention: dict[int, list[_Share]] = {}
        general: dict[int, list[_Share]] = {}
        for share in shares:
            if share.mention is None:
                general.setdefault(share.clause, []).append(share)
            else:
                of_mention.setdefault(id(share.mention), []).append(share)
        found: list[Opinion] = []
        for number, mentions in enumerate(by_clause):
            clause = segments.clauses[number]
            if clause.role != "customer":
                continue
            together: dict[str, list[Mention]] = {}
            for mention in mentions:
                together.setdefault(mention.point.id, []).append(mention)
            for group in together.values():
                given = [share for mention in group for share in of_mention.get(id(mention), ())]
                found.append(_opinion(text, clause, group[0].point, group, given, self.origins))
            given = general.get(number, [])
            if self.overall is not None and _is_verdict(given):
                found.append(_opinion(text, clause, self.overall, [], given, self.origins))
        found.sort(key=lambda opinion: (opinion.span, opinion.point))
        return found


def _is_verdict(shares: Sequence[_Share]) -> bool:
    """Tell whether words without a point say enough for an opinion; hints of mood alone do not."""
    plain = any(abs(share.value.steps[0].weight) > _HINT for share in shares)
    return plain and abs(sum(share.value.score for share in shares)) >= _OVERALL_FROM


def _after_link(clause: Clause) -> int:
    return clause.connective[1] if clause.connective is not None else clause.start


def _range(clues: Sequence[Clue], start: int, end: int) -> tuple[int, int]:
    """Return the indexes of the clues that stand in a range of the text."""
    return bisect_left(clues, start, key=itemgetter(0)), bisect_left(clues, end, key=itemgetter(0))


def _serves(clues: Sequence[Clue], index: int) -> bool:
    """Tell whether a word is only the degree of the opinion word right behind it (好 in 好舒服)."""
    clue = clues[index]
    if clue.word.degree is None or index + 1 >= len(clues):
        return False
    behind = clues[index + 1]
    return behind.start == clue.end and behind.word.opinionated


def _absences(
    clause: Clause,
    clues: Sequence[Clue],
    number: int,
    mentions: Sequence[Mention],
    shares: Sequence[_Share],
    words_of: dict[str, dict[str, tuple[float, str]]],
) -> list[_Share]:
    """Return complaints about things that are not there: 没有倒车影像, 牙刷都没有.

    The word stands right before an unjudged mention, or right behind it at the end of the clause.
    """
    judged = {id(share.mention) for share in shares}
    found: list[_Share] = []
    for clue in clues:
        absence, behind = clue.word.absence, clue.word.negation_behind
        here = bisect_left(mentions, clue.end, key=attrgetter("start"))
        missing: Mention | None = None
        part = "absence"
        if absence is not None and here < len(mentions) and mentions[here].start - clue.end <= absence.reach:
            missing = mentions[here]
        elif (
            behind is not None and here and clue.start - mentions[here - 1].end in (0, 1) and clause.end - clue.end <= 1
        ):
            missing, part = mentions[here - 1], "negation"
        if missing is None or missing.kind != "term" or id(missing) in judged:
            continue
        own = words_of[missing.point.id].get(clue.word.text)
        weight, origin = own or ((absence.strength if absence else _ABSENT), clue.word.origins[part])
        step = Step("point_word" if own else "word", clue.start, clue.end, weight, origin)
        start, end = min(clue.start, missing.start), max(clue.end, missing.end)
        found.append(_Share(missing, number, Value(weight, start, end, (step,), 0.8)))
    return found


def _opinion(
    text: NormalizedText,
    clause: Clause,
    point: Point,
    mentions: Sequence[Mention],
    shares: Sequence[_Share],
    origins: dict[int, str],
) -> Opinion:
    score = max(-1.0, min(1.0, round(sum(share.value.score for share in shares), 4)))
    score = 0.0 if abs(score) < _NEUTRAL_BELOW else score
    polarity: Polarity = "positive" if score > 0 else "negative" if score < 0 else "neutral"
    evidence: list[Evidence] = []
    named = [mention for mention in mentions if mention.kind == "term"]
    steps = [Step("mention", mention.start, mention.end, 0.0, origins[id(mention.entry)]) for mention in named]
    for share in shares:
        steps += share.value.steps
    start = min([mention.start for mention in mentions], default=len(text.text))
    end = max([mention.end for mention in mentions], default=0)
    for share in shares:
        if clause.start <= share.value.start < clause.end or not mentions:
            start, end = min(start, share.value.start), max(end, share.value.end)
    for kind, left, right, weight, origin in steps:
        span = text.span(left, right)
        evidence.append(Evidence(kind, span, span.of(text.raw), weight, origin))
    span = text.span(start, end)
    confidence = 0.9
    for share in shares:
        confidence = min(confidence, 0.9 * share.value.confidence)
    return Opinion(
        point=point.id,
        polarity=polarity,
        score=score,
        span=span,
        text=span.of(text.raw),
        evidence=tuple(evidence),
        confidence=confidence,
        name=point.path,
        clause=text.span(clause.start, clause.end),
    )


def _tone(text: NormalizedText, clue: Clue) -> Evidence:
    span = text.span(clue.start, clue.end)
    return Evidence("tone", span, span.of(text.raw), clue.word.hint, clue.word.origins["polarity"])


def _utterance_score(clauses: Sequence[Clause], shares: Sequence[_Share], heard: Sequence[Clue]) -> float:
    """Return the balance of good and bad in [-1, 1]: (P - N) / (P + N + 1), contrasting clauses first.

    A word that speaks of several points of a list counts once.
    """
    counted: set[tuple[int, int]] = set()
    good = sum(clue.word.hint for clue in heard if clue.word.hint > 0)
    bad = -sum(clue.word.hint for clue in heard if clue.word.hint < 0)
    for share in shares:
        place = share.value.steps[0].start, share.value.steps[0].end
        if place in counted:
            continue
        counted.add(place)
        worth = share.value.score * _LINK_WEIGHT.get(clauses[share.clause].link, 1.0)
        good, bad = good + max(worth, 0.0), bad - min(worth, 0.0)
    return round((good - bad) / (good + bad + 1.0), 4)


def _utterance_polarity(score: float, shares: Sequence[_Share], neutral_below: float) -> Whole:
    good = sum(share.value.score for share in shares if share.value.score > 0)
    bad = -sum(share.value.score for share in shares if share.value.score < 0)
    if min(good, bad) >= _MIXED_MASS and abs(good - bad) / (good + bad) < _MIXED_BAND:
        return "mixed"
    if abs(score) <= neutral_below:
        return "neutral"
    return "positive" if score > 0 else "negative"
