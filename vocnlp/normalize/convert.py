"""Turn traditional text into simplified with mainland words, by the config that fits its region, with positions.

``tw2sp`` and ``hk2sp`` change the number of characters only where one of about 230 phrases stands. A text
without those phrases goes through the C++ library and maps character by character; any other goes through the
aligned converter. Nothing is loaded before the first traditional text.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from vocnlp.normalize.dictionaries import read_config, read_pairs
from vocnlp.normalize.ledger import Change, Conversion
from vocnlp.normalize.matcher import Spotter

if TYPE_CHECKING:
    from vocnlp.normalize.aligned import AlignedConverter

__all__ = ["CONFIGS", "Converter"]

CONFIGS = {"taiwan": "tw2sp", "hongkong": "hk2sp", "cantonese": "hk2sp"}
"""Script -> config; any other script is converted by ``t2s``, which knows characters and no regional words."""

_PHRASES = {"tw2sp": "TWPhrasesRev.txt", "hk2sp": "HKPhrasesRev.txt"}


@dataclass(slots=True)
class Converter:
    """Converters of one normalizer, each made when its script first appears; safe between threads.

    ``kept`` are phrases of opencc that shall not be replaced as words (程序 -> 进程), only character by character;
    ``hidden`` are longer strings in which a phrase shall not be seen (快取 in 儘快取消).
    """

    kept: frozenset[str] = frozenset()
    hidden: frozenset[str] = frozenset()
    _made: dict[str, _Pair] = field(default_factory=dict)
    _lock: Any = field(default_factory=threading.Lock)

    def changes(self, text: str, script: str) -> Sequence[Change]:
        """Return what the script's config changes.

        >>> Converter().changes("這張計程車的隨身碟", "taiwan")
        [(0, 2, '这张'), (2, 5, '出租车'), (6, 9, 'U盘')]
        """
        config = CONFIGS.get(script, "t2s")
        pair = self._made.get(config)
        if pair is None:
            with self._lock:
                pair = self._made.setdefault(config, _Pair(config, self.kept, self.hidden))
        return pair.changes(text)


class _Pair:
    """The C++ converter and the aligned one of the same config; and t2s, which is three times as fast.

    A regional config first turns the phrases and characters of its region into standard ones, then does what t2s
    does. Where no phrase stands that this first link decides, t2s alone gives the same text.
    """

    def __init__(self, config: str, kept: frozenset[str], hidden: frozenset[str]) -> None:
        import opencc

        self._config, self._kept = config, kept
        self._hidden = hidden if config in _PHRASES else frozenset()
        self._plain: Any = opencc.OpenCC("t2s")
        self._quick: Any = opencc.OpenCC(config) if config in _PHRASES else self._plain
        phrases = read_pairs(_PHRASES[config]) if config in _PHRASES else {}
        special = {*self._hidden, *(old for old, new in phrases.items() if len(old) != len(new) or old in kept)}
        regional = _deciding(config) - special if config in _PHRASES else set()
        self._special = len(special)
        self._spot = Spotter([*sorted(special), *sorted(regional)]).find
        self._aligned: AlignedConverter | None = None

    def changes(self, text: str) -> Sequence[Change]:
        spotted = self._spot(text)
        if not spotted or min(spotted)[0] >= self._special:
            try:
                after = (self._quick if spotted else self._plain).convert(text)
            except UnicodeEncodeError:  # a lone surrogate
                after = ""
            if len(after) == len(text):
                return Conversion(text, after)
        if self._aligned is None:
            from vocnlp.normalize.aligned import AlignedConverter

            self._aligned = AlignedConverter(self._config, without=self._kept, hidden=self._hidden)
        return self._aligned.changes(text)


def _deciding(config: str) -> set[str]:
    """Return what the first link of a regional config changes in a way that the second one sees.

    It does not see 吃 -> 喫: both become 吃, and no phrase of the second link holds one of them.
    """
    tree = read_config(config)
    first, second = (list(_members(link["dict"])) for link in tree["conversion_chain"])
    phrases = {key for pairs in second for key in pairs if len(key) > 1}
    seen = set().union(*phrases)
    letters = {key: value for pairs in reversed(second) for key, value in pairs.items() if len(key) == 1}

    def same(old: str, new: str) -> bool:
        return old == new or (letters.get(old, old) == letters.get(new, new) and not {old, new} & seen)

    normal = {key for link in tree.get("normalization", []) for pairs in _members(link["dict"]) for key in pairs}
    return normal | {
        old for pairs in first for old, new in pairs.items() if len(old) != len(new) or not all(map(same, old, new))
    }


def _members(node: dict[str, Any]) -> Iterator[dict[str, str]]:
    """Walk the dictionaries of a node of a config."""
    if node["type"] == "group":
        for child in node["dicts"]:
            yield from _members(child)
    else:
        yield read_pairs(str(node["file"]).replace(".ocd2", ".txt"))
