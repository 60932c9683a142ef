"""Turn the names of the steps into steps, with the words and characters they need."""

from __future__ import annotations

from vocnlp.normalize.characters import CharacterSets
from vocnlp.normalize.steps.case import Case
from vocnlp.normalize.steps.emoji import Emoji
from vocnlp.normalize.steps.emphasis import Emphasis
from vocnlp.normalize.steps.html import Entities, Tags
from vocnlp.normalize.steps.kaomoji import Kaomoji
from vocnlp.normalize.steps.links import Links
from vocnlp.normalize.steps.mojibake import Mojibake
from vocnlp.normalize.steps.punctuation import Punctuation
from vocnlp.normalize.steps.replaced import ReplacedWords
from vocnlp.normalize.steps.residue import Residue
from vocnlp.normalize.steps.social import Forwarded, Mentions, Topics
from vocnlp.normalize.steps.spaces import Spaces
from vocnlp.normalize.steps.speech import Fillers, Stutters
from vocnlp.normalize.steps.step import Step
from vocnlp.normalize.steps.templates import Templates
from vocnlp.normalize.steps.traditional import Traditional
from vocnlp.normalize.steps.unicode import Unicode
from vocnlp.normalize.words import read_words

__all__ = ["read_steps"]


def read_steps(characters: CharacterSets) -> dict[str, Step]:
    """Return every step by name."""
    traditional = Traditional(characters)
    steps: list[Step] = [
        Mojibake.read(),
        Tags(),
        Entities(),
        Links(),
        Kaomoji.read(),
        Emoji(),
        Unicode(),
        Residue(characters),
        traditional,
        Case(),
        _region(traditional.signs),
        _cantonese(),
        Forwarded(),
        Mentions(),
        Topics(),
        Templates.read(),
        Punctuation(),
        Spaces(),
        Stutters.read(),
        Fillers.read(),
        Emphasis.read(),
    ]
    return {step.name: step for step in steps}


def _region(traditional: str) -> ReplacedWords:
    sections: dict[str, tuple[str, ...]] = dict.fromkeys(("simplified", "mixed", "other"), ("everywhere",))
    sections["taiwan"] = ("everywhere", "taiwan")
    sections["hongkong"] = ("everywhere", "hongkong")
    sections["cantonese"] = sections["hongkong"]
    everywhere = tuple(word for words in read_words("regions.yaml")["everywhere"].values() for word in words)
    return ReplacedWords.read("region", "regions.yaml", sections, signs=traditional, words=everywhere)


def _cantonese() -> ReplacedWords:
    clues = tuple(word for words in read_words("cantonese.yaml")["clues"].values() for word in words)
    return ReplacedWords.read("cantonese", "cantonese.yaml", {"cantonese": ("cantonese",)}, words=clues)
