"""Turn labelled rows into the same rows without personal data: labelled places move along with the text."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from vocnlp.normalize.privacy.masker import Masked, Masker
from vocnlp.types.utterance import Utterance

__all__ = ["masked_row"]

Row = Mapping[str, Any]


def masked_row(row: Row, masker: Masker) -> dict[str, Any]:
    """Return a row whose text, labelled words and other values hold no personal data.

    >>> row = {"id": "1", "text": "王先生态度差", "aspects": [
    ...     {"category": "服务", "polarity": "negative", "opinion": "差", "span": [5, 6]}]}
    >>> masked_row(row, Masker())["aspects"][0]["span"]
    [10, 11]
    """
    text = row.get("text")
    said = Utterance(text if isinstance(text, str) else "", meta={k: v for k, v in row.items() if k != "aspects"})
    masked = masker.mask(said.text)
    safe = {**masker.mask_utterance(said).meta}
    if isinstance(text, str):
        safe["text"] = masked.text
    if "aspects" in row:
        safe["aspects"] = [_aspect(aspect, said.text, masked, masker) for aspect in row["aspects"] or ()]
    return safe


def _aspect(aspect: Row, text: str, masked: Masked, masker: Masker) -> dict[str, Any]:
    """Mask a label: words of the text are those of the masked text, whatever they look like alone."""
    safe = dict(aspect)
    for key, value in aspect.items():
        if isinstance(value, str) and key != "polarity":
            start = text.find(value) if key != "category" else -1
            safe[key] = _cut(masked, start, start + len(value)) if start >= 0 else masker.mask(value).text
    if "span" in aspect:
        start, end = map(int, aspect["span"])
        safe["span"] = [masked.to_masked(start), _end(masked, end)]
        safe |= {"opinion": masked.text[slice(*safe["span"])]} if aspect.get("opinion") == text[start:end] else {}
    return safe


def _cut(masked: Masked, start: int, end: int) -> str:
    return masked.text[masked.to_masked(start) : _end(masked, end)]


def _end(masked: Masked, end: int) -> int:
    """Map an end of a range: inside masked data it is the end of the token."""
    inside = [mask.target.end for mask in masked.masks if mask.span.start < end < mask.span.end]
    return inside[0] if inside else masked.to_masked(end)
