"""Turn traditional characters and the words of Taiwan and Hong Kong into simplified ones, by opencc."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from vocnlp.normalize.characters import CharacterSets
from vocnlp.normalize.convert import Converter
from vocnlp.normalize.ledger import Change

__all__ = ["Traditional"]


class Traditional:
    """Runs only where a traditional character stands; 后 and 里 of a simplified text are never looked at.

    >>> Traditional(CharacterSets(), []).changes("這裡的軟體", "taiwan")
    [(0, 2, '这里'), (3, 5, '软件')]
    """

    name = "traditional"
    words: tuple[str, ...] = ()

    def __init__(self, characters: CharacterSets, kept: Iterable[str], hidden: Iterable[str] = ()) -> None:
        self.signs = "".join(sorted(characters.convertible))
        self._converter = Converter(frozenset(kept), frozenset(hidden))

    def changes(self, text: str, script: str) -> Sequence[Change]:
        return self._converter.changes(text, script)
