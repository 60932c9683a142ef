"""Turn suggestions into a YAML patch that people review, and a reviewed patch into edits of a taxonomy file.

Edits keep comments, order and layout. A pack that would not load with the edits stays as it was.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict

from vocnlp.analytics.suggest import Suggestion
from vocnlp.batch.atomic import AtomicFile
from vocnlp.errors import InputError, PackError, did_you_mean
from vocnlp.pack import Pack, load_pack
from vocnlp.yamlsource import load_yaml

__all__ = ["PatchFile", "apply_patch", "read_patch", "write_patch"]

_HEAD = """# vocnlp suggest：客户说了、没有体验点接住的词，按把握排序。
# 请逐条看：删掉不要的词或整条；point 是最像的体验点，不对就改；空着的不会写入。
# 新体验点：写一个还没有的标识（上级要有），并写 name。
# 看完运行：vocnlp suggest {pack} --apply 这个文件
"""
_QUOTE = 80


class PatchEntry(BaseModel):
    """One suggestion as it stands in a patch; everything but ``point``, ``name`` and ``terms`` is for the reader."""

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)

    point: str = ""
    name: str = ""
    terms: list[str]
    nearness: float = 0.0
    count: int = 0
    positive: int = 0
    negative: int = 0
    score: float = 0.0
    quotes: list[str] = []


class PatchFile(BaseModel):
    """A patch."""

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)

    pack: str
    suggestions: list[PatchEntry] = []


def write_patch(pack: str, suggestions: Iterable[Suggestion]) -> str:
    """Return the YAML text of a patch."""
    yaml = _yaml("")
    shown = [_shown(suggestion) for suggestion in suggestions]
    out = io.StringIO()
    yaml.dump({"pack": pack, "suggestions": shown}, out)
    return _HEAD.format(pack=pack) + out.getvalue()


def _shown(suggestion: Suggestion) -> dict[str, Any]:
    quotes = [" ".join(quote.split())[:_QUOTE] for quote in suggestion.quotes]
    return {
        "point": suggestion.point,
        "terms": _flow(suggestion.terms),
        "count": suggestion.count,
        "positive": suggestion.positive,
        "negative": suggestion.negative,
        "score": suggestion.score,
        "nearness": suggestion.nearness,
        "quotes": quotes,
    }


def read_patch(path: Path) -> PatchFile:
    """Read a reviewed patch.

    Raises:
        PackError: with every problem of the file.
    """
    root = load_yaml(path)
    patch = root.into(PatchFile)
    root.source.raise_if_errors()
    assert patch is not None
    return patch


def apply_patch(pack: Pack, patch: PatchFile) -> dict[str, list[str]]:
    """Write the words of a patch into the pack's taxonomy file; return what was added to which point.

    Raises:
        InputError: the patch is for another pack, or names a point that is neither there nor can be made.
        PackError: the pack would not load any more; nothing was changed.
    """
    if patch.pack != pack.name:
        raise InputError(f"这个补丁是给 {patch.pack} 的，不是 {pack.name}")
    file = pack.folder / "taxonomy.yaml"
    before = file.read_bytes()
    text = before.decode("utf-8-sig")
    yaml = _yaml(text)
    document = yaml.load(text)
    added: dict[str, list[str]] = {}
    for entry in patch.suggestions:
        if entry.point and entry.terms:
            new = _add(document, pack, entry)
            if new:
                added.setdefault(entry.point, []).extend(new)
    if not added:
        return added
    out = io.StringIO()
    yaml.dump(document, out)
    _replace(file, out.getvalue().encode())
    try:
        load_pack(pack.folder)
    except PackError:
        _replace(file, before)
        raise
    return added


def _add(document: Any, pack: Pack, entry: PatchEntry) -> list[str]:
    points = document.setdefault("points", {})
    known = pack.taxonomy.points.get(entry.point)
    have = {one.source for one in known.terms} if known else set()
    node = _find(points, entry.point)
    new = [term for term in dict.fromkeys(entry.terms) if term not in have and term not in _terms(node)]
    if node is None:
        node = _made(points, pack, entry)
    if new:
        _extend(node, new)
    return new


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


def _terms(node: Any) -> set[str]:
    terms = node.get("terms", []) if isinstance(node, dict) else []
    return {str(term) for term in ([terms] if isinstance(terms, str) else terms) if not isinstance(term, dict)}


def _made(points: Any, pack: Pack, entry: PatchEntry) -> Any:
    """Add a point: one that only the base has, or a new one under a parent that exists."""
    from ruamel.yaml.comments import CommentedMap

    known = pack.taxonomy.points
    above = entry.point.rpartition(".")[0]
    if entry.point not in known and not (entry.name and (not above or above in known)):
        hint = did_you_mean(entry.point, known).zh
        raise InputError(f"没有体验点 {entry.point}；新体验点要有 name 和已有的上级。{hint}")
    node = CommentedMap() if entry.point in known else CommentedMap(name=entry.name)
    points[entry.point] = node
    return node


def _extend(node: Any, terms: list[str]) -> None:
    listed = node.get("terms")
    if listed is None or isinstance(listed, str):
        fresh = _flow([*([listed] if listed else []), *terms])
        if listed is None and hasattr(node, "insert"):
            keys = list(node)
            node.insert(keys.index("children") if "children" in keys else len(keys), "terms", fresh)
        else:
            node["terms"] = fresh
        return
    last = len(listed) - 1
    listed.extend(terms)
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


def _flow(values: Iterable[str]) -> Any:
    from ruamel.yaml.comments import CommentedSeq

    made = CommentedSeq(values)
    made.fa.set_flow_style()
    return made


def _yaml(text: str) -> Any:
    """Return a reader and writer that keeps the layout of a text."""
    from ruamel.yaml import YAML

    yaml = YAML()
    yaml.preserve_quotes = True
    yaml.width = 1_000_000
    yaml.allow_duplicate_keys = True
    dash = re.search(r"^( *)[^\s#-][^\n]*:[ \t]*(?:#[^\n]*)?\n(?:\s*#[^\n]*\n|\s*\n)*( *)- ", text, re.MULTILINE)
    offset = max(len(dash[2]) - len(dash[1]), 0) if dash else 2
    step = re.search(r"^[^\s#-][^\n]*:[ \t]*(?:#[^\n]*)?\n(?:\s*#[^\n]*\n|\s*\n)*( +)[^\s#-]", text, re.MULTILINE)
    yaml.indent(mapping=len(step[1]) if step else 2, sequence=offset + 2, offset=offset)
    return yaml


def _replace(path: Path, content: bytes) -> None:
    file = AtomicFile(path)
    try:
        file.stream.write(content)
    except BaseException:
        file.abort()
        raise
    file.commit()
