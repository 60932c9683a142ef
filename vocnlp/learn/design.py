"""Turn labelled examples into the matrix that scikit-learn fits, and its coefficients into a LinearModel.

Every scale (idf, the weight of facts, naive Bayes ratios) is folded into the stored weights: prediction knows none.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from vocnlp.linear.grams import Text, grams
from vocnlp.linear.model import Block, LinearModel, Namespace

__all__ = ["Design", "Sample", "build_design"]

_MIN_COUNT = 2
_VECTOR_SCALE = 1.0


class Sample(NamedTuple):
    """Examples: for every namespace one text an example, named facts, and the word salted namespaces cross with."""

    texts: tuple[Sequence[Text], ...]
    facts: Sequence[Mapping[str, float]]
    salts: Sequence[str] = ()

    def __len__(self) -> int:
        return len(self.facts)


@dataclass(frozen=True, eq=False)
class Design:
    """The matrix of a sample and what is needed to fold coefficients back; a column an n-gram bucket or a fact."""

    matrix: Any
    namespaces: tuple[Namespace, ...]
    kept: tuple[Any, ...]
    idf: tuple[Any, ...]
    facts: tuple[str, ...]
    fact_scale: float

    @property
    def grams(self) -> int:
        """How many of the columns are n-grams; facts come behind them."""
        return sum(len(kept) for kept in self.kept)

    def model(self, outputs: Sequence[str], coefficients: Any, bias: Any) -> LinearModel:
        """Return the predictor: ``coefficients`` is (columns, outputs) on ``matrix``."""
        import numpy as np

        blocks, start = [], 0
        for namespace, kept, idf in zip(self.namespaces, self.kept, self.idf, strict=True):
            part = coefficients[start : start + len(kept)]
            weights = (part * idf[:, None]).astype(np.float16)
            blocks.append(Block(namespace, kept, weights, (idf * idf).astype(np.float16)))
            start += len(kept)
        facts = (coefficients[start:] * self.fact_scale).astype(np.float16).astype(np.float64)
        rounded = np.asarray(bias, dtype=np.float32).astype(np.float64)
        return LinearModel(tuple(outputs), tuple(blocks), self.facts, facts, rounded)


def build_design(sample: Sample, namespaces: Sequence[Namespace], *, fact_scale: float = 0.15) -> Design:
    """Count n-grams and facts that occur in at least two examples, and weight them by idf and by the text's norm.

    Args:
        sample: the examples.
        namespaces: one for each of ``sample.texts``.
        fact_scale: how much a fact of 1.0 counts beside a text of norm 1.0.
    """
    import numpy as np
    from scipy import sparse

    parts, kept, idfs = [], [], []
    for namespace, texts in zip(namespaces, sample.texts, strict=True):
        if not namespace.sizes:
            dense = np.asarray(texts, dtype=float)
            parts.append(sparse.csr_array(dense * _VECTOR_SCALE))
            kept.append(np.arange(dense.shape[1]))
            idfs.append(np.full(dense.shape[1], _VECTOR_SCALE))
            continue
        counts = _counts(namespace, texts, sample.salts)
        seen = np.bincount(counts.indices, minlength=counts.shape[1])
        buckets = np.flatnonzero(seen >= min(_MIN_COUNT, len(sample)))
        idf = (np.log((1 + len(sample)) / (1 + seen[buckets])) + 1).astype(np.float16).astype(np.float64)
        chosen = counts[:, buckets]
        norms = np.sqrt(np.maximum(chosen @ (idf * idf).astype(np.float16).astype(np.float64), 1e-12))
        parts.append(sparse.diags_array(1 / norms) @ chosen @ sparse.diags_array(idf))
        kept.append(buckets)
        idfs.append(idf)
    facts, table = _facts(sample.facts)
    matrix = sparse.hstack([*parts, table * fact_scale]).tocsr()
    matrix.indices, matrix.indptr = matrix.indices.astype(np.int32), matrix.indptr.astype(np.int32)
    return Design(matrix, tuple(namespaces), tuple(kept), tuple(idfs), facts, fact_scale)


def _counts(namespace: Namespace, texts: Sequence[Text], salts: Sequence[str]) -> Any:
    import numpy as np
    from scipy import sparse

    found = list(
        grams(
            texts,
            sizes=namespace.sizes,
            bits=namespace.bits,
            seed=namespace.seed,
            salts=salts if namespace.salted else (),
        )
    )
    owners = np.concatenate([part.owners for part in found])
    buckets = np.concatenate([part.buckets for part in found])
    ones = np.ones(len(owners))
    counts = sparse.csr_array((ones, (owners, buckets)), shape=(len(texts), 1 << namespace.bits))
    counts.sum_duplicates()
    return counts


def _facts(facts: Sequence[Mapping[str, float]]) -> tuple[tuple[str, ...], Any]:
    """Return the names of the facts that occur at least twice, sorted, and their table."""
    import numpy as np
    from scipy import sparse

    counted: dict[str, int] = {}
    for known in facts:
        for name in known:
            counted[name] = counted.get(name, 0) + 1
    names = sorted(name for name, count in counted.items() if count >= _MIN_COUNT)
    places = {name: column for column, name in enumerate(names)}
    rows, columns, values = [], [], []
    for row, known in enumerate(facts):
        for name, value in known.items():
            if name in places:
                rows.append(row)
                columns.append(places[name])
                values.append(value)
    shape = (len(facts), len(names))
    return tuple(names), sparse.csr_array((np.array(values, dtype=float), (rows, columns)), shape=shape)
