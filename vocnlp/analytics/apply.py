"""Turn a reviewed patch into edits of taxonomy files.

Edits keep comments, order and layout. A pack that would not load with the edits stays as it was.
"""

from __future__ import annotations

import io
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from vocnlp.analytics.patch import PatchFile
from vocnlp.analytics.roundtrip import flow, keeping
from vocnlp.batch.atomic import AtomicFile
from vocnlp.errors import InputError, did_you_mean
from vocnlp.pack import Pack, load_pack

__all__ = ["apply_patch"]


def apply_patch(pack: Pack, patch: PatchFile) -> dict[str, list[str]]:
    """Write a patch into the pack's taxonomy files; return what was added to which point.

    A point's words go into the file that speaks of it, those of a new point into the file of its parent.

    Raises:
        InputError: the patch is for another pack, or names a point that is neither there nor can be made.
        PackError: the pack would not load any more; nothing was changed.
    """
    if patch.pack != pack.name:
        raise InputError(f"这个补丁是给 {patch.pack} 的，不是 {pack.name}")
    files = [_File(Path(name)) for name in pack.taxonomy.files]
    added: dict[str, list[str]] = {}

    def note(point: str, new: list[str]) -> None:
        if new:
            added.setdefault(point, []).extend(new)

    for entry in patch.suggestions:
        if entry.point and entry.terms:
            have = {one.source for one in pack.taxonomy.points[entry.point].terms} if _known(pack, entry.point) else ()
            note(entry.point, _node(files, pack, entry.point, entry.name).extend(["terms"], entry.terms, have))
    for miss in patch.near_misses:
        if miss.point and (miss.unless or miss.not_):
            point = _node(files, pack, miss.point, "")
            note(miss.point, point.extend(["unless"], miss.unless))
            note(miss.point, point.extend(["examples", "not"], miss.not_))
    changed = [file for file in files if file.changed]
    try:
        for file in changed:
            file.write()
        if changed:
            load_pack(pack.folder)
    except BaseException:
        for file in changed:
            _replace(file.path, file.before)
        raise
    return added


def _known(pack: Pack, point: str) -> bool:
    return point in pack.taxonomy.points


class _File:
    """One taxonomy file while it is edited."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.before = path.read_bytes()
        text = self.before.decode("utf-8-sig")
        self.yaml = keeping(text)
        self.document: Any = self.yaml.load(text)
        self.changed = False

    @property
    def points(self) -> Any:
        if self.document is None:
            self.document = {}
        return self.document.setdefault("points", {})

    def write(self) -> None:
        out = io.StringIO()
        self.yaml.dump(self.document, out)
        _replace(self.path, out.getvalue().encode())


@dataclass
class _Node:
    """A point's mapping in its file."""

    file: _File
    value: Any

    def extend(self, keys: list[str], items: list[str], have: Iterable[str] = ()) -> list[str]:
        """Add texts to a list of the point; return those that are new."""
        node = self.value
        for key in keys[:-1]:
            if not isinstance(node.get(key), dict):
                _insert(node, key, _mapping())
            node = node[key]
        new = [item for item in dict.fromkeys(items) if item not in have and item not in _texts(node, keys[-1])]
        if new:
            _extend(node, keys[-1], new)
            self.file.changed = True
        return new


def _node(files: list[_File], pack: Pack, point: str, name: str) -> _Node:
    """Return a point's mapping: one that is there, one that only the base has, or a new one under its parent."""
    for file in files:
        found = _find(file.points, point)
        if found is not None:
            return _Node(file, found)
    above = point.rpartition(".")[0]
    if not _known(pack, point) and not (name and (not above or _known(pack, above))):
        hint = did_you_mean(point, pack.taxonomy.points).zh
        raise InputError(f"没有体验点 {point}；新体验点要有 name 和已有的上级。{hint}")
    home = next((file for file in files if above and _find(file.points, above) is not None), files[0])
    made = _mapping() if _known(pack, point) else _mapping(name=name)
    home.points[point] = made
    return _Node(home, made)


def _mapping(**values: str) -> Any:
    from ruamel.yaml.comments import CommentedMap

    return CommentedMap(values)


def _find(points: Any, wanted: str) -> Any:
    """Return the mapping of a point in the file, through ``children`` and dotted keys, or None."""
    for key, node in (points or {}).items():
        if key == wanted:
            return node
        if wanted.startswith(f"{key}.") and isinstance(node, dict):
            found = _find(node.get("children"), wanted[len(str(key)) + 1 :])
            if found is not None:
                return found
    return None


def _texts(node: Any, key: str) -> set[str]:
    """Return the plain texts of a list in a mapping."""
    listed = node.get(key) or []
    return {str(item) for item in ([listed] if isinstance(listed, str) else listed) if not isinstance(item, dict)}


def _insert(node: Any, key: str, value: Any) -> None:
    """Add a key to a mapping, before its children if it has some."""
    keys = list(node)
    node.insert(keys.index("children") if "children" in keys else len(keys), key, value)


def _extend(node: Any, key: str, items: list[str]) -> None:
    listed = node.get(key)
    if isinstance(listed, str) or not listed:
        fresh = flow([*([listed] if listed else []), *items])
        if key in node:
            node[key] = fresh
        else:
            _insert(node, key, fresh)
        return
    last = len(listed) - 1
    listed.extend(items)
    _carry_comment(listed, last)


def _carry_comment(listed: Any, last: int) -> None:
    """Keep the blank lines and comments behind a block list behind its new last item."""
    held = listed.ca.items.get(last) if last >= 0 else None
    if not held or held[0] is None or listed.fa.flow_style():
        return
    own, rest = "", held[0].value
    if rest.startswith("#"):
        own, _, rest = rest.partition("\n")
        own += "\n"
    if not rest.strip("\n") and not rest:
        return
    from ruamel.yaml.error import CommentMark
    from ruamel.yaml.tokens import CommentToken

    moved = CommentToken(("\n" if not rest.startswith("\n") else "") + rest, CommentMark(0), None)
    listed.ca.items[len(listed) - 1] = [moved, None, None, None]
    if own:
        held[0].value = own
    else:
        del listed.ca.items[last]


def _replace(path: Path, content: bytes) -> None:
    file = AtomicFile(path)
    try:
        file.stream.write(content)
    except BaseException:
        file.abort()
        raise
    file.commit()
