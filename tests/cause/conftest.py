"""Read causes with the real normalizer, clause splitter and automaton; the opinion is given."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from vocnlp.cause.reader import CauseReader
from vocnlp.normalize import Normalizer
from vocnlp.segment.clauses import split
from vocnlp.tagging.automaton import Vocabulary
from vocnlp.types.analysis import Cause, Opinion
from vocnlp.types.text import Span

Read = Callable[[str, str], Cause | None]


@pytest.fixture(scope="session")
def reader() -> tuple[CauseReader, Vocabulary, Normalizer]:
    normalizer, vocabulary = Normalizer(), Vocabulary()
    return CauseReader.build(vocabulary, normalizer.pattern), vocabulary, normalizer


@pytest.fixture(scope="session")
def read(reader: tuple[CauseReader, Vocabulary, Normalizer]) -> Read:
    """Return the cause of the opinion that covers a part of a text."""
    causes, vocabulary, normalizer = reader
    automaton = vocabulary.compile()

    def find(raw: str, part: str) -> Cause | None:
        place = raw.index(part)
        opinion = Opinion("p", "negative", -0.5, Span(place, place + len(part)), part)
        text = normalizer.normalize(raw)
        (read,) = causes.attach(text, split(text), automaton.scan(text.text), (opinion,))
        return read.cause

    return find
