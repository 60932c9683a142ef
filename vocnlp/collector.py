"""Pause Python's cyclic garbage collector while many values are made that all stay alive and form no cycles."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

__all__ = ["unhurried"]


@contextmanager
def unhurried() -> Iterator[None]:
    """Let it rest: to visit hundreds of thousands of values again and again takes as long as to make them.

    At the end the new values count as old, so that the next young collection does not walk all of them. A host that
    has frozen values of its own keeps them frozen.
    """
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            if not gc.get_freeze_count():
                gc.freeze()
                gc.unfreeze()  # into the oldest generation
            gc.enable()
