"""What confidences are good for: where to abstain, and whether they can be believed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

import vocnlp
from tests.learn.voices import LABELS, WHOLE, rows
from vocnlp.learn.confidence import abstention, cut_for, diagram
from vocnlp.learn.evaluate import evaluate
from vocnlp.learn.labels import read_gold
from vocnlp.learn.metrics import calibration
from vocnlp.learn.store import save_pack
from vocnlp.learn.train import examples_of, train_parts

claims = st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1, max_size=40)


@given(claims)
def test_withholding_more_keeps_less(given: list[tuple[float, bool]]) -> None:
    sure, right = [value for value, _ in given], [ok for _, ok in given]
    cuts = abstention(sure, right)
    assert 1.0 == cuts[0].coverage
    assert [cut.coverage for cut in cuts] == sorted((cut.coverage for cut in cuts), reverse=True)
    assert cuts[0].precision == sum(right) / len(right)


@given(claims, st.floats(0.05, 1))
def test_the_cut_reaches_its_precision_and_keeps_the_most(given: list[tuple[float, bool]], wanted: float) -> None:
    sure, right = [value for value, _ in given], [ok for _, ok in given]
    cut = cut_for(wanted, sure, right)

    def precision(level: float) -> float:
        kept = [ok for value, ok in given if value >= level]
        return sum(kept) / len(kept)

    lower = [value for value in sure if cut is None or value < cut.at]
    assert all(precision(value) < wanted for value in lower)
    if cut is not None:
        assert cut.precision == precision(cut.at) >= wanted


def test_the_diagram_has_a_line_a_bin() -> None:
    found = calibration([0.05, 0.95, 0.92, 1.0], [False, True, True, False])
    assert [
        "0.05  |                    0.00 (1)",
        "0.96 ■■■■■■■■■■■■■      |  0.67 (3)",
    ] == diagram(found)


def test_every_claim_is_held_against_the_labels(base: vocnlp.Pipeline) -> None:
    gold = list(read_gold(rows(), LABELS))
    found = evaluate(base, gold, LABELS)
    claimed = sum(score.predicted for score in found.pairs.values())
    right = sum(score.hits for score in found.pairs.values())
    assert found.claims is not None
    assert (claimed, right) == (len(found.sure), sum(ok for _, ok in found.sure))
    assert claimed == sum(count for *_, count in found.claims.bins)
    figures = found.to_dict()
    assert {"at", "coverage", "precision"} == set(figures["abstention"][0])
    assert {"macro_precision", "macro_recall", "macro_f1"} < set(figures["categories"])
    worst = figures["confusions"][0]
    assert gold[0].utterance.keys() >= {"id", "text"}
    assert len(worst["examples"]) == len(worst["texts"]) and worst["texts"][0] in {row["text"] for row in rows()}


@pytest.fixture(scope="module")
def judge(base: vocnlp.Pipeline, tmp_path_factory: pytest.TempPathFactory) -> vocnlp.Pipeline:
    gold = list(read_gold(rows(), WHOLE))
    trained = train_parts(examples_of(base, gold), WHOLE)
    return vocnlp.load(save_pack(tmp_path_factory.mktemp("whole") / "p", base.pack, trained, WHOLE, gold, seed=0))


def test_a_learned_document_class_has_a_probability(judge: vocnlp.Pipeline, base: vocnlp.Pipeline) -> None:
    gold = list(read_gold(rows(), WHOLE))
    found = evaluate(judge, gold, WHOLE)
    assert found.accuracy > 0.9 and len(gold) == len(found.sure)
    assert found.claims is not None and found.claims.ece < 0.1
    assert evaluate(base, gold[:5], WHOLE).claims is None
