"""Find the folders of the packs and examples that ship with vocnlp, in a wheel and in a source checkout."""

from __future__ import annotations

from pathlib import Path

from vocnlp.errors import InputError

__all__ = ["example", "packs", "packs_folder"]

_HERE = Path(__file__).resolve().parent


def packs_folder() -> Path:
    """Return the folder whose sub-folders are the built-in packs.

    A wheel carries them as ``vocnlp/_packs``; a source checkout keeps them in ``taxonomies/``, where authors
    edit them.
    """
    carried = _HERE / "_packs"
    return carried if carried.is_dir() else _HERE.parent / "taxonomies"


def packs() -> dict[str, Path]:
    """Return the built-in packs by name, sorted; a folder is a pack when it holds a ``pack.yaml``.

    >>> "automotive" in packs()
    True
    """
    return {file.parent.name: file.parent for file in sorted(packs_folder().glob("*/pack.yaml"))}


def example(name: str) -> Path:
    """Return an example data file such as ``automotive_comments.csv``.

    Raises:
        InputError: no such example.
    """
    for folder in (_HERE / "_examples", _HERE.parent / "examples"):
        if (folder / name).is_file():
            return folder / name
    raise InputError(f"there is no example file {name!r}")
