"""Turn the opinions of the rules and the guesses of the model into one list, by the policy of each point.

    rule             the rules alone; the model is not asked
    model            the model decides which categories are there and how they are judged
    rule_then_model  what the rules found stays unless the model is clearly against it; the model adds what they miss
    vote             the mean of both probabilities decides; the surer one sets the polarity

An opinion whose polarity the model changed, or that it added, has ``source`` "model".
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from vocnlp.hybrid.evidence import polarity_evidence, policy_evidence, supports
from vocnlp.hybrid.facts import category_facts, clause_text, clauses_of, polarity_facts
from vocnlp.hybrid.reading import Category, Reading, members
from vocnlp.hybrid.route import ModelRouter
from vocnlp.hybrid.whole import ModelWhole
from vocnlp.linear.decide import Guess
from vocnlp.sentiment.model import ModelScorer
from vocnlp.tagging.model import ModelTagger
from vocnlp.types.analysis import Evidence, Opinion, Polarity, Whole
from vocnlp.types.text import Span

__all__ = ["Hybrid", "Joined", "Verdict"]

_SIGNS = {"positive": 1.0, "negative": -1.0, "neutral": 0.0}
_DEFAULT = "rule_then_model"
_CLEAR = 0.5
_SURE = 0.8


class Verdict(NamedTuple):
    """How one category was decided: what the rules said, what the model said, and what came out.

    Polarities are "" where a side does not see the category.
    """

    category: str
    policy: str
    rule: str
    model: str
    result: str
    probability: float


class Joined(NamedTuple):
    """The outcome for one utterance."""

    opinions: tuple[Opinion, ...]
    score: float
    polarity: Whole
    verdicts: tuple[Verdict, ...]


@dataclass(frozen=True, eq=False)
class Hybrid:
    """The learned parts of a pack and how they meet its rules.

    ``members`` tells which categories a point belongs to; ``policies`` how rules and model meet on a point.
    ``assumed`` is the polarity of what only the tagger sees when no scorer was learned: complaints are labelled by
    what is wrong, so their labels mean "negative". An opinion of the model alone that is less sure than ``abstain``
    is not given.
    """

    categories: Mapping[str, Category]
    members: Mapping[str, tuple[str, ...]]
    names: Mapping[str, str]
    policies: Mapping[str, str]
    tagger: ModelTagger | None = None
    scorer: ModelScorer | None = None
    whole: ModelWhole | None = None
    assumed: Polarity = "neutral"
    router: ModelRouter | None = None
    abstain: float = 0.0

    @classmethod
    def build(
        cls,
        categories: Mapping[str, Category],
        names: Mapping[str, str],
        policies: Mapping[str, str],
        tagger: ModelTagger | None,
        scorer: ModelScorer | None,
        whole: ModelWhole | None,
        assumed: Polarity = "neutral",
        router: ModelRouter | None = None,
        abstain: float = 0.0,
    ) -> Hybrid:
        """Find out which category holds which point; ``names`` maps every point to its path of names."""
        held = members(categories, list(names))
        return cls(categories, held, names, policies, tagger, scorer, whole, assumed, router, abstain)

    def with_policy(self, policy: str) -> Hybrid:
        """Return the same parts under one policy for every point."""
        return replace(self, policies=dict.fromkeys(self.policies, policy))

    def join(self, reading: Reading) -> Joined:
        """Decide one utterance."""
        score, polarity = self._whole(reading)
        if self.tagger is None or not reading.text.text:
            return Joined(reading.opinions, score, polarity, ())
        outcome: dict[int, Opinion | None] = {}
        added: list[Opinion] = []
        verdicts: list[Verdict] = []
        for guess in self.tagger.tag(reading.text, category_facts(reading, self.members)):
            policy = self.policies.get(self.categories[guess.label].point, _DEFAULT)
            if policy == "rule":
                continue
            own = {
                number: opinion
                for number, opinion in enumerate(reading.opinions)
                if guess.label in self.members.get(opinion.point, ())
            }
            verdict, opinions = self._category(reading, guess, policy, list(own.values()))
            verdicts += [verdict] if verdict.rule or verdict.result or guess.taken else []
            if own:
                for place, number in enumerate(own):
                    outcome[number] = opinions[place] if opinions else outcome.get(number)
            else:
                added += opinions
        seen = {verdict.category: bool(verdict.result) for verdict in verdicts}
        decided = [self._lifted(outcome.get(number, opinion), seen) for number, opinion in enumerate(reading.opinions)]
        kept = [opinion for opinion in [*decided, *self._deepest(added)] if opinion is not None]
        kept.sort(key=lambda opinion: (opinion.span, opinion.point))
        return Joined(tuple(kept), score, polarity, tuple(verdicts))

    def _lifted(self, opinion: Opinion | None, seen: Mapping[str, bool]) -> Opinion | None:
        """Move an opinion out of the categories that the model refused.

        It goes up to the parent where the model saw the parent and refused the child that it stood on, and aside
        where several categories share its point and the model saw another one of them.
        """
        names = self.members.get(opinion.point, ()) if opinion is not None else ()
        refused = [name for name in names if not seen.get(name, True)]
        kept = [self.categories[name] for name in names if seen.get(name)]
        if opinion is None or not refused or not kept:
            return opinion
        above = [spec for spec in kept if all(spec.holds(self.categories[name].point) for name in refused)]
        if above and len(above) < len(kept):
            return opinion
        apart = [spec for spec in kept if not set(refused).intersection(self.members.get(spec.point, ()))]
        if not above and not apart:
            return opinion
        point = max((spec.point for spec in above), key=lambda name: name.count(".")) if above else apart[0].point
        return opinion._replace(point=point, name=self.names.get(point, ""))

    def _deepest(self, added: Sequence[Opinion]) -> list[Opinion]:
        """Leave out what is too unsure, and the parent of a category that was added as well: the child implies it."""
        sure = [opinion for opinion in added if opinion.confidence >= self.abstain]

        def implied(opinion: Opinion) -> bool:
            names = set(self.members.get(opinion.point, ()))
            return any(names < set(self.members.get(other.point, ())) for other in sure)

        return [opinion for opinion in sure if not implied(opinion)]

    def _category(
        self, reading: Reading, guess: Guess, policy: str, own: Sequence[Opinion]
    ) -> tuple[Verdict, Sequence[Opinion]]:
        rule: str = _polarity(sum(opinion.score for opinion in own)) if own else ""
        if not _accepted(guess, policy, own):
            return Verdict(guess.label, policy, rule, "", "", guess.probability), []
        evidence = self.tagger.evidence(reading.text, guess.label) if self.tagger and not own else []
        if self.scorer is None:
            model, sure, confidence = rule or self.assumed, 1.0, guess.probability
        else:
            judged = self._judge(self.scorer, reading, guess.label, own, evidence)
            model, sure = judged.label, judged.probability
            confidence = self.scorer.decider.jointly(guess.probability, sure)
        result: str = model
        if policy == "vote" and rule and max(opinion.confidence for opinion in own) > sure:
            result = rule
        if policy == _DEFAULT and rule in ("positive", "negative") and sure < _CLEAR:
            result = rule
        verdict = Verdict(guess.label, policy, rule, model, result, guess.probability)
        if not own:
            return verdict, [self._added(reading, verdict, sure, confidence, evidence)]
        changed = [opinion if result == rule else self._turned(reading, opinion, verdict, sure) for opinion in own]
        return verdict, [opinion._replace(confidence=confidence) for opinion in changed]

    def _judge(
        self,
        scorer: ModelScorer,
        reading: Reading,
        category: str,
        own: Sequence[Opinion],
        evidence: Sequence[Evidence],
    ) -> Guess:
        place = strongest_clause(reading, evidence)
        return scorer.judge(
            clause_text(reading, own, place),
            reading.text.text,
            category,
            polarity_facts(reading, category, own, self.members),
        )

    def _turned(self, reading: Reading, opinion: Opinion, verdict: Verdict, sure: float) -> Opinion:
        """Give an opinion of the rules the polarity that the model is sure of; its evidence stays and grows."""
        if opinion.polarity == verdict.result or self.scorer is None:
            return opinion
        score = _SIGNS[verdict.result] * round(sure, 4)
        moved = round(score - opinion.score, 4)
        said = Evidence("model", opinion.span, opinion.text, moved, self.scorer.origin)
        numbers = clauses_of(reading, [opinion])
        return opinion._replace(
            polarity=_polarity(score),
            score=score,
            source="model",
            evidence=(*opinion.evidence, said, *self._reasons(reading, numbers, opinion.span, verdict)),
        )

    def _added(
        self, reading: Reading, verdict: Verdict, sure: float, confidence: float, evidence: Sequence[Evidence]
    ) -> Opinion:
        """Return an opinion that only the model sees; it stands where the n-grams pushed the most."""
        place = strongest_clause(reading, evidence)
        clause = reading.segments.clauses[place or 0]
        whole = reading.text.span(clause.start, clause.end)
        span = supports(evidence)[0].span if supports(evidence) else whole
        point = self.categories[verdict.category].point
        score = _SIGNS[verdict.result] * round(sure, 4)
        numbers = [] if place is None else [place]
        return Opinion(
            point=point,
            polarity=_polarity(score),
            score=score,
            span=span,
            text=span.of(reading.text.raw),
            evidence=(*evidence, *self._reasons(reading, numbers, span, verdict)),
            source="model",
            confidence=confidence,
            name=self.names.get(point, ""),
            clause=whole if whole.start <= span.start and span.end <= whole.end else span,
        )

    def _reasons(self, reading: Reading, numbers: Sequence[int], span: Span, verdict: Verdict) -> list[Evidence]:
        """Return what pushed the polarity, and the policy by which rules and model met."""
        category, policy, rule, model, result, chance = verdict
        pushes = polarity_evidence(self.scorer, reading, numbers, category, result) if self.scorer and result else []
        origin = self.tagger.origin if self.tagger else ""
        return [*pushes, policy_evidence(reading.text, policy, span, rule, model, chance, origin)]

    def _whole(self, reading: Reading) -> tuple[float, Whole]:
        if self.whole is None or not reading.text.text:
            return reading.score, reading.polarity
        guess = self.whole.choose([reading])[0]
        found = _polarity(_SIGNS[guess.label])
        if reading.polarity == found:
            return reading.score, found
        score = _SIGNS[guess.label] * guess.probability
        return score, "mixed" if reading.polarity == "mixed" and guess.probability < _SURE else found


def strongest_clause(reading: Reading, evidence: Sequence[Evidence]) -> int | None:
    """Return the number of the clause with the strongest evidence of the model."""
    found = supports(evidence)
    if not found or not reading.segments.clauses:
        return None
    span: Span = found[0].span
    return reading.segments.at(reading.text.to_text(span).start)


def _accepted(guess: Guess, policy: str, own: Sequence[Opinion]) -> bool:
    if policy == "vote":
        rule = max((opinion.confidence for opinion in own), default=0.0)
        return (rule + guess.probability) / 2 >= 0.5 or guess.probability >= 0.9
    if policy == "rule_then_model" and own:
        return guess.kept or guess.taken
    return guess.taken


def _polarity(total: float) -> Polarity:
    return "positive" if total > 0 else "negative" if total < 0 else "neutral"
