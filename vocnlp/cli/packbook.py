"""Turn a pack folder into the sheets of a workbook, and a workbook into a pack folder.

Points, words, weights and rows of the routing table become sheets; every other file goes line by line into the sheet
``文件``, so that a workbook is a whole pack. The hidden sheet ``原文`` keeps the files behind the sheets as they were
written: what nobody changed comes back to the letter, with its comments and layout.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from vocnlp.batch.atomic import write_error
from vocnlp.cli.rulesheet import RULES, rules_sheet, rules_text
from vocnlp.errors import InputError, PackError, Problem, did_you_mean
from vocnlp.taxonomy.cells import Sheet, Table, read_book, read_text, show, write_book
from vocnlp.taxonomy.excel import HEADERS, MAIN, containers, sheets_of
from vocnlp.taxonomy.format import WeightsFile
from vocnlp.taxonomy.layout import rewrite
from vocnlp.taxonomy.unsheet import FILE, YamlText, yaml_of
from vocnlp.yamlsource import load_yaml

__all__ = ["canonical_files", "export_pack", "import_pack", "pack_files", "pack_sheets"]

_FILES = {"文件": "file", "内容": "text", "续": "more"}
_SOURCE = "原文"
_TEXT = (".yaml", ".md")
_FOLDERS = ("taxonomy", "weights")
_CELL = 16_000


def export_pack(folder: Path, target: Path) -> list[Sheet]:
    """Write a pack's own files as a workbook or a folder of CSV files; return the sheets.

    Raises:
        PackError: a file has errors.
        InputError: a cell would be longer than Excel allows, or the target cannot be written.
    """
    sheets = pack_sheets(_read(folder))
    try:
        write_book(sheets, target, hidden=[_SOURCE])
    except OSError as error:
        raise write_error(target, error) from None
    return [sheet for sheet in sheets if sheet.name != _SOURCE]


def _read(folder: Path) -> dict[str, str]:
    """Return the texts of a pack's files by name, ``taxonomy.yaml`` first."""
    found = [file for file in folder.iterdir() if file.suffix in _TEXT]
    found += [file for name in _FOLDERS for file in (folder / name).glob("*.yaml")]
    found.sort(key=lambda file: (file.name != MAIN, file.relative_to(folder).as_posix()))
    return {file.relative_to(folder).as_posix(): file.read_text(encoding="utf-8-sig") for file in found}


def pack_sheets(files: Mapping[str, str]) -> list[Sheet]:
    """Return the sheets of a pack's files."""
    sheets = sheets_of({name: text for name, text in files.items() if FILE.fullmatch(name)})
    sheets.append(_weights({name: text for name, text in files.items() if name.startswith("weights/")}))
    rest = {name: text for name, text in files.items() if not _shown(name)}
    if "routing.yaml" in files:
        rules, rest["routing.yaml"] = rules_sheet(files["routing.yaml"])
        sheets.append(rules)
    kept = {name: text for name, text in files.items() if _shown(name)}
    return [*sheets, _lines("文件", rest), _lines(_SOURCE, kept)]


def _shown(name: str) -> bool:
    """Tell whether a file has sheets of its own."""
    return bool(FILE.fullmatch(name)) or name.startswith("weights/") or name == "routing.yaml"


def _lines(name: str, files: Mapping[str, str]) -> Sheet:
    """Return texts line by line; a line longer than a cell goes on in the next row."""
    table = Table(name, _FILES)
    for file, text in files.items():
        for line in text.split("\n"):
            pieces = [line[start : start + _CELL] for start in range(0, len(line), _CELL)] or [""]
            for number, piece in enumerate(pieces):
                table.add({"file": file, "text": show(piece) if piece else "", "more": "true" if number else ""})
    return table.sheet()


def _texts(sheet: Sheet | None) -> dict[str, str]:
    """Return the texts of a sheet of lines."""
    found: dict[str, list[str]] = {}
    for row in sheet.lines[1:] if sheet else ():
        file, text, more, *_ = (*row, "", "", "")
        parts = Path(file.strip()).parts
        if parts and (len(parts) == 1 or (len(parts) == 2 and parts[0] in _FOLDERS)) and file.endswith(_TEXT):
            lines = found.setdefault("/".join(parts), [])
            if more.strip() and lines:
                lines[-1] += read_text(text)
            else:
                lines.append(read_text(text))
    return {name: "\n".join(lines) for name, lines in found.items()}


def _weights(files: Mapping[str, str]) -> Sheet:
    table = Table("权重", HEADERS["权重"])
    for file, text in files.items():
        shape = load_yaml(file, text).require(WeightsFile)
        for point, weight in shape.weights.items():
            name = show(shape.name or None)
            table.add({"segment": Path(file).stem, "name": name, "id": point, "weight": show(weight)})
    return table.sheet()


def _weight_files(sheet: Sheet | None) -> dict[str, YamlText]:
    problems: list[Problem] = []
    rows = sheet.rows(HEADERS["权重"], problems) if sheet else []
    if problems:
        raise PackError("表格有错误 (the sheets have errors)", problems)
    made: dict[str, YamlText] = {}
    for row in rows:
        name = f"weights/{Path(row.text('segment')).name}.yaml"
        if name not in made:
            made[name] = YamlText()
            if row.text("name"):
                made[name].value(0, "name", row.text("name"), row.origin("name"))
            made[name].add(0, "weights:")
        made[name].value(1, row.text("id"), row.text("weight"), row.origin("weight"))
    return made


