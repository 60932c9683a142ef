"""Turn what scikit-learn users pass as ``X`` and ``y`` into texts, readings and indicator matrices."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from vocnlp.errors import InputError
from vocnlp.hybrid.reading import Reading
from vocnlp.pipeline import Pipeline, load

__all__ = ["indicator", "pipeline_of", "readings_of", "texts_of"]


@lru_cache(maxsize=4)
def pipeline_of(pack: str) -> Pipeline:
    """Keep compiled packs between calls: they are immutable, and cross-validation asks for them at every fold."""
    return load(pack, learned=False)


def readings_of(pack: str, texts: Iterable[str]) -> list[Reading]:
    """Read texts with the rules of a pack."""
    pipeline = pipeline_of(pack)
    return [pipeline.read_rules(text) for text in texts]


def texts_of(given: Any, *, fitting: bool = False) -> list[str]:
    """Read a list, array, Series or single-column frame of texts; missing values are empty texts.

    Raises:
        InputError: it is one string, a sparse matrix or has several columns; or, when fitting, nothing at all.
    """
    if hasattr(given, "tocsr"):
        raise InputError("texts must be strings; a sparse matrix has none (sparse input is not supported)")
    values = given.to_numpy() if hasattr(given, "to_numpy") else given
    if not isinstance(values, Iterable):
        import numpy as np

        values = np.asarray(values)
    if getattr(values, "ndim", 1) == 2 and values.shape[1] == 1:
        values = values[:, 0]
    if isinstance(values, str) or getattr(values, "ndim", 1) != 1:
        raise InputError(
            "texts must be one column of strings: a list, an array or a Series, not a matrix or one string"
        )
    texts = [_text(value) for value in values]
    if fitting and not texts:
        raise InputError("Found array with 0 sample(s) while a minimum of 1 is required: no texts to learn from")
    return texts


def _text(value: Any) -> str:
    if isinstance(value, complex):
        raise InputError("Complex data not supported: texts must be strings")
    return "" if value is None or value != value else str(value)


def indicator(y: Any) -> tuple[Any, Any]:
    """Return the boolean matrix (texts, labels) and the labels of an indicator matrix or a list of label lists.

    Raises:
        InputError: it holds one label a text, or numbers that are no indicators.
    """
    import numpy as np

    labels = getattr(y, "columns", None)
    given = y.toarray() if hasattr(y, "tocsr") else y
    if _is_table(given):
        table = np.asarray(given)
        if not np.isin(table, (0, 1)).all():
            raise InputError("Unknown label type: an indicator matrix holds 0 and 1 alone")
        return table.astype(bool), np.arange(table.shape[1]) if labels is None else np.asarray(labels, dtype=object)
    rows = list(given)
    if any(isinstance(one, str) or not isinstance(one, Iterable) for one in rows):
        raise InputError("Unknown label type: a text needs a list of labels or a row of 0 and 1; else use VocSentiment")
    names = np.array(sorted({name for one in rows for name in one}), dtype=object)
    return np.array([[name in one for name in names] for one in rows], dtype=bool).reshape(len(rows), -1), names


def _is_table(y: Any) -> bool:
    """Tell whether y is a matrix, or lists of equally many numbers, which scikit-learn reads as one."""
    import numpy as np

    if getattr(y, "ndim", 1) == 2 or not isinstance(y, list):
        return getattr(y, "ndim", 1) == 2
    same = all(isinstance(row, (list, np.ndarray)) and len(row) == len(y[0]) for row in y)
    return same and np.asarray(y).dtype.kind in "biuf"
