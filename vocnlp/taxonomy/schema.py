"""Turn the file format into JSON Schema for editors, with Chinese descriptions and completion of names."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from vocnlp.taxonomy.format import TaxonomyFile, WeightsFile

__all__ = ["file_schema", "taxonomy_schema", "weights_schema"]

_DIALECT = "https://json-schema.org/draft/2020-12/schema"


def taxonomy_schema(*, departments: Iterable[str] = (), lists: Iterable[str] = ()) -> dict[str, Any]:
    """Return the schema of taxonomy.yaml.

    Args:
        departments: ids that an editor should offer for ``department``.
        lists: list names that an editor should offer as ``$name`` inside entries.
    """
    schema = file_schema(TaxonomyFile, "体验点树 taxonomy.yaml")
    names = sorted(departments)
    if names:
        field = schema["$defs"]["PointFile"]["properties"]["department"]
        field["anyOf"] = [{"enum": names}, *field["anyOf"]]
    offered = [f"${name}" for name in sorted(lists)]
    if offered:
        for key in ("terms", "positive", "negative"):
            schema["$defs"]["PointFile"]["properties"][key]["examples"] = [offered]
    return schema


def weights_schema() -> dict[str, Any]:
    """Return the schema of ``weights/<segment>.yaml``."""
    return file_schema(WeightsFile, "客群权重 weights/*.yaml")


def file_schema(model: Any, title: str) -> dict[str, Any]:
    """Return the schema of a file that the YAML reader reads: every scalar is text there."""
    schema = _any_scalar(model.model_json_schema(by_alias=True))
    assert isinstance(schema, dict)
    return {"$schema": _DIALECT, **schema, "title": title}


def _any_scalar(node: Any) -> Any:
    """Let editors accept ``010`` or ``no`` as text, as the loader does, and drop generated titles."""
    if isinstance(node, list):
        return [_any_scalar(item) for item in node]
    if not isinstance(node, dict):
        return node
    shaped = {key: _any_scalar(item) for key, item in node.items() if key != "title" or not isinstance(item, str)}
    if shaped.get("type") == "string" and "enum" not in shaped and "format" not in shaped:
        shaped["type"] = ["string", "number", "boolean", "null"]
    return shaped
