"""Turn a text into words with rjieba, jieba in Rust: the same cuts, about twenty times as fast."""

from __future__ import annotations

from typing import Any

from vocnlp.errors import MissingExtraError
from vocnlp.segment.tokens import LazySegmenter, Token, as_written, encodable, tile

__all__ = ["RjiebaSegmenter"]


class RjiebaSegmenter(LazySegmenter):
    """rjieba 0.2; ready in 0.2 s.

    The engine gets its words before it is shown to anyone: adding a word while another thread cuts fails.

    >>> [token.text for token in RjiebaSegmenter(["悬架"]).segment("悬架偏硬")]
    ['悬架', '偏硬']
    """

    __slots__ = ()
    name = "rjieba"

    def make(self) -> Any:
        """Build an engine with the user words."""
        try:
            from rjieba import Jieba
        except ImportError as error:
            raise MissingExtraError("rjieba is not installed: pip install rjieba, or use 'jieba'") from error
        engine = Jieba()
        for word in self.words:
            engine.add_word(word, None, None)
        return engine

    def segment(self, text: str, *, tags: bool = False) -> list[Token]:
        """Cut ``text``, with parts of speech when asked."""
        engine, clean = self.engine(), encodable(text)
        words = engine.tag(clean) if tags else ((word, "") for word in engine.cut(clean))
        return as_written(text, tile(clean, words))
