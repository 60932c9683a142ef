"""Turn the names of the steps into steps, with the words and characters they need."""

from __future__ import annotations

from vocnlp.normalize.characters import CharacterSets
from vocnlp.normalize.steps.case import Case
from vocnlp.normalize.steps.emoji import Emoji
from vocnlp.normalize.steps.emphasis import Emphasis
from vocnlp.normalize.steps.html import Entities, Tags
from vocnlp.normalize.steps.links import Links
from vocnlp.normalize.steps.punctuation import Punctuation
from vocnlp.normalize.steps.replaced import ReplacedWords
from vocnlp.normalize.steps.spaces import Spaces
from vocnlp.normalize.steps.step import Step
from vocnlp.normalize.steps.traditional import Traditional
from vocnlp.normalize.steps.unicode import Unicode
from vocnlp.normalize.words import read_words

__all__ = ["read_steps"]


def read_steps(characters: CharacterSets) -> dict[str, Step]:
    """Return every step by name."""
    traditional = Traditional(characters)
    cantonese = read_words("cantonese.yaml")
    clues = [word for words in cantonese["clues"].values() for word in words]
    steps: list[Step] = [
        Unicode(),
        Tags(),
        Entities(),
        Links(),
        Emoji(),
        traditional,
        ReplacedWords.read("region", "regions.yaml", {"taiwan": "taiwan"}, signs=traditional.signs),
        ReplacedWords.read("cantonese", "cantonese.yaml", {"cantonese": "cantonese"}, words=clues),
        Case(),
        Punctuation(),
        Spaces(),
        Emphasis.read(),
    ]
    return {step.name: step for step in steps}
