"""Turn ``causes.yaml`` files into connectives, patterns and kinds of causes, keyed by literals of the vocabulary."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from vocnlp.errors import Message, PackError, Problem
from vocnlp.tagging.automaton import Vocabulary
from vocnlp.yamlnode import Node
from vocnlp.yamlsource import load_yaml

__all__ = ["CausesFile", "Connective", "Knowledge", "Pattern", "base_files", "load_knowledge"]

Frame = Literal["cause_after", "cause_before", "closing"]
CHARACTER = "[^，。！？；,!?;\\n]"
"""What ``{c}`` in a pattern stands for: one character inside a clause."""


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)


class CauseExample(_Strict):
    """A text, the part its opinion covers, and the cause that must be found (empty: none)."""

    text: str
    opinion: str
    cause: str


class ConnectiveGroup(_Strict):
    """Connectives that put the cause at the same place; see the head of ``causes.yaml``."""

    frame: Frame
    words: str | list[str]
    effect: Literal["auto", "next", "previous"] = "auto"
    side: Literal["next", "previous"] = "previous"
    open: list[str] = []
    needs: Literal["", "event", "kind"] = ""
    start: bool = False
    guess: bool = False
    confidence: float = Field(default=0.9, ge=0, le=1)
    unless: list[str] = []
    examples: list[CauseExample] = []


class PatternEntry(_Strict):
    """A regular expression with the groups ``cause`` and ``effect``, tried where a trigger occurs.

    ``needs`` is what else the text must hold: a literal, or ``event``: an event word at most ``reach`` characters
    before the trigger.
    """

    connective: str
    triggers: list[str]
    needs: str = ""
    reach: int = 12
    match: str
    confidence: float = Field(default=0.7, ge=0, le=1)
    examples: list[CauseExample] = []


class KindEntry(_Strict):
    """Keywords of one kind of cause."""

    kind: str
    name: str = ""
    words: str | list[str]


class CausesFile(_Strict):
    """The whole ``causes.yaml``."""

    connectives: list[ConnectiveGroup] = []
    patterns: list[PatternEntry] = []
    events: str | list[str] = ""
    guesses: str | list[str] = ""
    kinds: list[KindEntry] = []


@dataclass(frozen=True, slots=True)
class Connective:
    """One connective word; ``hidden`` marks a longer word in which the connective does not count."""

    word: str
    group: ConnectiveGroup
    openers: tuple[str, ...] = ()
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Pattern:
    """One compiled pattern."""

    name: str
    match: re.Pattern[str]
    confidence: float
    needs: str = ""
    reach: int = 12


@dataclass(slots=True)
class Knowledge:
    """Everything the reader looks up by the id of a literal."""

    connectives: dict[int, Connective] = field(default_factory=dict)
    patterns: dict[int, list[Pattern]] = field(default_factory=dict)
    kinds: dict[int, tuple[str, int, int]] = field(default_factory=dict)
    events: set[int] = field(default_factory=set)
    guess: re.Pattern[str] = re.compile(r"(?!)")
    event: re.Pattern[str] = re.compile(r"(?!)")
    examples: list[CauseExample] = field(default_factory=list)


def base_files() -> list[Path]:
    """Return the files that every pack stands on."""
    return [Path(__file__).parent / "data" / "causes.yaml"]


def load_knowledge(vocabulary: Vocabulary, normal: Callable[[str], str], files: Iterable[Path]) -> Knowledge:
    """Read the files in order and register their literals; later files add to earlier ones.

    Raises:
        PackError: with every problem of every file.
    """
    read: list[tuple[Node, CausesFile]] = []
    problems: list[Problem] = []
    for file in files:
        root = load_yaml(file)
        spec = root.into(CausesFile)
        problems += root.source.problems
        if spec is not None:
            read.append((root, spec))
    knowledge = Knowledge()
    if not problems:
        _Builder(knowledge, vocabulary, normal, read).build()
        problems = [problem for root, _ in read for problem in root.source.problems]
    if problems:
        raise PackError("causes.yaml 有错误 (the causes have errors)", problems)
    return knowledge


class _Builder:
    def __init__(
        self,
        knowledge: Knowledge,
        vocabulary: Vocabulary,
        normal: Callable[[str], str],
        read: list[tuple[Node, CausesFile]],
    ) -> None:
        self.knowledge, self.vocabulary, self.normal, self.read = knowledge, vocabulary, normal, read

    def build(self) -> None:
        known = self.knowledge
        events = [self.normal(word) for _, spec in self.read for word in _words(spec.events)]
        guesses = [self.normal(word) for _, spec in self.read for word in _words(spec.guesses)]
        known.event = _alternation(events)
        known.events |= {self.vocabulary.add(word) for word in events}
        known.guess = re.compile(f"(?:{_alternation(guesses).pattern})[是就]{{0,2}}$")
        order: dict[str, int] = {}
        for root, spec in self.read:
            for group in spec.connectives:
                self.connectives(group)
            for index, entry in enumerate(spec.patterns):
                self.pattern(root.at(("patterns", index)), entry)
            for kind in spec.kinds:
                place = order.setdefault(kind.kind, len(order))
                for word in _words(kind.words):
                    literal = self.normal(word)
                    known.kinds[self.vocabulary.add(literal)] = (kind.kind, place, len(literal))

    def connectives(self, group: ConnectiveGroup) -> None:
        self.knowledge.examples += group.examples
        openers = tuple(sorted(map(self.normal, group.open), key=len, reverse=True))
        for word in _words(group.words):
            literal = self.normal(word)
            place = self.vocabulary.add(literal)
            known = self.knowledge.connectives.get(place)
            if known is None or known.hidden:
                self.knowledge.connectives[place] = Connective(literal, group, openers)
        for word in group.unless:
            literal = self.normal(word)
            place = self.vocabulary.add(literal)
            self.knowledge.connectives.setdefault(place, Connective(literal, group, (), hidden=True))

    def pattern(self, node: Node, entry: PatternEntry) -> None:
        self.knowledge.examples += entry.examples
        source = entry.match.replace("{c}", CHARACTER).replace("{event}", self.knowledge.event.pattern)
        try:
            compiled = re.compile(source, re.DOTALL)
        except re.error as error:
            message = Message(f"正则表达式从第 {(error.pos or 0) + 1} 个字符起读不懂", f"regular expression: {error}")
            node.at(("match",)).report("bad-pattern", message)
            return
        if not {"cause", "effect"} <= set(compiled.groupindex):
            message = Message("需要命名组 cause 和 effect", "needs the named groups cause and effect")
            node.at(("match",)).report("bad-pattern", message)
        needs = entry.needs if entry.needs == "event" else self.normal(entry.needs)
        pattern = Pattern(entry.connective, compiled, entry.confidence, needs, entry.reach)
        for trigger in entry.triggers:
            self.knowledge.patterns.setdefault(self.vocabulary.add(self.normal(trigger)), []).append(pattern)


def _words(words: str | list[str]) -> list[str]:
    return words.split() if isinstance(words, str) else words


def _alternation(words: Iterable[str]) -> re.Pattern[str]:
    ordered = sorted(set(words), key=lambda word: (-len(word), word))
    return re.compile("|".join(map(re.escape, ordered)) or "(?!)")
