"""Turn a label map (YAML) and labelled JSON lines into gold values that a pack's results can be held against."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict

from vocnlp.errors import InputError
from vocnlp.yamlsource import load_yaml

__all__ = ["Gold", "LabelMap", "load_labels", "read_gold", "rows_in", "rows_of", "unmapped", "usable"]

_SIGNS = {"positive": 1.0, "negative": -1.0}


class CategoryMap(BaseModel):
    """The points that stand for one category of a data set; patterns may use ``*``.

    ``labels`` are other names that the data set has for it, for data whose aspects are words of the text.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)

    point: str = ""
    include: list[str] = []
    exclude: list[str] = []
    labels: list[str] = []


class GroupMap(BaseModel):
    """The points and departments that stand for one routing group of a data set."""

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)

    point: list[str] = []
    department: list[str] = []


class LabelMap(BaseModel):
    """Ties a data set's labels to a pack.

    ``categories`` for aspects, ``groups`` for routing, ``polarity`` for whole-utterance labels (the labels of
    the file that mean positive, negative, neutral). ``field`` names the key of a row that holds its groups,
    ``text`` the key of its text, or several (title and body) that are read as lines of one text, ``subject`` the key
    that says what the whole utterance is about (a product line): 薄 praises a phone and blames a coat.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)

    dataset: str
    pack: str
    note: str = ""
    categories: dict[str, CategoryMap] = {}
    groups: dict[str, GroupMap] = {}
    polarity: dict[str, str] = {}
    field: str = "label"
    text: str | list[str] = "text"
    subject: str = ""

    def category_of(self, point: str) -> tuple[str, ...]:
        """Return the categories that a point belongs to."""
        return tuple(name for name, spec in self.categories.items() if _matches(point, spec))

    def parents_of(self, category: str) -> tuple[str, ...]:
        """Return the categories that hold a category's point: whoever names the child has named them as well."""
        point = self.categories[category].point
        above = (name for name, spec in self.categories.items() if name != category and _matches(point, spec))
        return tuple(
            name for name in above if point and not _matches(self.categories[name].point, self.categories[category])
        )

    def category_named(self, label: str) -> str:
        """Return the category that a label of the data set is counted under: its own, or the first that lists it."""
        if label in self.categories:
            return label
        for name, spec in self.categories.items():
            if any(fnmatchcase(label, pattern) for pattern in spec.labels):
                return name
        return label


def _matches(point: str, spec: CategoryMap) -> bool:
    if any(fnmatchcase(point, pattern) for pattern in spec.exclude):
        return False
    return point == spec.point or any(fnmatchcase(point, pattern) for pattern in spec.include)


@dataclass(frozen=True, slots=True)
class Gold:
    """One labelled utterance: what to analyse, and what people said is in it.

    ``categories`` maps a category to the sum of its aspects' signs; ``valence`` to their mean valence where
    the data has it; ``subject`` is what the utterance is about, where the label map names a key for it.
    """

    utterance: Mapping[str, Any]
    categories: Mapping[str, float]
    valence: Mapping[str, float]
    label: str = ""
    groups: tuple[str, ...] = ()
    subject: str = ""


def load_labels(path: Path) -> LabelMap:
    """Read a label map.

    Raises:
        PackError: with every problem of the file.
    """
    return load_yaml(path).require(LabelMap)


def read_gold(rows: Path | Iterable[Mapping[str, Any]], labels: LabelMap) -> Iterator[Gold]:
    """Read labelled rows; a missing text is an empty one.

    Raises:
        InputError: a line is not a JSON object, a row has neither text nor turns, or an aspect is incomplete.
    """
    parents = {name: labels.parents_of(name) for name in labels.categories}
    for number, row in enumerate(rows_of(rows) if isinstance(rows, Path) else rows, 1):
        try:
            yield _gold(row, labels, parents)
        except InputError as error:
            raise InputError(f"第 {number} 条标注 (labelled row {number}): {error}") from None


