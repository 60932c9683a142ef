"""Turn YAML text into nodes that know their place; every scalar stays the text that was written.

``no``, ``on``, ``010`` and ``12:30`` are words here, never booleans, octals or minutes. Duplicate keys,
anchors, aliases and tags are refused. All problems of a file are collected, except that YAML syntax
itself stops at its first error.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

import yaml
from yaml.cyaml import CParser  # type: ignore[attr-defined]  # PyYAML's C parser has no type stubs
from yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from vocnlp.errors import Location, Message, PackError
from vocnlp.misfit import syntax, typing_slip
from vocnlp.yamlnode import Node, Source

__all__ = ["load_yaml"]

_DEEPEST = 100
"""Levels of nesting; no file that people write comes near."""
_new = tuple.__new__


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
        slip = typing_slip(source.lines, mark.line) if mark else None
        opened = error.context_mark if error.context in _OPENED else None
        if mark and opened and opened.line < mark.line:
            mark = opened
        place = Location(name, mark.line + 1, mark.column + 1) if mark else Location(name)
        if slip:
            place, message = place._replace(line=slip.line + 1, column=slip.column + 1), slip.message
        else:
            message = syntax(error.problem or str(error))
        _fail(source, place, "yaml-syntax", *message)
    except yaml.reader.ReaderError as error:
        place = Location(name, content.count("\n", 0, error.position) + 1)
        zh, en = "有 YAML 不允许的控制字符", f"character not allowed: {error.reason}"
        _fail(source, place, "yaml-character", zh, en)
    return root


_OPENED = ("while scanning a quoted scalar", "while parsing a flow sequence", "while parsing a flow mapping")
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
        following, file, source = self.event, self.file, self.source
        while (kind := type(event := following())) is not SequenceEndEvent:
            if kind is ScalarEvent and event.anchor is None and event.tag is None:  # nearly every item
                mark, style = event.start_mark, event.style
                place = _new(Location, (file, mark.line + 1, mark.column + 1))
                found.append(_new(Node, (event.value, place, place, source, style == "|" or style == ">")))
            else:
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
