"""Turn linear models into two files, ``weights.npz`` and ``model.json``, and back; no pickle, same models same bytes.

``model.json`` names the format, the program and the hash of the weights, so that a damaged, mixed-up or newer model
is refused with a word instead of giving wrong numbers.
"""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from vocnlp.errors import ModelError
from vocnlp.linear.model import Block, LinearModel, Namespace

__all__ = ["FORMAT", "load_models", "save_models"]

FORMAT = 1
_WEIGHTS, _HEADER = "weights.npz", "model.json"
_EPOCH = (1980, 1, 1, 0, 0, 0)


def save_models(folder: Path, models: Mapping[str, LinearModel], header: Mapping[str, Any]) -> None:
    """Write models and what is known about them; the header must be JSON-safe."""
    folder.mkdir(parents=True, exist_ok=True)
    arrays: dict[str, Any] = {}
    described: dict[str, Any] = {}
    for name, model in models.items():
        arrays[f"{name}.facts"] = _small(model.fact_weights)
        arrays[f"{name}.bias"] = model.bias.astype("<f4")
        for block in model.blocks:
            place = f"{name}.{block.namespace.name}"
            arrays[f"{place}.kept"] = block.kept.astype("<u4")
            arrays[f"{place}.weights"] = _small(block.weights)
            arrays[f"{place}.squares"] = _small(block.squares)
        described[name] = {
            "outputs": list(model.outputs),
            "facts": list(model.facts),
            "namespaces": [block.namespace._asdict() for block in model.blocks],
        }
    content = _zip(arrays)
    (folder / _WEIGHTS).write_bytes(content)
    values = {"format": FORMAT, "sha256": hashlib.sha256(content).hexdigest(), **header, "models": described}
    text = json.dumps(values, ensure_ascii=False, indent=1, sort_keys=False)
    (folder / _HEADER).write_text(text + "\n", encoding="utf-8", newline="\n")


def load_models(folder: Path) -> tuple[dict[str, LinearModel], dict[str, Any]]:
    """Read what ``save_models`` wrote.

    Raises:
        ModelError: a file is missing, damaged, does not belong to the other, or is of a newer format.
    """
    import numpy as np

    header = _header(folder)
    try:
        content = (folder / _WEIGHTS).read_bytes()
    except OSError as error:
        raise ModelError(f"{folder / _WEIGHTS} 读不了 (cannot be read): {error}") from None
    if hashlib.sha256(content).hexdigest() != header.get("sha256"):
        raise ModelError(
            f"{folder / _WEIGHTS} 已损坏，或与 {_HEADER} 不是一起保存的，请重新训练 "
            f"(damaged, or not saved together with {_HEADER}; train again)"
        )
    try:
        with np.load(io.BytesIO(content), allow_pickle=False) as arrays:
            return {name: _model(name, known, arrays) for name, known in header["models"].items()}, header
    except (KeyError, TypeError, ValueError, OSError, zipfile.BadZipFile) as error:
        raise ModelError(f"{folder} 里的模型不完整 (the model is incomplete): {error}") from None


def _header(folder: Path) -> dict[str, Any]:
    path = folder / _HEADER
    try:
        header = json.loads(path.read_text(encoding="utf-8"))
        version = int(header["format"])
    except OSError as error:
        raise ModelError(f"{path} 读不了 (cannot be read): {error}") from None
    except (KeyError, TypeError, ValueError):
        raise ModelError(f"{path} 已损坏，不是模型说明 (damaged: not the header of a model)") from None
    if version > FORMAT:
        made = header.get("vocnlp", "?")
        raise ModelError(
            f"{path} 由更新的 vocnlp {made} 写成（格式 {version}，这里只认到 {FORMAT}），请升级 "
            f"(written by the newer vocnlp {made}, format {version}; this program reads up to {FORMAT}: upgrade)"
        )
    return dict(header)


def _model(name: str, known: Mapping[str, Any], arrays: Any) -> LinearModel:
    import numpy as np

    blocks = []
    for values in known["namespaces"]:
        namespace = Namespace(**{**values, "sizes": tuple(values["sizes"])})
        place = f"{name}.{namespace.name}"
        kept = arrays[f"{place}.kept"].astype(np.int64)
        blocks.append(Block(namespace, kept, arrays[f"{place}.weights"], arrays[f"{place}.squares"]))
    return LinearModel(
        outputs=tuple(known["outputs"]),
        blocks=tuple(blocks),
        facts=tuple(known["facts"]),
        fact_weights=arrays[f"{name}.facts"].astype(np.float64),
        bias=arrays[f"{name}.bias"].astype(np.float64),
    )


def _small(array: Any) -> Any:
    """Store as 16-bit floats: three digits, more than a weight is known to."""
    return array.astype("<f2")


def _zip(arrays: Mapping[str, Any]) -> bytes:
    """Return an ``.npz`` whose bytes depend on the arrays only: fixed time stamps, fixed order."""
    import numpy as np

    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for name in sorted(arrays):
            entry = zipfile.ZipInfo(f"{name}.npy", date_time=_EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            content = io.BytesIO()
            np.lib.format.write_array(content, np.ascontiguousarray(arrays[name]), allow_pickle=False)
            archive.writestr(entry, content.getvalue())
    return made.getvalue()
