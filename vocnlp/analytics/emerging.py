"""Turn two times of a corpus into the expressions that rise and that no point of the tree catches.

Candidates are those of ``vocnlp.analytics.terms``: words, and neighbours that are one, in clauses that judge or
describe and have no point. Utterances with one are counted before and after. The signed log-likelihood ratio (Dunning
1993) ranks the rises; their p-values are Fisher's exact ones, since the ratio's own are several times too small for a
handful of utterances, and Benjamini and Hochberg (1995) say how many of so many may be chance.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from vocnlp.analytics.near import log_likelihood
from vocnlp.analytics.terms import Harvest, Reader
from vocnlp.errors import InputError
from vocnlp.pipeline import Pipeline
from vocnlp.taxonomy.expression import Literal
from vocnlp.taxonomy.model import Taxonomy
from vocnlp.types.utterance import Utterance

__all__ = ["Emerging", "Heard", "find_emerging", "hear"]

_QUOTES = 3
_COVERS = 0.8


class Emerging(NamedTuple):
    """An expression that rises.

    Attributes:
        term: the expression.
        parts: other candidates that contain it or stand in it, and rise with it.
        before: utterances with it before.
        after: utterances with it after.
        before_rate: their share of all utterances before.
        after_rate: their share of all utterances after.
        score: signed log-likelihood ratio G squared.
        p: the probability of so many utterances after by chance (Fisher's exact test, one side).
        q: the smallest false discovery rate at which it would be found.
        quotes: up to three clauses of the time after.
    """

    term: str
    parts: tuple[str, ...]
    before: int
    after: int
    before_rate: float
    after_rate: float
    score: float
    p: float
    q: float
    quotes: tuple[str, ...]


class Heard(NamedTuple):
    """One part of a corpus: how many utterances, how many of them have each candidate, and what else was harvested."""

    utterances: int
    counts: Counter[str]
    found: Harvest


def hear(
    pipeline: Pipeline, utterances: Iterable[tuple[bool, Utterance]], *, words: str = "auto"
) -> tuple[Heard, Heard]:
    """Read a corpus and return what was heard before and after.

    Args:
        pipeline: the pack.
        utterances: each with whether it is of the time after.
        words: the segmenter that cuts and tags words.
    """
    reader = Reader(pipeline, words)
    sizes, counts, found = [0, 0], [Counter[str](), Counter[str]()], [Harvest(), Harvest()]
    for later, utterance in utterances:
        reader.found = Harvest()
        reader.read(utterance)
        sizes[later] += 1
        counts[later].update(term for term, use in reader.found.terms.items() if use.count or use.bare)
        _add(found[later], reader.found)
    before, after = (Heard(*part) for part in zip(sizes, counts, found, strict=True))
    return before, after


def find_emerging(
    before: Heard, after: Heard, taxonomy: Taxonomy, *, at_least: int = 5, fdr: float = 0.05
) -> list[Emerging]:
    """Compare two times and return what rises, the surest first.

    Args:
        before: the time to compare with.
        after: the time to look at.
        taxonomy: the tree; its own words are no candidates.
        at_least: expressions in fewer utterances after are left out.
        fdr: the false discovery rate among what is returned.

    Raises:
        InputError: one of the times has no utterance.
    """
    from scipy.stats import false_discovery_control, hypergeom

    if not before.utterances or not after.utterances:
        which = "之前" if not before.utterances else "之后"
        raise InputError(f"{which}没有一条原声，无从比较 (one of the two times has no utterance)")
    total = before.utterances + after.utterances
    counts = [
        (term, before.counts[term], after.counts[term])
        for term in sorted(_candidates(before, after, taxonomy, at_least))
    ]
    p = [float(hypergeom.sf(new - 1, total, old + new, after.utterances)) for _, old, new in counts]
    rates = false_discovery_control(p).tolist() if p else []
    risen: dict[str, Emerging] = {}
    for (term, old, new), chance, rate in zip(counts, p, rates, strict=True):
        if rate <= fdr and new >= at_least:
            risen[term] = Emerging(
                term=term,
                parts=(),
                before=old,
                after=new,
                before_rate=old / before.utterances,
                after_rate=new / after.utterances,
                score=log_likelihood(new, old + new, after.utterances, total),
                p=chance,
                q=rate,
                quotes=tuple(quote.text for quote in after.found.terms[term].quotes[:_QUOTES]),
            )
    return sorted(_merged(risen), key=lambda one: (-one.score, one.term))


def _candidates(before: Heard, after: Heard, taxonomy: Taxonomy, at_least: int) -> Iterator[str]:
    """Yield the whole words that the tree does not name, chosen by how often both times have them together."""
    both = Harvest()
    _add(both, before.found)
    _add(both, after.found)
    compounds = {"".join(pair) for pair in both.compounds(at_least)}
    known = {entry.source for point in taxonomy.points.values() for entry in point.terms if type(entry.tree) is Literal}
    for term, count in (before.counts + after.counts).items():
        if count >= at_least and len(term) > 1 and term not in known and (term in both.words or term in compounds):
            yield term


def _merged(risen: Mapping[str, Emerging]) -> Iterator[Emerging]:
    """Yield one of those that contain each other: the longest that has 80 % of the utterances of the most frequent."""
    groups: list[list[str]] = []
    for term in sorted(risen, key=lambda term: (len(term), term)):
        home = [group for group in groups if any(one in term for one in group)]
        groups = [group for group in groups if group not in home]
        groups.append([*(one for group in home for one in group), term])
    for group in groups:
        most = max(risen[term].after for term in group)
        head = max((term for term in group if risen[term].after >= _COVERS * most), key=lambda term: (len(term), term))
        yield risen[head]._replace(parts=tuple(term for term in group if term != head))


def _add(whole: Harvest, part: Harvest) -> None:
    """Add the words and neighbours of a harvest to another, with some quotes."""
    whole.words.update(part.words)
    whole.pairs.update(part.pairs)
    for pair, words in part.left.items():
        whole.left[pair] |= words
    for pair, words in part.right.items():
        whole.right[pair] |= words
    for term, use in part.terms.items():
        if (use.count or use.bare) and len(whole.terms[term].quotes) < _QUOTES:
            have = {quote.text for quote in whole.terms[term].quotes}
            whole.terms[term].quotes += [quote for quote in use.quotes if quote.text not in have]
