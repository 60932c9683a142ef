"""Committees of linear machines, and the word of the rules among them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from scipy.sparse import csr_array

from vocnlp.learn.design import Design, Sample, build_design
from vocnlp.learn.fit import choose_offsets, fit_any, fit_one
from vocnlp.learn.machines import DOCUMENT, PLAIN, SCALED, TAGS, Machine, _surprises, fit_machines
from vocnlp.linear.model import Namespace

SAID = {"positive": ["很满意", "真不错", "值得买"], "negative": ["很失望", "真糟糕", "不值得"]}
OPENINGS = ["这家店", "昨天去了", "送来的东西", "一句话"]


def rows() -> list[tuple[str, str]]:
    return [(opening + said, label) for label, known in SAID.items() for said in known for opening in OPENINGS]


def design(texts: Sequence[str], facts: Sequence[dict[str, float]]) -> Design:
    return build_design(Sample((list(texts),), list(facts)), (Namespace("text", bits=12),), fact_scale=0.5)


@pytest.fixture
def known() -> Design:
    return design([text for text, _ in rows()], [{f"sign {label}": 1.0} for _, label in rows()])


def wanted() -> np.ndarray:
    return np.array([[label == name for name in SAID] for _, label in rows()])


@pytest.mark.parametrize("committee", [*TAGS, *DOCUMENT, PLAIN, SCALED])
def test_a_committee_is_the_mean_of_its_machines(known: Design, committee: Sequence[Machine]) -> None:
    together = fit_machines(committee, known.matrix, wanted(), 0.3, 0, known.grams)
    alone = [fit_machines([machine], known.matrix, wanted(), 0.3, 0, known.grams) for machine in committee]
    for got, parts in zip(together, zip(*alone, strict=True), strict=True):
        np.testing.assert_allclose(got, np.mean(parts, axis=0), atol=1e-9)


def test_a_machine_without_rules_gives_no_weight_to_facts(known: Design) -> None:
    coefficients, _ = fit_machines([Machine(rules=False)], known.matrix, wanted(), 0.3, 0, known.grams)
    assert known.facts == ("sign negative", "sign positive")
    assert not coefficients[known.grams :].any()
    assert coefficients[: known.grams].any()


def test_where_there_are_no_facts_the_machines_that_see_none_are_the_others() -> None:
    bare = design([text for text, _ in rows()], [{} for _ in rows()])
    both = fit_machines(TAGS[0], bare.matrix, wanted(), 0.3, 0, bare.grams)
    half = fit_machines([machine for machine in TAGS[0] if machine.rules], bare.matrix, wanted(), 0.3, 0, bare.grams)
    np.testing.assert_array_equal(both[0], half[0])


def test_a_label_that_all_or_none_have_needs_no_machine(known: Design) -> None:
    constant = np.array([[True, False]] * len(rows()))
    coefficients, bias = fit_machines(TAGS[0], known.matrix, constant, 0.3, 0, known.grams)
    assert not coefficients.any()
    assert bias.tolist() == [2.0, -2.0]


def test_surprise_trusts_what_comes_with_the_class_often_and_leaves_a_constant_alone() -> None:
    often, once, everywhere = np.repeat([1, 0], [20, 20]), np.repeat([1, 0], [1, 39]), np.full(40, 0.5)
    matrix = csr_array(np.column_stack([often, once, everywhere]).astype(float))
    label = np.repeat([[True], [False]], [20, 20], axis=0)
    frequent, rare, constant = _surprises(matrix, label[:, 0])
    assert frequent > 3 * rare
    assert constant == 1.0


def test_the_committee_that_does_better_on_examples_it_did_not_see_is_taken() -> None:
    texts = [f"{opening}{end}{place}" for opening in OPENINGS for end in ("甲", "乙") for place in range(30)]
    gold = np.random.default_rng(2).random(len(texts)) < 0.5
    told = design(texts, [{"told": 1.0} if said else {} for said in gold])
    blind, seeing = (Machine(rules=False),), (Machine(),)
    for committees in ((blind, seeing), (seeing, blind)):
        fitted = fit_any(told, ["甲"], gold[:, None], np.zeros((len(gold), 1), dtype=bool), committees=committees)
        assert fitted.figures["micro_f1"] > 0.99
        assert fitted.decider.model.fact_weights.any()


def test_with_few_examples_the_rules_decide_where_they_speak() -> None:
    texts = [f"{opening}{end}" for opening in OPENINGS for end in ("甲", "乙", "丙")]
    gold = ["positive" if place % 2 else "negative" for place in range(len(texts))]
    facts = [{f"sign {label}": 1.0} for label in gold]
    fitted = fit_one(design(texts, facts), ("negative", "positive"), gold, voices=("sign negative", "sign positive"))
    for label in ("negative", "positive"):
        guesses = fitted.decider.choose([texts], [{f"sign {label}": 1.0} for _ in texts])
        assert {guess.label for guess in guesses} == {label}


def test_rules_that_are_wrong_lose_their_say() -> None:
    pairs = [pair for pair in rows() for _ in range(20)]
    gold = [label for _, label in pairs]
    wrong = [{f"sign {'negative' if place % 2 else 'positive'}": 1.0} for place in range(len(pairs))]
    fitted = fit_one(
        design([text for text, _ in pairs], wrong),
        ("negative", "positive"),
        gold,
        voices=("sign negative", "sign positive"),
    )
    assert fitted.figures["rules"] < 9
    guesses = fitted.decider.choose([[text for text, _ in pairs]], wrong)
    assert [guess.label for guess in guesses] == gold


def test_examples_of_one_text_are_left_out_together() -> None:
    openings = [f"{a}{b}" for a in "东西南北" for b in "春夏秋冬"]
    texts = [opening for opening in openings for _ in range(3)]  # nothing but the text itself tells the label
    gold = [("negative", "positive")[place % 2] for place in np.random.default_rng(5).permutation(16) for _ in range(3)]
    owners = [place // 3 for place in range(len(texts))]
    made = design(texts, [{} for _ in texts])
    figures = [
        fit_one(made, ("negative", "positive"), gold, groups=groups).figures["accuracy"] for groups in ([], owners)
    ]
    assert figures[0] > figures[1] + 0.1


def test_two_labels_are_parted_where_the_chance_is_even() -> None:
    rng = np.random.default_rng(4)
    leads = rng.normal(0, 1, 4_000)
    chance = 1 / (1 + np.exp(-(2 * leads + 0.6)))
    right = rng.random(len(leads)) < chance
    margins, gold = np.column_stack([-leads / 2, leads / 2]), np.column_stack([~right, right])
    assert choose_offsets(margins, gold, 0.0, gold & False)[0] == pytest.approx([0.0, 0.3], abs=0.05)
