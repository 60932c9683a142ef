"""Turn the words of a table into the words they stand for: regional words, Cantonese words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from vocnlp.normalize.ledger import Change
from vocnlp.normalize.matcher import PART, Hit, Matcher
from vocnlp.normalize.words import Sections, replacements

__all__ = ["ReplacedWords"]


class ReplacedWords:
    """One table for each script, longest words first; a word that stands for itself protects its characters.

    A word written with 。 at its end counts only where a clause ends, a Latin word only where it stands alone.

    Args:
        sections: the sections of a word file.
        used: script -> the names of the sections that hold for it; later ones win.

    >>> step = ReplacedWords("region", {"taiwan": {"空调": ["冷气"]}}, {"taiwan": ["taiwan"]})
    >>> step.changes("冷气很吵", "taiwan"), step.changes("冷气很吵", "simplified")
    ([(0, 2, '空调')], [])
    >>> step = ReplacedWords("cantonese", {"all": {"不好": ["唔好。"], "不要": ["唔好"]}}, {"cantonese": ["all"]})
    >>> step.changes("服务唔好，唔好去", "cantonese")
    [(2, 4, '不好'), (5, 7, '不要')]
    """

    def __init__(
        self,
        name: str,
        sections: Sections,
        used: Mapping[str, Sequence[str]],
        *,
        signs: str = "",
        words: tuple[str, ...] = (),
    ) -> None:
        self.name, self.signs, self.words = name, signs, words
        made: dict[tuple[str, ...], _Table] = {}
        self._tables: dict[str, _Table] = {}
        for script, parts in used.items():
            key = tuple(parts)
            if key not in made:
                made[key] = _Table({word: to for part in parts for word, to in replacements(sections[part]).items()})
            self._tables[script] = made[key]

    def changes(self, text: str, script: str) -> Sequence[Change]:
        table = self._tables.get(script)
        return table.changes(text) if table is not None else []


class _Table:
    """The words of one script, ready to find."""

    def __init__(self, words: Mapping[str, str]) -> None:
        self._last = {word[:-1]: to for word, to in words.items() if word.endswith("。")}
        self._words = {word: to for word, to in words.items() if not word.endswith("。")}
        for word in self._last:
            self._words.setdefault(word, word)
        self._matcher: Matcher | None = None  # made for the first text of its script

    def changes(self, text: str) -> Sequence[Change]:
        matcher = self._matcher
        if matcher is None:
            self._matcher = matcher = Matcher(sorted(self._words, key=len, reverse=True))
        if len(text) <= PART:
            return self._changes(text, matcher.find(text), 0)
        found: list[Change] = []
        for place, hits in matcher.parts(text):
            found += self._changes(text, hits, place)
        return found

    def _changes(self, text: str, hits: Iterable[Hit], place: int) -> list[Change]:
        found: list[Change] = []
        for _, start, end in hits:
            start, end = start + place, end + place
            word = text[start:end]
            after = self._words[word]
            if word in self._last and text[end : end + 1] in _ENDS:
                after = self._last[word]
            if after != word and not (word.isascii() and _in_latin(text, start, end)):
                found.append((start, end, after))
        return found


_ENDS = frozenset((*"，。！？；：、…～,!?;~)）”\n ", ""))


def _in_latin(text: str, start: int, end: int) -> bool:
    """Tell whether a Latin letter or digit stands right before or behind."""
    around = text[max(start - 1, 0) : start] + text[end : end + 1]
    return any(sign.isascii() and (sign.isalnum() or sign == "-") for sign in around)
