"""Hashed n-grams, linear models, their files and their decisions."""

from __future__ import annotations

import json
import pickle
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vocnlp.errors import ModelError
from vocnlp.linear.curve import Curve
from vocnlp.linear.decide import AnyOf, OneOf
from vocnlp.linear.grams import grams, rolled
from vocnlp.linear.model import Block, LinearModel, Namespace
from vocnlp.linear.store import load_models, save_models

TEXTS = ["座椅很舒服", "油耗太高", "", "空调不冷"]


def model(outputs: int = 2, *, salted: bool = False) -> LinearModel:
    namespace = Namespace("text", bits=10, salted=salted)
    found = grams(TEXTS, sizes=namespace.sizes, bits=10, seed=0, salts=["甲"] * 4 if salted else ())
    kept = np.unique(np.concatenate([part.buckets for part in found]))
    rng = np.random.default_rng(3)
    block = Block(namespace, kept, rng.normal(size=(len(kept), outputs)).astype(np.float16), np.ones(len(kept)))
    names = tuple("甲乙丙"[:outputs])
    return LinearModel(names, (block,), ("known",), np.ones((1, outputs)), np.zeros(outputs))


@given(st.lists(st.text(max_size=12), max_size=6))
def test_n_grams_stay_inside_their_text(texts: list[str]) -> None:
    for found in grams(texts, sizes=(1, 2, 3), bits=12, seed=5):
        expected = [max(0, len(text) - found.size + 1) for text in texts]
        assert expected == found.counts.tolist() == np.bincount(found.owners, minlength=len(texts)).tolist()
        assert sum(expected) == len(found.buckets)


@given(st.lists(st.text(max_size=5), max_size=6))
def test_every_unit_begins_an_n_gram_or_is_told_to_cross(texts: list[str]) -> None:
    owners = [number for number, text in enumerate(texts) for _ in text]
    for found in rolled(texts, sizes=(1, 2, 4), bits=12, seed=5):
        assert len(owners) == len(found.buckets)
        crossing = [
            unit for unit, owner in enumerate(owners) if owners[unit : unit + found.size] != [owner] * found.size
        ]
        assert crossing == sorted(set(found.crossing.tolist()))


@given(st.lists(st.text(max_size=12), min_size=1, max_size=6))
def test_a_text_has_the_same_buckets_alone_and_among_others(texts: list[str]) -> None:
    together = next(grams(texts, sizes=(2,), bits=16, seed=0))
    for number, text in enumerate(texts):
        alone = next(grams([text], sizes=(2,), bits=16, seed=0))
        assert alone.buckets.tolist() == together.buckets[together.owners == number].tolist()


def test_seeds_and_salts_keep_namespaces_apart() -> None:
    plain, seeded, salted = (
        next(grams(["油耗"], sizes=(2,), bits=30, **known)).buckets.tolist()  # type: ignore[arg-type]
        for known in ({"seed": 0}, {"seed": 1}, {"seed": 0, "salts": ["配置"]})
    )
    assert len({*plain, *seeded, *salted}) == 3


def test_words_are_units_as_characters_are() -> None:
    found = list(grams([["座椅", "很", "舒服"], []], sizes=(1, 2), bits=20, seed=0))
    assert [3, 2] == [len(part.buckets) for part in found]


def test_scores_of_one_text_do_not_depend_on_its_company() -> None:
    made = model()
    together = made.scores([TEXTS], [{}] * 4)
    for number, text in enumerate(TEXTS):
        assert np.array_equal(together[number], made.scores([[text]], [{}])[0])


def test_unknown_facts_and_unknown_n_grams_are_worth_nothing() -> None:
    made = model()
    assert [0.0, 0.0] == made.scores([["zzz"]], [{"unheard of": 5.0}])[0].tolist()
    assert [2.0, 2.0] == made.scores([["zzz"]], [{"known": 2.0}])[0].tolist()


def test_pushes_add_up_to_the_score() -> None:
    made = model()
    pushed = made.blocks[0].characters(TEXTS[0], "", 1)
    assert len(TEXTS[0]) == len(pushed)
    assert float(pushed.sum()) == pytest.approx(float(made.scores([[TEXTS[0]]], [{}])[0][1]))


@given(st.lists(st.text("座椅很舒服油耗高", max_size=9), min_size=1, max_size=5), st.booleans())
def test_a_score_is_the_sum_of_the_weights_over_the_norm(texts: list[str], salted: bool) -> None:
    made = model(salted=salted)
    block, salts = made.blocks[0], ["甲"] * len(texts) if salted else []
    rows = {int(bucket): row for row, bucket in enumerate(block.kept)}
    expected = np.zeros((len(texts), 2))
    norms = np.zeros(len(texts))
    for found in grams(texts, sizes=block.namespace.sizes, bits=10, seed=0, salts=salts):
        for owner, bucket in zip(found.owners.tolist(), found.buckets.tolist(), strict=True):
            if bucket in rows:
                expected[owner] += block.weights[rows[bucket]].astype(float)
                norms[owner] += float(block.squares[rows[bucket]])
    expected /= np.sqrt(np.maximum(norms, 1e-12))[:, None]
    assert np.allclose(expected, made.scores([texts], [{}] * len(texts), salts), atol=1e-5)


def test_pushes_are_ranges_of_the_text() -> None:
    pushed = model().pushes(0, TEXTS[0], 0)
    assert pushed
    assert [push.weight > 0 for push in pushed] == sorted((push.weight > 0 for push in pushed), reverse=True)
    for push in pushed:
        assert 0 <= push.start < push.end <= len(TEXTS[0])


