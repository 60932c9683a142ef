"""Read the marked lines: text, and what must be masked in it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import yaml

_MARK = re.compile(r"\[([a-z_]+)\|([^\]]*)\]")


class Line(NamedTuple):
    """``expected`` holds (entity, start, end); a trap expects nothing."""

    text: str
    expected: tuple[tuple[str, int, int], ...]


def read_lines() -> list[Line]:
    """Return every line of lines.yaml in file order."""
    data = yaml.safe_load(Path(__file__).with_name("lines.yaml").read_text("utf-8"))
    return [line for kind in data.values() for block in kind.values() for line in _lines(block)]


def _lines(block: str) -> Iterator[Line]:
    for marked in block.splitlines():
        text, done = "", 0
        expected: list[tuple[str, int, int]] = []
        for match in _MARK.finditer(marked):
            text += marked[done : match.start()]
            expected.append((match.group(1), len(text), len(text) + len(match.group(2))))
            text += match.group(2)
            done = match.end()
        yield Line(text + marked[done:], tuple(expected))
