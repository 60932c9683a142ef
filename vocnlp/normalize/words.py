"""Turn the word files of this floor (YAML, values are words separated by white space) into plain mappings."""

from __future__ import annotations

from pathlib import Path

from vocnlp.yamlsource import Node, load_yaml

__all__ = ["read_table", "read_words"]

_FOLDER = Path(__file__).resolve().parent


def read_words(file: str) -> dict[str, dict[str, list[str]]]:
    """Return section -> name -> words.

    >>> read_words("regions.yaml")["taiwan"]["空调"][0]
    '冷气'
    """
    root = _open(file)
    return {
        section: {name: [word for word, _ in entry.words()] for name, entry in node.items()}
        for section, node in root.items()
    }


def read_table(file: str, section: str) -> dict[str, str]:
    """Return word -> its replacement for a section that maps a replacement to the words it stands for."""
    names = read_words(file).get(section, {})
    return {word: "" if name == "_" else name for name, words in names.items() for word in words}


def _open(file: str) -> Node:
    node = load_yaml(_FOLDER / file)
    node.source.raise_if_errors()
    return node
