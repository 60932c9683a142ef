"""The account of a pack adds up, and planted faults are seen."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

import vocnlp
from vocnlp.analytics.audit import audit, phi
from vocnlp.types.utterance import Utterance

SAID = ["这杯甜得发腻", "甜得刚好，不用排队", "杯套真漂亮", "你们几点开门", "总的来说很好"]


def corpus(*texts: str) -> list[Utterance]:
    return [Utterance(text) for text in texts]


def test_coverage_counts_judging_clauses(tea: vocnlp.Pipeline) -> None:
    found = audit(tea, corpus(*SAID)).coverage
    assert (5, 1, 4, 1) == (found.utterances, found.silent, found.caught, found.fallen)
    assert 0.8 == found.share
    assert ("杯套真漂亮",) == audit(tea, corpus(*SAID)).fallen


def test_the_table_adds_up(tea: vocnlp.Pipeline) -> None:
    found = audit(tea, corpus(*SAID))
    assert len(found.entries) == sum(use.entries for use in found.table)
    assert len(found.dead) == sum(use.dead for use in found.table)
    assert list(tea.pack.taxonomy.points) == [use.point for use in found.table]


def test_entries_that_never_fire(tea: vocnlp.Pipeline) -> None:
    found = audit(tea, corpus(*SAID))
    assert {"甜度", "糖量", "排队排了"} == {entry.source for entry in found.dead}
    hits = {entry.source: (entry.hits, entry.beaten) for entry in found.entries}
    assert (1, 0) == hits["甜得发腻"]
    assert (1, 0) == hits["排队"], "it stands inside an expression of the same point"


def test_two_points_on_the_same_words(edited: Callable[..., Path]) -> None:
    pipeline = vocnlp.load(edited(("terms: [排队]", "terms: [排队, 糖]")))
    found = audit(pipeline, corpus(*["糖量可以选"] * 6))
    (pair,) = found.pairs
    assert ("drink.sugar", "shop.queue", 6, ("糖",)) == (pair.one, pair.other, pair.overlapping, pair.words)
    assert ["糖"] == [entry.source for entry in found.always_beaten]
    uses = {use.point: use for use in found.table}
    assert (6, 6, 6) == (uses["shop.queue"].hits, uses["shop.queue"].overlaps, uses["shop.queue"].beaten)
    assert (6, 6, 0) == (uses["drink.sugar"].hits, uses["drink.sugar"].overlaps, uses["drink.sugar"].beaten)


def test_points_that_always_come_together(tea: vocnlp.Pipeline) -> None:
    found = audit(tea, corpus(*["糖量可以选，排队的人多"] * 6, *["你们几点开门"] * 6))
    (pair,) = found.pairs
    assert (6, 1.0, 1.0, 0, "merge") == (pair.together, pair.phi, pair.jaccard, pair.overlapping, pair.advice)


@given(st.lists(st.tuples(st.booleans(), st.booleans()), min_size=1))
def test_phi_is_a_correlation(events: list[tuple[bool, bool]]) -> None:
    both = sum(one and other for one, other in events)
    first, second = sum(one for one, _ in events), sum(other for _, other in events)
    value = phi(both, first, second, len(events))
    assert -1 - 1e-9 <= value <= 1 + 1e-9
    assert value == phi(both, second, first, len(events))
