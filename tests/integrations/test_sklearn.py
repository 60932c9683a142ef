"""The estimators in the places where scikit-learn users put estimators."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from sklearn.compose import make_column_transformer
from sklearn.exceptions import NotFittedError
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GridSearchCV, cross_val_score
from sklearn.pipeline import make_pipeline, make_union
from sklearn.preprocessing import MultiLabelBinarizer

from tests.learn.voices import rows
from vocnlp.errors import InputError
from vocnlp.integrations.sklearn import VocFeatures, VocNormalizer, VocSentiment, VocTagger

ROWS = rows()
TEXTS = [row["text"] for row in ROWS]
WHOLE = [row["label"] for row in ROWS]
LABELS = [[aspect["category"] for aspect in row["aspects"]] for row in ROWS]


def test_rules_beside_a_vectorizer() -> None:
    features = make_union(make_pipeline(VocNormalizer(), TfidfVectorizer(analyzer="char")), VocFeatures("base"))
    model = make_pipeline(features, LogisticRegression())
    assert cross_val_score(model, TEXTS, WHOLE, cv=2).mean() > 0.6


def test_sentiment_in_a_grid_search() -> None:
    grid = {"rules": [True, False], "words": [True, False]}
    search = GridSearchCV(VocSentiment("base"), grid, cv=2).fit(TEXTS, WHOLE)
    assert set(search.predict(TEXTS)) <= {"good", "bad"}
    assert search.best_score_ > 0.6


def test_tagger_in_cross_validation() -> None:
    wanted = MultiLabelBinarizer().fit_transform(LABELS)
    assert cross_val_score(VocTagger("base"), TEXTS, wanted, cv=2, scoring="f1_micro").mean() > 0.6


def test_columns_of_a_frame() -> None:
    frame = pd.DataFrame({"text": TEXTS, "stars": range(len(TEXTS))})
    union = make_column_transformer((VocFeatures("base"), ["text"]), ("passthrough", ["stars"]))
    assert len(TEXTS) == union.fit_transform(frame).shape[0]


def test_tagger_learns_labels() -> None:
    tagger = VocTagger("base").fit(TEXTS, LABELS)
    assert ["价格", "服务"] == tagger.classes_.tolist()
    wanted = np.array([["价格" in labels, "服务" in labels] for labels in LABELS])
    assert (tagger.predict(TEXTS) == wanted).mean() > 0.95
    chances = tagger.predict_proba(TEXTS)
    assert chances.shape == wanted.shape and ((chances >= 0) & (chances <= 1)).all()


def test_without_labels_the_rules_answer() -> None:
    assert ["positive"] == VocSentiment("base").fit(TEXTS).predict(["客服态度很好"]).tolist()
    with pytest.raises(NotFittedError):
        VocTagger("base").fit(TEXTS).predict_proba(TEXTS)
    with pytest.raises(NotFittedError):
        VocTagger("base").predict(TEXTS)


def test_missing_values_are_empty_texts_and_frames_are_refused() -> None:
    assert ["", "", "好"] == VocNormalizer().transform([None, float("nan"), "好"]).tolist()  # type: ignore[list-item]
    with pytest.raises(InputError, match="one column"):
        VocNormalizer().transform("好吃")
    with pytest.raises(InputError, match="rows of labels"):
        VocTagger("base").fit(["好"], [["a"], ["b"]])


def test_feature_names() -> None:
    features = VocFeatures("base").fit(TEXTS[:10])
    assert len(features.get_feature_names_out()) == features.transform(TEXTS[:3]).shape[1]
