"""Turn signal files (YAML) into cues keyed by literals of the vocabulary, and the formulas of intent and severity."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

from vocnlp.errors import Message, PackError, Problem
from vocnlp.signals.format import GapFile, PatternEntry, SeverityRule, SignalGroup, SignalsFile
from vocnlp.signals.promise import PromiseRules
from vocnlp.tagging.automaton import Vocabulary
from vocnlp.yamlnode import Node
from vocnlp.yamlsource import load_yaml

__all__ = ["Cue", "Knowledge", "Pattern", "base_files", "load_knowledge"]

NUMBER = "[0-9.〇零一二两三四五六七八九十百几好多数无n]{1,6}?"
"""What ``{n}`` in a pattern stands for; the run is read as a number, ``n``, ``好几`` and ``无数`` count as many."""
CHARACTER = "[^，。！？；,!?;\\n]"


@dataclass(frozen=True, slots=True)
class Cue:
    """What one literal shows: a signal, a part of an intent, a promise; ``hidden`` ones switch others off."""

    word: str
    origin: str
    kind: str = ""
    value: float = 0.0
    unit: str = ""
    negatable: bool = True
    hides: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Pattern:
    """A compiled pattern with the signal it shows."""

    kind: str
    match: re.Pattern[str]
    value: float
    many: float
    unit: str
    origin: str


@dataclass(slots=True)
class Knowledge:
    """Everything the reader looks up; ``cues``, ``intents``, ``patterns`` and ``promises`` by the id of a literal."""

    cues: dict[int, list[Cue]] = field(default_factory=dict)
    patterns: dict[int, list[Pattern]] = field(default_factory=dict)
    promises: dict[int, str] = field(default_factory=dict)
    promised: PromiseRules = field(default_factory=PromiseRules)
    actual: re.Pattern[str] = re.compile(r"(?!)")
    reach: int = 40
    negator: re.Pattern[str] = re.compile(r"(?!)")
    affirmed: tuple[str, ...] = ()
    threshold: float = 0.3
    order: tuple[str, ...] = ("complaint", "request", "suggestion", "question", "praise")
    opinions: dict[str, float] = field(default_factory=lambda: {"negative": 0.9, "positive": 0.8, "mixed": 0.5})
    signal_weights: dict[str, float] = field(default_factory=dict)
    severity: SeverityRule = field(default_factory=SeverityRule)
    points: tuple[tuple[re.Pattern[str], float, str], ...] = ()


def base_files() -> list[Path]:
    """Return the files that every pack stands on."""
    return [Path(__file__).parent / "data" / name for name in ("signals.yaml", "intents.yaml", "severity.yaml")]


def load_knowledge(vocabulary: Vocabulary, normal: Callable[[str], str], files: Iterable[Path]) -> Knowledge:
    """Read the files in order and register their literals; later files add words and override numbers.

    Raises:
        PackError: with every problem of every file.
    """
    problems: list[Problem] = []
    read: list[tuple[Path, Node, SignalsFile]] = []
    for file in files:
        root = load_yaml(file)
        spec = root.into(SignalsFile)
        if spec is not None:
            read.append((file, root, spec))
        else:
            problems += root.source.problems
    knowledge = Knowledge()
    builder = _Builder(knowledge, vocabulary, normal)
    for file, root, spec in read:
        folder = file.parent if file.parent.name != "data" else file.parent.parent
        builder.add(f"{folder.name}/{file.name}", root, spec)
        problems += root.source.problems
    if problems:
        raise PackError("signals.yaml 有错误 (the signals have errors)", problems)
    builder.finish()
    return knowledge


class _Builder:
    def __init__(self, knowledge: Knowledge, vocabulary: Vocabulary, normal: Callable[[str], str]) -> None:
        self.knowledge, self.vocabulary, self.normal = knowledge, vocabulary, normal
        self.negators: list[str] = []
        self.negated_unless: list[str] = []
        self.actual: list[str] = []
        self.broken: list[str] = []
        self.points: dict[str, float] = {}
        self.places: dict[str, str] = {}

    def add(self, name: str, root: Node, spec: SignalsFile) -> None:
        self.negators += map(self.normal, _words(spec.negators))
        self.negated_unless += map(self.normal, _words(spec.negated_unless))
        for index, group in enumerate(spec.signals):
            self.signal(name, root.at(("signals", index)), group)
        for index, intent in enumerate(spec.intents):
            node = root.at(("intents", index))
            kind = f"intent.{intent.intent}"
            self.words(name, node, kind, intent.weight, "", True)
            self.hide(intent.unless, kind)
            self.patterns(name, node, intent.patterns, SignalGroup(kind=kind, value=intent.weight))
        if spec.gap is not None:
            self.gap(f"{name}:{root.at(('gap',)).location.line}", root.at(("gap",)), spec.gap)
        self.numbers(name, root, spec)

    def numbers(self, name: str, root: Node, spec: SignalsFile) -> None:
        known = self.knowledge
        known.threshold = known.threshold if spec.threshold is None else spec.threshold
        known.order = known.order if spec.order is None else tuple(spec.order)
        known.opinions |= spec.opinions or {}
        known.signal_weights |= spec.signals_intent or {}
        if spec.severity is not None:
            given = spec.severity.model_fields_set
            merged = {key: getattr(spec.severity, key) for key in given}
            for part in ("signals", "intents", "points"):
                if part in given:
                    merged[part] = {**getattr(known.severity, part), **merged[part]}
            known.severity = known.severity.model_copy(update=merged)
            for glob in spec.severity.points:
                self.places[glob] = f"{name}:{root.at(('severity', 'points', glob)).location.line}"

    def signal(self, name: str, node: Node, group: SignalGroup) -> None:
        self.words(name, node, group.kind, group.value, group.unit, group.negatable)
        self.hide(group.unless, group.kind)
        self.patterns(name, node, group.patterns, group)

    def patterns(self, name: str, node: Node, entries: list[PatternEntry], group: SignalGroup) -> None:
        for index, entry in enumerate(entries):
            place = node.at(("patterns", index, "match"))
            compiled = self.compiled(place, entry.match)
            origin = f"{name}:{place.location.line}"
            pattern = Pattern(group.kind, compiled, group.value, group.many, group.unit, origin)
            for trigger in entry.triggers:
                self.knowledge.patterns.setdefault(self.vocabulary.add(self.normal(trigger)), []).append(pattern)

    def gap(self, origin: str, node: Node, spec: GapFile) -> None:
        for word in _words(spec.promises):
            self.knowledge.promises[self.vocabulary.add(self.normal(word))] = origin
        self.actual += map(self.normal, _words(spec.actual))
        self.broken += map(self.normal, _words(spec.broken))
        self.knowledge.reach = spec.reach
        rules = self.knowledge.promised
        for part in ("agent", "date", "past"):
            if getattr(spec, part):
                setattr(rules, part, self.compiled(node.at((part,)), getattr(spec, part)))
        rules.agent_origin = rules.agent_origin or origin
        rules.days = {**rules.days, **spec.days}
        for index, matter in enumerate(spec.matters):
            place = node.at(("matters", index))
            rules.matters.append((self.compiled(place, matter.promised), self.compiled(place, matter.unmet)))

    def compiled(self, place: Node, source: str) -> re.Pattern[str]:
        try:
            return re.compile(source.replace("{n}", NUMBER).replace("{c}", CHARACTER))
        except re.error as error:
            place.report(
                "bad-pattern",
                Message(f"正则表达式从第 {(error.pos or 0) + 1} 个字符起读不懂", f"regular expression: {error}"),
            )
            return re.compile(r"(?!)")

    def words(self, name: str, node: Node, kind: str, value: float, unit: str, negatable: bool) -> None:
        words = node.get("words")
        for word, place in words.words() if words is not None else ():
            literal = self.normal(word)
            cue = Cue(literal, f"{name}:{place.line}", kind, value, unit, negatable)
            self._add(literal, cue)

    def hide(self, words: Iterable[str], kind: str) -> None:
        for word in words:
            literal = self.normal(word)
            self._add(literal, Cue(literal, "", hides=frozenset((kind,))))

    def _add(self, literal: str, cue: Cue) -> None:
        cues = self.knowledge.cues.setdefault(self.vocabulary.add(literal), [])
        cues[:] = [other for other in cues if other.kind != cue.kind or cue.hides]
        cues.append(cue)

    def finish(self) -> None:
        known = self.knowledge
        known.negator = re.compile(
            f"(?:{_alternation(self.negators).pattern})(?:再|过|有|去|要|被|任何|发生|出现|什么|的){{0,2}}$"
        )
        known.affirmed = tuple(self.negated_unless)
        known.actual = known.promised.actual = _alternation(self.actual)
        known.promised.broken = _alternation(self.broken)
        known.points = tuple(
            (re.compile(_glob(glob)), added, self.places.get(glob, "")) for glob, added in known.severity.points.items()
        )


def _alternation(words: Iterable[str]) -> re.Pattern[str]:
    return re.compile("|".join(sorted(map(re.escape, words), key=len, reverse=True)) or "(?!)")


def _words(words: str | list[str]) -> list[str]:
    return words.split() if isinstance(words, str) else words


def _glob(glob: str) -> str:
    body = glob.removesuffix(".*")
    source = "".join(".*" if character == "*" else re.escape(character) for character in body)
    return source + (r"(?:\..*)?\Z" if glob.endswith(".*") else r"\Z")
