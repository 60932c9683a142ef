"""Turn two contents of a file into the mappings that only moved: which new place is which old one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from vocnlp.taxonomy.marked import Part, Path, Unit, inside, units

__all__ = ["moves", "reindented", "unit_at"]

_HOLDERS = ("points", "children")
"""Keys below which points stand by their names."""


def moves(before: Part, after: Part) -> dict[Path, Path]:
    """Return new place -> old place of every point that stands elsewhere now.

    A point is the same when its name is, and no other of that name came or went; or, with another name, when it says
    the same to the letter. What moves with its parent is left out: it follows.
    """
    old, new = dict(_points(before)), dict(_points(after))
    gone = {path: part for path, part in old.items() if path not in new}
    come = {path: part for path, part in new.items() if path not in old}
    found: dict[Path, Path] = {}
    for place, part in come.items():
        if any(place[: len(above)] == above for above in found):
            continue
        named = [path for path in gone if _name(path) == _name(place)]
        rivals = [path for path in come if _name(path) == _name(place)]
        alike = [path for path, one in gone.items() if one.value and _plain(one) == _plain(part)]
        chosen = named if len(named) == len(rivals) == 1 else alike if len(alike) == 1 else []
        if chosen and chosen[0] not in found.values():
            found[place] = chosen[0]
    return found


def _points(part: Part, path: Path = ()) -> Iterator[tuple[Path, Part]]:
    for key, child in part.value.items() if isinstance(part.value, dict) else ():
        if path and path[-1] in _HOLDERS:
            yield (*path, key), child
        yield from _points(child, (*path, key))


def _name(path: Path) -> str:
    """Return the last part of a point's id; a key may hold several."""
    return str(path[-1]).rpartition(".")[2]


def _plain(part: Part) -> Any:
    if isinstance(part.value, dict):
        return {key: _plain(child) for key, child in part.value.items()}
    return [_plain(child) for child in part.value] if isinstance(part.value, list) else part.value


def unit_at(text: str, root: Part, path: Path) -> Unit | None:
    """Return the unit at a path, None where it stands inside brackets or nowhere."""
    part, body, unit = root, 0, None
    for step in path:
        if unit is not None:
            if not unit.nested:
                return None
            part, body = unit.part, inside(text, unit)
        unit = next((one for one in units(text, part, body) if one.key == step), None)
        if unit is None:
            return None
    return unit


def reindented(lines: str, old: str, new: str) -> str:
    """Return lines at another indent; those that stand further left, such as a remark at the margin, stay there."""
    shown = (new + line[len(old) :] if line.startswith(old) else line for line in lines.splitlines(keepends=True))
    return "".join(shown)
