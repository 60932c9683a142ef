"""Turn taxonomy files into sheets, one a concern; ``vocnlp.taxonomy.unsheet`` turns them back without loss.

A line break in a cell separates items. ``\\`` begins an escape (``\\n`` a line break inside an item), and ``""`` is
an empty text where an empty cell means "nothing said". ``文件`` names the file of a row, empty for taxonomy.yaml.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

from vocnlp.taxonomy.cells import Sheet, Table, join, show
from vocnlp.taxonomy.format import EntryFile, ExamplesFile, PointFile, PresenceFile, TaxonomyFile
from vocnlp.taxonomy.marked import Path, comments
from vocnlp.yamlnode import Node
from vocnlp.yamlsource import load_yaml

__all__ = [
    "ENTRY_FIELDS",
    "EXAMPLE_KINDS",
    "HEADERS",
    "KINDS",
    "MAIN",
    "POINT_FIELDS",
    "SIGNS",
    "containers",
    "sheets_of",
]

MAIN = "taxonomy.yaml"

HEADERS = {
    "说明": {"键": "key", "值": "value", "文件": "file"},
    "体验点": {
        "体验点": "id",
        "名称": "zh",
        "英文名": "en",
        "权重": "weight",
        "责任部门": "department",
        "旅程阶段": "journey",
        "触点": "touchpoint",
        "关键时刻": "mot",
        "规则与模型": "policy",
        "定义": "definition",
        "排除": "unless",
        "不再提示": "silence",
        "去掉": "remove",
        "注释": "comment",
        "文件": "file",
    },
    "词条": {
        "体验点": "id",
        "种类": "kind",
        "表达式": "match",
        "排除": "unless",
        "还要有": "with.any",
        "全部要有": "with.all",
        "还要有的范围": "with.in",
        "不能有": "without.any",
        "不能全有": "without.all",
        "不能有的范围": "without.in",
        "范围": "scope",
        "字段条件": "when",
        "否定": "negated",
        "优先": "priority",
        "强度": "strength",
        "从": "since",
        "到": "until",
        "说明": "note",
        "正面例句": "examples.positive",
        "负面例句": "examples.negative",
        "中性例句": "examples.neutral",
        "提到例句": "examples.any",
        "近似反例": "examples.not",
        "不再提示": "silence",
        "去掉": "remove",
        "注释": "comment",
        "文件": "file",
    },
    "倾向": {"体验点": "id", "倾向": "sign", "词": "words", "文件": "file"},
    "例句": {"体验点": "id", "种类": "kind", "例句": "text", "文件": "file"},
    "词族": {"词族": "name", "成员": "member", "文件": "file"},
    "权重": {"客群": "segment", "客群名称": "name", "体验点": "id", "权重": "weight"},
}
"""The sheets of a workbook, the heading of each column, and the key it stands for."""

KINDS = ("terms", "positive", "negative")
SIGNS = ("positive", "negative", "neutral")
EXAMPLE_KINDS = ("positive", "negative", "neutral", "any", "not")
POINT_FIELDS = ("weight", "department", "journey", "touchpoint", "mot", "policy", "definition")
ENTRY_FIELDS = ("scope", "negated", "priority", "strength", "since", "until", "note", "remove")


def sheets_of(files: Mapping[str, str]) -> list[Sheet]:
    """Return the sheets of a pack's taxonomy files.

    Args:
        files: name (``taxonomy.yaml``, ``taxonomy/service.yaml``) to text.

    Raises:
        PackError: a file has errors.
    """
    tables = {name: Table(name, HEADERS[name]) for name in HEADERS if name != "权重"}
    for name, text in files.items():
        root = load_yaml(name, text)
        shape = root.require(TaxonomyFile)
        _File(tables, "" if name == MAIN else name, comments(text)).add(root, shape)
    return [table.sheet() for table in tables.values()]


class _File:
    """Adds the rows of one file."""

    def __init__(self, tables: Mapping[str, Table], name: str, said: Mapping[Path, list[str]]) -> None:
        self.tables, self.name, self.said = tables, name, said

    def row(self, table: str, **cells: str) -> None:
        self.tables[table].add({**cells, "file": self.name})

    def comment(self, *path: str | int) -> str:
        return join(self.said.get(path, ()))

    def add(self, root: Node, shape: TaxonomyFile) -> None:
        first = next((key for key, _ in root.items()), "")
        head = {
            "taxonomy": show(shape.taxonomy or None),
            "version": show(shape.version or None),
            "name.zh": show(shape.name.zh if shape.name else None),
            "name.en": show((shape.name.en if shape.name else None) or None),
            "extends": show(shape.extends or None),
            "silence": join(shape.silence),
            "comment": self.comment(first) if first in ("taxonomy", "version", "name", "extends") else "",
        }
        for key, value in head.items():
            if value or not self.name:
                self.row("说明", key=key, value=value)
        for name, members in shape.lists.items():
            for member in members or ("",):
                self.row("词族", name=show(name), member=show(member))
        self.points(shape.points, "", ("points",))

    def points(self, shapes: Mapping[str, PointFile], above: str, path: Path) -> None:
        for key, shape in shapes.items():
            point, here = f"{above}.{key}" if above else key, (*path, key)
            cells = {field: show(getattr(shape, field)) for field in POINT_FIELDS}
            cells |= {"id": point, "unless": join(shape.unless), "silence": join(shape.silence)}
            cells |= {"zh": show(shape.name.zh) if shape.name else ""}
            cells |= {"en": show(shape.name.en or None) if shape.name else ""}
            cells |= {"remove": "true" if shape.remove else "", "comment": self.comment(*here)}
            self.row("体验点", **cells)
            for kind in KINDS:
                for number, entry in enumerate(getattr(shape, kind)):
                    said = self.comment(*here, kind, number)
                    self.row("词条", **{"id": point, "kind": kind, **_entry(entry), "comment": said})
            for sign in SIGNS if shape.polarity else ():
                words = getattr(shape.polarity, sign)
                if words:
                    self.row("倾向", id=point, sign=sign, words=join(words))
            for kind, sentence in _examples(shape.examples):
                self.row("例句", id=point, kind=kind, text=show(sentence))
            self.points(shape.children, point, (*here, "children"))


def containers(text: str) -> dict[str, str]:
    """Tell under which point a file writes every point: a dotted key stands further up than its parent.

    >>> containers("points: {a: {children: {b: {}}}, a.c: {}}")
    {'a': '', 'a.b': 'a', 'a.c': ''}
    """
    found: dict[str, str] = {}

    def walk(node: Node | None, above: str) -> None:
        for key, item in node.items() if node is not None else ():
            point = f"{above}.{key}" if above else key
            found[point] = above
            walk(item.get("children"), point)

    walk(load_yaml("", text).get("points"), "")
    return found


def _entry(entry: EntryFile) -> dict[str, str]:
    plain = EntryFile.model_validate({"match": "-"})
    row = {
        field: show(getattr(entry, field)) for field in ENTRY_FIELDS if getattr(entry, field) != getattr(plain, field)
    }
    row |= {"match": join(entry.match), "unless": join(entry.unless), "silence": join(entry.silence)}
    for key, presence in (("with", entry.with_), ("without", entry.without)):
        if isinstance(presence, PresenceFile):
            where = presence.in_ if presence.in_ != "clause" or not (presence.any or presence.all) else ""
            row |= {f"{key}.any": join(presence.any), f"{key}.all": join(presence.all), f"{key}.in": where}
    row["when"] = join(json.dumps([field, *values], ensure_ascii=False) for field, values in entry.when.items())
    sentences: dict[str, list[str]] = {}
    for kind, sentence in _examples(entry.examples):
        sentences.setdefault(kind, []).append(sentence)
    return row | {f"examples.{kind}": join(texts) for kind, texts in sentences.items()}


def _examples(examples: ExamplesFile | None) -> Iterator[tuple[str, str]]:
    for kind in EXAMPLE_KINDS if examples else ():
        for sentence in getattr(examples, "not_" if kind == "not" else kind):
            yield kind, sentence
