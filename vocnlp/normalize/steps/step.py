"""Say what a step is: a name, the signs that make it necessary, and a function from text to changes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from vocnlp.normalize.ledger import Change

__all__ = ["Step"]


class Step(Protocol):
    """One repair.

    ``signs`` are the inside of a regular-expression class: the step runs only on texts that hold one of these
    characters. ``words`` are literals that make it run as well. A step looks at nothing but the text and its
    script, so that a second run over the result finds nothing to do.
    """

    name: str
    signs: str
    words: tuple[str, ...]

    def changes(self, text: str, script: str) -> Sequence[Change]:
        """Return sorted, non-overlapping, non-empty ranges of ``text`` and what shall stand there."""
        ...
