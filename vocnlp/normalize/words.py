"""Turn the word files of this floor (YAML, values are words separated by white space) into plain mappings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from vocnlp.yamlnode import Node
from vocnlp.yamlsource import load_yaml

__all__ = ["Sections", "read_words", "replacements"]

Sections = Mapping[str, Mapping[str, Sequence[str]]]
"""Section -> name -> words."""

_FOLDER = Path(__file__).resolve().parent


def read_words(file: str) -> Sections:
    """Return section -> name -> words.

    >>> read_words("regions.yaml")["taiwan"]["空调"][0]
    '冷气'
    """
    root = _open(file)
    return {
        section: {name: [word for word, _ in entry.words()] for name, entry in node.items()}
        for section, node in root.items()
    }


def replacements(names: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """Return word -> its replacement for a section that maps a replacement to the words it stands for.

    >>> replacements({"空调": ["冷气", "冷气机"], "_": ["㗎"]})
    {'冷气': '空调', '冷气机': '空调', '㗎': ''}
    """
    return {word: "" if name == "_" else name for name, words in names.items() for word in words}


def _open(file: str) -> Node:
    node = load_yaml(_FOLDER / file)
    node.source.raise_if_errors()
    return node
