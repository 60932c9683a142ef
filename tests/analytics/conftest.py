"""A small pack of tea shops, and copies of it with one planted edit."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

import vocnlp

TEA = Path(__file__).parent.parent / "cli" / "pack"
Edit = Callable[..., Path]


@pytest.fixture(scope="session")
def tea() -> vocnlp.Pipeline:
    return vocnlp.load(TEA)


@pytest.fixture
def edited(tmp_path: Path) -> Edit:
    """Copy the pack and replace one text in one of its files; the text must be there exactly once."""

    def edit(*pairs: tuple[str, str], file: str = "taxonomy.yaml") -> Path:
        folder = tmp_path / "edited"
        shutil.copytree(TEA, folder)
        text = (folder / file).read_text(encoding="utf-8")
        for before, after in pairs:
            assert 1 == text.count(before), before
            text = text.replace(before, after)
        (folder / file).write_text(text, encoding="utf-8")
        return folder

    return edit
