"""Turn globs into words: for every set of globs that some word fits at once, and no other glob, one such word.

All globs are walked together as one automaton, breadth first, so the words are as short as they can be.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Collection, Sequence

__all__ = ["fitting", "glob_of"]

_MOST = 3000


def glob_of(pattern: re.Pattern[str]) -> str:
    """Return the glob that a compiled pattern was made from.

    >>> glob_of(re.compile(r"gold\\-.*\\Z"))
    'gold-*'
    """
    body = pattern.pattern.removesuffix(r"\Z").replace(".*", "*")
    return re.sub(r"\\(.)|(\.)", lambda found: found[1] or "?", body)


def fitting(globs: Sequence[str], words: Collection[str] = (), *, most: int = _MOST) -> list[str]:
    """Return for every set of globs that a text can fit, and fit no other, a shortest text that is none of ``words``.

    The search ends after ``most`` states; what fits few globs is found first.

    >>> fitting(["*vip", "s*"], ["vip", "svip"])
    ['s', 'ivip', 'sivip']
    """
    letters = sorted({letter for glob in globs for letter in glob} - {"*", "?"})
    taken = {*letters, *(letter for word in words for letter in word)}
    letters.append(next(letter for letter in map(chr, range(ord("他"), 0x10FFFF)) if letter not in taken))
    starts = {word[:end] for word in words for end in range(len(word) + 1)}
    begin = tuple(_reach(glob, {0}) for glob in globs)
    queue: deque[tuple[tuple[frozenset[int], ...], str]] = deque([(begin, "")])
    seen = {(begin, "")}
    found: dict[tuple[bool, ...], str] = {}
    steps: dict[tuple[str, frozenset[int], str], frozenset[int]] = {}
    while queue and len(seen) < most:
        places, text = queue.popleft()
        fits = tuple(len(glob) in place for glob, place in zip(globs, places, strict=True))
        if any(fits) and text not in words:
            found.setdefault(fits, text)
        for letter in letters:
            after = []
            for glob, place in zip(globs, places, strict=True):
                key = (glob, place, letter)
                if key not in steps:
                    steps[key] = _step(*key)
                after.append(steps[key])
            longer = text + letter
            state = (tuple(after), longer if longer in starts else "\0")
            if any(after) and state not in seen:
                seen.add(state)
                queue.append((state[0], longer))
    return list(found.values())


def _reach(glob: str, places: set[int]) -> frozenset[int]:
    """Add the places behind stars, which may stand for nothing."""
    reached = set(places)
    for place in places:
        while glob[place : place + 1] == "*":
            place += 1
            reached.add(place)
    return frozenset(reached)


def _step(glob: str, places: frozenset[int], letter: str) -> frozenset[int]:
    """Return the places in a glob after one more letter."""
    after: set[int] = set()
    for place in places:
        expected = glob[place : place + 1]
        if expected == "*":
            after.add(place)
        elif expected and expected in (letter, "?"):
            after.add(place + 1)
    return _reach(glob, after)
