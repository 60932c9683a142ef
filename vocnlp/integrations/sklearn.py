"""Turn packs into scikit-learn estimators for Pipeline, GridSearchCV and cross_val_score.

    VocNormalizer   texts -> normalized texts                       (transformer)
    VocFeatures     texts -> matrix of what the rules found          (transformer)
    VocTagger       texts -> indicator matrix of points or labels    (multi-label classifier)
    VocSentiment    texts -> one label a text                        (classifier)

Without ``fit`` on labels the two classifiers answer with the rules of the pack; after ``fit`` with rules and model.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any

from sklearn.base import BaseEstimator, ClassifierMixin, TransformerMixin
from sklearn.exceptions import NotFittedError
from sklearn.utils.multiclass import unique_labels

from vocnlp.errors import InputError
from vocnlp.hybrid.facts import category_facts, whole_facts
from vocnlp.hybrid.reading import Reading
from vocnlp.learn.design import Sample, build_design
from vocnlp.learn.fit import fit_any, fit_one
from vocnlp.linear.decide import AnyOf, OneOf
from vocnlp.linear.model import Namespace
from vocnlp.normalize import Normalizer
from vocnlp.pipeline import Pipeline, load

__all__ = ["VocFeatures", "VocNormalizer", "VocSentiment", "VocTagger"]

_TEXT = (Namespace("text", bits=20),)


class _Texts(BaseEstimator):  # type: ignore[misc]  # scikit-learn is not typed
    """What all share: texts in, no state but what ``fit`` learned."""

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.input_tags.string = True
        tags.input_tags.two_d_array = False
        tags.input_tags.one_d_array = True
        tags.no_validation = True
        return tags


class VocNormalizer(TransformerMixin, _Texts):  # type: ignore[misc]
    """Normalize texts: script, width, emoji, HTML, repeats; see ``vocnlp.normalize``.

    >>> VocNormalizer().fit_transform(["這台車好好好開！！！"])
    ['这台车好开！']
    """

    def __init__(self, *, without: Sequence[str] = ()) -> None:
        self.without = without

    def fit(self, X: Iterable[str], y: object = None) -> VocNormalizer:
        """Learn nothing."""
        self.fitted_ = True
        return self

    def transform(self, X: Iterable[str]) -> list[str]:
        """Return the normalized texts."""
        normalizer = Normalizer(without=tuple(self.without))
        return [normalizer.normalize(text).text for text in _texts(X)]

    def __sklearn_is_fitted__(self) -> bool:
        return True


class VocFeatures(TransformerMixin, _Texts):  # type: ignore[misc]
    """Turn texts into a sparse matrix of what the rules of a pack found; a column a fact, by ``get_feature_names_out``.

    Use it in a ``FeatureUnion`` beside any vectorizer: the estimator behind it then stacks on the rules.
    """

    def __init__(self, pack: str = "base") -> None:
        self.pack = pack

    def fit(self, X: Iterable[str], y: object = None) -> VocFeatures:
        """Remember which facts occur."""
        from sklearn.feature_extraction import DictVectorizer

        self.vectorizer_ = DictVectorizer().fit([self._facts(reading) for reading in _readings(self.pack, X)])
        return self

    def transform(self, X: Iterable[str]) -> Any:
        """Return the matrix.

        Raises:
            NotFittedError: ``fit`` was not called.
        """
        _check(self, "vectorizer_")
        return self.vectorizer_.transform([self._facts(reading) for reading in _readings(self.pack, X)])

    def get_feature_names_out(self, input_features: object = None) -> Any:
        """Return the name of every column."""
        _check(self, "vectorizer_")
        return self.vectorizer_.get_feature_names_out()

    @staticmethod
    def _facts(reading: Reading) -> dict[str, float]:
        return {**category_facts(reading, {}), **whole_facts(reading)}


class VocTagger(ClassifierMixin, _Texts):  # type: ignore[misc]
    """Tag texts with any number of labels: n-grams and the rules of a pack as input.

    ``y`` of ``fit`` is an indicator matrix (see ``MultiLabelBinarizer``) or a list of label lists; without ``y`` the
    labels are the points of the pack and the rules answer.

    >>> import numpy as np
    >>> tagger = VocTagger("base").fit(["客服态度很好"])
    >>> [tagger.classes_[place] for place in np.flatnonzero(tagger.predict(["客服态度很好"])[0])]
    ['service.attitude']
    """

    def __init__(self, pack: str = "base", *, seed: int = 0) -> None:
        self.pack = pack
        self.seed = seed

    def fit(self, X: Iterable[str], y: Any = None) -> VocTagger:
        """Learn from labels, or take the points of the pack as they are.

        Raises:
            InputError: texts and labels differ in number.
        """
        import numpy as np

        self.decider_: AnyOf | None = None
        texts = _texts(X)
        if y is None:
            self.classes_ = np.array(sorted(_pipeline(self.pack).pack.taxonomy.points), dtype=object)
            return self
        wanted, self.classes_ = _indicator(y)
        if len(texts) != len(wanted):
            raise InputError(f"{len(texts)} texts but {len(wanted)} rows of labels")
        readings = _readings(self.pack, texts)
        facts = [category_facts(reading, {}) for reading in readings]
        design = build_design(Sample(([r.text.text for r in readings],), facts), _TEXT)
        names = [str(name) for name in self.classes_]
        self.decider_ = fit_any(design, names, wanted, np.zeros_like(wanted), seed=self.seed).decider
        return self

    def predict(self, X: Iterable[str]) -> Any:
        """Return the indicator matrix (texts, classes)."""
        import numpy as np

        _check(self, "classes_")
        readings = _readings(self.pack, X)
        if self.decider_ is None:
            seen = [{opinion.point for opinion in reading.opinions} for reading in readings]
            return np.array([[int(name in points) for name in self.classes_] for points in seen]).reshape(
                len(readings), len(self.classes_)
            )
        return np.array([[int(guess.taken) for guess in row] for row in self._guesses(readings)])

    def predict_proba(self, X: Iterable[str]) -> Any:
        """Return calibrated probabilities (texts, classes).

        Raises:
            NotFittedError: ``fit`` saw no labels.
        """
        import numpy as np

        _check(self, "classes_")
        if self.decider_ is None:
            raise NotFittedError("probabilities need labels: call fit(X, y)")
        return np.array([[guess.probability for guess in row] for row in self._guesses(_readings(self.pack, X))])

    def _guesses(self, readings: Sequence[Reading]) -> Any:
        assert self.decider_ is not None
        return self.decider_.guess([[r.text.text for r in readings]], [category_facts(r, {}) for r in readings])


class VocSentiment(ClassifierMixin, _Texts):  # type: ignore[misc]
    """Classify whole texts: n-grams and the rules of a pack as input.

    Without ``y`` the rules answer with positive, neutral, negative or mixed; with ``y`` its labels are learned.

    >>> VocSentiment("base").fit(["客服态度很好"]).predict(["客服态度很差"]).tolist()
    ['negative']
    """

    def __init__(self, pack: str = "base", *, seed: int = 0) -> None:
        self.pack = pack
        self.seed = seed

    def fit(self, X: Iterable[str], y: Any = None) -> VocSentiment:
        """Learn from one label a text, or take the rules as they are.

        Raises:
            InputError: texts and labels differ in number.
        """
        import numpy as np

        self.decider_: OneOf | None = None
        texts = _texts(X)
        if y is None:
            self.classes_ = np.array(["mixed", "negative", "neutral", "positive"], dtype=object)
            return self
        gold = np.asarray(y)
        if len(texts) != len(gold):
            raise InputError(f"{len(texts)} texts but {len(gold)} labels")
        self.classes_ = unique_labels(gold)
        places = np.searchsorted(self.classes_, gold)
        readings = _readings(self.pack, texts)
        sample = Sample(([r.text.text for r in readings],), [whole_facts(r) for r in readings])
        names = [str(place) for place in range(len(self.classes_))]
        fitted = fit_one(
            build_design(sample, _TEXT),
            names,
            [str(place) for place in places],
            seed=self.seed,
            balance=0.0,
            ratios=True,
        )
        self.decider_ = fitted.decider
        return self

    def predict(self, X: Iterable[str]) -> Any:
        """Return one label a text."""
        import numpy as np

        _check(self, "classes_")
        readings = _readings(self.pack, X)
        if self.decider_ is None:
            return np.array([reading.polarity for reading in readings], dtype=object)
        texts, facts = [[r.text.text for r in readings]], [whole_facts(r) for r in readings]
        return self.classes_[[int(guess.label) for guess in self.decider_.choose(texts, facts)]]


@lru_cache(maxsize=4)
def _pipeline(pack: str) -> Pipeline:
    """Keep compiled packs between calls: they are immutable, and cross-validation asks for them at every fold."""
    return load(pack, learned=False)


def _readings(pack: str, texts: Iterable[str]) -> list[Reading]:
    pipeline = _pipeline(pack)
    return [pipeline.read_rules(text) for text in _texts(texts)]


def _texts(given: Iterable[Any]) -> list[str]:
    """Read a list, array or Series of texts; missing values are empty texts.

    Raises:
        InputError: it is one string, a frame or a matrix.
    """
    if isinstance(given, str) or getattr(given, "ndim", 1) != 1:
        raise InputError("texts must be one column of strings: a list, an array or a Series, not a frame or one string")
    missing = (None, "")
    return ["" if value in missing or value != value else str(value) for value in given]


def _indicator(y: Any) -> tuple[Any, Any]:
    import numpy as np

    if hasattr(y, "shape") and len(y.shape) == 2:
        dense = np.asarray(y.todense() if hasattr(y, "todense") else y).astype(bool)
        return dense, np.arange(dense.shape[1])
    names = np.array(sorted({label for labels in y for label in labels}), dtype=object)
    return np.array([[name in labels for name in names] for labels in y], dtype=bool), names


def _check(estimator: Any, attribute: str) -> None:
    if not hasattr(estimator, attribute):
        raise NotFittedError(f"{type(estimator).__name__} is not fitted yet: call fit first")
