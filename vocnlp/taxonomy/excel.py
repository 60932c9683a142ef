"""Turn a taxonomy file into sheets, one a concern; ``vocnlp.taxonomy.unsheet`` turns them back without loss.

A line break in a cell separates items. ``\\`` begins an escape (``\\n`` a line break inside an item), and ``""`` is
an empty text where an empty cell means "nothing said". Comments above a point stay; other YAML comments do not.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence

from vocnlp.taxonomy.cells import Sheet, Table, join, show
from vocnlp.taxonomy.format import EntryFile, ExamplesFile, PointFile, PresenceFile, TaxonomyFile
from vocnlp.yamlsource import Node

__all__ = ["ENTRY_FIELDS", "EXAMPLE_KINDS", "HEADERS", "KINDS", "POINT_FIELDS", "SIGNS", "comment_above", "sheets_of"]

HEADERS = {
    "说明": {"键": "key", "值": "value"},
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
    },
    "倾向": {"体验点": "id", "倾向": "sign", "词": "words"},
    "例句": {"体验点": "id", "种类": "kind", "例句": "text"},
    "词族": {"词族": "name", "成员": "member"},
    "权重": {"客群": "segment", "客群名称": "name", "体验点": "id", "权重": "weight"},
}
"""The sheets of a workbook, the heading of each column, and the key it stands for."""

KINDS = ("terms", "positive", "negative")
SIGNS = ("positive", "negative", "neutral")
EXAMPLE_KINDS = ("positive", "negative", "neutral", "any", "not")
POINT_FIELDS = ("weight", "department", "journey", "touchpoint", "mot", "policy", "definition")
ENTRY_FIELDS = ("scope", "negated", "priority", "strength", "since", "until", "note", "remove")
_HEAD = ("taxonomy", "version", "name.zh", "name.en", "extends", "silence", "comment")


def sheets_of(root: Node) -> list[Sheet]:
    """Return the sheets of a taxonomy file, which must be without errors."""
    shape = root.into(TaxonomyFile)
    root.source.raise_if_errors()
    assert shape is not None
    tables = {name: Table(name, HEADERS[name]) for name in HEADERS if name != "权重"}
    head = {
        "taxonomy": shape.taxonomy,
        "version": shape.version,
        "name.zh": shape.name.zh if shape.name else "",
        "name.en": shape.name.en if shape.name else "",
        "extends": shape.extends,
        "silence": join(shape.silence),
        "comment": join(comment_above(root.source.lines, _first_line(root))),
    }
    for key in _HEAD:
        value = head[key] if key in ("silence", "comment") else show(head[key] or None)
        tables["说明"].add({"key": key, "value": value})
    for name, members in shape.lists.items():
        for member in members or ("",):
            tables["词族"].add({"name": show(name), "member": show(member)})
    _points(tables, shape.points, root.get("points"), "")
    return [table.sheet() for table in tables.values()]


def _points(tables: Mapping[str, Table], shapes: Mapping[str, PointFile], node: Node | None, above: str) -> None:
    for key, shape in shapes.items():
        own = node.get(key) if node is not None else None
        point = f"{above}.{key}" if above else key
        line = own.key_location.line if own is not None else 0
        row = {field: show(getattr(shape, field)) for field in POINT_FIELDS}
        row |= {"id": point, "unless": join(shape.unless), "silence": join(shape.silence)}
        row |= {
            "zh": show(shape.name.zh) if shape.name else "",
            "en": show(shape.name.en or None) if shape.name else "",
        }
        row |= {"remove": "true" if shape.remove else ""}
        row |= {"comment": "" if own is None else join(comment_above(own.source.lines, line))}
        tables["体验点"].add(row)
        for kind in KINDS:
            for entry in getattr(shape, kind):
                tables["词条"].add({"id": point, "kind": kind, **_entry(entry)})
        for sign in SIGNS if shape.polarity else ():
            words = getattr(shape.polarity, sign)
            if words:
                tables["倾向"].add({"id": point, "sign": sign, "words": join(words)})
        for kind, sentence in _examples(shape.examples):
            tables["例句"].add({"id": point, "kind": kind, "text": show(sentence)})
        _points(tables, shape.children, own.get("children") if own is not None else None, point)


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


def _first_line(root: Node) -> int:
    return min((node.key_location.line for _, node in root.items()), default=1)


def comment_above(lines: Sequence[str], line: int) -> list[str]:
    """Return the comment lines directly above a line."""
    found: list[str] = []
    index = line - 2
    while 0 <= index < len(lines) and lines[index].lstrip().startswith("#"):
        found.insert(0, lines[index].strip().removeprefix("#").strip())
        index -= 1
    return [text for text in found if text]
