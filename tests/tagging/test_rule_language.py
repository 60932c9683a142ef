"""Every YAML block of docs/reference/rule-language.md, run."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from vocnlp.yamlsource import load_yaml

DOC = Path(__file__).parents[2] / "docs" / "reference" / "rule-language.md"
BLOCKS = re.findall(r"```yaml\n(.*?)```", DOC.read_text(encoding="utf-8"), re.DOTALL)


@pytest.mark.parametrize("block", BLOCKS)
def test_documented_example(block: str, load: Callable[..., Any], tagger: Callable[..., Any]) -> None:
    facts = load_yaml("block", block).plain()
    if "mentions" in facts:
        tag = tagger(load(block.partition("text:")[0]))
        assert facts["mentions"] == [mention.point.id for mention in tag(facts["text"])]
        return
    taxonomy = {
        "taxonomy": "t",
        "lists": facts.get("lists", {}),
        "points": {"p": {"name": "点", "terms": [facts["entry"]]}},
    }
    tag = tagger(load(json.dumps(taxonomy, ensure_ascii=False)))
    fields = dict(facts.get("fields", {}))
    if "time" in fields:
        fields["time"] = dt.datetime.fromisoformat(fields["time"])
    assert facts.get("hits") or facts.get("misses")
    assert dict.fromkeys(facts.get("hits", []), True) == {
        text: bool(tag(text, **fields)) for text in facts.get("hits", [])
    }
    assert dict.fromkeys(facts.get("misses", []), False) == {
        text: bool(tag(text, **fields)) for text in facts.get("misses", [])
    }
