"""Turn the rows of a routing file into a sheet, and a sheet into the rows of a routing file."""

from __future__ import annotations

from collections.abc import Mapping

from vocnlp.taxonomy.cells import Row, Sheet, Table, join, read_items, show
from vocnlp.taxonomy.marked import comments
from vocnlp.taxonomy.unsheet import YamlText, scalar
from vocnlp.yamlnode import Node
from vocnlp.yamlsource import load_yaml

__all__ = ["RULES", "rules_sheet", "rules_text"]

RULES = "派单"
_FIXED = {"规则": "id", "说明": "note", "注释": "comment"}
_ONE = "- "
_LISTS = ("then.actions", "then.cc", "then.tags")


def rules_sheet(text: str) -> tuple[Sheet, str]:
    """Return the rows of a routing file as a sheet, and the file without them.

    Raises:
        PackError: the file has errors.
    """
    root = load_yaml("routing.yaml", text)
    root.source.raise_if_errors()
    rules, said = root.get("rules"), comments(text)
    found = []
    for number, rule in enumerate(rules.value if rules is not None and isinstance(rules.value, list) else []):
        found.append({**_flat(rule), "comment": join(said.get(("rules", number), ()))})
    fields = list(dict.fromkeys(key for row in found for key in row if key not in _FIXED.values()))
    fields.sort(key=lambda key: key.startswith("then."))
    table = Table(RULES, {**_FIXED, **{key.removeprefix("when."): key for key in fields}})
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


def rules_text(sheet: Sheet, head: str) -> YamlText:
    """Return the routing file: what stood beside the rows, then the rows."""
    headings: Mapping[str, str] = {
        **_FIXED,
        **{name: name if name.startswith("then.") else f"when.{name}" for name in sheet.lines[0] if name.strip()},
        **_FIXED,
    }
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
