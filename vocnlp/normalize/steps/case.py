"""Turn capital letters into small ones, letter by letter, so that the length never changes."""

from __future__ import annotations

from vocnlp.normalize.lazypattern import lazy
from vocnlp.normalize.ledger import Change

__all__ = ["Case"]

_CAPITALS = lazy("[A-ZÀ-ÖØ-Þ\u0100-\u024f\u0386-\u03ab\u0400-\u042f\u0531-\u0556\u1e00-\u1eff]+")


class Case:
    """Latin, Greek, Cyrillic and Armenian capitals.

    >>> Case().changes("APP很卡", "simplified")
    [(0, 3, 'app')]
    """

    name = "case"
    signs = "A-ZÀ-ÖØ-Þ\u0100-\u024f\u0386-\u03ab\u0400-\u042f\u0531-\u0556\u1e00-\u1eff"
    words: tuple[str, ...] = ()

    def changes(self, text: str, script: str) -> list[Change]:
        found: list[Change] = []
        for match in _CAPITALS.finditer(text):
            before = match[0]
            after = before.lower()
            if not before.isascii():  # a final sigma looks at its neighbours, and a few letters become two
                after = "".join([low if len(low := letter.lower()) == 1 else letter for letter in before])
            if after != before:
                found.append((match.start(), match.end(), after))
        return found
