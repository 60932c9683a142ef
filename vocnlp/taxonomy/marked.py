"""Turn YAML text into parts that know where they begin and end, and into the comments that stand with each of them.

A unit is a key with its value in a block mapping, or an item of a block sequence. Its lines reach from the end of the
unit before it to the end of its own last line, so that the comments above it and at its end belong to it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import yaml
from yaml.nodes import MappingNode, ScalarNode

__all__ = [
    "Part",
    "Path",
    "Unit",
    "comments",
    "ending",
    "inside",
    "line_end",
    "line_start",
    "marked",
    "remark",
    "units",
]

Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """A YAML value (text, list or dict of parts) and its place.

    ``flow`` tells ``[a]`` from ``- a``; ``block`` is a text of lines (``|``); ``keys`` are the places of the keys.
    """

    value: Any
    start: int
    end: int
    flow: bool = False
    block: bool = False
    keys: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Unit:
    """A member of a block collection: its lines are ``begin`` to ``end``, its key or dash ``start`` to ``stop``.

    ``inline`` says that a dash stands before it on its first line.
    """

    key: str | int
    part: Part
    begin: int
    start: int
    stop: int
    end: int
    inline: bool

    @property
    def nested(self) -> bool:
        """Whether the value is a block collection."""
        return isinstance(self.part.value, dict | list) and bool(self.part.value) and not self.part.flow


def marked(text: str) -> Part | None:
    """Return the parts of a document, None when it is empty."""
    root = yaml.compose(text, Loader=yaml.CBaseLoader)
    return None if root is None else _part(root, text)


def _part(node: Any, text: str) -> Part:
    start, end = node.start_mark.index, node.end_mark.index
    if isinstance(node, ScalarNode):
        block = node.style in ("|", ">")
        if block:
            end = start + len(text[start:end].rstrip())
        return Part(node.value, start, end, block=block)
    flow = bool(node.flow_style)
    if isinstance(node, MappingNode):
        values = {key.value: _part(value, text) for key, value in node.value}
        keys = tuple((key.start_mark.index, key.end_mark.index) for key, _ in node.value)
        return Part(values, start, end if flow else _last(values.values(), end), flow, keys=keys)
    items = [_part(item, text) for item in node.value]
    return Part(items, start, end if flow else _last(items, end), flow)


def _last(parts: Any, end: int) -> int:
    return max((part.end for part in parts), default=end)


def line_start(text: str, offset: int) -> int:
    """Return where the line of an offset begins."""
    return text.rfind("\n", 0, offset) + 1


def line_end(text: str, offset: int) -> int:
    """Return the offset behind the line's break."""
    found = text.find("\n", offset)
    return len(text) if found < 0 else found + 1


def units(text: str, part: Part, body: int) -> Iterator[Unit]:
    """Walk the members of a block collection whose lines begin at ``body``."""
    named = isinstance(part.value, dict)
    members = list(part.value.items()) if named else list(enumerate(part.value))
    begin = body
    for number, (key, member) in enumerate(members):
        if named:
            start, stop = part.keys[number]
        else:
            start = text.rfind("-", begin, member.start)
            stop = start + 1
        end = line_end(text, member.end)
        inline = named and begin > line_start(text, begin)
        yield Unit(key, member, begin, start, stop, end, inline)
        begin = end


def comments(text: str) -> dict[Path, list[str]]:
    """Return the comments of every unit by its path: the lines directly above it, then what ends its first line."""
    root = marked(text)
    found: dict[Path, list[str]] = {}
    if root is not None and not root.flow and not isinstance(root.value, str):
        _collect(text, root, 0, (), found)
    return found


def _collect(text: str, part: Part, body: int, path: Path, found: dict[Path, list[str]]) -> None:
    for unit in units(text, part, body):
        here = path if unit.inline else (*path, unit.key)
        said = [] if unit.inline else _above(text[unit.begin : line_start(text, unit.start)])
        mark = ending(text, unit)
        if mark is not None:
            said.append(_bare(text[mark : line_end(text, mark)]))
        if any(said):
            found.setdefault(here, []).extend(line for line in said if line)
        if unit.nested:
            _collect(text, unit.part, inside(text, unit), (*path, unit.key), found)


def inside(text: str, unit: Unit) -> int:
    """Return where the lines of a nested value begin: behind the key, or behind the dash it follows."""
    first = line_end(text, unit.start)
    return unit.part.start if unit.part.start < first else first


def _above(lines: str) -> list[str]:
    """Return the comment lines at the end of these lines."""
    found: list[str] = []
    for line in reversed(lines.split("\n")[:-1]):
        if not line.lstrip().startswith("#"):
            break
        found.insert(0, _bare(line))
    return found


def _bare(comment: str) -> str:
    return comment.strip().lstrip("#").strip()


def ending(text: str, unit: Unit) -> int | None:
    """Return where the comment at the end of the unit's first line begins, None when there is none."""
    first = line_end(text, unit.start)
    part = unit.part
    if unit.nested:
        if part.start < first:  # behind "- key:" it belongs to the key
            return None
        begin = unit.stop
    elif part.block:
        begin = part.start
    else:
        begin = part.end
    if begin >= first:
        return None
    sign = text.find("#", begin, first)
    return sign if sign > 0 and text[sign - 1] in " \t" else None


def remark(text: str, unit: Unit, said: list[str]) -> str:
    """Return the lines above a unit with other comments directly above it."""
    top = line_start(text, unit.start)
    lines = text[unit.begin : top].split("\n")[:-1]
    while lines and lines[-1].lstrip().startswith("#"):
        lines.pop()
    indent = text[top : unit.start]
    return "".join(f"{line}\n" for line in [*lines, *(f"{indent}# {line}" for line in said)])
