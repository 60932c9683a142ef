"""Write a value as YAML the way people do: block and flow mixed, comments anywhere, indents of their own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st

from vocnlp.taxonomy.unsheet import scalar

__all__ = ["written"]


@st.composite
def written(draw: Callable[..., Any], values: st.SearchStrategy[dict[str, Any]]) -> tuple[str, dict[str, Any]]:
    """Return a text and the value it holds; its comments are ``# c1``, ``# c2`` and so on."""
    value = draw(values)
    author = _Author(draw)
    lines = [*author.above(0), *author.mapping(value, 0)]
    return "\n".join([*lines, *author.above(0)]) + "\n", value


class _Author:
    def __init__(self, draw: Callable[..., Any]) -> None:
        self.draw = draw
        self.count = 0
        self.step = draw(st.sampled_from([2, 4]))
        self.offset = draw(st.sampled_from([0, 2]))

    def comment(self) -> str:
        self.count += 1
        return f"# c{self.count}"

    def chance(self) -> bool:
        return bool(self.draw(st.integers(0, 4)) == 0)

    def above(self, indent: int) -> list[str]:
        lines = [" " * indent + self.comment()] if self.chance() else []
        return [*([""] if self.chance() else []), *lines]

    def ending(self) -> str:
        return f"   {self.comment()}" if self.chance() else ""

    def mapping(self, value: dict[str, Any], indent: int) -> list[str]:
        lines: list[str] = []
        for key, item in value.items():
            lines += self.above(indent)
            head = f"{' ' * indent}{scalar(key)}:"
            if not isinstance(item, dict | list) or not item or self.chance():
                lines.append(f"{head} {self.flow(item)}{self.ending()}")
            elif isinstance(item, dict):
                lines += [head + self.ending(), *self.mapping(item, indent + self.step)]
            else:
                lines += [head + self.ending(), *self.sequence(item, indent + self.offset)]
        return lines

    def sequence(self, value: list[Any], indent: int) -> list[str]:
        lines: list[str] = []
        for item in value:
            lines += self.above(indent)
            if isinstance(item, dict) and item and not self.chance():
                first, *rest = self.mapping(item, indent + 2)
                while not first.strip() or first.lstrip().startswith("#"):
                    lines.append(first.replace("  ", "", 1) if first.startswith(" " * (indent + 2)) else first)
                    first, *rest = rest
                lines += [f"{' ' * indent}- {first.lstrip()}", *rest]
            else:
                lines.append(f"{' ' * indent}- {self.flow(item)}{self.ending()}")
        return lines

    def flow(self, value: Any) -> str:
        if isinstance(value, dict):
            return "{" + ", ".join(f"{scalar(key)}: {self.flow(item)}" for key, item in value.items()) + "}"
        if isinstance(value, list):
            gap = ", " if self.chance() else ","
            return f"[{gap.join(map(self.flow, value))}]"
        return scalar(value)
