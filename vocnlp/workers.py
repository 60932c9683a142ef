"""Spread a pure function over processes: results in input order, a bounded number in flight, nothing lost."""

from __future__ import annotations

import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from itertools import islice
from typing import Any, TypeVar

__all__ = ["ordered_map"]

Item = TypeVar("Item")
Result = TypeVar("Result")

_CHUNK = 64
_CHUNKS_IN_FLIGHT = 4
_task: Callable[[Any], Any] | None = None


def ordered_map(
    function: Callable[[Item], Result], items: Iterable[Item], workers: int, *, chunk: int = _CHUNK
) -> Iterator[Result]:
    """Yield ``function(item)`` for every item, in order, computed by ``workers`` processes.

    The function is sent to each process once; at most ``4 * workers`` chunks are in flight, so memory stays
    flat however long the input is. An exception of the function is raised at its item's turn.
    """
    source = iter(items)
    with ProcessPoolExecutor(workers, initializer=_start, initargs=(function,)) as pool:
        waiting: deque[Future[list[Result]]] = deque()
        try:
            while True:
                while len(waiting) < _CHUNKS_IN_FLIGHT * workers and (part := list(islice(source, chunk))):
                    waiting.append(pool.submit(_run, part))
                if not waiting:
                    return
                yield from waiting.popleft().result()
        finally:  # the pool cancels its chunks itself: cancelled from here, they trip it while it buries a worker
            pool.shutdown(cancel_futures=True)


def _start(function: Callable[[Any], Any]) -> None:
    """Take the function; the signals by which the parent process cleans up end a worker at once."""
    for name in ("SIGTERM", "SIGHUP"):
        if (number := getattr(signal, name, None)) and callable(signal.getsignal(number)):
            signal.signal(number, signal.SIG_DFL)
    global _task  # one per worker process, set once before its first chunk
    _task = function


def _run(items: list[Any]) -> list[Any]:
    assert _task is not None
    return [_task(item) for item in items]
