"""scikit-learn's own estimator checks, those that a text estimator can pass, and what the others ask put to texts.

The checks know matrices of numbers only. With ``one_d_array`` they hand over one column of numbers, which are texts of
digits for us: enough to try the rules of conduct. A check that still needs a matrix stands in EXCLUDED with its
reason; a check that passes must not stand there.
"""

from __future__ import annotations

import pickle
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy import sparse
from sklearn.base import clone
from sklearn.model_selection import train_test_split
from sklearn.utils.estimator_checks import check_estimator

from tests.learn.voices import rows
from vocnlp.errors import InputError
from vocnlp.integrations.sklearn import VocFeatures, VocNormalizer, VocSentiment, VocTagger
from vocnlp.integrations.sklearn_inputs import indicator

SLICES = "cuts columns out of X itself; put to texts below"
WIDTH = "asks for n_features_in_ and for columns that are missing; texts have no columns"
EXCLUDED = {
    "check_dont_overwrite_parameters": SLICES,
    "check_dict_unchanged": SLICES,
    "check_methods_sample_order_invariance": SLICES,
    "check_methods_subset_invariance": SLICES,
    "check_fit2d_1sample": SLICES,
    "check_fit2d_1feature": SLICES,
    "check_fit2d_predict1d": SLICES,
    "check_dtype_object": SLICES,
    "check_f_contiguous_array_estimator": SLICES,
    "check_fit1d": "wants one column refused: it is what we take",
    "check_n_features_in": WIDTH,
    "check_n_features_in_after_fitting": WIDTH,
    "check_estimators_empty_data_messages": WIDTH,
    "check_estimators_nan_inf": "wants missing values refused: a missing comment is an empty text",
    "check_estimator_sparse_array": "makes a sparse array of one dimension; put to texts below",
}
TRANSFORMER = {"check_transformer_general": WIDTH, "check_transformer_data_not_an_array": WIDTH}
NORMALIZER = {
    **TRANSFORMER,
    "check_transformer_preserve_dtypes": "wants numbers out; texts come out",
    "check_fit_idempotent": "subtracts what comes out; put to texts below",
    "check_pipeline_consistency": "subtracts what comes out; put to texts below",
    "check_estimators_pickle": "subtracts what comes out; put to texts below",
}
CLASSIFIER = {"check_classifiers_train": "wants blobs of numbers told apart, and another width refused"}
TAGGER = {
    **CLASSIFIER,
    "check_classifier_data_not_an_array": "one class a text; a tagger takes lists of labels",
    "check_estimators_dtypes": "one class a text; a tagger takes lists of labels",
    "check_classifiers_one_label": "one class a text; a tagger takes lists of labels",
    "check_classifiers_classes": "one class a text; a tagger takes lists of labels",
    "check_classifier_not_supporting_multiclass": "wants a special message; ours names the way out",
}


class Columns:
    """Claims to take numbers, so that the checks run at all."""

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()  # type: ignore[misc]
        tags.no_validation = False
        tags.input_tags.string = False
        tags.input_tags.one_d_array = tags.input_tags.two_d_array = True
        return tags


class Normalizer(Columns, VocNormalizer):
    """See Columns."""


class Features(Columns, VocFeatures):
    """See Columns."""


class Tagger(Columns, VocTagger):
    """See Columns."""


class Sentiment(Columns, VocSentiment):
    """See Columns."""


@pytest.mark.filterwarnings("ignore::sklearn.exceptions.UndefinedMetricWarning")
@pytest.mark.filterwarnings("ignore::sklearn.exceptions.SkipTestWarning")
@pytest.mark.parametrize(
    ("estimator", "excluded", "at_least"),
    [
        (Normalizer(), NORMALIZER, 22),
        (Features(), TRANSFORMER, 28),
        (Tagger(), TAGGER, 34),
        (Sentiment(), CLASSIFIER, 35),
    ],
)
def test_scikit_learns_own_checks(estimator: Any, excluded: dict[str, str], at_least: int) -> None:
    results = check_estimator(estimator, on_fail=None, on_skip=None)
    failed = {result["check_name"] for result in results if result["status"] == "failed"}
    assert set(EXCLUDED) | set(excluded) == failed
    assert sum(result["status"] == "passed" for result in results) >= at_least


