"""Turn what no point catches into ranked suggestions: groups of words with counts, quotes and the likeliest point."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import log, sqrt

from vocnlp.analytics.near import log_likelihood
from vocnlp.analytics.terms import Harvest, TermUse, harvest
from vocnlp.pipeline import Pipeline
from vocnlp.taxonomy.expression import Literal
from vocnlp.taxonomy.model import Taxonomy
from vocnlp.types.utterance import Utterance

__all__ = ["Suggestion", "suggest", "suggestions_from"]

_AT_LEAST = 3
_SURE = 6.63
_ALIKE = 0.5
_HOME_FROM = 0.25
_GROUP = 8
Weights = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One group of words that belong together; the first has the most weight.

    ``point`` is the likeliest home, empty when none is near; ``nearness`` in [0, 1] tells how near. ``count`` is the
    number of clauses with one of the words that judge or describe and that no point catches. ``score`` is the sum of
    the words' log-likelihoods: above 6.63 chance is an unlikely explanation (p < 0.01).
    """

    terms: tuple[str, ...]
    point: str
    nearness: float
    count: int
    positive: int
    negative: int
    score: float
    quotes: tuple[str, ...]


def suggest(
    pipeline: Pipeline,
    utterances: Iterable[Utterance],
    *,
    at_least: int = _AT_LEAST,
    most: int = 50,
    words: str = "auto",
) -> list[Suggestion]:
    """Read a corpus and return what the pack should learn, the most telling first.

    Args:
        pipeline: the pack.
        utterances: the corpus.
        at_least: words in fewer fallen clauses are left out.
        most: how many suggestions.
        words: the segmenter that cuts words and knows their parts of speech, such as ``hanlp:/folder``.
    """
    pack = pipeline.pack
    return suggestions_from(
        harvest(pipeline, utterances, words=words),
        pack.taxonomy,
        overall=pack.manifest.overall,
        at_least=at_least,
        most=most,
    )


def suggestions_from(
    found: Harvest, taxonomy: Taxonomy, *, overall: str = "overall", at_least: int = _AT_LEAST, most: int = 50
) -> list[Suggestion]:
    """Rank, group and place what was harvested."""
    scores = _scores(found, _known(taxonomy), at_least)
    rarity = _rarity(found)
    ranked = sorted(scores, key=lambda term: (-scores[term], term))
    vectors = {term: _vector(found.terms[term].context, rarity) for term in ranked}
    groups: list[list[str]] = []
    for term in ranked:
        home = next((group for group in groups if len(group) < _GROUP and _alike(term, group[0], vectors)), None)
        if home is None:
            groups.append([term])
        else:
            home.append(term)
    places = {point: _vector(context, rarity) for point, context in found.points.items()}
    shown = sorted(groups, key=lambda group: (-scores[group[0]], group[0]))[:most]
    return [_suggestion(group, found, scores, vectors, places, taxonomy, overall) for group in shown]


def _scores(found: Harvest, known: frozenset[str], at_least: int) -> dict[str, float]:
    """Return the log-likelihood of every word that is new, frequent and telling."""
    compounds = {one + other: (one, other) for one, other in found.compounds(at_least)}
    scores: dict[str, float] = {}
    for term, use in found.terms.items():
        whole = len(term) > 1 and (term in found.words or term in compounds)
        both = use.count + use.bare
        if both < at_least or not whole or term in known:
            continue
        score = max(
            log_likelihood(use.count, use.total, found.fallen, found.clauses),
            log_likelihood(both, use.total, found.fallen + found.bare, found.clauses),
        )
        if score >= _SURE:
            scores[term] = score
    for compound, parts in compounds.items():  # a part that hardly ever stands alone is no word of its own
        for part in parts:
            if compound in scores and part in scores and found.terms[compound].total >= 0.8 * found.terms[part].total:
                scores.pop(part)
    return scores


def _known(taxonomy: Taxonomy) -> frozenset[str]:
    """Return the plain words that mention some point already."""
    return frozenset(
        entry.source for point in taxonomy.points.values() for entry in point.terms if isinstance(entry.tree, Literal)
    )


def _rarity(found: Harvest) -> Weights:
    """Return the inverse document frequency of context words over points and candidates."""
    contexts: list[Counter[str]] = [*found.points.values(), *(use.context for use in found.terms.values() if use.count)]
    seen = Counter(word for context in contexts for word in context)
    return {word: log((1 + len(contexts)) / (1 + count)) for word, count in seen.items()}


def _vector(context: Counter[str], rarity: Weights) -> Weights:
    weights = {word: (1 + log(count)) * rarity[word] for word, count in context.items() if rarity.get(word, 0) > 0}
    length = sqrt(sum(weight * weight for weight in weights.values())) or 1.0
    return {word: weight / length for word, weight in weights.items()}


def _cosine(one: Weights, other: Weights) -> float:
    if len(one) > len(other):
        one, other = other, one
    return sum(weight * other.get(word, 0.0) for word, weight in one.items())


def _alike(one: str, other: str, vectors: Mapping[str, Weights]) -> bool:
    """Tell whether two words belong together: one inside the other, or shared characters in like contexts."""
    if one in other or other in one:
        return True
    shared = _dice(one, other)
    return shared > 0 and shared + _cosine(vectors[one], vectors[other]) >= 2 * _ALIKE


def _dice(one: str, other: str) -> float:
    left, right = set(one), set(other)
    return 2 * len(left & right) / (len(left) + len(right))


def _suggestion(
    group: list[str],
    found: Harvest,
    scores: Weights,
    vectors: Mapping[str, Weights],
    places: Mapping[str, Weights],
    taxonomy: Taxonomy,
    overall: str,
) -> Suggestion:
    uses: list[TermUse] = [found.terms[term] for term in group]
    point, nearness = _home(group, vectors, places, taxonomy, overall)
    quotes = dict.fromkeys(quote.text for use in uses for quote in use.quotes)
    return Suggestion(
        terms=tuple(group),
        point=point,
        nearness=round(nearness, 3),
        count=sum(use.count + use.bare for use in uses),
        positive=sum(use.signs["positive"] for use in uses),
        negative=sum(use.signs["negative"] for use in uses),
        score=round(sum(scores[term] for term in group), 1),
        quotes=tuple(quotes)[:3],
    )


def _home(
    group: list[str], vectors: Mapping[str, Weights], places: Mapping[str, Weights], taxonomy: Taxonomy, overall: str
) -> tuple[str, float]:
    """Return the point whose contexts and words are nearest, or "" when none is near."""
    best, nearest = "", 0.0
    for point in taxonomy.points.values():
        if point.id == overall:
            continue
        words = [entry.source for entry in point.terms if isinstance(entry.tree, Literal)] + [point.name]
        spelled = max((_dice(term, word) for term in group for word in words), default=0.0)
        said = (
            max((_cosine(vectors[term], places[point.id]) for term in group), default=0.0) if point.id in places else 0
        )
        near = 0.6 * said + 0.4 * spelled
        if near > nearest:
            best, nearest = point.id, near
    return (best, nearest) if nearest >= _HOME_FROM else ("", nearest)
