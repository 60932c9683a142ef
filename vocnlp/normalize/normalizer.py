"""Turn a raw text into NormalizedText: the only module that knows the steps and their order.

Rounds of all necessary steps run until a round changes nothing; that is why normalizing a normal text changes
nothing. A text without any sign of damage is recognised by three searches in C and costs two microseconds.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from typing import Any

from vocnlp.errors import InputError, did_you_mean
from vocnlp.normalize.characters import HAN
from vocnlp.normalize.gate import Gate
from vocnlp.normalize.lazypattern import lazy
from vocnlp.normalize.ledger import Ledger
from vocnlp.types.text import NormalizedText

__all__ = ["STEPS", "Normalizer", "normalize"]

STEPS = (
    "mojibake", "html", "entity", "url", "kaomoji", "emoji", "unicode", "residue", "traditional", "case", "region",
    "cantonese", "forward", "mention", "topic", "template", "punctuation", "space", "stutter", "filler", "emphasis",
)  # fmt: skip
"""Every step by name, in the order in which a round runs them: signs before words, characters before spaces."""

_ONLY_CUSTOMERS = frozenset({"mojibake", "url", "forward", "mention", "topic", "template", "stutter", "filler"})
"""Steps that mend what customers send and leave the literals of rules alone."""

_BY_SCRIPT = frozenset({"traditional", "region", "cantonese"})
"""Steps without which the script of a text makes no difference."""

_ROUNDS = 12
_new = tuple.__new__
_HAN = lazy(f"[{HAN}]")


class Normalizer:
    """Repairs texts; frozen, safe between threads, picklable (what it read is read again after unpickling).

    Args:
        without: names of steps (``STEPS``) that shall not run.

    >>> normal = Normalizer().normalize("螢幕很讚！！！但是電池不耐用")
    >>> normal.text, normal.script
    ('屏幕很赞！但是电池不耐用', 'taiwan')
    >>> normal.span(7, 9).of(normal.raw)
    '電池'
    """

    __slots__ = ("_lock", "_ready", "without")

    without: frozenset[str]
    _ready: _Ready | None
    _lock: Any

    def __init__(self, *, without: Iterable[str] = ()) -> None:
        names = frozenset(without)
        for name in sorted(names - set(STEPS)):
            raise InputError(f"no normalization step {name!r}; {did_you_mean(name, STEPS).en or 'see STEPS'}")
        object.__setattr__(self, "without", names)
        object.__setattr__(self, "_ready", None)
        object.__setattr__(self, "_lock", threading.Lock())

    def normalize(self, raw: str) -> NormalizedText:
        """Return the normal form of ``raw`` with its map, its edits and its script."""
        ready = self._ready or self._make()
        if not ready.is_clean(raw):
            needed = ready.needed(raw)
            if needed:
                return ready.repair(raw, needed)
        script = "simplified" if "\u4e00" <= raw[:1] <= "\u9fff" or _HAN.search(raw) else "other"
        return _new(NormalizedText, (raw, raw, script, None))

    def pattern(self, literal: str, *, script: str = "") -> str:
        """Return the form in which a literal of a rule or lexicon matches normalized text.

        Args:
            script: the script of the file that the literal stands in, when it is known; otherwise the literal
                itself decides, and a literal of characters that all scripts share is taken as simplified.

        >>> Normalizer().pattern("軟體"), Normalizer().pattern("ＡＰＰ"), Normalizer().pattern("滑鼠", script="taiwan")
        ('软件', 'app', '鼠标')
        """
        ready = self._ready or self._make()
        needed = (ready.gate.everything if script else ready.needed(literal)) & ready.for_rules
        if not needed:
            return literal
        return ready.repair(literal, needed, script=script, allowed=ready.for_rules).text or literal

    def patterns(self, literals: Iterable[str], *, script: str = "") -> list[str]:
        """Return the ``pattern`` of every literal; clean simplified ones, nearly all, pass as one text.

        >>> Normalizer().patterns(["屏幕", "螢幕", "ＡＰＰ"])
        ['屏幕', '屏幕', 'app']
        """
        found = list(literals)
        ready = self._ready or self._make()
        for index in range(len(found)) if script else ready.gate.suspects(found):
            found[index] = self.pattern(found[index], script=script)
        return found

    def _make(self) -> _Ready:
        with self._lock:
            ready = self._ready or _ready(self.without)
            object.__setattr__(self, "_ready", ready)
            return ready

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"a Normalizer is frozen; make a new one to change {name}")

    def __reduce__(self) -> tuple[Any, ...]:
        return _rebuild, (tuple(sorted(self.without)),)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Normalizer) and self.without == other.without

    def __hash__(self) -> int:
        return hash(self.without)

    def __repr__(self) -> str:
        return f"Normalizer(without={sorted(self.without)!r})"


def normalize(raw: str) -> NormalizedText:
    """Return the normal form of ``raw`` by a Normalizer with every step.

    >>> normalize("味道好好好好吃").text
    '味道好吃'
    """
    return _default().normalize(raw)


@cache
def _default() -> Normalizer:
    return Normalizer()


def _rebuild(without: Sequence[str]) -> Normalizer:
    return Normalizer(without=without)


@lru_cache(maxsize=4)
def _ready(without: frozenset[str]) -> _Ready:
    """Read the steps once for all normalizers of the same settings."""
    return _Ready(without)


class _Ready:
    """What a normalizer has read: the steps in their order, the script reader and the gate."""

    def __init__(self, without: frozenset[str]) -> None:
        from vocnlp.normalize.catalogue import read_steps
        from vocnlp.normalize.characters import CharacterSets
        from vocnlp.normalize.script import ScriptReader
        from vocnlp.normalize.words import read_words

        characters = CharacterSets()
        words = read_words("regions.yaml"), read_words("cantonese.yaml")
        made = read_steps(characters, *words)
        self.steps = [made[name] for name in STEPS if name not in without]
        self.scripts = ScriptReader.of(characters, *words)
        self.gate = Gate(self.steps)
        self.is_clean, self.needed = self.gate.is_clean, self.gate.needed
        self._by_bit = {1 << bit: step for bit, step in enumerate(self.steps)}
        self.for_rules = sum(1 << bit for bit, step in enumerate(self.steps) if step.name not in _ONLY_CUSTOMERS)
        self._by_script = sum(1 << bit for bit, step in enumerate(self.steps) if step.name in _BY_SCRIPT)

    def repair(self, raw: str, needed: int, *, script: str = "", allowed: int = -1) -> NormalizedText:
        """Run the needed steps in rounds until one changes nothing; the first round may be told its script.

        ``allowed`` has a bit for every step that may run.
        """
        ledger = Ledger(raw)
        first = script = script or self._read_script(raw, needed)
        steps = needed & allowed
        for _ in range(_ROUNDS):
            before, idle = ledger.text, 0
            rest = steps
            while rest:
                bit = rest & -rest
                rest ^= bit
                step = self._by_bit[bit]
                changes = step.changes(ledger.text, script)
                if changes:
                    ledger.apply(step.name, changes)
                    idle = 0
                else:
                    idle |= bit
            if ledger.text == before:
                break
            if self.is_clean(ledger.text):
                break
            steps = self.needed(ledger.text) & allowed
            if not steps:
                break
            known, script = script, self._read_script(ledger.text, steps)
            if known == script:
                steps &= ~idle  # they have seen this very text already
        return ledger.close(first)

    def _read_script(self, text: str, needed: int) -> str:
        if needed & self._by_script:
            return self.scripts.read_script(text)
        return "simplified" if _HAN.search(text) else "other"
