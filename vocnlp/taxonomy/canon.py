"""Read a canonical text as parts that know their comments and can be compared and written anew."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

from vocnlp.taxonomy.marked import Part, Path, comments, inside, line_start, marked, units
from vocnlp.taxonomy.unsheet import scalar

__all__ = ["Canon"]


class _Doc(NamedTuple):
    """A canonical text, its parts and its comments."""

    text: str
    root: Part
    said: dict[Path, list[str]]


@dataclass(frozen=True, slots=True)
class Canon:
    """A part of a canonical text with the comments of its unit."""

    doc: _Doc
    part: Part
    path: Path = ()

    @classmethod
    def read(cls, text: str) -> Canon | None:
        root = marked(text)
        return None if root is None else cls(_Doc(text, root, comments(text)), root)

    @property
    def value(self) -> Any:
        return self.part.value

    @property
    def comment(self) -> list[str]:
        return self.doc.said.get(self.path, [])

    def below(self, key: str | int) -> Canon:
        return Canon(self.doc, self.part.value[key], (*self.path, key))

    @property
    def key(self) -> str:
        """Equal keys mean equal content, order and comments."""
        return repr(self._plain())

    def _plain(self) -> Any:
        value = self.part.value
        if isinstance(value, dict):
            return self.comment, [(key, self.below(key)._plain()) for key in value]
        if isinstance(value, list):
            return self.comment, [self.below(index)._plain() for index in range(len(value))]
        return self.comment, value

    def same(self, other: Canon) -> bool:
        return self.key == other.key

    def flow(self) -> str:
        """Write the value on one line."""
        value = self.part.value
        if isinstance(value, dict):
            return f"{{{', '.join(f'{scalar(key)}: {self.below(key).flow()}' for key in value)}}}"
        if isinstance(value, list):
            return f"[{', '.join(self.below(index).flow() for index in range(len(value)))}]"
        return scalar(value)

    @property
    def annotated(self) -> bool:
        """Whether comments stand inside the value, which a value on one line cannot hold."""
        return any(len(path) > len(self.path) and path[: len(self.path)] == self.path for path in self.doc.said)

    def lines(self, indent: str, *, comment: bool = True) -> str:
        """Return the lines of the unit at another indent."""
        text, part, body = self.doc.text, self.doc.root, 0
        for step in self.path:
            unit = next(unit for unit in units(text, part, body) if unit.key == step)
            if unit.nested:
                part, body = unit.part, inside(text, unit)
        top = line_start(text, unit.start)
        begin = unit.begin if comment and not unit.inline else top
        return "".join(indent + line[unit.start - top :] for line in text[begin : unit.end].splitlines(keepends=True))
