"""Tag a text by rules written in YAML, without any other floor than the clause splitter."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from vocnlp.segment.clauses import split
from vocnlp.tagging.automaton import Vocabulary
from vocnlp.tagging.resolve import Mention
from vocnlp.tagging.rules import RuleTagger
from vocnlp.taxonomy.load import load_taxonomy
from vocnlp.taxonomy.model import Taxonomy
from vocnlp.types.text import NormalizedText

Tag = Callable[..., list[Mention]]


@pytest.fixture
def load(tmp_path: Path) -> Callable[[str], Taxonomy]:
    """Load a taxonomy from its YAML text."""

    def load(yaml: str) -> Taxonomy:
        file = tmp_path / "taxonomy.yaml"
        file.write_text(yaml, encoding="utf-8")
        return load_taxonomy(file)

    return load


@pytest.fixture
def tagger() -> Callable[[Taxonomy], Tag]:
    """Compile a taxonomy; the result tags a text that is already in normal form."""

    def compiled(taxonomy: Taxonomy) -> Tag:
        vocabulary = Vocabulary()
        rules = RuleTagger.build(taxonomy, vocabulary, str.lower)
        automaton = vocabulary.compile()

        def tag(text: str, **fields: Any) -> list[Mention]:
            normalized = NormalizedText(text, text, range(len(text)), range(1, len(text) + 1))
            return rules.tag(text, split(normalized), automaton.scan(text), fields.get)

        return tag

    return compiled
