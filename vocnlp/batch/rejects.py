"""Turn rows that could not be used into a CSV file with their number and the reason; no reject, no file."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from vocnlp.batch.atomic import AtomicFile
from vocnlp.batch.cells import csv_cell
from vocnlp.batch.readers import Reject

__all__ = ["RejectFile"]

_HEAD = "\ufeffrow,reason,raw\r\n".encode()


class RejectFile:
    """A rejects file that comes into being with its first row."""

    def __init__(self, path: Path, state: Mapping[str, Any] | None = None) -> None:
        self.path = path
        self._file = AtomicFile(path, size=int(state["bytes"])) if state and state["bytes"] else None

    def write(self, reject: Reject) -> None:
        """Add one row: number, reason, raw content."""
        if self._file is None:
            self._file = AtomicFile(self.path)
            self._file.stream.write(_HEAD)
        self._line(tuple(csv_cell(value) for value in reject))

    def _line(self, cells: tuple[Any, ...]) -> None:
        assert self._file is not None
        text = io.StringIO(newline="")
        csv.writer(text).writerow(cells)
        self._file.stream.write(text.getvalue().encode())

    def state(self) -> dict[str, Any]:
        """Return what a later run needs to write on from here."""
        if self._file is None:
            return {"bytes": 0}
        self._file.stream.flush()
        return {"bytes": self._file.stream.tell()}

    def close(self) -> None:
        """Finish the file; without rejects, one from an earlier run is removed, for it would mislead."""
        if self._file is not None:
            self._file.commit()
        elif self._is_ours():
            self.path.unlink()

    def _is_ours(self) -> bool:
        """Tell a rejects file of an earlier run from a file that only bears the name."""
        return self.path.is_file() and self.path.read_bytes().startswith(_HEAD)

    def abort(self) -> None:
        """Leave no trace."""
        if self._file is not None:
            self._file.abort()

    def keep(self) -> None:
        """Leave the unfinished file for a later run."""
        if self._file is not None:
            self._file.keep()
