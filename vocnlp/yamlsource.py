"""Turn YAML text into nodes that know their place; every scalar stays the text that was written.

``no``, ``on``, ``010`` and ``12:30`` are words here, never booleans, octals or minutes. Duplicate keys,
anchors, aliases and tags are refused. All problems of a file are collected, except that YAML syntax
itself stops at its first error.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple, NoReturn, TypeVar

import yaml
from pydantic import BaseModel, ValidationError
from yaml.cyaml import CParser  # type: ignore[attr-defined]  # PyYAML's C parser has no type stubs
from yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from vocnlp.errors import SILENT, Level, Location, Message, PackError, Problem, did_you_mean
from vocnlp.misfit import choices, misfit, syntax

__all__ = ["Node", "Source", "load_yaml"]

Model = TypeVar("Model", bound=BaseModel)


_DEEPEST = 100
"""Levels of nesting; no file that people write comes near."""


@dataclass(slots=True)
class Source:
    """One YAML file while it is being read: its lines, and the problems found so far."""

    file: str
    lines: list[str]
    problems: list[Problem] = field(default_factory=list)

    def report(
        self,
        location: Location,
        code: str,
        message: Message,
        *,
        hint: Message = SILENT,
        level: Level = "error",
    ) -> None:
        """Add one problem, with the offending line as its excerpt."""
        inside = 0 < location.line <= len(self.lines)
        excerpt = self.lines[location.line - 1].rstrip() if inside else ""
        self.problems.append(Problem(location, level, code, message, hint, excerpt))

    def raise_if_errors(self) -> None:
        """Raise PackError with every problem when at least one is an error."""
        if any(problem.level == "error" for problem in self.problems):
            raise PackError(f"{self.file} 有错误 (has errors)", self.problems)


class Node(NamedTuple):
    """A YAML value: ``str``, ``list[Node]`` or ``dict[str, Node]``, with the place where it was written.

    ``key_location`` is the place of the mapping key that leads to it (its own place otherwise). ``block``
    says that the scalar is a block (``|`` or ``>``), whose text starts on the line after ``location``.
    """

    value: Any
    location: Location
    key_location: Location
    source: Source
    block: bool = False

    def plain(self) -> Any:
        """Return the value as nested dict, list and str."""
        if isinstance(self.value, dict):
            return {key: node.plain() for key, node in self.value.items()}
        if isinstance(self.value, list):
            return [node.plain() for node in self.value]
        return self.value

    def get(self, key: str) -> Node | None:
        """Return the child under ``key`` of a mapping, or None."""
        return self.value.get(key) if isinstance(self.value, dict) else None

    def items(self) -> Iterator[tuple[str, Node]]:
        """Walk a mapping; anything else has no items."""
        return iter(self.value.items()) if isinstance(self.value, dict) else iter(())

    def at(self, path: tuple[str | int, ...]) -> Node:
        """Follow keys and indexes as far as they lead; the last node reached is returned."""
        node = self
        for step in path:
            if isinstance(node.value, dict):
                child = node.value.get(step)
            else:
                inside = isinstance(node.value, list) and isinstance(step, int) and step < len(node.value)
                child = node.value[step] if inside else None
            if child is None:
                break
            node = child
        return node

    def word_lines(self) -> Iterator[tuple[int, list[str]]]:
        """Walk the words of a list of scalars, or of a text of words between white space: line number, its words."""
        if isinstance(self.value, list):
            for node in self.value:
                if isinstance(node.value, str):
                    yield node.location.line, [node.value]
        elif isinstance(self.value, str):
            first = self.location.line + (1 if self.block else 0)
            for offset, line in enumerate(self.value.split("\n")):
                yield first + offset, (line.split("#", 1)[0] if self.block else line).split()

    def words(self) -> Iterator[tuple[str, Location]]:
        """Walk the same words one by one, each with its place."""
        file, lines = self.location.file, self.source.lines
        for number, words in self.word_lines():
            column = 0
            for word in words:
                column = lines[number - 1].find(word, column) + 1 if number <= len(lines) else 0
                yield word, Location(file, number, column)

    def report(self, code: str, message: Message, *, hint: Message = SILENT, level: Level = "error") -> None:
        """Add a problem at this node's place."""
        self.source.report(self.location, code, message, hint=hint, level=level)

    def into(self, model: type[Model]) -> Model | None:
        """Validate against a pydantic model; report every misfit at its own line and return None then."""
        try:
            return model.model_validate(self.plain())
        except ValidationError as failure:
            for error in failure.errors():
                self._report_misfit(error, model)
            return None

    def fitted(self, model: type[Model]) -> tuple[Node, Model | None]:
        """Report every misfit as ``into`` does, and read on without what does not fit.

        Returns:
            What fits of this node, and its validated value; None when nothing does.
        """
        node: Node = self
        shape = self.into(model)
        while shape is None:
            try:
                shape = model.model_validate(node.plain())
            except ValidationError as failure:
                smaller = node.without([tuple(error["loc"]) for error in failure.errors()])
                if smaller.plain() == node.plain():
                    break
                node = smaller
        return node, shape

    def without(self, paths: list[tuple[str | int, ...]]) -> Node:
        """Return a copy that lacks what stands at some paths; where a path leads nowhere, its last node goes."""
        gone, below = set(), dict[str | int, list[tuple[str | int, ...]]]()
        for path in paths:
            child = self.at(path[:1]) if path else self
            if child is self:
                continue
            if len(path) == 1 or child.at(path[1:]) is child:
                gone.add(path[0])
            else:
                below.setdefault(path[0], []).append(path[1:])
        if isinstance(self.value, dict):
            kept = {key: node.without(below.get(key, [])) for key, node in self.value.items() if key not in gone}
            return self._replace(value=kept)
        if isinstance(self.value, list):
            items = [node.without(below.get(at, [])) for at, node in enumerate(self.value) if at not in gone]
            return self._replace(value=items)
        return self

    def _report_misfit(self, error: Any, model: type[BaseModel]) -> None:
        path = tuple(error["loc"])
        node = self.at(path)
        if error["type"] == "extra_forbidden":
            message = Message(f"未知的键 {path[-1]}", f"unknown key {path[-1]}")
            beside = set(self.at(path[:-1]).plain()) - {path[-1]}
            hint = did_you_mean(str(path[-1]), known_keys(model, beside))
            self.source.report(node.key_location, "unknown-key", message, hint=hint)
        elif error["type"] == "missing":
            message = Message(f"缺少必需的键 {path[-1]}", f"missing required key {path[-1]}")
            self.source.report(node.location, "missing-key", message)
        else:
            shown = ".".join(map(str, path))
            hint = did_you_mean(str(node.value), names) if (names := choices(error)) else SILENT
            self.source.report(node.location, "bad-value", misfit(error, shown), hint=hint)

    def require(self, model: type[Model]) -> Model:
        """Validate against a pydantic model.

        Raises:
            PackError: with every problem of the file.
        """
        found = self.into(model)
        self.source.raise_if_errors()
        assert found is not None  # into() reports an error whenever it returns None
        return found


