"""Turn a label map (YAML) and labelled JSON lines into gold values that a pack's results can be held against."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict

from vocnlp.errors import InputError, PackError
from vocnlp.yamlsource import load_yaml

__all__ = ["Gold", "LabelMap", "load_labels", "read_gold", "rows_of"]


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
    ``text`` the key of its text, or several (title and body) that are read as lines of one text.
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

    def category_of(self, point: str) -> tuple[str, ...]:
        """Return the categories that a point belongs to."""
        return tuple(name for name, spec in self.categories.items() if _matches(point, spec))

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
    the data has it.
    """

    utterance: Mapping[str, Any]
    categories: Mapping[str, float]
    valence: Mapping[str, float]
    label: str = ""
    groups: tuple[str, ...] = ()


def load_labels(path: Path) -> LabelMap:
    """Read a label map.

    Raises:
        PackError: with every problem of the file.
    """
    root = load_yaml(path)
    labels = root.into(LabelMap)
    root.source.raise_if_errors()
    if labels is None:  # pragma: no cover - into() reports an error whenever it returns None
        raise PackError(f"{path} cannot be read")
    return labels


_SIGNS = {"positive": 1.0, "negative": -1.0}


def read_gold(rows: Path | Iterable[Mapping[str, Any]], labels: LabelMap) -> Iterator[Gold]:
    """Read labelled rows.

    Raises:
        InputError: a line is not a JSON object, or a row has neither text nor turns.
    """
    for row in rows_of(rows) if isinstance(rows, Path) else rows:
        sums: dict[str, float] = {}
        valences: dict[str, list[float]] = {}
        for aspect in row.get("aspects") or ():
            name = labels.category_named(str(aspect["category"]))
            sums[name] = sums.get(name, 0.0) + _SIGNS.get(aspect["polarity"], 0.0)
            if "valence" in aspect:
                valences.setdefault(name, []).append(float(aspect["valence"]))
        label = row.get(labels.field)
        groups = tuple(label) if isinstance(label, list) else (str(label),) if label is not None else ()
        said = _said(row, labels.text)
        yield Gold(
            utterance={"id": row.get("id", ""), **said},
            categories=sums,
            valence={name: sum(values) / len(values) for name, values in valences.items()},
            label=labels.polarity.get(str(label), str(label or "")) if labels.polarity else str(label or ""),
            groups=groups if labels.groups else (),
        )


def _said(row: Mapping[str, Any], keys: str | list[str]) -> dict[str, Any]:
    """Return what was said: the texts of the keys that a row has, one a line, else its turns."""
    wanted = [keys] if isinstance(keys, str) else keys
    there = [key for key in wanted if key in row]
    if not there and "turns" in row:
        return {"turns": row["turns"]}
    return {"text": "\n".join(str(row[key]) for key in (there or wanted))}


def rows_of(path: Path) -> Iterator[Mapping[str, Any]]:
    """Read JSON lines.

    Raises:
        InputError: a line is not a JSON object.
    """
    with path.open(encoding="utf-8-sig") as lines:
        for number, line in enumerate(lines, 1):
            if not line.strip():
                continue
            try:
                row = json.loads(line)
            except ValueError as error:
                raise InputError(f"{path}:{number}: not JSON: {error}") from None
            if not isinstance(row, dict):
                raise InputError(f"{path}:{number}: a row must be a JSON object")
            yield row
