"""The printed schemas are valid draft 2020-12 and fit every file that ships; a slip is refused."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from vocnlp.cli.schema import Kind, schema_of
from vocnlp.shipped import packs

jsonschema = pytest.importorskip("jsonschema")
FILES = [
    (kind, file)
    for folder in packs().values()
    for kind in Kind
    for file in ([*(folder / "weights").glob("*.yaml")] if kind is Kind.weights else [folder / f"{kind}.yaml"])
    if file.is_file()
]


def as_an_editor_reads(file: Path) -> Any:
    """Read YAML as editors do: ``no`` is a boolean there and 12:30 may be a number."""
    return yaml.load(file.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)


@pytest.mark.parametrize("kind", list(Kind))
def test_schemas_are_valid(kind: Kind) -> None:
    jsonschema.Draft202012Validator.check_schema(schema_of(kind))


@pytest.mark.parametrize(("kind", "file"), FILES, ids=lambda value: str(getattr(value, "parent", value))[-24:])
def test_shipped_files_fit(kind: Kind, file: Path) -> None:
    validator = jsonschema.Draft202012Validator(schema_of(kind))
    assert [] == [
        f"{'.'.join(map(str, error.absolute_path))}: {error.message[:200]}"
        for error in validator.iter_errors(as_an_editor_reads(file))
    ]


@pytest.mark.parametrize(
    "text",
    [
        "points: {a: {name: 甲, weigth: 3}}",
        "points: {a: {name: 甲, terms: [{match: 慢, scope: 句子}]}}",
        "points: {a: {name: 甲, negative: [{match: 慢, strength: 2}]}}",
        "points: {a: {name: 甲, terms: [[慢]]}}",
    ],
)
def test_a_slip_is_refused(text: str) -> None:
    validator = jsonschema.Draft202012Validator(schema_of(Kind.taxonomy))
    assert not validator.is_valid(yaml.safe_load(text))


def test_departments_and_lists_of_a_pack_are_offered() -> None:
    point = schema_of(Kind.taxonomy, "automotive")["$defs"]["PointFile"]["properties"]
    assert "after_sales" in point["department"]["anyOf"][0]["enum"]
    assert any(name.startswith("$") for name in point["terms"]["examples"][0])