def known_keys(model: type[BaseModel], beside: Collection[str] = ()) -> list[str]:
    """Return the keys of a model and of the models inside it; of those only that know the keys ``beside``."""
    schema = model.model_json_schema()
    shapes = [set(shape.get("properties", ())) for shape in (schema, *schema.get("$defs", {}).values())]
    most = max(len(keys.intersection(beside)) for keys in shapes)
    return sorted({key for keys in shapes if len(keys.intersection(beside)) == most for key in keys})


def load_yaml(path: Path | str, text: str | None = None) -> Node:
    """Read one YAML document; the problems found so far are in ``node.source.problems``.

    Args:
        path: the file to read, or only its name when ``text`` is given.

    Raises:
        PackError: the file cannot be read, is not UTF-8 or is not YAML.
    """
    name = str(path)
    source = Source(name, [])
    content = _read(Path(path), source) if text is None else text
    source.lines = content.splitlines()
    try:
        root = _Composer(content, source).document()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = Location(name, mark.line + 1, mark.column + 1) if mark else Location(name)
        _fail(source, place, "yaml-syntax", *syntax(error.problem or str(error)))
    except yaml.reader.ReaderError as error:
        place = Location(name, content.count("\n", 0, error.position) + 1)
        zh, en = "有 YAML 不允许的控制字符", f"character not allowed: {error.reason}"
        _fail(source, place, "yaml-character", zh, en)
    return root


_UNREADABLE = {
    FileNotFoundError: "没有这个文件",
    IsADirectoryError: "是文件夹",
    PermissionError: "没有读取权限",
}


