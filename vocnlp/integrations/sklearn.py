"""Turn packs into scikit-learn estimators for Pipeline, GridSearchCV and cross_val_score.

    VocNormalizer   texts -> normalized texts                       (transformer)
    VocFeatures     texts -> matrix of what the rules found          (transformer)
    VocTagger       texts -> indicator matrix of points or labels    (multi-label classifier)
    VocSentiment    texts -> one label a text                        (classifier)

Without ``fit`` on labels the two classifiers answer with the rules of the pack; after ``fit`` with rules and model.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from sklearn.base import BaseEstimator, ClassifierMixin, TransformerMixin
from sklearn.exceptions import NotFittedError
from sklearn.utils.multiclass import check_classification_targets, unique_labels
from sklearn.utils.validation import column_or_1d

from vocnlp.errors import InputError
from vocnlp.hybrid.facts import category_facts, whole_facts
from vocnlp.hybrid.reading import Reading
from vocnlp.hybrid.whole import WHOLE_NAMESPACES, whole_texts
from vocnlp.integrations.sklearn_inputs import indicator, pipeline_of, readings_of, texts_of
from vocnlp.learn.design import Design, Sample, build_design
from vocnlp.learn.fit import fit_any, fit_one
from vocnlp.linear.decide import AnyOf, OneOf
from vocnlp.linear.model import Namespace
from vocnlp.normalize import Normalizer
from vocnlp.segment.segmenter import segmenter

__all__ = ["VocFeatures", "VocNormalizer", "VocSentiment", "VocTagger"]

_TEXT = (Namespace("text", bits=20),)


class _Texts(BaseEstimator):  # type: ignore[misc]  # scikit-learn is not typed
    """What all share: a list, array, Series or single-column frame of texts in, no state but what ``fit`` learned."""

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.input_tags.string = True
        tags.input_tags.two_d_array = False
        tags.input_tags.one_d_array = True
        tags.no_validation = True
        return tags


class VocNormalizer(TransformerMixin, _Texts):  # type: ignore[misc]
    """Normalize texts: script, width, emoji, HTML, repeats; see ``vocnlp.normalize``.

    >>> VocNormalizer().fit_transform(["這台車好好好開！！！"]).tolist()
    ['这台车好开！']
    """

    def __init__(self, *, without: Sequence[str] = ()) -> None:
        self.without = without

    def fit(self, X: Iterable[str], y: object = None) -> VocNormalizer:
        """Learn nothing."""
        texts_of(X, fitting=True)
        return self

    def transform(self, X: Iterable[str]) -> Any:
        """Return the array of normalized texts."""
        import numpy as np

        normalizer = Normalizer(without=tuple(self.without))
        return np.array([normalizer.normalize(text).text for text in texts_of(X)], dtype=object)

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.requires_fit = False
        return tags


class VocFeatures(TransformerMixin, _Texts):  # type: ignore[misc]
    """Turn texts into a sparse matrix of what the rules of a pack found; a column a fact, by ``get_feature_names_out``.

    Use it in a ``FeatureUnion`` beside any vectorizer: the estimator behind it then stacks on the rules.
    """

    def __init__(self, pack: str = "base") -> None:
        self.pack = pack

    def fit(self, X: Iterable[str], y: object = None) -> VocFeatures:
        """Remember which facts occur."""
        from sklearn.feature_extraction import DictVectorizer

        readings = readings_of(self.pack, texts_of(X, fitting=True))
        self.vectorizer_ = DictVectorizer().fit([self._facts(reading) for reading in readings])
        return self

    def transform(self, X: Iterable[str]) -> Any:
        """Return the matrix.

        Raises:
            NotFittedError: ``fit`` was not called.
        """
        _check(self, "vectorizer_")
        facts = [self._facts(reading) for reading in readings_of(self.pack, texts_of(X))]
        return self.vectorizer_.transform(facts or [{}])[: len(facts)]

    def get_feature_names_out(self, input_features: object = None) -> Any:
        """Return the name of every column."""
        _check(self, "vectorizer_")
        return self.vectorizer_.get_feature_names_out()

    @staticmethod
    def _facts(reading: Reading) -> dict[str, float]:
        return {**category_facts(reading, {}), **whole_facts(reading)}


class _Learner(ClassifierMixin, _Texts):  # type: ignore[misc]
    """What both classifiers share: n-grams of characters, perhaps of words, beside what the rules found."""

    def __init__(self, pack: str = "base", *, rules: bool = True, words: bool = False, seed: int = 0) -> None:
        """Choose what is looked at.

        Args:
            pack: whose rules are read: a name or a folder.
            rules: whether what the rules found is an input of the model.
            words: whether n-grams of the segmenter's words stand beside those of characters.
            seed: of folds and solver.
        """
        self.pack = pack
        self.rules = rules
        self.words = words
        self.seed = seed

    def _sample(self, readings: Sequence[Reading], facts: Callable[[Reading], dict[str, float]]) -> Sample:
        texts = whole_texts(readings, segmenter()) if self.words else ([r.text.text for r in readings],)
        return Sample(texts, [facts(reading) if self.rules else {} for reading in readings])

    def _design(self, sample: Sample) -> Design:
        return build_design(sample, WHOLE_NAMESPACES if self.words else _TEXT)


class VocTagger(_Learner):
    """Tag texts with any number of labels.

    ``y`` of ``fit`` is an indicator matrix (see ``MultiLabelBinarizer``) or a list of label lists; without ``y`` the
    labels are the points of the pack and the rules answer.

    >>> import numpy as np
    >>> tagger = VocTagger("base").fit(["客服态度很好"])
    >>> [tagger.classes_[place] for place in np.flatnonzero(tagger.predict(["客服态度很好"])[0])]
    ['service.attitude']
    """

    def fit(self, X: Iterable[str], y: Any = None) -> VocTagger:
        """Learn from labels, or take the points of the pack as they are.

        Raises:
            InputError: texts and labels differ in number, or a text has a label instead of a list of labels.
        """
        import numpy as np

        self.decider_: AnyOf | None = None
        texts = texts_of(X, fitting=True)
        if y is None:
            self.classes_ = np.array(sorted(pipeline_of(self.pack).pack.taxonomy.points), dtype=object)
            return self
        wanted, self.classes_ = indicator(y)
        _same_length(texts, wanted)
        design = self._design(self._sample(readings_of(self.pack, texts), _points))
        names = [str(name) for name in self.classes_]
        self.decider_ = fit_any(design, names, wanted, np.zeros_like(wanted), seed=self.seed).decider
        return self

    def predict(self, X: Iterable[str]) -> Any:
        """Return the indicator matrix (texts, classes)."""
        import numpy as np

        _check(self, "classes_")
        readings = readings_of(self.pack, texts_of(X))
        if self.decider_ is None:
            seen = [{opinion.point for opinion in reading.opinions} for reading in readings]
            found = [[int(name in points) for name in self.classes_] for points in seen]
        else:
            found = [[int(guess.taken) for guess in row] for row in self._guesses(readings)]
        return np.array(found, dtype=int).reshape(len(readings), len(self.classes_))

    def predict_proba(self, X: Iterable[str]) -> Any:
        """Return calibrated probabilities (texts, classes).

        Raises:
            NotFittedError: ``fit`` saw no labels.
        """
        import numpy as np

        _check(self, "classes_")
        if self.decider_ is None:
            raise NotFittedError("probabilities need labels: call fit(X, y)")
        guesses = self._guesses(readings_of(self.pack, texts_of(X)))
        found = [[guess.probability for guess in row] for row in guesses]
        return np.array(found, dtype=float).reshape(len(found), len(self.classes_))

    def _guesses(self, readings: Sequence[Reading]) -> Any:
        assert self.decider_ is not None
        sample = self._sample(readings, _points)
        return self.decider_.guess(sample.texts, sample.facts)

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.classifier_tags.multi_class = False
        tags.classifier_tags.multi_label = True
        tags.target_tags.single_output = False
        tags.target_tags.multi_output = True
        return tags


class VocSentiment(_Learner):
    """Classify whole texts into one label each.

    Without ``y`` the rules answer with positive, neutral, negative or mixed; with ``y`` its labels are learned.

    >>> VocSentiment("base").fit(["客服态度很好"]).predict(["客服态度很差"]).tolist()
    ['negative']
    """

    def fit(self, X: Iterable[str], y: Any = None) -> VocSentiment:
        """Learn from one label a text, or take the rules as they are.

        Raises:
            InputError: texts and labels differ in number.
        """
        import numpy as np

        self.decider_: OneOf | None = None
        texts = texts_of(X, fitting=True)
        if y is None:
            self.classes_ = np.array(["mixed", "negative", "neutral", "positive"], dtype=object)
            return self
        gold = column_or_1d(y, warn=True)
        check_classification_targets(gold)
        _same_length(texts, gold)
        self.classes_ = unique_labels(gold)
        places = [str(place) for place in np.searchsorted(self.classes_, gold)]
        names = [str(place) for place in range(len(self.classes_))]
        design = self._design(self._sample(readings_of(self.pack, texts), whole_facts))
        self.decider_ = fit_one(design, names, places, seed=self.seed, balance=0.0).decider
        return self

    def predict(self, X: Iterable[str]) -> Any:
        """Return one label a text."""
        import numpy as np

        _check(self, "classes_")
        readings = readings_of(self.pack, texts_of(X))
        if self.decider_ is None:
            return np.array([reading.polarity for reading in readings], dtype=object)
        sample = self._sample(readings, whole_facts)
        return self.classes_[[int(guess.label) for guess in self.decider_.choose(sample.texts, sample.facts)]]


def _points(reading: Reading) -> dict[str, float]:
    return category_facts(reading, {})


def _same_length(texts: Sequence[str], labels: Any) -> None:
    if len(texts) != len(labels):
        raise InputError(f"inconsistent numbers of samples: {len(texts)} texts but {len(labels)} rows of labels")


def _check(estimator: Any, attribute: str) -> None:
    if not hasattr(estimator, attribute):
        raise NotFittedError(f"{type(estimator).__name__} is not fitted yet: call fit first")
