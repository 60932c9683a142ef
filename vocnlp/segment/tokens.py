"""Turn a text into word tokens with offsets, on demand; matching never depends on them.

jieba cuts 打/不通 and glues 风噪大, so tokens are a guard ("is there a word boundary here?"), a feature and
evidence. Every segmenter is lazy: its dictionary is read at the first ``segment``, and again after unpickling.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple, Protocol

__all__ = ["LazySegmenter", "Segmenter", "Token", "as_written", "borders", "encodable", "tile"]

_SURROGATE = re.compile("[\ud800-\udfff]")


class Token(NamedTuple):
    """One word: ``text`` stands at ``[start, end)`` of the text that was segmented; ``tag`` is its part of speech."""

    start: int
    end: int
    text: str
    tag: str = ""


class Segmenter(Protocol):
    """What every backend does. The tokens stand in order and tile the text: nothing is lost, not even spaces."""

    name: str
    words: tuple[str, ...]

    def segment(self, text: str, *, tags: bool = False) -> list[Token]:
        """Cut ``text``; ``tags`` asks for parts of speech where the backend knows them."""
        ...


class LazySegmenter:
    """Base of the backends: frozen settings, an engine made at first use under a lock, pickling as settings."""

    __slots__ = ("_engine", "_lock", "words")

    name = ""
    words: tuple[str, ...]
    _engine: Any
    _lock: threading.Lock

    def __init__(self, words: Iterable[str] = ()) -> None:
        object.__setattr__(self, "words", tuple(sorted({word for word in words if word.strip()})))
        object.__setattr__(self, "_engine", None)
        object.__setattr__(self, "_lock", threading.Lock())

    def engine(self) -> Any:
        """Return the engine, made complete before any thread can see it."""
        if self._engine is None:
            with self._lock:
                if self._engine is None:
                    object.__setattr__(self, "_engine", self.make())
        return self._engine

    def make(self) -> Any:
        """Build the engine with its user words."""
        raise NotImplementedError

    def settings(self) -> tuple[Any, ...]:
        """Return the arguments that make an equal segmenter."""
        return (self.words,)

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"a segmenter is frozen; make a new one to change {name}")

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), self.settings()

    def __eq__(self, other: object) -> bool:
        return type(other) is type(self) and other.settings() == self.settings()

    def __hash__(self) -> int:
        return hash((type(self), self.settings()))

    def __repr__(self) -> str:
        return f"<{type(self).__name__} with {len(self.words)} user words>"


def borders(tokens: Iterable[Token]) -> frozenset[int]:
    """Return every position at which a token starts or ends.

    >>> sorted(borders([Token(0, 2, "座椅"), Token(2, 3, "硬")]))
    [0, 2, 3]
    """
    return frozenset(position for token in tokens for position in (token.start, token.end))


def encodable(text: str) -> str:
    """Return the text with a sign of replacement for each lone surrogate, which engines outside Python refuse."""
    return text if text.isascii() else _SURROGATE.sub("\ufffd", text)


def as_written(text: str, tokens: Iterable[Token]) -> list[Token]:
    """Return the tokens of ``encodable(text)`` with the characters of ``text``."""
    return [token._replace(text=text[token.start : token.end]) if "\ufffd" in token.text else token for token in tokens]


def tile(text: str, words: Iterable[tuple[str, str]]) -> Iterator[Token]:
    """Place words (with tags) one after the other in ``text``; what an engine dropped becomes tokens of its own.

    >>> [tuple(token) for token in tile("空间 大", [("空间", "n"), ("大", "a")])]
    [(0, 2, '空间', 'n'), (2, 3, ' ', ''), (3, 4, '大', 'a')]
    """
    position = 0
    for word, tag in words:
        start = position if text.startswith(word, position) else text.find(word, position, position + 64 + len(word))
        if start < 0 or not word:
            continue
        if start > position:
            yield Token(position, start, text[position:start])
        position = start + len(word)
        yield Token(start, position, word, tag)
    if position < len(text):
        yield Token(position, len(text), text[position:])