def test_same_model_same_bytes_and_back(tmp_path: Path) -> None:
    made = model()
    for name in ("one", "two"):
        save_models(tmp_path / name, {"part": made}, {"vocnlp": "1"})
    for file in ("weights.npz", "model.json"):
        assert (tmp_path / "one" / file).read_bytes() == (tmp_path / "two" / file).read_bytes()
    back, header = load_models(tmp_path / "one")
    assert "1" == header["vocnlp"]
    assert np.array_equal(made.scores([TEXTS], [{}] * 4), back["part"].scores([TEXTS], [{}] * 4))


def test_a_damaged_file_is_refused(tmp_path: Path) -> None:
    save_models(tmp_path, {"part": model()}, {})
    content = bytearray((tmp_path / "weights.npz").read_bytes())
    content[len(content) // 2] ^= 1
    (tmp_path / "weights.npz").write_bytes(bytes(content))
    with pytest.raises(ModelError, match="damaged"):
        load_models(tmp_path)


def test_a_newer_file_says_so(tmp_path: Path) -> None:
    save_models(tmp_path, {"part": model()}, {"vocnlp": "9.0"})
    header = json.loads((tmp_path / "model.json").read_text(encoding="utf-8"))
    header["format"] = 99
    (tmp_path / "model.json").write_text(json.dumps(header), encoding="utf-8")
    with pytest.raises(ModelError, match=r"newer vocnlp 9\.0"):
        load_models(tmp_path)


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"format": "x"}'])
def test_a_header_that_is_none_is_refused(tmp_path: Path, content: str) -> None:
    (tmp_path / "model.json").write_text(content, encoding="utf-8")
    with pytest.raises(ModelError, match="damaged"):
        load_models(tmp_path)


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"model\.json"):
        load_models(tmp_path)


def test_an_object_array_is_never_unpickled(tmp_path: Path) -> None:
    import hashlib

    save_models(tmp_path, {"part": model()}, {})
    np.savez(tmp_path / "weights.npz", **{"part.bias": np.array([{}], dtype=object)})
    header = json.loads((tmp_path / "model.json").read_text(encoding="utf-8"))
    header["sha256"] = hashlib.sha256((tmp_path / "weights.npz").read_bytes()).hexdigest()
    (tmp_path / "model.json").write_text(json.dumps(header), encoding="utf-8")
    with pytest.raises(ModelError, match="incomplete"):
        load_models(tmp_path)


@given(st.floats(-1e6, 1e6))
def test_curves_give_probabilities(margin: float) -> None:
    for curve in (Curve(2.0, -1.0), Curve(knots=((-1.0, 0.2), (0.0, 0.2), (2.0, 0.9)))):
        assert 0.0 <= curve(margin) <= 1.0
        assert curve == Curve.from_dict(json.loads(json.dumps(curve.to_dict())))


def test_any_of_takes_the_best_when_every_text_has_a_label() -> None:
    curve = Curve()
    decider = AnyOf(model(), (curve, curve), (0.5, 0.5), (0.1, 0.1), always=True)
    guesses = decider.read([0.2, -3.0])
    assert [(True, True), (False, False)] == [(guess.taken, guess.kept) for guess in guesses]


def test_one_of_moves_margins_by_offsets() -> None:
    decider = OneOf(model(3), (0.0, 1.0, 0.0), Curve())
    guess = decider.read([0.5, 0.0, 0.1])
    assert ("乙", 0.5) == (guess.label, guess.margin)


def test_two_decisions_are_right_together_as_often_as_was_measured() -> None:
    plain = OneOf(model(3), (0.0, 0.0, 0.0), Curve())
    assert 0.4 == plain.jointly(0.5, 0.8)
    measured = OneOf(plain.model, plain.offsets, plain.curve, joint=Curve(0.0, 0.0))
    assert 0.5 == measured.jointly(0.9, 0.9)
    assert measured.jointly(0.1, 0.2) == OneOf.from_dict(plain.model, measured.to_dict()).jointly(0.1, 0.2)
    assert OneOf.from_dict(plain.model, plain.to_dict()).joint is None


def test_models_pickle() -> None:
    made = model(salted=True)
    back = pickle.loads(pickle.dumps(made))
    assert np.array_equal(made.scores([TEXTS], [{}] * 4, ["甲"] * 4), back.scores([TEXTS], [{}] * 4, ["甲"] * 4))


def test_vectors_are_weighed_as_they_are(tmp_path: Path) -> None:
    namespace = Namespace("vectors", sizes=(), bits=0)
    weights = np.array([[1.0, 0.0], [0.0, 2.0], [0.5, 0.5]], dtype=np.float16)
    block = Block(namespace, np.arange(3), weights, np.ones(3))
    made = LinearModel(("甲", "乙"), (block,), (), np.zeros((0, 2)), np.zeros(2))
    vectors = np.array([[1.0, 2.0, 4.0], [0.0, 0.0, 0.0]])
    assert [[3.0, 6.0], [0.0, 0.0]] == made.scores([vectors], [{}] * 2).tolist()
    save_models(tmp_path, {"part": made}, {})
    assert [[3.0, 6.0], [0.0, 0.0]] == load_models(tmp_path)[0]["part"].scores([vectors], [{}] * 2).tolist()
