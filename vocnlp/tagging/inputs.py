"""Turn normalized texts into what a learned part reads: characters, and if it was trained so words and vectors."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from vocnlp.linear.encode import Encoder
from vocnlp.linear.model import LinearModel, Namespace
from vocnlp.segment.segmenter import segmenter
from vocnlp.segment.tokens import Segmenter

__all__ = ["Inputs"]

CHARACTERS = Namespace("text", bits=20)
WORDS = Namespace("words", sizes=(1, 2), bits=20, seed=3)
VECTORS = Namespace("vectors", sizes=(), bits=0)


@dataclass(frozen=True)
class Inputs:
    """Which texts stand beside the characters."""

    cutter: Segmenter | None = None
    encoder: Encoder | None = None

    @classmethod
    def choose(cls, *, words: bool = False, encoder: Encoder | None = None) -> Inputs:
        """Return the inputs that are wanted."""
        return cls(segmenter() if words else None, encoder)

    @classmethod
    def of(cls, model: LinearModel, encoder: Encoder | None) -> Inputs:
        """Return the inputs that a model was trained with."""
        names = {block.namespace.name for block in model.blocks}
        return cls.choose(words=WORDS.name in names, encoder=encoder if VECTORS.name in names else None)

    @property
    def namespaces(self) -> tuple[Namespace, ...]:
        """One for each of ``texts``."""
        words = (WORDS,) if self.cutter else ()
        return (CHARACTERS, *words, *((VECTORS,) if self.encoder else ()))

    def texts(self, texts: Sequence[str]) -> tuple[Any, ...]:
        """Return the texts in every form."""
        found: list[Any] = [texts]
        if self.cutter is not None:
            found.append([tuple(token.text for token in self.cutter.segment(text)) for text in texts])
        if self.encoder is not None:
            found.append(self.encoder.encode(texts))
        return tuple(found)
