"""Turn a byte stream in UTF-8, GB18030 or Big5, or in rows of several, into the same stream in UTF-8.

Rows are decided about as they come: memory holds one block, and a pipe is not read ahead of what it has.
"""

from __future__ import annotations

import io
from typing import Any, BinaryIO

from vocnlp.encoding import Rows

__all__ = ["Transcoded"]

_BLOCK = 1 << 16


class Transcoded(io.RawIOBase):
    """The stream in UTF-8; ``rows`` knows afterwards how many rows were written in what."""

    def __init__(self, source: BinaryIO, rows: Rows) -> None:
        self.rows = rows
        self._source = source
        self._ready = memoryview(b"")
        self._begun: list[bytes] = []
        self._ended = False

    def readable(self) -> bool:
        """It can be read."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Fill a buffer with what is ready."""
        while not self._ready and not self._ended:
            self._ready = memoryview(self.rows.decode(self._whole_rows()).encode("utf-8", "replace"))
        size = min(len(buffer), len(self._ready))
        buffer[:size], self._ready = self._ready[:size], self._ready[size:]
        return size

    def _whole_rows(self) -> bytes:
        """Read a block; what comes after its last line end waits for the rest of its row."""
        block = getattr(self._source, "read1", self._source.read)(_BLOCK) or b""
        self._ended = not block
        end = max(block.rfind(b"\n"), block.rfind(b"\r", 0, -1)) + 1
        if not end and block:
            self._begun.append(block)
            return b""
        whole = b"".join([*self._begun, block[:end]])
        self._begun = [block[end:]]
        return whole
