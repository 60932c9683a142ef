"""Turn row counts into a progress line on a terminal, and into nothing elsewhere."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from types import TracebackType
from typing import Any, TypeVar

__all__ = ["Progress", "watched"]

_EVERY = 50
Item = TypeVar("Item")


class Progress:
    """A counter of rows with its speed on standard error; call it with the number of rows done."""

    def __init__(self, name: str, *, silent: bool = False) -> None:
        self._bar: Any = None
        if not silent and sys.stderr.isatty():
            from tqdm import tqdm

            self._bar = tqdm(desc=name, unit=" 行", leave=False)

    def __call__(self, rows: int) -> None:
        if self._bar is not None and rows - self._bar.n >= _EVERY:
            self._bar.update(rows - self._bar.n)

    def __enter__(self) -> Progress:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._bar is not None:
            self._bar.close()


def watched(items: Iterable[Item], name: str) -> Iterator[Item]:
    """Walk items and show on a terminal how far it is."""
    with Progress(name) as progress:
        for number, item in enumerate(items, 1):
            yield item
            progress(number)
