"""Turn transcribed speech into what was meant: fillers go, 这个这个 and 我我 are said once."""

from __future__ import annotations

from collections.abc import Sequence

from vocnlp.normalize.characters import HAN
from vocnlp.normalize.lazypattern import lazy
from vocnlp.normalize.ledger import Change
from vocnlp.normalize.words import read_words

__all__ = ["Fillers", "Stutters"]

_STOP = "，。！？；：、…～\n "


class Fillers:
    """Sounds and set phrases at the beginning of a clause, when speech goes on behind them.

    >>> Fillers.read().changes("嗯，这个车就是说还行，呃额度不够", "simplified")
    [(0, 2, ''), (11, 12, '')]
    """

    name = "filler"

    def __init__(self, sounds: Sequence[str], openers: Sequence[str]) -> None:
        self.signs = "".join({sound[0] for sound in sounds if not sound.isascii()})
        self.words: tuple[str, ...] = tuple(openers) + tuple(sound for sound in sounds if sound.isascii())
        noises = "|".join(sorted(sounds, key=len, reverse=True))
        phrases = "|".join(sorted(openers, key=len, reverse=True))
        self._pattern = lazy(
            rf"(?:^|(?<=[{_STOP}]))(?:(?:嗯|呃)+(?=[{HAN}])|(?:{noises}|{phrases})[，、…～ ]+(?=[^{_STOP}])"
            rf"|(?:{phrases})(?=[{HAN}]))"
        )

    @classmethod
    def read(cls) -> Fillers:
        """Read spoken.yaml."""
        words = read_words("spoken.yaml")["fillers"]
        return cls(words["sounds"], words["openers"])

    def changes(self, text: str, script: str) -> list[Change]:
        return [(*match.span(), "") for match in self._pattern.finditer(text)]


class Stutters:
    """Function words said twice; a single 我 or 这 only where a clause begins.

    >>> Stutters.read().changes("我我想问然后然后就看看", "simplified")
    [(0, 2, '我'), (4, 8, '然后')]
    """

    name = "stutter"
    signs = ""

    def __init__(self, words: Sequence[str], letters: Sequence[str]) -> None:
        self.words: tuple[str, ...] = tuple(word * 2 for word in (*words, *letters))
        self._pattern = lazy(
            rf"({'|'.join(words)})\1{{1,50}}|(?:^|(?<=[{_STOP}]))([{''.join(letters)}])\2{{1,50}}(?=[{HAN}])"
        )

    @classmethod
    def read(cls) -> Stutters:
        """Read spoken.yaml."""
        words = read_words("spoken.yaml")["stutters"]
        return cls(words["words"], words["letters"])

    def changes(self, text: str, script: str) -> list[Change]:
        return [(*match.span(), match[1] or match[2]) for match in self._pattern.finditer(text)]
