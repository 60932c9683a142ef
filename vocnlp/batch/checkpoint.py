"""Turn the progress of a run into a small file beside its output, so that an interrupted run can go on."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from vocnlp.errors import InputError

__all__ = ["Checkpoint", "fingerprint", "progress_file"]


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """How far a run has come: items taken from the reader, and the state of each writer."""

    job: str
    items: int
    totals: Mapping[str, int]
    writers: Mapping[str, Mapping[str, Any]]

    def save(self, file: Path) -> None:
        """Write the progress; the file is replaced in one step."""
        temporary = file.with_name(f"{file.name}.new")
        temporary.write_text(json.dumps(asdict(self), ensure_ascii=False), encoding="utf-8")
        os.replace(temporary, file)

    @classmethod
    def load(cls, file: Path, job: str) -> Checkpoint | None:
        """Read the progress of the same job; None when there is none.

        Raises:
            InputError: the progress belongs to another input, pack or output.
        """
        try:
            found = cls(**json.loads(file.read_text(encoding="utf-8")))
        except FileNotFoundError:
            return None
        except (OSError, ValueError, TypeError):
            raise InputError(f"进度文件 {file} 已损坏；删掉它重新开始") from None
        if found.job != job:
            raise InputError(f"{file} 记的是另一次运行（输入、行业包或输出已变）；删掉它重新开始")
        return found


def progress_file(output: Path) -> Path:
    """Return where the progress of a run is kept: beside its first output."""
    return output.with_name(f"{output.name}.voc.progress")


def fingerprint(source: Path, pack: str, outputs: list[Path]) -> str:
    """Return what makes two runs the same job: file, its size and time, the pack's content, the outputs."""
    facts = source.stat()
    names = [str(output.resolve()) for output in outputs]
    return json.dumps([str(source.resolve()), facts.st_size, facts.st_mtime_ns, pack, names], ensure_ascii=False)
