"""Merge the points of one file into the drafts read so far, recording every override of a base point."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from typing import Any

from vocnlp.errors import Message, did_you_mean
from vocnlp.taxonomy.draft import INHERITED, Draft
from vocnlp.taxonomy.entries import read_entry, read_examples, read_phrases, texts
from vocnlp.taxonomy.format import EntryFile, PointFile
from vocnlp.taxonomy.model import DEFAULT_STRENGTH, Entry, Kind, Override
from vocnlp.yamlnode import Node

__all__ = ["Merger"]

_ID = re.compile(r"[^\W_][\w-]*(?:\.[^\W_][\w-]*)*")
_KINDS: tuple[tuple[str, Kind], ...] = (("terms", "term"), ("positive", "positive"), ("negative", "negative"))
_SIGNS = {"positive": 1.0, "negative": -1.0, "neutral": 0.0}


class Merger:
    """Adds points to ``drafts``; ``overrides`` tells what changed in points that were there before.

    ``layer`` counts the bases below.
    """

    def __init__(self, drafts: dict[str, Draft], layer: int) -> None:
        self.drafts = drafts
        self.layer = layer
        self.overrides: list[Override] = []

    def merge(self, node: Node, shapes: Mapping[str, PointFile], *, known: frozenset[str], parent: str = "") -> None:
        """Read a mapping of points below ``parent``; ``known`` are the ids of the base."""
        for key, item in node.items():
            shape = shapes.get(key)
            if shape is None:
                continue
            if not _ID.fullmatch(key):
                message = Message(
                    f"标识 {key} 只能用字母、数字、_ 和 -", f"id {key} may hold letters, digits, _ and - only"
                )
                item.source.report(item.key_location, "bad-id", message)
                continue
            point = f"{parent}.{key}" if parent else key
            if self._take(point, item, shape, known):
                children = item.get("children")
                if children is not None:
                    self.merge(children, shape.children, known=known, parent=point)

    def _take(self, point: str, node: Node, shape: PointFile, known: frozenset[str]) -> bool:
        """Read one point; False when its children are not to be read."""
        draft = self.drafts.get(point)
        above = point.rpartition(".")[0]
        if shape.remove:
            return self._remove(point, node)
        if draft is not None and point not in known:
            message = Message(
                f"体验点 {point} 重复，{draft.location} 已有", f"duplicate point {point}, first at {draft.location}"
            )
            node.source.report(node.key_location, "duplicate-point", message)
            return False
        if above and above not in self.drafts:
            message = Message(f"没有上级体验点 {above}", f"no parent point {above}")
            node.source.report(node.key_location, "unknown-point", message, hint=did_you_mean(above, self.drafts))
            return False
        if draft is None:
            draft = self.drafts[point] = Draft(point, above, node.key_location)
            if known:
                self.overrides.append(Override(point, "point", "", point, node.key_location))
        if shape.name is None and not draft.name:
            message = Message(f"体验点 {point} 缺少名称 name", f"point {point} has no name")
            node.source.report(node.key_location, "missing-key", message)
        self._change(draft, node, shape, recorded=point in known)
        return True

    def _remove(self, point: str, node: Node) -> bool:
        if point not in self.drafts:
            message = Message(f"要去掉的体验点 {point} 不存在", f"no point {point} to remove")
            node.source.report(node.key_location, "unknown-point", message, hint=did_you_mean(point, self.drafts))
        for gone in [one for one in self.drafts if one == point or one.startswith(point + ".")]:
            del self.drafts[gone]
            self.overrides.append(Override(gone, "point", gone, "", node.key_location))
        return False

    def _change(self, draft: Draft, node: Node, shape: PointFile, *, recorded: bool) -> None:
        def note(field: str, before: Any, after: Any) -> None:
            if recorded and (before or after):
                place = (node.get(field) or node).key_location
                self.overrides.append(Override(draft.id, field, str(before), str(after), place))

        if shape.name is not None:
            note("name", draft.name, shape.name.zh)
            draft.name, draft.english = shape.name.zh, shape.name.en or draft.english
        if shape.weight is not None:
            if not (math.isfinite(shape.weight) and shape.weight >= 0):
                (node.get("weight") or node).report("bad-weight", Message("权重要是正数", "a weight must be positive"))
            note("weight", draft.weight, shape.weight)
            draft.weight = shape.weight
        if shape.definition is not None:
            note("definition", draft.definition, shape.definition)
            draft.definition = shape.definition
        for field in INHERITED:
            value = getattr(shape, field)
            if value is not None:
                note(field, draft.own.get(field, ""), value)
                draft.own[field] = value
                draft.places[field] = (node.get(field) or node).location
        self._words(draft, node, note)
        for key, kind in _KINDS:
            self._entries(draft, kind, key, node, getattr(shape, key), note)
        unless = read_phrases(node.get("unless"))
        note("unless", "", " ".join(phrase.source for phrase in unless))
        draft.unless.extend(unless)
        draft.examples.extend(read_examples(node.get("examples"), shape.examples))
        draft.silence.update(shape.silence)

    def _words(self, draft: Draft, node: Node, note: Any) -> None:
        group = node.get("polarity")
        if group is None or not isinstance(group.value, dict):
            return
        words: dict[str, tuple[float, str]] = {}
        for sign, listed in group.items():
            for word, place in listed.words():
                if word in words and words[word][0] != _SIGNS[sign]:
                    message = Message(f"“{word}”在这里有两种倾向", f"{word} has two polarities here")
                    listed.source.report(place, "contradictory-word", message)
                words[word] = (_SIGNS[sign], f"{place.file}:{place.line}")
        before = draft.own.get("polarity", {})
        note("polarity", " ".join(before), " ".join({**before, **words}))
        draft.own["polarity"] = {**before, **words}

    def _entries(
        self, draft: Draft, kind: Kind, key: str, node: Node, shapes: tuple[EntryFile, ...], note: Any
    ) -> None:
        entries = draft.entries[kind]
        added: list[Entry] = []
        for item, shape in zip(texts(node.get(key)), shapes, strict=True):
            read = read_entry(item, kind, shape, self.layer)
            if not shape.remove:
                added.extend(read)
                continue
            gone = {entry.source for entry in read}
            for source in gone - {entry.source for entry in entries}:
                message = Message(f"要去掉的“{source}”不存在", f"no entry {source} to remove")
                item.report("unknown-entry", message, hint=did_you_mean(source, [one.source for one in entries]))
            note(key, " ".join(sorted(gone)), "")
            entries[:] = [entry for entry in entries if entry.source not in gone]
        if self.layer:
            added = [entry for entry in added if not self._replaced(draft, entry, key)]
        if added:
            note(key, "", " ".join(entry.source for entry in added))
        entries.extend(added)

    def _replaced(self, draft: Draft, entry: Entry, key: str) -> bool:
        """Put an entry in the place of the one of a base that matches the same; False when there is none.

        An entry that repeats the base word for word changes nothing.
        """
        entries = draft.entries[entry.kind]
        for index, old in enumerate(entries):
            if old.source == entry.source and old.layer < entry.layer:
                before, after = _told(old), _told(entry)
                self.overrides.append(Override(draft.id, key, before, after, entry.location))
                if before != after:
                    entries[index] = entry
                return True
        return False


def _told(entry: Entry) -> str:
    """Say an entry in one line, with what is not as usual."""
    conditions = {
        "unless": " ".join(phrase.source for phrase in entry.unless),
        "with": " ".join(phrase.source for one in entry.required for phrase in one.phrases),
        "without": " ".join(phrase.source for one in entry.forbidden for phrase in one.phrases),
        "scope": "" if entry.scope == "clause" else entry.scope,
        "when": ", ".join(map(str, entry.when)),
        "negated": "" if entry.negated == "any" else entry.negated,
        "priority": entry.priority or "",
        "strength": "" if entry.weight == DEFAULT_STRENGTH else f"{entry.weight:g}",
        "since": entry.since or "",
        "until": entry.until or "",
        "note": entry.note,
        "examples": " ".join(example.text for example in entry.examples),
        "silence": " ".join(sorted(entry.silence)),
    }
    said = ", ".join(f"{name}: {value}" for name, value in conditions.items() if value)
    return f"{entry.source} {{{said}}}" if said else entry.source
