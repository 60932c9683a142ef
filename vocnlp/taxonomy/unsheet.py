"""Turn sheets back into the texts of taxonomy files; problems are placed at ``sheet!cell``."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from vocnlp.errors import SILENT, Location, Message, PackError, Problem, did_you_mean
from vocnlp.taxonomy.cells import Row, Sheet, read_items
from vocnlp.taxonomy.excel import ENTRY_FIELDS, EXAMPLE_KINDS, HEADERS, KINDS, MAIN, POINT_FIELDS, SIGNS

__all__ = ["FILE", "YamlText", "scalar", "yaml_of"]

FILE = re.compile(r"taxonomy\.yaml|taxonomy/[^/\\]+\.yaml")
_HEAD = ("taxonomy", "version", "name.zh", "name.en", "extends", "silence", "comment")
_BESIDE = ("id", "kind", "match", "comment", "file")
_EMPTY = Message(
    "体验点空着；每一行都要写",
    "no point; every row names one",
)


class YamlText:
    """YAML in the making; ``origins`` names the cell that each line came from."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.origins: list[str] = []

    def add(self, depth: int, text: str, origin: str = "") -> None:
        """Add one line."""
        self.lines.append("  " * depth + text)
        self.origins.append(origin)

    def value(self, depth: int, key: str, value: str | Sequence[str], origin: str = "") -> None:
        """Add a key with a text, or with a list of texts on one line."""
        listed = not isinstance(value, str)
        shown = f"[{', '.join(map(scalar, value))}]" if listed else scalar(str(value))
        self.add(depth, f"{scalar(key)}: {shown}", origin)

    def text(self) -> str:
        """Return everything."""
        return "\n".join(self.lines) + "\n"

    def placed(self, problems: Iterable[Problem], *, file: str) -> list[Problem]:
        """Return problems of this text with the sheet and cell as their place."""
        found = []
        for problem in problems:
            line = problem.location.line
            origin = self.origins[line - 1] if 0 < line <= len(self.origins) else ""
            place = Location(f"{file}: {origin}" if origin else file)
            found.append(Problem(place, problem.level, problem.code, problem.message, problem.hint))
        return found


def yaml_of(sheets: Iterable[Sheet], containers: Mapping[str, str] | None = None) -> dict[str, YamlText]:
    """Return the taxonomy files that sheets describe, by name.

    Args:
        sheets: what ``sheets_of`` made, edited.
        containers: under which point a point is written, where that is not its parent.

    Raises:
        PackError: a row speaks of a point or a kind that there is not; places are ``sheet!cell``.
    """
    problems: list[Problem] = []
    rows = {sheet.name: sheet.rows(HEADERS[sheet.name], problems) for sheet in sheets if sheet.name in HEADERS}
    home = {row.text("id"): row.text("file") for row in reversed(rows.get("体验点", []))}
    files: dict[str, dict[str, list[Row]]] = {MAIN: {}}
    for sheet, found in rows.items():
        for row in found:
            own = row.text("file") or (home.get(row.text("id"), "") if "id" in row.cells else "")
            files.setdefault(own or MAIN, {}).setdefault(sheet, []).append(row)
    for name, parts in files.items():
        if not FILE.fullmatch(name):
            what = Message(f"文件名要像 taxonomy/服务.yaml，而不是 {name}", f"{name} is no file name of a taxonomy")
            row = next(row for found in parts.values() for row in found)
            problems.append(Problem(Location(row.origin("file")), "error", "bad-value", what))
    writers = {name: _Writer(parts, containers or {}, problems) for name, parts in files.items()}
    made = {name: writer.write() for name, writer in writers.items()}
    if problems:
        raise PackError("表格有错误 (the sheets have errors)", problems)
    return made


