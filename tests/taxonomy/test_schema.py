"""The JSON Schema: complete, described in Chinese, and as lenient about scalars as the loader."""

from __future__ import annotations

import json
from typing import Any

from vocnlp.taxonomy.format import EntryFile, PointFile
from vocnlp.taxonomy.schema import taxonomy_schema, weights_schema


def test_every_key_is_described_in_chinese() -> None:
    schema = taxonomy_schema()
    for name in ("EntryFile", "PointFile", "PolarityFile", "ExamplesFile", "PresenceFile"):
        shape = schema["$defs"][name]
        assert shape["additionalProperties"] is False
        for key, field in shape["properties"].items():
            assert any(ord(mark) > 0x4E00 for mark in field.get("description", "")), (name, key)


def test_keys_are_those_of_the_files() -> None:
    schema = taxonomy_schema()
    aliases = {field.alias or name for name, field in EntryFile.model_fields.items()}
    assert aliases == set(schema["$defs"]["EntryFile"]["properties"])
    assert set(PointFile.model_fields) == set(schema["$defs"]["PointFile"]["properties"])
    assert "weights" in weights_schema()["properties"]


def test_names_are_offered() -> None:
    point: dict[str, Any] = taxonomy_schema(departments=["b", "a"], lists=["客服"])["$defs"]["PointFile"]["properties"]
    assert ["a", "b"] == point["department"]["anyOf"][0]["enum"]
    assert [["$客服"]] == point["terms"]["examples"]


def test_it_is_json() -> None:
    assert taxonomy_schema() == json.loads(json.dumps(taxonomy_schema()))
    assert '"type": "string"' not in json.dumps(taxonomy_schema()["$defs"]["EntryFile"]["properties"]["match"])
