"""Turn the labels of two or more people into how far they agree: ``vocnlp agree``."""

from __future__ import annotations

import json
import math
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from vocnlp.cli.labelled import read_rows
from vocnlp.cli.options import Shown, ShownOption
from vocnlp.errors import InputError
from vocnlp.learn.agreement import Agreement, PointAgreement, agreement

__all__ = ["command"]


def command(
    files: Annotated[list[Path], typer.Argument(metavar="CODER.jsonl...", help="One file a coder.", exists=True)],
    shape: ShownOption = Shown.text,
    floor: Annotated[float, typer.Option(min=-1, max=1, help="Below this alpha a point needs a better guide.")] = 0.667,
) -> None:
    """Measure how far coders agree on the same utterances.

    Krippendorff's alpha over sets of categories (MASI distance), over polarity, and point by point; of two coders
    Cohen's kappa as well. Rows belong together by id.

    Exit code 0: every point is above the floor; 1: some are below; 2: the files cannot be used.
    """
    if len(files) < 2:
        raise InputError("至少要两个标注文件 (at least two files are needed)")
    found = agreement([_labels(file) for file in files])
    if not found.utterances:
        raise InputError("这些文件没有共同的 id (the files share no id)")
    if shape is Shown.json:
        typer.echo(json.dumps(_plain(asdict(found)), ensure_ascii=False, indent=1))
    else:
        typer.echo("\n".join(_lines(found, floor)))
    if any(point.alpha < floor for point in found.points.values()):
        raise typer.Exit(1)


def _labels(file: Path) -> dict[str, dict[str, str]]:
    coder: dict[str, dict[str, str]] = {}
    for row in read_rows(file):
        if "id" not in row:
            raise InputError(f"{file}：有一行没有 id (a row has no id)")
        aspects = row.get("aspects")
        given = aspects if aspects is not None else [{"category": str(row.get("label", "")), "polarity": ""}]
        coder[str(row["id"])] = {str(item["category"]): str(item.get("polarity", "")) for item in given}
    return coder


def _lines(found: Agreement, floor: float) -> list[str]:
    told = [
        f"共同标注 {found.utterances} 条；类别集合 alpha（MASI）{_number(found.sets)}，"
        f"倾向 alpha {_number(found.polarity)}"
    ]
    for name, point in sorted(found.points.items(), key=lambda item: _key(item[1].alpha)):
        note = "  ← 口径不一致，先统一定义" if point.alpha < floor else ""
        both = "" if math.isnan(point.kappa) else f"，kappa {point.kappa:.3f}"
        told.append(f"  {name}  alpha {_number(point.alpha)}{both}（{point.utterances} 条）{note}")
    return told


def _key(value: float) -> float:
    return math.inf if math.isnan(value) else value


def _number(value: float) -> str:
    return "—" if math.isnan(value) else f"{value:.3f}"


def _plain(values: Any) -> Any:
    if isinstance(values, PointAgreement):
        return _plain(values._asdict())
    if isinstance(values, dict):
        return {key: _plain(value) for key, value in values.items()}
    if isinstance(values, (list, tuple)):
        return [_plain(value) for value in values]
    return None if isinstance(values, float) and math.isnan(values) else values
