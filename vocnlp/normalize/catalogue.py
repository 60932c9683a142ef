"""Turn the names of the steps into steps, with the words and characters they need."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

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
from vocnlp.normalize.words import Sections

__all__ = ["read_steps"]


def read_steps(characters: CharacterSets, regions: Sections, cantonese: Sections) -> dict[str, Step]:
    """Return every step by name.

    Args:
        regions: the sections of regions.yaml, which the script reader needs as well.
        cantonese: the sections of cantonese.yaml.
    """
    traditional = Traditional(characters, regions["kept"]["opencc"], regions["hidden"]["opencc"])
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
        _region(regions, traditional.signs),
        ReplacedWords("cantonese", cantonese, {"cantonese": ["cantonese"]}, words=_flat(cantonese["clues"])),
        Forwarded(),
        Mentions(),
        Topics(),
        Templates.read(),
        Punctuation(),
        Spaces.read(),
        Stutters.read(),
        Fillers.read(),
        Emphasis.read(),
    ]
    return {step.name: step for step in steps}


def _region(regions: Sections, traditional: str) -> ReplacedWords:
    hidden = {word: [word] for word in regions["hidden"]["regional"]}
    used: dict[str, list[str]] = {name: ["hidden", "everywhere"] for name in ("simplified", "mixed", "other")}
    used["taiwan"] = ["hidden", "everywhere", "taiwan"]
    used["hongkong"] = used["cantonese"] = ["hidden", "everywhere", "hongkong"]
    sections = {**regions, "hidden": hidden}
    return ReplacedWords("region", sections, used, signs=traditional, words=_flat(regions["everywhere"]))


def _flat(names: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    return tuple(word for words in names.values() for word in words)
