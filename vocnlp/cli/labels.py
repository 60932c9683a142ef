"""Turn labels into the files of labelling tools, and the tools' exports into labels to train on: ``vocnlp labels``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from vocnlp.batch.atomic import check_targets
from vocnlp.cli.labelled import read_whole
from vocnlp.cli.options import MaskOption
from vocnlp.cli.written import write_text
from vocnlp.errors import InputError
from vocnlp.learn.exchange import label_studio_view, read_export, written
from vocnlp.learn.masked import masked_row
from vocnlp.normalize.privacy.masker import Masker

__all__ = ["Form", "command"]


class Form(StrEnum):
    """Whose file is written."""

    jsonl = "jsonl"
    doccano = "doccano"
    label_studio = "label-studio"


def command(
    source: Annotated[
        Path, typer.Argument(metavar="FILE", help="Labels, or what doccano or Label Studio exported.", exists=True)
    ],
    target: Annotated[Form, typer.Option("--for", help="Whose file to write; ours for training.")] = Form.jsonl,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="Where to write; standard output else.")] = None,
    view: Annotated[
        Path | None, typer.Option(metavar="VIEW.xml", help="Write the labelling interface for Label Studio as well.")
    ] = None,
    label_map: Annotated[
        Path | None, typer.Option("--map", metavar="MAP.yaml", help="Write a label map of labels that are points.")
    ] = None,
    pack: Annotated[str, typer.Option("--pack", "-t", metavar="PACK", help="The pack of the label map.")] = "",
    mask: MaskOption = False,
) -> None:
    """Carry labels to and from doccano and Label Studio.

    The form of the input is found out. Spans and labels of the whole text survive both ways. For doccano make a
    project of the kind "Intent Detection and Slot Filling"; for Label Studio paste the --view into the project.

    Exit code 0: written; 2: the file holds no labels, or a row cannot be used.
    """
    check_targets([output, view, label_map], source)
    masker = Masker() if mask else None
    try:
        rows = list(read_export(read_whole(source).removeprefix("\ufeff")))
    except InputError as error:
        raise InputError(masker.mask(str(error)).text if masker else str(error)) from None
    if masker:
        rows = [masked_row(row, masker) for row in rows]
    if not rows:
        raise InputError(f"{source} 里没有标注 (no rows)")
    named = dict.fromkeys(str(aspect["category"]) for row in rows for aspect in row["aspects"])
    if label_map:
        write_text(_label_map(named, pack, source.stem), label_map)
    if view:
        write_text(label_studio_view(named), view)
    write_text(written(rows, target.value), output)


def _label_map(named: Iterable[str], pack: str, dataset: str) -> str:
    """Return a label map in which every label stands for the point of that name and what lies below it."""
    import yaml

    from vocnlp.pack import load_pack

    if not pack:
        raise InputError("--map 要和 --pack 一起用 (--map needs --pack)")
    points = load_pack(pack).taxonomy.points
    strange = [name for name in named if name not in points]
    if strange:
        raise InputError(f"行业包里没有这些体验点，请自己写标签表 (not points of the pack): {'、'.join(strange[:5])}")
    categories: Mapping[str, Any] = {name: {"point": name, "include": [f"{name}.*"]} for name in named}
    known = {"dataset": dataset, "pack": pack, "categories": categories}
    return str(yaml.safe_dump(known, allow_unicode=True, sort_keys=False))
