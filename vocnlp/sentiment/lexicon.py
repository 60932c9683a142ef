"""Turn lexicon files (YAML) into words with roles, keyed by their literal in the pack's vocabulary."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, NamedTuple

from vocnlp.errors import Message, PackError, Problem
from vocnlp.normalize.normalizer import Normalizer
from vocnlp.sentiment.knowledge import (
    AbsenceGroup,
    DegreeGroup,
    Group,
    LexiconFile,
    MoodGroup,
    NegationGroup,
    PolarityGroup,
)
from vocnlp.tagging.automaton import Vocabulary
from vocnlp.yamlsource import load_yaml

__all__ = ["ABSENCE", "ALONE", "MOOD", "OPINION", "Lexicon", "Word", "base_files", "check_lexicon"]


OPINION, MOOD, ALONE, ABSENCE = 1, 2, 4, 8
"""What a word may call for; ``Word.calls`` adds them up, so that a clause is looked through once."""


@dataclass(frozen=True, slots=True, eq=False)
class Word:
    """The roles of a lexicon word; a role that it does not play is None, zero or False.

    Words that play the same roles share one value; the literal itself is where the hit stands in the text.
    ``structural`` words play a role among their neighbours, a mere hint does not. ``cut`` says that the word is a
    degree word and one more character (很干), which may belong to the next word (很|干净); ``lead`` that it is a
    negator that yields (也不), whose end may belong to the next word too (也|不错).
    """

    strength: float = 0.0
    hint: float = 0.0
    overall: bool = False
    closing: bool = False
    dimension: bool = False
    context: bool = False
    neutral: bool = False
    transparent: bool = False
    negation: NegationGroup | None = None
    negation_behind: NegationGroup | None = None
    degree: DegreeGroup | None = None
    degree_behind: DegreeGroup | None = None
    mood: MoodGroup | None = None
    absence: AbsenceGroup | None = None
    cut: bool = False
    calls: int = field(init=False)
    structural: bool = field(init=False)
    lead: bool = field(init=False)

    def __post_init__(self) -> None:
        calls = (
            (OPINION if self.strength or self.dimension or self.context else 0)
            | (MOOD if self.mood else 0)
            | (ALONE if self.negation and self.negation.alone else 0)
            | (ABSENCE if self.absence or self.negation_behind else 0)
        )
        bare = self.neutral or self.transparent or self.negation or self.degree or self.degree_behind
        object.__setattr__(self, "calls", calls)
        object.__setattr__(self, "structural", bool(calls or bare))
        object.__setattr__(self, "lead", self.negation is not None and self.negation.yields)


_NOTHING = Word()


class _Spoken(NamedTuple):
    """The form of a word in a Cantonese text, the part of the file it stands in, its origin, and its role."""

    form: str
    part: str
    origin: str
    role: Mapping[str, Any]


class Lexicon:
    """All words of a pack's lexicon files; later files override earlier ones word by word.

    Attributes:
        words: the word of each literal id.
        origins: for each part of the files (``polarity``, ``negation``, ...), the ``file:line`` of each literal.
        listing: the negators that deny all that is listed behind them, by their text.
    """

    def __init__(
        self,
        vocabulary: Vocabulary,
        normalizer: Normalizer,
        files: Iterable[Path],
        context: Mapping[str, str] | Iterable[str] = (),
    ) -> None:
        """Read the files and register their words.

        Args:
            vocabulary: where literals become ids.
            normalizer: brings words of any script to the forms that normalized texts have.
            files: lexicon files, most general first.
            context: words whose polarity depends on the point (from the taxonomy).

        Raises:
            PackError: with every problem of every file.
        """
        self.words: dict[int, Word] = {}
        self.origins: dict[str, dict[str, str]] = {}
        problems: list[Problem] = []
        spoken: list[_Spoken] = []
        for file in files:
            spoken += self._read(file, vocabulary, normalizer, problems)
        if problems:
            raise PackError("词典有错误 (the lexicon has errors)", problems)
        self._play_spoken(spoken, vocabulary)
        self._play(normalizer.patterns(context), vocabulary, {"context": True})
        self._cut(vocabulary)
        self.words = {number: word for number, word in self.words.items() if word.structural or word.hint}
        self.listing = {
            vocabulary.literal(number): word.negation
            for number, word in self.words.items()
            if word.negation is not None and word.negation.lists
        }

    def _read(
        self,
        file: Path,
        vocabulary: Vocabulary,
        normalizer: Normalizer,
        problems: list[Problem],
    ) -> Iterator[_Spoken]:
        """Register the words of a file; yield the forms that those of a Cantonese file have in a Cantonese text."""
        root = load_yaml(file)
        spec = root.into(LexiconFile)
        problems += root.source.problems
        if spec is None:
            return
        name = short(str(file))
        for part in LexiconFile.model_fields:
            node = root.get(part)
            if node is None or not isinstance(node.value, list):
                continue
            origins = self.origins.setdefault(part, {})
            for group, group_node in zip(getattr(spec, part), node.value, strict=True):
                words: list[str] = []
                places: list[str] = []
                for line, literals in group_node.at(("words",)).word_lines():
                    words += literals
                    places += [f"{name}:{line}"] * len(literals)
                role = _role(part, group)
                for form, place in zip(normalizer.patterns(words, script=spec.script), places, strict=True):
                    if spec.script:
                        yield _Spoken(form, part, place, role)
                words = normalizer.patterns(words)
                origins.update(zip(words, places, strict=True))
                self._play(words, vocabulary, role)

    def _play_spoken(self, spoken: Iterable[_Spoken], vocabulary: Vocabulary) -> None:
        """Give forms in Cantonese texts their roles, except where a file lists the form itself."""
        listed = {vocabulary.literal(number) for number in self.words}
        for form, part, place, role in spoken:
            if form not in listed:
                self.origins[part].setdefault(form, place)
                self._play([form], vocabulary, role)

    def _play(self, literals: Iterable[str], vocabulary: Vocabulary, role: Mapping[str, Any]) -> None:
        """Give every literal a role beside those that it has; literals with equal roles share one word."""
        words = self.words
        played: dict[Word, Word] = {}
        for literal in literals:
            number = vocabulary.add(literal)
            before = words.get(number, _NOTHING)
            word = played.get(before)
            if word is None:
                word = played[before] = replace(before, **role)
            words[number] = word

    def _cut(self, vocabulary: Vocabulary) -> None:
        """Mark the opinion words that are a degree word and one more character."""
        degrees = {vocabulary.literal(number) for number, word in self.words.items() if word.degree}
        cut: dict[Word, Word] = {}
        for number, word in self.words.items():
            if word.strength and vocabulary.literal(number)[:-1] in degrees:
                if word not in cut:
                    cut[word] = replace(word, cut=True)
                self.words[number] = cut[word]


def base_files() -> list[Path]:
    """Return the lexicon files that ship with vocnlp: hosts first, then opinion words, then what rules them."""
    return sorted((Path(__file__).parent / "data").glob("*/*.yaml"))


def short(origin: str) -> str:
    """Return an origin by the last two parts of its path, the same on every machine.

    >>> short("/any/where/automotive/taxonomy.yaml:12")
    'automotive/taxonomy.yaml:12'
    """
    return "/".join(origin.replace("\\", "/").split("/")[-2:])


def check_lexicon(file: Path) -> list[Problem]:
    """Return every problem of one lexicon file; words listed twice in one part are warnings."""
    try:
        root = load_yaml(file)
    except PackError as error:
        return list(error.problems)
    root.into(LexiconFile)
    for _, node in root.items():
        seen: dict[str, int] = {}
        for group in node.value if isinstance(node.value, list) else ():
            for word, place in group.at(("words",)).words():
                if word in seen:
                    message = Message(
                        f"词“{word}”重复，第 {seen[word]} 行已有", f"{word!r} is already at line {seen[word]}"
                    )
                    root.source.report(place, "duplicate-word", message, level="warning")
                seen.setdefault(word, place.line)
    return root.source.problems


def _role(part: str, group: Group) -> dict[str, Any]:
    """Return the fields of a word that a group of a part sets."""
    if isinstance(group, PolarityGroup) and group.target == "tone":
        return {"hint": group.strength}
    if isinstance(group, PolarityGroup):
        role = {"strength": group.strength, "overall": group.target == "overall", "neutral": False}
        return {**role, "closing": True} if group.closing else role  # a pack that weighs it anew leaves it closing
    if isinstance(group, DegreeGroup) and group.position == "after":
        return {"degree_behind": group}
    if isinstance(group, NegationGroup) and group.position == "after":
        return {"negation_behind": group}
    if part == "neutral":
        return {"neutral": True, "strength": 0.0}
    return {part: True if part in ("dimension", "transparent") else group}
