"""Turn a pack folder into the sheets of a workbook, and a workbook into a pack folder.

Points, words, weights and rows of the routing table become sheets; every other file goes line by line into the sheet
``文件``, so that a workbook is a whole pack.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from vocnlp.errors import InputError, PackError, Problem
from vocnlp.taxonomy.cells import Row, Sheet, Table, join, read_book, read_items, read_text, show, write_book
from vocnlp.taxonomy.excel import HEADERS, comment_above, sheets_of
from vocnlp.taxonomy.format import WeightsFile
from vocnlp.taxonomy.unsheet import YamlText, scalar, yaml_of
from vocnlp.yamlsource import Node, load_yaml

__all__ = ["export_pack", "import_pack"]

_FILES = {"文件": "file", "内容": "text"}
_FIXED = {"规则": "id", "说明": "note", "注释": "comment"}
_ONE = "- "
_LISTS = ("then.actions", "then.cc", "then.tags")
_TEXT = (".yaml", ".md")


def export_pack(folder: Path, target: Path) -> list[Sheet]:
    """Write a pack's own files as a workbook or a folder of CSV files; return the sheets.

    Raises:
        PackError: a file has errors.
        InputError: a cell would be longer than Excel allows.
    """
    if (folder / "taxonomy").is_dir():
        raise InputError(f"{folder} 的体验点分在多个文件里；请先合成一个 taxonomy.yaml")
    sheets = sheets_of(load_yaml(folder / "taxonomy.yaml"))
    sheets.append(_weights(sorted((folder / "weights").glob("*.yaml"))))
    rest = {
        file.name: file.read_text(encoding="utf-8-sig") for file in sorted(folder.iterdir()) if file.suffix in _TEXT
    }
    rest.pop("taxonomy.yaml")
    if "routing.yaml" in rest:
        rows, rest["routing.yaml"] = _routing(load_yaml(folder / "routing.yaml"))
        sheets.append(rows)
    files = Table("文件", _FILES)
    for name, text in rest.items():
        for line in text.split("\n"):
            files.add({"file": name, "text": show(line) if line else ""})
    sheets.append(files.sheet())
    write_book(sheets, target)
    return sheets


def _weights(files: Sequence[Path]) -> Sheet:
    table = Table("权重", HEADERS["权重"])
    for file in files:
        root = load_yaml(file)
        shape = root.into(WeightsFile)
        root.source.raise_if_errors()
        assert shape is not None
        for point, weight in shape.weights.items():
            table.add({"segment": file.stem, "name": show(shape.name or None), "id": point, "weight": show(weight)})
    return table.sheet()


def _routing(root: Node) -> tuple[Sheet, str]:
    """Return the rows of a routing file as a sheet, and the file without them."""
    rules = root.get("rules")
    found = []
    for rule in rules.value if rules is not None and isinstance(rules.value, list) else []:
        found.append({**_flat(rule), "comment": join(comment_above(root.source.lines, rule.location.line))})
    fields = list(dict.fromkeys(key for row in found for key in row if key not in _FIXED.values()))
    fields.sort(key=lambda key: key.startswith("then."))
    headings = {**_FIXED, **{key.removeprefix("when."): key for key in fields}}
    table = Table("派单", headings)
    for row in found:
        table.add(row)
    lines = root.source.lines
    if rules is None:
        return table.sheet(), "\n".join(lines) + "\n"
    first = rules.key_location.line - 1
    after = [node.key_location.line - 1 for key, node in root.items() if node.key_location.line - 1 > first]
    last = min(after, default=len(lines))
    return table.sheet(), "\n".join([*lines[:first], *lines[last:]]) + "\n"


def _flat(node: Node, prefix: str = "") -> dict[str, str]:
    """Return the values of a mapping under dotted keys, lists as lines of a cell."""
    found: dict[str, str] = {}
    for key, child in node.items():
        name = f"{prefix}{key}"
        if isinstance(child.value, dict):
            found |= _flat(child, f"{name}.")
        elif isinstance(child.value, list):
            items = join(str(item.value) for item in child.value)
            found[name] = items if len(child.value) > 1 or name in _LISTS else f"{_ONE}{items}"
        else:
            found[name] = show(child.value)
    return found


def import_pack(source: Path, folder: Path) -> list[Path]:
    """Write the pack that a workbook or a folder of CSV files describes; return the files written.

    Raises:
        InputError: the workbook cannot be read, or something else is in the folder already.
        PackError: the sheets have problems; their places are ``sheet!cell``.
    """
    sheets = {sheet.name: sheet for sheet in read_book(source)}
    if "体验点" not in sheets:
        raise InputError(f"{source} 没有“体验点”这张表；有：{'、'.join(sheets)}")
    made = {"taxonomy.yaml": yaml_of(sheets.values())}
    made |= _weight_files(sheets.get("权重"))
    texts = _texts(sheets.get("文件"))
    if "派单" in sheets:
        made["routing.yaml"] = _rules(sheets["派单"], texts.pop("routing.yaml", ""))
    _check(made, source)
    found = {**texts, **{name: text.text() for name, text in made.items()}}
    draft = folder.with_name(f".{folder.name}.voc.tmp")
    try:
        _write(draft, found)
        _load(draft, made, source)
        _write(folder, found)
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return [folder / name for name in sorted(found)]


def _write(folder: Path, files: Mapping[str, str]) -> None:
    for name, content in sorted(files.items()):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(content, encoding="utf-8")


def _texts(sheet: Sheet | None) -> dict[str, str]:
    """Return the other files, line by line as they were."""
    found: dict[str, list[str]] = {}
    for line in sheet.lines[1:] if sheet else ():
        if line and line[0].strip():
            name = Path(line[0].strip()).name
            found.setdefault(name, []).append(read_text(line[1]) if len(line) > 1 else "")
    return {name: "\n".join(lines) for name, lines in found.items() if Path(name).suffix in _TEXT}


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


def _rules(sheet: Sheet, head: str) -> YamlText:
    """Return the routing file: what stood beside the rows, then the rows."""
    headings = {**_FIXED, **{name: name if name.startswith("then.") else f"when.{name}" for name in sheet.lines[0]}}
    headings |= _FIXED
    out = YamlText()
    for number, line in enumerate(head.rstrip("\n").split("\n"), 1):
        out.add(0, line, f"文件（routing.yaml 第 {number} 行）")
    rows = sheet.rows(headings, [])
    if rows:
        out.add(0, "rules:")
    for row in rows:
        for comment in row.items("comment"):
            out.add(1, f"# {comment}")
        out.add(1, f"- id: {scalar(row.text('id'))}", row.origin("id"))
        if row.text("note"):
            out.value(2, "note", row.text("note"), row.origin("note"))
        for part in ("when", "then"):
            _part(out, row, part)
    return out


def _part(out: YamlText, row: Row, part: str) -> None:
    said = {key: cell for key, cell in row.cells.items() if key.startswith(f"{part}.") and cell.strip()}
    if not said:
        return
    out.add(2, f"{part}:")
    for key, cell in said.items():
        items = read_items(cell.removeprefix(_ONE))
        value = items if cell.startswith(_ONE) or len(items) > 1 or key in _LISTS else items[0]
        out.value(3, key.removeprefix(f"{part}."), value, row.origin(key))


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
