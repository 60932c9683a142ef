"""Turn lexicon files (YAML) into words with roles, keyed by their literal in the pack's vocabulary."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from vocnlp.errors import Message, PackError, Problem
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


@dataclass(slots=True, eq=False)
class Word:
    """A literal and every role it plays; a role that it does not play is None, zero or False.

    ``structural`` words play a role among their neighbours, a mere hint does not. ``cut`` says that the word is a
    degree word and one more character (很干), which may belong to the next word (很|干净); ``lead`` that it is a
    negator that yields (也不), whose end may belong to the next word too (也|不错).
    """

    text: str
    strength: float = 0.0
    hint: float = 0.0
    overall: bool = False
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
    origins: dict[str, str] = field(default_factory=dict)
    calls: int = 0
    structural: bool = False
    cut: bool = False
    lead: bool = False

    def settle(self) -> bool:
        """Add up what the word calls for; return whether it is structural."""
        self.calls = (
            (OPINION if self.strength or self.dimension or self.context else 0)
            | (MOOD if self.mood else 0)
            | (ALONE if self.negation and self.negation.alone else 0)
            | (ABSENCE if self.absence or self.negation_behind else 0)
        )
        bare = self.neutral or self.transparent or self.negation or self.degree or self.degree_behind
        self.structural = bool(self.calls or bare)
        return self.structural


class Lexicon:
    """All words of a pack's lexicon files; later files override earlier ones word by word."""

    def __init__(
        self,
        vocabulary: Vocabulary,
        normal: Callable[[str], str],
        files: Iterable[Path],
        context: Mapping[str, str] | Iterable[str] = (),
    ) -> None:
        """Read the files and register their words.

        Args:
            vocabulary: where literals become ids.
            normal: the normal form of a literal (any script in, matching form out).
            files: lexicon files, most general first.
            context: words whose polarity depends on the point (from the taxonomy).

        Raises:
            PackError: with every problem of every file.
        """
        self.words: dict[int, Word] = {}
        problems: list[Problem] = []
        for file in files:
            self._read(file, vocabulary, normal, problems)
        if problems:
            raise PackError("词典有错误 (the lexicon has errors)", problems)
        for literal in context:
            self._word(normal(literal), vocabulary).context = True
        degrees = {word.text for word in self.words.values() if word.degree}
        for number, word in list(self.words.items()):
            word.cut = bool(word.strength) and word.text[:-1] in degrees
            word.lead = word.negation is not None and word.negation.yields
            if not word.settle() and not word.hint:
                del self.words[number]

    def _read(self, file: Path, vocabulary: Vocabulary, normal: Callable[[str], str], problems: list[Problem]) -> None:
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
            for group, group_node in zip(getattr(spec, part), node.value, strict=True):
                for line, literals in group_node.at(("words",)).word_lines():
                    origin = f"{name}:{line}"
                    for text in _normal_forms(literals, normal):
                        word = self._word(text, vocabulary)
                        _give_role(word, part, group)
                        word.origins[part] = origin

    def _word(self, text: str, vocabulary: Vocabulary) -> Word:
        number = vocabulary.add(text)
        word = self.words.get(number)
        if word is None:
            word = self.words[number] = Word(text)
        return word


def _normal_forms(literals: list[str], normal: Callable[[str], str]) -> list[str]:
    """Return the normal form of every word; a line of words that all are normal already costs one look."""
    line = "，".join(literals)
    return literals if normal(line) == line else [normal(literal) for literal in literals]


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


def _give_role(word: Word, part: str, group: Group) -> None:
    if isinstance(group, PolarityGroup) and group.target == "tone":
        word.hint = group.strength
    elif isinstance(group, PolarityGroup):
        word.strength, word.overall, word.neutral = group.strength, group.target == "overall", False
    elif isinstance(group, DegreeGroup) and group.position == "after":
        word.degree_behind = group
    elif isinstance(group, NegationGroup) and group.position == "after":
        word.negation_behind = group
    elif part == "neutral":
        word.neutral, word.strength = True, 0.0
    elif part in ("dimension", "transparent"):
        setattr(word, part, True)
    else:
        setattr(word, part, group)
