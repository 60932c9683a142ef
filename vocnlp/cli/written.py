"""Turn a text into a file that is complete or absent, or into standard output."""

from __future__ import annotations

from pathlib import Path

import typer

from vocnlp.batch.atomic import AtomicFile

__all__ = ["write_text"]


def write_text(text: str, path: Path | None) -> None:
    """Write a text; without a path to standard output.

    Raises:
        InputError: the file cannot be written.
    """
    if path is None:
        typer.echo(text, nl=False)
        return
    file = AtomicFile(path)
    try:
        file.stream.write(text.encode())
    except BaseException:
        file.abort()
        raise
    file.commit()
    typer.echo(f"写出 {path}", err=True)
