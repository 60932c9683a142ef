"""Load taxonomies from YAML text."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from vocnlp.taxonomy.load import load_taxonomy
from vocnlp.taxonomy.model import Taxonomy


@pytest.fixture
def load(tmp_path: Path) -> Callable[..., Taxonomy]:
    """Load a taxonomy from its YAML text, on top of a base when given."""

    def load(yaml: str, base: Taxonomy | None = None) -> Taxonomy:
        file = tmp_path / ("overlay.yaml" if base else "taxonomy.yaml")
        file.write_text(yaml, encoding="utf-8")
        return load_taxonomy(file, base=base)

    return load
