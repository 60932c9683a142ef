"""Find every literal of a pack in one pass over a text, whatever their number.

``ahocorasick_rs`` does the walk, ``pyahocorasick`` where it has no wheel; both give the same hits in the
same order. A literal that begins or ends in a Latin letter or a digit only hits at an edge of such a run:
``app`` is not in ``happy``, ``v6`` not in ``v60``.
"""

from __future__ import annotations

import re
import string
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, TypeAlias

__all__ = ["Automaton", "Hit", "Vocabulary"]

Hit: TypeAlias = tuple[int, int, int]
"""Literal id, start, end."""

_LATIN = re.compile("[0-9a-zA-Z]")
_LATIN_SET = frozenset(string.ascii_letters + string.digits)
_SURROGATE = re.compile(r"[\ud800-\udfff]")
_NEVER = "\ufdd0"


class Vocabulary:
    """Collects the literals of all readers of a pack; the same literal has the same id for all of them.

    >>> vocabulary = Vocabulary()
    >>> vocabulary.add("客服"), vocabulary.add("客服电话"), vocabulary.add("客服")
    (0, 1, 0)
    >>> vocabulary.compile().scan("打客服电话")
    [(0, 1, 3), (1, 1, 5)]
    """

    def __init__(self) -> None:
        self._ids: dict[str, int] = {}
        self._literals: list[str] = []

    def __len__(self) -> int:
        return len(self._ids)

    def add(self, literal: str) -> int:
        """Return the id of a literal in normal form; an empty literal gets an id and never hits."""
        found = self._ids.get(literal)
        if found is None:
            found = self._ids[literal] = len(self._ids)
            self._literals.append(literal)
        return found

    def literal(self, index: int) -> str:
        """Return the literal of an id."""
        return self._literals[index]

    def compile(self) -> Automaton:
        """Build the automaton of everything added so far."""
        return Automaton(self._literals)


class Automaton:
    """All literals of a pack, ready to scan; frozen, thread-safe, pickles as its literals."""

    __slots__ = ("_find", "_guarded", "literals")

    def __init__(self, literals: Sequence[str]) -> None:
        self.literals = tuple(literals)
        self._find = _engine(self.literals)
        self._guarded = frozenset(
            [index for index, text in enumerate(self.literals) if text[:1] in _LATIN_SET or text[-1:] in _LATIN_SET]
        )

    def __reduce__(self) -> tuple[Any, ...]:
        return (Automaton, (self.literals,))

    def scan(self, text: str) -> list[Hit]:
        """Return all hits, overlapping ones too, sorted by end, longer ones first."""
        try:
            hits = self._find(text)
        except UnicodeEncodeError:
            hits = self._find(_SURROGATE.sub("\ufffd", text))
        if self._guarded and hits and _LATIN.search(text):
            guarded = self._guarded
            return [hit for hit in hits if hit[0] not in guarded or _stands_alone(text, hit[1], hit[2])]
        return hits


def _stands_alone(text: str, start: int, end: int) -> bool:
    """Tell whether neither edge cuts a run of letters or a run of digits."""
    return not (
        (start > 0 and _same_run(text[start - 1], text[start]))
        or (end < len(text) and _same_run(text[end - 1], text[end]))
    )


def _same_run(left: str, right: str) -> bool:
    return (
        left.isascii()
        and right.isascii()
        and ((left.isalpha() and right.isalpha()) or (left.isdigit() and right.isdigit()))
    )


def _engine(literals: tuple[str, ...]) -> Callable[[str], list[Hit]]:
    patterns = [text or f"{_NEVER}{index}" for index, text in enumerate(literals)]
    if _SURROGATE.search("".join(literals)):
        patterns = [_SURROGATE.sub("\ufdd1", text) for text in patterns]
    try:
        import ahocorasick_rs
    except ImportError:
        return _fallback(patterns)
    engine = ahocorasick_rs.AhoCorasick(patterns, matchkind=ahocorasick_rs.MATCHKIND_STANDARD)
    return partial(engine.find_matches_as_indexes, overlapping=True)


def _fallback(patterns: list[str]) -> Callable[[str], list[Hit]]:
    """Walk with pyahocorasick, which gives the end of a hit and keeps a value per literal."""
    if not patterns:
        return lambda text: []
    import ahocorasick

    engine = ahocorasick.Automaton()
    for index, pattern in enumerate(patterns):
        engine.add_word(pattern, (index, len(pattern)))
    engine.make_automaton()

    def find(text: str) -> list[Hit]:
        return [(index, end + 1 - length, end + 1) for end, (index, length) in engine.iter(text)]

    return find
