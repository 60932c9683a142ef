"""Turn everything that can go wrong into one small tree of exceptions that say where and what to do.

    VocnlpError
    ├── InputError           a text, table, column or encoding that cannot be read   (also a ValueError)
    ├── PackError            a pack whose files have problems; all of them are in ``.problems``
    │   └── PackNotFoundError    no pack of that name or path
    ├── ModelError           a learned model that is damaged, too new, or does not fit the pack
    └── MissingExtraError    an optional dependency is not installed                 (also an ImportError)

``Misread`` is what a parser of one written value raises; a loader makes a problem of it, at its place.

A ``Problem`` is a value, not an exception: checks collect problems and the caller decides.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

__all__ = [
    "SILENT",
    "InputError",
    "Lang",
    "Level",
    "Location",
    "Message",
    "Misread",
    "MissingExtraError",
    "ModelError",
    "PackError",
    "PackNotFoundError",
    "Problem",
    "VocnlpError",
    "did_you_mean",
]

Level = Literal["error", "warning", "info"]
Lang = Literal["zh", "en"]


class Location(NamedTuple):
    """A place in a source file; line and column count from 1, 0 means "the file as a whole".

    >>> str(Location("taxonomy.yaml", 12, 5))
    'taxonomy.yaml:12:5'
    """

    file: str
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        return ":".join(str(part) for part in self if part)


class Message(NamedTuple):
    """One sentence for people, in the two languages that analysts and developers read."""

    zh: str
    en: str


SILENT = Message("", "")
"""Nothing to say: a problem without a hint."""


class Misread(ValueError):
    """A written value that cannot be read; ``message`` says what would be right."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(en)
        self.message = Message(zh, en)

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), tuple(self.message)


@dataclass(frozen=True, slots=True)
class Problem:
    """One finding about a file: where, how bad, what, and how to mend it.

    >>> where = Location("t.yaml", 3, 7)
    >>> what = Message("未知的键 weigth", "unknown key weigth")
    >>> print(Problem(where, "error", "unknown-key", what, hint=did_you_mean("weigth", ["weight"])))
    t.yaml:3:7: error: 未知的键 weigth；是不是 weight？ (unknown-key)
    """

    location: Location
    level: Level
    code: str
    message: Message
    hint: Message = SILENT
    excerpt: str = ""

    def render(self, lang: Lang = "zh") -> str:
        """Return ``file:line:col: level: message (code)``, then the offending line with a caret."""
        message, hint = getattr(self.message, lang), getattr(self.hint, lang)
        separator = ("；" if lang == "zh" else "; ") if hint else ""
        head = f"{self.location}: {self.level}: {message}{separator}{hint} ({self.code})"
        if not self.excerpt:
            return head
        caret = " " * _width(self.excerpt[: max(self.location.column - 1, 0)]) + "^"
        return f"{head}\n    {self.excerpt}\n    {caret}"

    def __str__(self) -> str:
        return self.render()


class VocnlpError(Exception):
    """Base of everything vocnlp raises on purpose."""


class InputError(VocnlpError, ValueError):
    """The caller's text, table, column or file cannot be used; the message says what would be."""


class PackError(VocnlpError):
    """A pack that cannot be used; ``problems`` holds every finding, not only the first."""

    def __init__(self, message: str, problems: Iterable[Problem] = ()) -> None:
        self.problems: tuple[Problem, ...] = tuple(problems)
        super().__init__("\n".join([message, *map(str, self.problems)]))
        self._message = message

    def __reduce__(self) -> tuple[Any, ...]:
        return (type(self), (self._message, self.problems))


class PackNotFoundError(PackError):
    """No pack of that name, and no folder or file at that path."""


class ModelError(VocnlpError):
    """A learned model that is damaged, newer than this program, or made for another pack."""


class MissingExtraError(VocnlpError, ImportError):
    """An optional dependency is needed; the message names the extra to install."""


def did_you_mean(word: str, known: Iterable[str]) -> Message:
    """Return a hint naming the nearest known word, or an empty message when none is near.

    >>> did_you_mean("automotiv", ["automotive", "hotel"]).en
    'did you mean automotive?'
    """
    near = difflib.get_close_matches(word, list(known), n=1, cutoff=0.6)
    return Message(f"是不是 {near[0]}？", f"did you mean {near[0]}?") if near else SILENT


def _width(text: str) -> int:
    """Count terminal columns: East Asian characters take two."""
    return sum(2 if ord(character) > 0x2E7F else 1 for character in text)