class _Writer:
    """Writes one file."""

    def __init__(self, sheets: Mapping[str, list[Row]], containers: Mapping[str, str], problems: list[Problem]) -> None:
        self.problems = problems
        self.sheets = sheets
        self.out = YamlText()
        self.by_point: dict[str, dict[str, list[Row]]] = {}
        for sheet, found in sheets.items():
            for row in found:
                self.by_point.setdefault(sheet, {}).setdefault(row.text("id"), []).append(row)
        self.points = {row.text("id"): row for row in self.rows("体验点") if row.text("id")}
        self.below: dict[str, list[str]] = {}
        for point in self.points:
            above = containers.get(point, point.rpartition(".")[0])
            self.below.setdefault(above if above in self.points else "", []).append(point)

    def rows(self, sheet: str) -> list[Row]:
        return self.sheets.get(sheet, [])

    def of(self, sheet: str, point: str) -> list[Row]:
        return self.by_point.get(sheet, {}).get(point, [])

    def write(self) -> YamlText:
        self._check()
        head = {row.text("key"): row for row in self.rows("说明")}
        for line in read_items(head["comment"].cells.get("value", "")) if "comment" in head else []:
            self.out.add(0, f"# {line}")
        for key in ("taxonomy", "version", "extends"):
            if key in head and head[key].text("value"):
                self.out.value(0, key, head[key].text("value"), head[key].origin("value"))
        self._name(0, {part: head[f"name.{part}"] for part in ("zh", "en") if f"name.{part}" in head}, "value")
        if "silence" in head and head["silence"].items("value"):
            self.out.value(0, "silence", head["silence"].items("value"), head["silence"].origin("value"))
        self._lists()
        if self.below.get(""):
            self.out.add(0, "points:")
        for point in self.below.get("", []):
            self._point(point, point, 1)
        return self.out

    def _check(self) -> None:
        """Report rows of unknown keys, points and kinds, lists without a name, and the same point twice."""
        for row in self.rows("说明"):
            key = row.text("key")
            if key not in _HEAD:
                what = Message(f"不认识的键 {key}" if key else "键空着", f"unknown key {key}" if key else "no key")
                self._report(row.origin("key"), "unknown-key", what, did_you_mean(key, _HEAD))
        for row in self.rows("词族"):
            if not row.text("name"):
                self._report(row.origin("name"), "missing-key", Message("词族的名称空着", "a list without a name"))
        kinds = {"词条": ("kind", KINDS), "倾向": ("sign", SIGNS), "例句": ("kind", EXAMPLE_KINDS)}
        for sheet, (column, known) in kinds.items():
            for row in self.rows(sheet):
                point, kind = row.text("id"), row.text(column)
                if not point:
                    self._report(row.origin("id"), "unknown-point", _EMPTY)
                elif point not in self.points:
                    what = Message(f"体验点表里没有 {point}", f"no point {point} in the sheet of points")
                    self._report(row.origin("id"), "unknown-point", what, did_you_mean(point, self.points))
                if kind not in known:
                    what = Message(
                        f"没有 {kind} 这一种；有：{'、'.join(known)}", f"{kind} is none of {', '.join(known)}"
                    )
                    self._report(row.origin(column), "bad-value", what, did_you_mean(kind, known))
        seen: dict[str, str] = {}
        for row in self.rows("体验点"):
            point = row.text("id")
            if not point:
                self._report(row.origin("id"), "missing-key", Message("缺少体验点的标识", "a point without an id"))
            if point in seen:
                what = Message(
                    f"体验点 {point} 重复，{seen[point]} 已有", f"point {point} again, first in {seen[point]}"
                )
                self._report(row.origin("id"), "duplicate-point", what)
            seen.setdefault(point, row.origin("id"))

    def _report(self, origin: str, code: str, message: Message, hint: Message = SILENT) -> None:
        self.problems.append(Problem(Location(origin), "error", code, message, hint))

    def _name(self, depth: int, parts: Mapping[str, Any], column: str) -> None:
        given = {part: row.text(column if column == "value" else part) for part, row in parts.items()}
        if given.get("zh"):
            row = parts["zh"]
            english = f", en: {scalar(given['en'])}" if given.get("en") else ""
            shown = f"{{zh: {scalar(given['zh'])}{english}}}" if english else scalar(given["zh"])
            self.out.add(depth, f"name: {shown}", row.origin(column if column == "value" else "zh"))

    def _lists(self) -> None:
        grouped: dict[str, list[Row]] = {}
        for row in self.rows("词族"):
            grouped.setdefault(row.text("name"), []).append(row)
        if grouped:
            self.out.add(0, "lists:")
        for name, rows in grouped.items():
            self.out.add(1, f"{scalar(name)}:", rows[0].origin("name"))
            for row in rows:
                self.out.add(2, f"- {scalar(row.text('member'))}", row.origin("member"))

    def _point(self, point: str, key: str, depth: int) -> None:
        row = self.points[point]
        for line in row.items("comment"):
            self.out.add(depth, f"# {line}")
        self.out.add(depth, f"{scalar(key)}:", row.origin("id"))
        length = len(self.out.lines)
        self._name(depth + 1, {"zh": row, "en": row}, "")
        for field in POINT_FIELDS:
            if row.cells.get(field):
                self.out.value(depth + 1, field, row.text(field), row.origin(field))
        for field in ("unless", "silence"):
            if row.items(field):
                self.out.value(depth + 1, field, row.items(field), row.origin(field))
        if row.text("remove"):
            self.out.value(depth + 1, "remove", row.text("remove"), row.origin("remove"))
        for kind in KINDS:
            entries = [one for one in self.of("词条", point) if one.text("kind") == kind]
            if entries:
                self.out.add(depth + 1, f"{kind}:")
            for entry in entries:
                self._entry(entry, depth + 2)
        self._group("polarity", "倾向", "sign", "words", point, depth + 1)
        self._group("examples", "例句", "kind", "text", point, depth + 1)
        if self.below.get(point):
            self.out.add(depth + 1, "children:")
            for child in self.below[point]:
                self._point(child, child[len(point) + 1 :], depth + 2)
        if len(self.out.lines) == length:
            self.out.lines[-1] += " {}"

    def _group(self, name: str, sheet: str, column: str, value: str, point: str, depth: int) -> None:
        grouped: dict[str, list[Row]] = {}
        for row in self.of(sheet, point):
            grouped.setdefault(row.text(column), []).append(row)
        if grouped:
            self.out.add(depth, f"{name}:")
        for kind, rows in grouped.items():
            self.out.add(depth + 1, f"{scalar(kind)}:", rows[0].origin(column))
            for row in rows:
                for item in row.items(value) if value == "words" else [row.text(value)]:
                    self.out.add(depth + 2, f"- {scalar(item)}", row.origin(value))

    def _entry(self, row: Row, depth: int) -> None:
        match = row.items("match")
        said = [column for column in row.cells if column not in _BESIDE and row.cells[column]]
        for line in row.items("comment"):
            self.out.add(depth, f"# {line}")
        if not said and len(match) == 1:
            self.out.add(depth, f"- {scalar(match[0])}", row.origin("match"))
            return
        shown = scalar(match[0]) if len(match) == 1 and match[0] else f"[{', '.join(map(scalar, match))}]"
        self.out.add(depth, f"- match: {shown}", row.origin("match"))
        inner = depth + 1
        for field in ("unless", "silence"):
            if row.items(field):
                self.out.value(inner, field, row.items(field), row.origin(field))
        for key in ("with", "without"):
            parts = {part: row.items(f"{key}.{part}") for part in ("any", "all")}
            where = row.text(f"{key}.in")
            if any(parts.values()) or where:
                self.out.add(inner, f"{key}:")
                for part, items in parts.items():
                    if items:
                        self.out.value(inner + 1, part, items, row.origin(f"{key}.{part}"))
                if where:
                    self.out.value(inner + 1, "in", where, row.origin(f"{key}.in"))
        if row.items("when"):
            self.out.add(inner, "when:", row.origin("when"))
            for condition in row.items("when"):
                self._condition(condition, inner + 1, row.origin("when"))
        for field in ENTRY_FIELDS:
            if row.cells.get(field):
                self.out.value(inner, field, row.text(field), row.origin(field))
        sentences = {kind: row.items(f"examples.{kind}") for kind in EXAMPLE_KINDS}
        if any(sentences.values()):
            self.out.add(inner, "examples:")
            for kind, items in sentences.items():
                if items:
                    self.out.value(inner + 1, kind, items, row.origin(f"examples.{kind}"))

    def _condition(self, text: str, depth: int, origin: str) -> None:
        """Write one condition: a JSON list of the field and its values, or ``field: value``."""
        try:
            field, *values = json.loads(text)
        except ValueError:
            field, colon, value = text.partition(":")
            field, values = field.strip(), [value.strip()] if colon else []
        if not values:
            what = Message("字段条件要写成 字段: 值", "write a condition as field: value")
            self._report(origin, "bad-value", what)
        self.out.value(depth, str(field), [str(value) for value in values], origin)


def scalar(text: str) -> str:
    """Return a YAML scalar that reads back as this text."""
    plain = text and text[0].isalnum() and all(sign.isalnum() or sign in "_.-$" for sign in text)
    if plain and text.isprintable():
        return text
    shown = json.dumps(text, ensure_ascii=False)
    return "".join(
        sign if sign.isprintable() else f"\\u{ord(sign):04x}" if ord(sign) < 0x10000 else f"\\U{ord(sign):08x}"
        for sign in shown
    )
