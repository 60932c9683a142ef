"""Turn labelled JSON lines into the files of doccano and Label Studio, and their exports back.

Both tools label spans: an aspect becomes the span of its opinion (or target) with the label ``category|polarity``;
an aspect without a place becomes a label of the whole text.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from vocnlp.errors import InputError

__all__ = ["from_doccano", "from_label_studio", "to_doccano", "to_label_studio"]

Row = Mapping[str, Any]
_POLARITIES = ("positive", "negative", "neutral")


def to_doccano(row: Row) -> dict[str, Any]:
    """Return one line of doccano's JSONL import (sequence labelling plus text classification).

    >>> to_doccano({"id": "1", "text": "油耗高", "aspects": [
    ...     {"category": "油耗", "polarity": "negative", "opinion": "高"}]})
    {'id': '1', 'text': '油耗高', 'label': [[2, 3, '油耗|negative']], 'cats': []}
    """
    spans, whole = _split(row)
    return {"id": row.get("id", ""), "text": row["text"], "label": [list(span) for span in spans], "cats": whole}


def from_doccano(row: Row) -> dict[str, Any]:
    """Read one line of doccano's JSONL export, in the old (``labels``) and the new (``label``, ``entities``) form.

    Raises:
        InputError: the row has no text, or a label is no ``category|polarity``.
    """
    aspects = []
    for given in [*(row.get("label") or ()), *(row.get("labels") or ()), *(row.get("entities") or ())]:
        if isinstance(given, str):
            aspects.append(_aspect(given))
        elif isinstance(given, Mapping):
            aspects.append(_aspect(given["label"], _text(row), given["start_offset"], given["end_offset"]))
        else:
            start, end, label = given
            aspects.append(_aspect(label, _text(row), start, end))
    aspects += [_aspect(label) for label in row.get("cats") or ()]
    return {"id": str(row.get("id", "")), "text": _text(row), "aspects": aspects}


def to_label_studio(row: Row, *, model: str = "") -> dict[str, Any]:
    """Return one task of Label Studio's JSON import; with ``model`` the labels are predictions to correct."""
    spans, whole = _split(row)
    result: list[dict[str, Any]] = [
        {
            "from_name": "label",
            "to_name": "text",
            "type": "labels",
            "value": {"start": start, "end": end, "text": row["text"][start:end], "labels": [label]},
        }
        for start, end, label in spans
    ]
    if whole:
        result.append({"from_name": "whole", "to_name": "text", "type": "choices", "value": {"choices": whole}})
    task: dict[str, Any] = {"data": {"text": row["text"], "id": row.get("id", "")}}
    task["predictions" if model else "annotations"] = [
        {"result": result, **({"model_version": model} if model else {})}
    ]
    return task


def from_label_studio(task: Row) -> dict[str, Any]:
    """Read one task of Label Studio's JSON export; cancelled annotations and all but the first are left out.

    Raises:
        InputError: the task has no text, or a label is no ``category|polarity``.
    """
    text = _text(task.get("data") or {})
    done = [item for item in task.get("annotations") or () if not item.get("was_cancelled")]
    aspects = []
    for item in done[0]["result"] if done else ():
        value = item["value"]
        if "labels" in value:
            aspects += [_aspect(label, text, value["start"], value["end"]) for label in value["labels"]]
        elif "choices" in value:
            aspects += [_aspect(label) for label in value["choices"]]
    return {"id": str(task["data"].get("id") or task.get("id", "")), "text": text, "aspects": aspects}


def _split(row: Row) -> tuple[list[tuple[int, int, str]], list[str]]:
    spans, whole = [], []
    for aspect in row.get("aspects") or ():
        label = f"{aspect['category']}|{aspect['polarity']}"
        place = next(_places(row["text"], aspect), None)
        if place is None:
            whole.append(label)
        else:
            spans.append((*place, label))
    return spans, whole


def _places(text: str, aspect: Row) -> Iterator[tuple[int, int]]:
    if "span" in aspect:
        yield int(aspect["span"][0]), int(aspect["span"][1])
    for key in ("opinion", "target"):
        words = aspect.get(key)
        if words and words in text:
            start = text.index(words)
            yield start, start + len(words)


def _aspect(label: str, text: str = "", start: int = 0, end: int = 0) -> dict[str, Any]:
    category, bar, polarity = str(label).rpartition("|")
    if not bar or polarity not in _POLARITIES:
        raise InputError(f"标签要写成 类别|倾向，例如 油耗|negative，而不是 {label!r} (not category|polarity)")
    aspect: dict[str, Any] = {"category": category, "polarity": polarity}
    return {**aspect, "opinion": text[start:end], "span": [start, end]} if end > start else aspect


def _text(row: Row) -> str:
    text = row.get("text", row.get("data"))
    if not isinstance(text, str):
        raise InputError("这一行没有 text (the row has no text)")
    return text
