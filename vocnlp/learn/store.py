"""Turn learned parts into a pack folder that ``vocnlp.load`` opens: a copy of the pack with ``model/`` in it."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from vocnlp import __version__
from vocnlp.errors import InputError
from vocnlp.hybrid.load import save_hybrid
from vocnlp.hybrid.network import FOLDER
from vocnlp.learn.card import model_card
from vocnlp.learn.labels import Gold, LabelMap
from vocnlp.learn.train import Trained
from vocnlp.pack import Pack

__all__ = ["fingerprint", "save_pack"]


def fingerprint(gold: Sequence[Gold]) -> str:
    """Return a hash of texts, labels and subjects; the order of the rows does not count."""
    rows = sorted(
        json.dumps(
            [
                row.utterance.get("text") or row.utterance.get("turns"),
                dict(row.categories),
                row.label,
                list(row.groups),
                *([row.subject] if row.subject else ()),
            ],
            ensure_ascii=False,
            sort_keys=True,
        )
        for row in gold
    )
    return hashlib.sha256("\n".join(rows).encode("utf-8", "surrogatepass")).hexdigest()


def save_pack(
    folder: Path,
    pack: Pack,
    trained: Trained,
    labels: LabelMap,
    gold: Sequence[Gold],
    *,
    seed: int,
    licence: str = "",
    abstain: float = 0.0,
) -> Path:
    """Copy the pack's own files and write the model beside them.

    The copy stands on the same base pack, which it finds by name. With ``abstain`` an opinion of the model alone that
    is less sure is not given.

    Raises:
        InputError: the folder exists and is not a pack that was trained before.
    """
    if folder.resolve() == pack.folder.resolve() or (
        folder.exists() and any(folder.iterdir()) and not (folder / "model" / "model.json").is_file()
    ):
        raise InputError(f"{folder} 已存在，换一个空目录 (exists and holds something else; name an empty folder)")
    shutil.copytree(pack.folder, folder, dirs_exist_ok=True, ignore=shutil.ignore_patterns("model", "__pycache__"))
    header = {**model_header(pack, trained, labels, gold, seed=seed, licence=licence), "abstain": abstain}
    shutil.rmtree(folder / "model" / FOLDER, ignore_errors=True)
    if trained.networks:
        network = trained.networks["whole"]
        header["network"] = {"weight": network.weight, "files": network.save(folder / "model" / FOLDER)}
    save_hybrid(folder / "model", header, trained.categories, trained.parts)
    (folder / "model" / "README.md").write_text(model_card(header, trained), encoding="utf-8", newline="\n")
    return folder


def model_header(
    pack: Pack, trained: Trained, labels: LabelMap, gold: Sequence[Gold], *, seed: int, licence: str
) -> dict[str, Any]:
    """Return what ``model.json`` says beside the weights."""
    data = fingerprint(gold)
    return {
        "id": f"model:{labels.dataset}#{data[:8]}",
        "vocnlp": __version__,
        "pack": pack.label,
        "seed": seed,
        "data": {"dataset": labels.dataset, "rows": len(gold), "sha256": data, "licence": licence},
        "labels": labels.model_dump(),
        "metrics": trained.figures,
        "assumed": trained.assumed,
        "subject": trained.subject,
        "encoder": trained.inputs.encoder.describe() if trained.inputs.encoder else None,
        "departments": {name: list(given) for name, given in trained.departments.items()},
    }