def _gold(row: Mapping[str, Any], labels: LabelMap, parents: Mapping[str, tuple[str, ...]]) -> Gold:
    sums: dict[str, float] = {}
    valences: dict[str, list[float]] = {}
    for aspect in row.get("aspects") or ():
        if not isinstance(aspect, Mapping) or not {"category", "polarity"} <= aspect.keys():
            raise InputError(f"aspects 的每一项要有 category 和 polarity (an aspect lacks one): {aspect!r}")
        name = labels.category_named(str(aspect["category"]))
        sums[name] = sums.get(name, 0.0) + _SIGNS.get(aspect["polarity"], 0.0)
        if "valence" in aspect:
            valences.setdefault(name, []).append(float(aspect["valence"]))
    label = row.get(labels.field)
    named = "" if label is None else str(label)
    subject = {labels.subject: row[labels.subject]} if row.get(labels.subject) is not None else {}
    groups = tuple(map(str, label)) if isinstance(label, list) else (named,) if named else ()
    return Gold(
        utterance={"id": row.get("id", ""), **_said(row, labels.text), **subject},
        categories=_with_parents(sums, parents),
        valence={name: sum(values) / len(values) for name, values in valences.items()},
        label=labels.polarity.get(named, named),
        groups=groups if labels.groups else (),
        subject=str(subject.get(labels.subject, "")),
    )


def _with_parents(sums: Mapping[str, float], parents: Mapping[str, tuple[str, ...]]) -> dict[str, float]:
    """Add what the children of a category say to the category, as opinions on their points count for both."""
    total = dict(sums)
    for name, value in sums.items():
        for parent in parents.get(name, ()):
            total[parent] = total.get(parent, 0.0) + value
    return total


def _said(row: Mapping[str, Any], keys: str | list[str]) -> dict[str, Any]:
    """Return what was said: the texts of the keys that a row has, one a line, else its turns."""
    wanted = [keys] if isinstance(keys, str) else keys
    there = [key for key in wanted if key in row]
    if not there and "turns" in row:
        return {"turns": row["turns"]}
    if not there:
        raise InputError(f"没有 {'、'.join(wanted)} 字段 (has neither {' nor '.join(wanted)} nor turns)")
    texts = [row[key] for key in there]
    return {"text": "\n".join(str(text) for text in texts if text is not None and text == text)}


def usable(rows: Sequence[Gold]) -> list[Gold]:
    """Return the rows that say something, each text with the same labels once: a twin on both sides of a fold leaks."""
    kept: dict[str, Gold] = {}
    for row in rows:
        said = row.utterance.get("text", row.utterance.get("turns"))
        if said and str(said).strip():
            kept.setdefault(repr((said, sorted(row.categories.items()), row.label, row.groups, row.subject)), row)
    return list(kept.values())


def unmapped(rows: Iterable[Gold], labels: LabelMap) -> dict[str, int]:
    """Count the labels that the label map does not know, the most frequent first."""
    counted: Counter[str] = Counter()
    for row in rows:
        if labels.categories:
            counted.update(name for name in row.categories if name not in labels.categories)
        if labels.groups:
            counted.update(name for name in row.groups if name not in labels.groups)
        if labels.polarity and row.label and row.label not in labels.polarity.values():
            counted[row.label] += 1
    return dict(counted.most_common())


def rows_of(path: Path) -> Iterator[Mapping[str, Any]]:
    """Read JSON lines.

    Raises:
        InputError: a line is not a JSON object.
    """
    with path.open(encoding="utf-8-sig") as lines:
        yield from rows_in(lines, path)


def rows_in(lines: Iterable[str], path: Path) -> Iterator[Mapping[str, Any]]:
    """Read JSON lines that were opened; ``path`` is named in errors.

    Raises:
        InputError: a line is not a JSON object, or not in the encoding it was opened with.
    """
    try:
        for number, line in enumerate(lines, 1):
            if not line.strip():
                continue
            try:
                row = json.loads(line.removeprefix("\ufeff"))
            except ValueError as error:
                raise InputError(f"{path}:{number}: not JSON: {error}") from None
            if not isinstance(row, dict):
                raise InputError(f"{path}:{number}: a row must be a JSON object")
            yield row
    except UnicodeDecodeError as error:
        raise InputError(f"{path}: not UTF-8: {error.reason} at byte {error.start}") from None