def _read(path: Path, source: Source) -> str:
    place = Location(source.file)
    try:
        return path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        _fail(
            source,
            place,
            "unreadable",
            f"读不了文件：{_UNREADABLE.get(type(error), '打不开')}",
            f"cannot read: {error.strerror}",
        )
    except UnicodeDecodeError as error:
        zh = f"不是 UTF-8（第 {error.start} 字节）；请另存为 UTF-8"
        _fail(source, place, "not-utf8", zh, f"not UTF-8 (byte {error.start}); save the file as UTF-8")


def _fail(source: Source, location: Location, code: str, zh: str, en: str) -> NoReturn:
    """Report the one error after which a file cannot be read on, and raise."""
    source.report(location, code, Message(zh, en))
    raise PackError(f"{source.file} 有错误 (has errors)", source.problems)


class _Composer:
    """Builds nodes from the events of the C parser; what it refuses is reported and read on."""

    __slots__ = ("depth", "event", "file", "source")

    def __init__(self, content: str, source: Source) -> None:
        self.event: Callable[[], Any] = CParser(content).get_event
        self.source = source
        self.file = source.file
        self.depth = 0

    def document(self) -> Node:
        """Return the root of the only document; an empty file is an empty mapping."""
        self.event()
        started = self.event()
        if type(started) is not DocumentStartEvent:
            empty = Location(self.file, 1, 1)
            return Node({}, empty, empty, self.source)
        root = self._node(self.event(), None)
        self.event()
        more = self.event()
        if type(more) is DocumentStartEvent:
            zh, en = "一个文件只能有一个 YAML 文档；请删去 ---", "more than one YAML document; remove the ---"
            self.source.report(self._place(more), "yaml-syntax", Message(zh, en))
        return root

    def _node(self, event: Any, key_location: Location | None) -> Node:
        mark = event.start_mark
        location = Location(self.file, mark.line + 1, mark.column + 1)
        kind = type(event)
        if event.anchor is not None or (kind is not AliasEvent and event.tag is not None):
            self._refuse(location, event)
        key_location = key_location or location
        if kind is ScalarEvent:
            return Node(event.value, location, key_location, self.source, event.style == "|" or event.style == ">")
        if kind is AliasEvent:
            return Node("", location, key_location, self.source)
        self.depth += 1
        if self.depth > _DEEPEST:
            zh, en = f"嵌套超过 {_DEEPEST} 层", f"nested more than {_DEEPEST} levels"
            _fail(self.source, location, "yaml-syntax", zh, en)
        value = self._items() if kind is SequenceStartEvent else self._entries()
        self.depth -= 1
        return Node(value, location, key_location, self.source)

    def _items(self) -> list[Node]:
        found: list[Node] = []
        while type(event := self.event()) is not SequenceEndEvent:
            found.append(self._node(event, None))
        return found

    def _entries(self) -> dict[str, Node]:
        found: dict[str, Node] = {}
        while type(event := self.event()) is not MappingEndEvent:
            place = self._place(event)
            plain = type(event) is ScalarEvent and event.anchor is None and event.tag is None
            key = event.value if plain else self._node(event, None).value
            value = self._node(self.event(), place)
            if not isinstance(key, str):
                self.source.report(place, "bad-key", Message("键必须是文字", "a key must be text"))
            elif key in found:
                first = found[key].key_location.line
                message = Message(f"键 {key} 重复，第 {first} 行已有", f"duplicate key {key}, first at line {first}")
                self.source.report(place, "duplicate-key", message)
            else:
                found[key] = value
        return found

    def _refuse(self, location: Location, event: Any) -> None:
        if event.anchor is not None:
            message = Message(
                "不支持 YAML 锚点和别名（& 和 *）", "YAML anchors and aliases (& and *) are not supported"
            )
            hint = Message("文字以 & 或 * 开头时请加引号", "quote a text that begins with & or *")
        else:
            message = Message("不支持 YAML 标签（!）", "YAML tags (!) are not supported")
            hint = Message("文字以 ! 开头时请加引号", "quote a text that begins with !")
        self.source.report(location, "yaml-feature", message, hint=hint)

    def _place(self, event: Any) -> Location:
        return Location(self.file, event.start_mark.line + 1, event.start_mark.column + 1)