ROWS = rows()
TEXTS = [row["text"] for row in ROWS]
LABELS = {
    VocTagger: [[aspect["category"] for aspect in row["aspects"]] for row in ROWS],
    VocSentiment: [row["label"] for row in ROWS],
}
ESTIMATORS = [VocNormalizer(), VocFeatures(), VocTagger(), VocSentiment(), VocTagger(words=True, rules=False)]


def answers(estimator: Any, texts: Any) -> list[Any]:
    """Return one answer a text, comparable by ==."""
    method = "predict" if hasattr(estimator, "predict") else "transform"
    given = getattr(estimator, method)(texts)
    return (given.toarray() if sparse.issparse(given) else given).tolist()  # type: ignore[no-any-return]


def taught(estimator: Any) -> Any:
    return clone(estimator).fit(TEXTS, LABELS.get(type(estimator)))


@pytest.mark.parametrize("estimator", ESTIMATORS, ids=str)
def test_rules_of_conduct_on_texts(estimator: Any) -> None:
    fitted = taught(estimator)
    expected = answers(fitted, TEXTS[:20])
    state = pickle.dumps(fitted)
    order = np.random.default_rng(0).permutation(20)
    assert [expected[place] for place in order] == answers(fitted, [TEXTS[place] for place in order])
    assert expected == [answers(fitted, [text])[0] for text in TEXTS[:20]]
    assert expected == answers(pickle.loads(state), TEXTS[:20])
    assert expected == answers(fitted.fit(TEXTS, LABELS.get(type(estimator))), TEXTS[:20])
    assert pickle.loads(state).get_params() == fitted.get_params() == estimator.get_params()
    for given in (np.array(TEXTS[:20]), pd.Series(TEXTS[:20]), pd.DataFrame({"text": TEXTS[:20]}), tuple(TEXTS[:20])):
        assert expected == answers(fitted, given)
    assert [] == answers(fitted, [])


@pytest.mark.parametrize("estimator", ESTIMATORS, ids=str)
@pytest.mark.parametrize(
    ("texts", "message"),
    [
        ([], "0 sample"),
        ("好吃", "one column"),
        (np.array([["好", "坏"]]), "one column"),
        (sparse.csr_array(np.eye(3)), "sparse"),
    ],
    ids=["none", "string", "matrix", "sparse"],
)
def test_what_is_no_column_of_texts(estimator: Any, texts: Any, message: str) -> None:
    with pytest.raises(InputError, match=message):
        clone(estimator).fit(texts)


def test_labels_come_in_every_form() -> None:
    table = np.array([[1, 0], [1, 1], [0, 0]])
    lists = [["价格"], ["价格", "服务"], []]
    for given in (lists, table, table.tolist(), sparse.csr_array(table), pd.DataFrame(table, columns=["价格", "服务"])):
        assert table.tolist() == indicator(given)[0].astype(int).tolist()
    assert (
        ["价格", "服务"] == indicator(lists)[1].tolist() == indicator(pd.DataFrame(table, columns=lists[1]))[1].tolist()
    )
    with pytest.raises(InputError, match="VocSentiment"):
        VocTagger().fit(["好", "坏"], ["价格", "服务"])
    with pytest.raises(InputError, match="Unknown label type"):
        VocTagger().fit(["好", "坏"], np.array([[0.3], [1.0]]))


def test_held_out_rows_are_told_apart() -> None:
    for kind in (VocSentiment, VocTagger):
        x, other, y, truth = train_test_split(TEXTS, LABELS[kind], random_state=0)
        for options in ({}, {"rules": False}, {"words": True}):
            fitted = kind(**options).fit(x, y)
            wanted = truth if kind is VocSentiment else [[name in r for name in fitted.classes_] for r in truth]
            assert (np.asarray(fitted.predict(other)) == np.asarray(wanted)).mean() > 0.8
