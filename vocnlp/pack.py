"""Turn a pack's name or folder into a Pack: taxonomy, routing and the knowledge files it stands on.

A pack stands on another (``base: base``): its taxonomy overlays that pack's taxonomy, and its lexicon,
causes and signals are read after that pack's, so that a later file overrides an earlier one word by word.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict

from vocnlp.errors import Location, Message, PackError, PackNotFoundError, Problem, did_you_mean
from vocnlp.routing.table import RoutingTable
from vocnlp.shipped import packs
from vocnlp.taxonomy.model import Taxonomy

__all__ = ["Manifest", "Pack", "load_pack", "pack_folder", "read_manifest"]


def _titles(value: Any) -> Any:
    """Take a plain text for the Chinese name, as everywhere else."""
    return {"zh": value} if isinstance(value, str) else value


class Manifest(BaseModel):
    """What ``pack.yaml`` says about a pack.

    ``overall`` is the point that takes opinions on no point in particular. ``neutral_below`` is the balance up
    to which a whole utterance counts as neutral: reviews judge almost always, forum talk seldom.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)

    pack: str
    version: str
    name: Annotated[dict[str, str], BeforeValidator(_titles, json_schema_input_type=str | dict[str, str])]
    language: str = "zh"
    licence: str = ""
    maintainers: list[str] = []
    base: str = ""
    overall: str = "overall"
    neutral_below: float = 0.1
    domain: dict[str, str | list[str]] = {}


@dataclass(frozen=True, slots=True)
class Pack:
    """Everything that makes vocnlp understand one industry, loaded and checked.

    ``places`` are the folders it stands on and its own, the most general first; ``lexicons``, ``causes`` and
    ``signals`` are files in the same order. ``digest`` is a hash of every file's content, so that a result can name
    the exact knowledge behind it.
    """

    manifest: Manifest
    folder: Path
    places: tuple[Path, ...]
    taxonomy: Taxonomy
    routing: RoutingTable
    lexicons: tuple[Path, ...]
    causes: tuple[Path, ...]
    signals: tuple[Path, ...]
    model: Path | None
    digest: str

    @property
    def name(self) -> str:
        """The pack's id."""
        return self.manifest.pack

    @property
    def version(self) -> str:
        """The pack's version."""
        return self.manifest.version

    @property
    def title(self) -> str:
        """The pack's name in Chinese."""
        return self.manifest.name.get("zh", self.manifest.pack)

    @property
    def label(self) -> str:
        """``name version #digest``, as it stands on every result."""
        return f"{self.name} {self.version} #{self.digest[:8]}"


def pack_folder(name: str | Path) -> Path:
    """Find a pack by the name of a shipped one, by its folder, or by the path of its ``pack.yaml``.

    Raises:
        PackNotFoundError: nothing is there; the message lists the known names.
    """
    path = Path(name)
    if path.name == "pack.yaml" and path.is_file():
        return path.parent
    if (path / "pack.yaml").is_file():
        return path
    known = packs()
    if str(name) in known:
        return known[str(name)]
    hint = did_you_mean(str(name), known)
    if path.is_dir():
        raise PackNotFoundError(f"{name} 里没有 pack.yaml (no pack.yaml in that folder)")
    listed = "、".join(known)
    raise PackNotFoundError(
        f"没有叫 {name} 的行业包；{hint.zh}已有：{listed} (no such pack; known: {', '.join(known)})"
    )


def read_manifest(folder: Path) -> Manifest:
    """Read ``pack.yaml`` of a folder.

    Raises:
        PackError: with every problem of the file.
    """
    from vocnlp.yamlsource import load_yaml

    return load_yaml(folder / "pack.yaml").require(Manifest)


def load_pack(name: str | Path) -> Pack:
    """Load a pack and those it stands on.

    Raises:
        PackNotFoundError: there is no such pack.
        PackError: the files have problems; ``problems`` holds all of them.
    """
    from vocnlp.routing.load import load_routing  # a compiled pack needs none of what reads files
    from vocnlp.taxonomy.load import load_taxonomy

    folder = pack_folder(name)
    chain = _chain(folder)
    problems: list[Problem] = []
    taxonomy: Taxonomy | None = None
    routing: RoutingTable | None = None
    for _, place in chain:
        try:
            if (place / "taxonomy.yaml").exists():
                taxonomy = load_taxonomy(place, base=taxonomy)
            if taxonomy is not None and (place / "routing.yaml").exists():
                routing = load_routing(place / "routing.yaml", taxonomy, base=routing)
        except PackError as error:
            problems += error.problems
    if not problems:
        named = ("taxonomy.yaml", "routing.yaml")
        problems += [_missing(folder, name) for name in named if not any((place / name).exists() for _, place in chain)]
    if taxonomy is None or routing is None or any(problem.level == "error" for problem in problems):
        raise PackError(f"行业包 {folder.name} 有错误 (the pack has errors)", problems)
    model = folder / "model"
    return Pack(
        manifest=chain[-1][0],
        folder=folder,
        places=tuple(place for _, place in chain),
        taxonomy=taxonomy,
        routing=routing,
        lexicons=_files(chain, "lexicon.yaml"),
        causes=_files(chain, "causes.yaml"),
        signals=_files(chain, "signals.yaml"),
        model=model if model.is_dir() else None,
        digest=_digest([place for _, place in chain]),
    )


def _missing(folder: Path, name: str) -> Problem:
    return Problem(Location(str(folder)), "error", "missing-file", Message(f"缺少 {name}", f"{name} is missing"))


def _chain(folder: Path) -> list[tuple[Manifest, Path]]:
    """Return the pack and those it stands on, the most general first."""
    chain: list[tuple[Manifest, Path]] = []
    place: Path | None = folder
    while place is not None:
        manifest = read_manifest(place)
        if any(other.pack == manifest.pack for other, _ in chain):
            what = Message(f"行业包 {manifest.pack} 以自己为底座", f"pack {manifest.pack} stands on itself")
            problem = Problem(Location(str(place / "pack.yaml")), "error", "circular-base", what)
            raise PackError(f"{manifest.pack} 有错误 (has errors)", [problem])
        chain.insert(0, (manifest, place))
        place = None
        if manifest.base:
            beside = chain[0][1].parent / manifest.base
            place = beside if (beside / "pack.yaml").is_file() else pack_folder(manifest.base)
    return chain


def _files(chain: list[tuple[Manifest, Path]], name: str) -> tuple[Path, ...]:
    return tuple(place / name for _, place in chain if (place / name).is_file())


def _digest(folders: list[Path]) -> str:
    """Hash names and contents of all YAML files and of a model's header; line endings do not count."""
    digest = hashlib.sha256()
    for folder in folders:
        model = folder / "model" / "model.json"
        parts = [*sorted(folder.glob("taxonomy/*.yaml")), *sorted(folder.glob("weights/*.yaml"))]
        for file in [*sorted(folder.glob("*.yaml")), *parts, *([model] if model.is_file() else [])]:
            digest.update(file.name.encode())
            digest.update(file.read_bytes().replace(b"\r\n", b"\n"))
    return digest.hexdigest()
