"""Turn a pack into the start of one's own that stands on it: ``vocnlp new``."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Annotated

import typer

from vocnlp.errors import InputError
from vocnlp.pack import Pack, load_pack
from vocnlp.shipped import packs

__all__ = ["command", "scaffold"]

_NAME = re.compile(r"[a-z0-9][a-z0-9_-]*")


def command(
    name: Annotated[str, typer.Argument(metavar="NAME", help="The name of the new pack: small letters, digits, -, _.")],
    base: Annotated[str, typer.Option("--from", metavar="PACK", help="The pack it stands on.")] = "base",
    out: Annotated[Path | None, typer.Option(metavar="DIR", help="The folder to make; ./NAME when absent.")] = None,
) -> None:
    """Start a pack of your own that stands on another one.

    The new folder holds only what differs from its base: change a point, add one, remove one. It passes
    `vocnlp check` and `vocnlp test` as it is.
    """
    folder = out or Path(name)
    written = scaffold(name, load_pack(base), folder)
    typer.echo(
        "\n".join([*(f"写出 {file}" for file in written), f"接着：vocnlp check {folder} && vocnlp test {folder}"])
    )


def scaffold(name: str, base: Pack, folder: Path) -> list[Path]:
    """Write the files of a new pack and return their paths.

    Raises:
        InputError: the name cannot be one, or something is in the folder already.
    """
    if not _NAME.fullmatch(name):
        raise InputError(f"包名 {name!r} 只能用小写字母、数字、- 和 _，例如 my-pack")
    if name == base.name:
        raise InputError(f"新包不能和底座同名：{name}")
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise InputError(f"{folder} 已经存在，里面有东西；换一个名字，或用 --out 指定文件夹")
    folder.mkdir(parents=True, exist_ok=True)
    fields = {
        "NAME": name,
        "BASE": _reference(base, folder),
        "EXTENDS": base.taxonomy.id,
        "TITLE": base.title,
        "DEPARTMENT": base.routing.default.department,
        "PRIORITY": base.routing.default.priority or "P3",
        "OVERALL": base.manifest.overall,
    }
    written = []
    for source in sorted((Path(__file__).parent / "new_pack").glob("*")):
        if source.suffix not in (".yaml", ".md"):
            continue
        text = re.sub(r"@([A-Z]+)@", lambda match: fields[match[1]], source.read_text(encoding="utf-8"))
        target = folder / source.name
        target.write_text(text, encoding="utf-8")
        written.append(target)
    return written


def _reference(base: Pack, folder: Path) -> str:
    """Return how a pack names its base: by name when it ships with vocnlp, else by the way to its folder."""
    if packs().get(base.name) == base.folder:
        return base.name
    try:
        return Path(os.path.relpath(base.folder.resolve(), folder.resolve().parent)).as_posix()
    except ValueError:  # on Windows: another drive
        return base.folder.resolve().as_posix()
