"""The notebook runs from top to bottom in a fresh kernel."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
NOTEBOOKS = sorted((ROOT / "examples" / "notebooks").glob("*.ipynb"))

# In a process of its own: jupyter's warnings are not ours, and its kernel talks over local ports.
RUN = """
import sys, nbformat
from nbclient import NotebookClient
book = nbformat.read(sys.argv[1], as_version=4)
nbformat.validate(book)
NotebookClient(book, timeout=120, resources={"metadata": {"path": sys.argv[2]}}).execute()
if sys.argv[3] == "write":
    for cell in book.cells:
        cell.metadata.pop("execution", None)
    book.metadata = {key: book.metadata[key] for key in ("kernelspec",) if key in book.metadata}
    nbformat.write(book, sys.argv[1])
"""


@pytest.mark.slow
@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda file: file.stem)
def test_notebook_runs(notebook: Path, tmp_path: Path) -> None:
    write = os.environ.get("VOCNLP_GOLDEN", "check")
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", RUN, str(notebook), str(tmp_path), write]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=300)
    assert 0 == done.returncode, done.stderr[-3000:]