def import_pack(source: Path, folder: Path) -> list[Path]:
    """Write the pack that a workbook or a folder of CSV files describes; return the files written.

    Raises:
        InputError: the workbook cannot be read, or the folder cannot be written.
        PackError: the sheets have problems; their places are ``sheet!cell``.
    """
    sheets = {sheet.name: sheet for sheet in read_book(source)}
    _expect(sheets, source)
    draft = folder.with_name(f".{folder.name}.voc.tmp")
    try:
        made = canonical_files(sheets.values())
        _check(made, source)
        _write(draft, {**_others(sheets), **{name: text.text() for name, text in made.items()}})
        _load(draft, made, source)
        found = pack_files(sheets.values())
        _write(folder, found)
        for stale in [file for name in _FOLDERS for file in (folder / name).glob("*.yaml")]:
            if stale.relative_to(folder).as_posix() not in found:
                stale.unlink()
    except OSError as error:
        raise write_error(folder, error) from None
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return [folder / name for name in sorted(found)]


def pack_files(sheets: Iterable[Sheet]) -> dict[str, str]:
    """Return the files that sheets describe; what nobody changed is as it was written, to the letter.

    Raises:
        PackError: the sheets have problems.
    """
    named = {sheet.name: sheet for sheet in sheets}
    made = {name: text.text() for name, text in canonical_files(named.values()).items()}
    return {**_others(named), **made, **_kept(_texts(named.get(_SOURCE)), made)}


def _others(sheets: Mapping[str, Sheet]) -> dict[str, str]:
    return {name: text for name, text in _texts(sheets.get("文件")).items() if not _shown(name)}


def _expect(sheets: Mapping[str, Sheet], source: Path) -> None:
    """Refuse sheets that nobody knows: their rows would be lost."""
    known = [*HEADERS, RULES, "文件", _SOURCE]
    if "体验点" not in sheets:
        raise InputError(f"{source} 没有“体验点”这张表；有：{'、'.join(sheets)}")
    for name in sheets:
        if name not in known:
            hint = did_you_mean(name, known).zh
            raise InputError(f"{source} 里有不认识的表 {name}；{hint}认识的有：{'、'.join(known)}")
    gone = [name for name in HEADERS if name not in sheets and _SOURCE in sheets]
    if gone:
        raise InputError(f"{source} 少了 {'、'.join(gone)}；要清空一张表，请留下表头")


def canonical_files(sheets: Iterable[Sheet], originals: Mapping[str, str] | None = None) -> dict[str, YamlText]:
    """Return the files behind the sheets in one canonical form, whose lines know their cells.

    Args:
        sheets: the sheets.
        originals: the files as they were written, which say where a point is written; found in the sheets when absent.
    """
    named = {sheet.name: sheet for sheet in sheets}
    where: dict[str, str] = {}
    for name, text in (_texts(named.get(_SOURCE)) if originals is None else originals).items():
        if FILE.fullmatch(name):
            where |= containers(text)
    made = yaml_of(named.values(), where) | _weight_files(named.get("权重"))
    if RULES in named:
        made["routing.yaml"] = rules_text(named[RULES], _texts(named.get("文件")).get("routing.yaml", ""))
    return made


def _kept(originals: Mapping[str, str], made: Mapping[str, str]) -> dict[str, str]:
    """Return files with the comments and layout of the originals, where their meaning is certain to be the same."""
    try:
        wanted, before = _canonical(made, originals), _canonical(originals, originals)
        known = [name for name in made if name in originals and name in before]
        if all(before.get(name) == text for name, text in wanted.items()):
            return {name: originals[name] for name in wanted}
        kept = {name: rewrite(originals[name], before[name], wanted[name]) for name in known}
        reached = _canonical({**made, **kept}, originals)
    except PackError:  # the hidden sheet was edited, or its layout is one that cannot be kept
        return {}
    return {name: text for name, text in kept.items() if reached[name] == wanted[name]}


def _canonical(files: Mapping[str, str], originals: Mapping[str, str]) -> dict[str, str]:
    return {name: text.text() for name, text in canonical_files(pack_sheets(files), originals).items()}


def _write(folder: Path, files: Mapping[str, str]) -> None:
    for name, content in sorted(files.items()):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(content, encoding="utf-8")


def _check(made: dict[str, YamlText], source: Path) -> None:
    """Read every text that was made; problems of YAML itself are told before anything is written."""
    problems: list[Problem] = []
    for name, text in made.items():
        try:
            load_yaml(name, text.text())
        except PackError as error:
            problems += text.placed(error.problems, file=source.name)
    if problems:
        raise PackError(f"{source} 有错误 (has errors)", problems)


def _load(folder: Path, made: dict[str, YamlText], source: Path) -> None:
    """Load the pack as it is now; what is wrong is told by sheet and cell."""
    from vocnlp.pack import load_pack

    if not (folder / "pack.yaml").is_file():
        return
    try:
        load_pack(folder)
    except PackError as error:
        raise PackError(f"{source} 有错误 (has errors)", _placed(error.problems, folder, made, source)) from None


def _placed(problems: Sequence[Problem], folder: Path, made: dict[str, YamlText], source: Path) -> Iterator[Any]:
    by_file = {str(folder / name): text for name, text in made.items()}
    for problem in problems:
        text = by_file.get(problem.location.file)
        yield from text.placed([problem], file=source.name) if text else [problem]
