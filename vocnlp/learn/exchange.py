"""Turn labelled JSON lines into the files of doccano and Label Studio, and their exports back.

Both tools label spans: an aspect becomes the span of its opinion (or target) with the label ``category|polarity``;
an aspect without a place becomes a label of the whole text. Offsets are code points, half-open.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from xml.sax.saxutils import quoteattr

from vocnlp.errors import InputError

__all__ = [
    "from_doccano",
    "from_label_studio",
    "label_studio_view",
    "read_export",
    "to_doccano",
    "to_label_studio",
    "written",
]

Row = Mapping[str, Any]
_POLARITIES = ("positive", "negative", "neutral")
_COLOURS = {"positive": "#4c9f70", "negative": "#c8553d", "neutral": "#7a8590"}


def to_doccano(row: Row) -> dict[str, Any]:
    """Return one line of doccano's JSONL for a project "Intent Detection and Slot Filling".

    That kind of project knows spans (``entities``) and labels of the whole text (``cats``). Other keys, here the id,
    are kept by doccano and come back with the export.

    >>> to_doccano({"id": "1", "text": "油耗高", "aspects": [
    ...     {"category": "油耗", "polarity": "negative", "opinion": "高"}]})
    {'id': '1', 'text': '油耗高', 'entities': [[2, 3, '油耗|negative']], 'cats': []}
    """
    spans, whole = _split(row)
    return {"id": row.get("id", ""), "text": _text(row), "entities": [list(span) for span in spans], "cats": whole}


def from_doccano(row: Row) -> dict[str, Any]:
    """Read one line of doccano's export, of every kind of text project and of older versions.

    Spans stand under ``entities`` (lists or, with relations, mappings), ``label`` or ``labels``; classes of the whole
    text under ``cats``, or as strings under ``label``.

    Raises:
        InputError: the row has no text, a span leaves it, or a label is no ``category|polarity``.
    """
    text = _text(row)
    aspects = []
    for given in [*(row.get("label") or ()), *(row.get("labels") or ()), *(row.get("entities") or ())]:
        if isinstance(given, str):
            aspects.append(_aspect(given))
        elif isinstance(given, Mapping):
            aspects.append(_placed(given["label"], text, given["start_offset"], given["end_offset"]))
        else:
            start, end, label = given
            aspects.append(_placed(label, text, start, end))
    aspects += [_aspect(label) for label in row.get("cats") or ()]
    return {"id": str(row.get("id", "")), "text": text, "aspects": aspects}


def to_label_studio(row: Row, *, model: str = "") -> dict[str, Any]:
    """Return one task of Label Studio's JSON import; with ``model`` the labels are predictions to correct.

    The project needs the view that ``label_studio_view`` writes.
    """
    text = _text(row)
    spans, whole = _split(row)
    result: list[dict[str, Any]] = [
        {
            "id": f"{number}",
            "from_name": "label",
            "to_name": "text",
            "type": "labels",
            "value": {"start": start, "end": end, "text": text[start:end], "labels": [label]},
        }
        for number, (start, end, label) in enumerate(spans)
    ]
    if whole:
        value = {"choices": whole}
        result.append({"id": "whole", "from_name": "whole", "to_name": "text", "type": "choices", "value": value})
    task: dict[str, Any] = {"data": {"text": text, "id": row.get("id", "")}}
    task["predictions" if model else "annotations"] = [
        {**({"model_version": model} if model else {}), "result": result}
    ]
    return task


def from_label_studio(task: Row) -> dict[str, Any]:
    """Read one task of Label Studio's JSON export; cancelled annotations and all but the first are left out.

    Versions before 1.5 counted UTF-16 units: where ``value.text`` shows that, offsets are converted.

    Raises:
        InputError: the task has no text, a span leaves it, or a label is no ``category|polarity``.
    """
    data = task.get("data") or {}
    text = _text(data)
    done = [item for item in task.get("annotations") or () if not item.get("was_cancelled")]
    aspects = []
    for item in done[0]["result"] if done else ():
        value = item["value"]
        if "labels" in value:
            start, end = _code_points(text, value["start"], value["end"], value.get("text"))
            aspects += [_placed(label, text, start, end) for label in value["labels"]]
        elif "choices" in value:
            aspects += [_aspect(label) for label in value["choices"]]
    return {"id": str(data.get("id") or task.get("id", "")), "text": text, "aspects": aspects}


def label_studio_view(categories: Iterable[str]) -> str:
    """Return the labelling interface of a Label Studio project for these categories.

    >>> print(label_studio_view(["油耗"]).splitlines()[3].strip())
    <Label value="油耗|positive" background="#4c9f70"/>
    """
    labels = [(f"{name}|{polarity}", _COLOURS[polarity]) for name in categories for polarity in _POLARITIES]
    lines = [
        "<View>",
        '  <Text name="text" value="$text" granularity="symbol"/>',
        '  <Labels name="label" toName="text">',
    ]
    lines += [f'    <Label value={quoteattr(name)} background="{colour}"/>' for name, colour in labels]
    lines += ["  </Labels>", '  <Choices name="whole" toName="text" choice="multiple" showInline="true">']
    lines += [f"    <Choice value={quoteattr(name)}/>" for name, _ in labels]
    return "\n".join([*lines, "  </Choices>", "</View>"]) + "\n"


def written(rows: Iterable[Row], form: str, *, model: str = "") -> str:
    """Return the content of a file of our own (``jsonl``), for ``doccano`` or for ``label-studio`` (with ``model``)."""
    if form == "label-studio":
        return json.dumps([to_label_studio(row, model=model) for row in rows], ensure_ascii=False, indent=1) + "\n"
    shown = map(to_doccano, rows) if form == "doccano" else rows
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in shown)


def read_export(content: str) -> Iterator[dict[str, Any]]:
    """Read labels of our own or an export of either tool, told apart by their form.

    Raises:
        InputError: it is neither, or one of its rows cannot be used; the message counts the rows.
    """
    try:
        kept = [line for line in content.split("\n") if line.strip()]
        rows = json.loads(content) if content.lstrip().startswith("[") else [json.loads(line) for line in kept]
    except ValueError as error:
        raise InputError(f"既不是 doccano 的 JSONL，也不是 Label Studio 的 JSON (neither form): {error}") from None
    for number, row in enumerate(rows, 1):
        if not isinstance(row, Mapping):
            raise InputError(f"第 {number} 条不是对象 (row {number} is no object)")
        try:
            if isinstance(row.get("data"), Mapping):
                yield from_label_studio(row)
            else:
                yield dict(row) if "aspects" in row else from_doccano(row)
        except (KeyError, TypeError, ValueError) as error:
            raise InputError(f"第 {number} 条 (row {number}): {error}") from None


def _split(row: Row) -> tuple[list[tuple[int, int, str]], list[str]]:
    spans: list[tuple[int, int, str]] = []
    whole: list[str] = []
    for aspect in row.get("aspects") or ():
        label = f"{aspect['category']}|{aspect['polarity']}"
        place = next(_places(row["text"], aspect), None)
        if place is None:
            whole.append(label)
        else:
            spans.append((*place, label))
    return spans, list(dict.fromkeys(whole))


def _places(text: str, aspect: Row) -> Iterator[tuple[int, int]]:
    if "span" in aspect:
        yield int(aspect["span"][0]), int(aspect["span"][1])
    for key in ("opinion", "target"):
        words = aspect.get(key)
        if words and words in text:
            start = text.index(words)
            yield start, start + len(words)


def _code_points(text: str, start: int, end: int, said: object) -> tuple[int, int]:
    """Return offsets in code points; ``said`` is what the tool took down as the labelled words."""
    if not isinstance(said, str) or text[start:end] == said:
        return start, end
    units = text.encode("utf-16-le")
    before = units[: 2 * start].decode("utf-16-le", "replace")
    inside = units[2 * start : 2 * end].decode("utf-16-le", "replace")
    return (len(before), len(before) + len(inside)) if inside == said else (start, end)


def _placed(label: str, text: str, start: int, end: int) -> dict[str, Any]:
    if not 0 <= start < end <= len(text):
        raise InputError(f"{label} 的位置 [{start}, {end}] 不在文字里 (the span leaves the text)")
    return {**_aspect(label), "opinion": text[start:end], "span": [start, end]}


def _aspect(label: str) -> dict[str, Any]:
    category, bar, polarity = str(label).rpartition("|")
    if not bar or polarity not in _POLARITIES:
        raise InputError(f"标签要写成 类别|倾向，例如 油耗|negative，而不是 {label!r} (not category|polarity)")
    return {"category": category, "polarity": polarity}


def _text(row: Row) -> str:
    text = row.get("text", row.get("data"))
    if not isinstance(text, str):
        raise InputError("没有 text (there is no text; of turns, label the joined text)")
    return text
