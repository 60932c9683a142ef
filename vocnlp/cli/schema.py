"""Turn the typed model of the files into JSON Schema for editors: ``vocnlp schema``."""

from __future__ import annotations

import json
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer
from pydantic import BaseModel

from vocnlp.cli.written import write_text
from vocnlp.pack import Manifest, load_pack
from vocnlp.taxonomy.schema import file_schema, taxonomy_schema, weights_schema

__all__ = ["command"]


class Kind(StrEnum):
    """A file that analysts write."""

    taxonomy = "taxonomy"
    weights = "weights"
    routing = "routing"
    lexicon = "lexicon"
    cases = "cases"
    pack = "pack"


def command(
    kind: Annotated[Kind, typer.Argument(metavar="FILE", help=f"{', '.join(Kind)}.")] = Kind.taxonomy,
    pack: Annotated[
        str, typer.Option("--pack", "-t", metavar="PACK", help="Offer this pack's departments and lists.")
    ] = "",
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="OUT.json", help="A file; standard output when absent.")
    ] = None,
) -> None:
    """Print the JSON Schema of a file that analysts write, for editors."""
    write_text(json.dumps(schema_of(kind, pack), ensure_ascii=False, indent=2) + "\n", output)


def schema_of(kind: Kind, pack: str = "") -> dict[str, Any]:
    """Return the schema of one kind of file; with a pack, its names are offered.

    Raises:
        PackError: the pack cannot be loaded.
    """
    if kind is Kind.taxonomy:
        loaded = load_pack(pack) if pack else None
        return taxonomy_schema(
            departments=loaded.routing.departments if loaded else (), lists=loaded.taxonomy.lists if loaded else ()
        )
    if kind is Kind.weights:
        return weights_schema()
    model, title = _models()[kind]
    return file_schema(model, title)


def _models() -> dict[Kind, tuple[type[BaseModel], str]]:
    from vocnlp.cases import CasesFile
    from vocnlp.routing.table import RoutingFile
    from vocnlp.sentiment.knowledge import LexiconFile

    return {
        Kind.routing: (RoutingFile, "派单表 routing.yaml"),
        Kind.lexicon: (LexiconFile, "词库 lexicon.yaml"),
        Kind.cases: (CasesFile, "用例 cases.yaml"),
        Kind.pack: (Manifest, "行业包 pack.yaml"),
    }
