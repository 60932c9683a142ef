"""Make readers and writers of YAML that keep what people wrote, and lists that stay on one line (ruamel.yaml)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

__all__ = ["flow", "keeping"]


def flow(values: Iterable[str]) -> Any:
    """Return a list that is written on one line."""
    from ruamel.yaml.comments import CommentedSeq

    made = CommentedSeq(values)
    made.fa.set_flow_style()
    return made


def keeping(text: str) -> Any:
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
