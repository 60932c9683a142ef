"""Hold what YAML says together with where it says it, and fit it to typed models.

A node is a text, a list of nodes or a mapping of nodes; ``vocnlp.yamlsource`` reads them. Problems are collected with
the file they are of, so that all of them are told at once.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple, TypeVar

from pydantic import BaseModel, ValidationError

from vocnlp.errors import SILENT, Level, Location, Message, PackError, Problem, did_you_mean
from vocnlp.misfit import choices, misfit

__all__ = ["Node", "Source", "known_keys"]

Model = TypeVar("Model", bound=BaseModel)


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
        value = self.value
        if type(value) is str:
            return value
        if type(value) is dict:
            return {key: node.plain() for key, node in value.items()}
        return [inside if type(inside := node.value) is str else node.plain() for node in value]

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
