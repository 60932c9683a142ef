"""Pause Python's cyclic garbage collector while many values are made that all stay alive and form no cycles."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

__all__ = ["unhurried"]


@contextmanager
def unhurried() -> Iterator[None]:
    """Let it rest: to visit hundreds of thousands of values again and again takes as long as to make them."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()
