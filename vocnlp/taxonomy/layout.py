"""Turn a YAML text and what its content should be now into a text that keeps comments, order and layout.

Whatever stays the same keeps its lines to the letter. ``before`` and ``after`` are the contents in one canonical form
(block style, fixed order of keys): ``before`` says what the text means, ``after`` what it shall mean.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from typing import Any, NamedTuple

from vocnlp.taxonomy.canon import Canon
from vocnlp.taxonomy.marked import (
    Part,
    Path,
    Unit,
    ending,
    inside,
    line_end,
    line_start,
    marked,
    remark,
    units,
)
from vocnlp.taxonomy.moved import moves, reindented, unit_at
from vocnlp.taxonomy.unsheet import scalar

__all__ = ["rewrite"]


_EMPTY_LINES = re.compile(r"\A(?:[ \t]*\n)+")
"""Above the first member of an item they would part it from its dash."""


def rewrite(text: str, before: str, after: str) -> str:
    r"""Return the text with the content of ``after``.

    >>> print(rewrite("b: [二, 三] # 说\n# 上\na: 一\n", "a: 一\nb:\n  - 二\n  - 三\n", "a: 四\nb:\n  - 二\n"))
    b: [二] # 说
    # 上
    a: 四
    <BLANKLINE>
    """
    old, left, right = marked(text), Canon.read(before), Canon.read(after)
    if old is None or left is None or right is None or left.same(right):
        return text if left is not None and right is not None and left.same(right) else after
    if old.flow or isinstance(old.value, str) or not _parallel(old, left):
        return after
    writer = _Rewriter(text, old, left, moves(left.part, right.part))
    shown = writer.block(old, left, right, 0)
    return shown + text[line_end(text, old.end) :]


def _parallel(old: Part, canon: Canon) -> bool:
    """Tell whether the author's form and the canonical one have the same members."""
    value = canon.value
    if isinstance(old.value, dict) and isinstance(value, dict):
        return set(value) <= set(old.value)
    return isinstance(old.value, list) and isinstance(value, list) and len(old.value) == len(value)


class _Step(NamedTuple):
    """What becomes of one member: the old one, the new one, or both."""

    old: str | int | None
    new: str | int | None


class _Rewriter:
    def __init__(self, text: str, old: Part, before: Canon, moved: Mapping[Path, Path]) -> None:
        self.text, self.old, self.before, self.moved = text, old, before, moved

    def block(self, old: Part, before: Canon, after: Canon, body: int) -> str:
        """Return the lines of a block collection, which begin at ``body``."""
        known = {unit.key: unit for unit in units(self.text, old, body)}
        first = next(iter(known.values()))
        indent = " " * (first.start - line_start(self.text, first.start))
        lines = []
        for step in _steps(old, before, after):
            if step.old is None:
                assert step.new is not None
                lines.append(self.come(after.below(step.new), indent))
                continue
            unit = known[step.old]
            shown = (
                self.text[unit.begin : unit.end]
                if step.new is None
                else self.unit(unit, before.below(step.old), after.below(step.new), indent)
            )
            lines.append(f"{indent if unit.inline else ''}{shown}{'' if shown.endswith(chr(10)) else chr(10)}")
        shown = "".join(lines)
        return _EMPTY_LINES.sub("", shown)[len(indent) :] if first.inline else shown

    def come(self, after: Canon, indent: str) -> str:
        """Return the lines of a member that is new here: as they stood elsewhere when it moved."""
        place = self.moved.get(after.path)
        unit = unit_at(self.text, self.old, place) if place else None
        if place is None or unit is None or unit.inline:
            holds = any(path[: len(after.path)] == after.path for path in self.moved) and not after.comment
            if not holds or not isinstance(after.value, dict) or not isinstance(after.path[-1], str):
                return after.lines(indent)
            inner = [self.come(after.below(key), f"{indent}  ") for key in after.value]
            return f"{indent}{scalar(after.path[-1])}:\n{''.join(inner)}"
        before = self.before
        for step in place:
            before = before.below(step)
        margin = " " * (unit.start - line_start(self.text, unit.start))
        lines = self.unit(unit, before, after, margin)
        if place[-1] != after.path[-1]:
            head, _, rest = lines.partition(f"{margin}{place[-1]}:")
            lines = f"{head}{margin}{scalar(str(after.path[-1]))}:{rest}"
        return reindented(lines, margin, indent)

    def unit(self, unit: Unit, before: Canon, after: Canon, indent: str) -> str:
        """Return the lines of one unit with its new value."""
        text, part = self.text, unit.part
        if before.same(after):
            return text[unit.begin : unit.end]
        top = unit.start if unit.inline else line_start(text, unit.start)
        above, mark = text[unit.begin : top], None
        said = before.comment != after.comment and not unit.inline
        if said:
            above, mark = remark(text, unit, after.comment), ending(text, unit)
        fits = unit.nested and _parallel(part, before) and _member(after.value, part) and bool(after.value)
        begin = inside(text, unit)
        if fits and not (said and begin == part.start):
            head = text[top:begin] if mark is None else text[top:mark].rstrip() + "\n"
            return above + head + self.block(part, before, after, begin)
        if unit.nested or after.annotated:
            return above + after.lines(indent, comment=False)[len(indent) if unit.inline else 0 :]
        value = self.inline(part, before, after)
        gap = "" if text[part.start - 1] in " \n" else " "
        tail = text[part.end : line_end(text, part.end)] if mark is None else "\n"
        return above + text[top : part.start] + gap + value + tail

    def inline(self, old: Part, before: Canon, after: Canon) -> str:
        """Return a value that is not a block collection."""
        text = self.text
        if before.same(after):
            return text[old.start : old.end]
        if old.block and isinstance(before.value, list) and isinstance(after.value, list):
            return _word_lines(text[old.start : old.end], before, after)
        if not old.flow or not _parallel(old, before) or not _member(after.value, old):
            return after.flow()
        return self.collection(old, before, after)

    def collection(self, old: Part, before: Canon, after: Canon) -> str:
        """Return ``[a, b]`` or ``{a: b}`` with the texts and gaps of the members that stay."""
        text = self.text
        named = isinstance(old.value, dict)
        members = list(old.value.items()) if named else list(enumerate(old.value))
        spans = [(old.keys[number][0] if named else part.start, part.end) for number, (_, part) in enumerate(members)]
        place = {key: number for number, (key, _) in enumerate(members)}
        edges = [old.start + 1, *(end for _, end in spans)], [*(start for start, _ in spans), old.end - 1]
        gaps = [text[left:right] for left, right in zip(*edges, strict=True)]
        shown, used, last = [gaps[0] if members else ""], {0, len(members)}, -1
        for step in _steps(old, before, after):
            number = place[step.old] if step.old is not None else -1
            if len(shown) > 1:
                free = [gap for gap in (last + 1 if last >= 0 else -1, number) if gap > 0 and gap not in used]
                shown.append(gaps[free[0]] if free else ", ")
                used.update(free[:1])
            shown.append(self.member(old, step, before, after, spans[number] if number >= 0 else (0, 0)))
            last = number
        return text[old.start] + "".join(shown) + gaps[-1] * bool(members) + text[old.end - 1]

    def member(self, old: Part, step: _Step, before: Canon, after: Canon, span: tuple[int, int]) -> str:
        if step.old is None:
            assert step.new is not None
            value = after.below(step.new).flow()
            return f"{scalar(step.new)}: {value}" if isinstance(step.new, str) else value
        if step.new is None:
            return self.text[span[0] : span[1]]
        part = old.value[step.old]
        value = self.inline(part, before.below(step.old), after.below(step.new))
        lead = self.text[span[0] : part.start]
        return lead + (" " if lead.endswith(":") else "") + value


def _member(value: Any, old: Part) -> bool:
    return isinstance(value, dict if isinstance(old.value, dict) else list)


def _steps(old: Part, before: Canon, after: Canon) -> Iterator[_Step]:
    """Walk the members in their new order; a member that ``before`` does not know (an empty one) stays."""
    if isinstance(after.value, dict):
        yield from _keys(list(old.value), list(before.value), list(after.value))
    else:
        yield from _items(before, after)


def _keys(old: Sequence[str], before: Sequence[str], after: Sequence[str]) -> Iterator[_Step]:
    """Keep the author's order unless the order itself was changed; a new key goes behind the one it follows."""
    common = [key for key in before if key in after]
    turned = common != [key for key in after if key in common]
    silent = [key for key in old if key not in before and key not in after]
    order = [key for key in after if key in old] if turned else [key for key in old if key in after or key in silent]
    for number, key in enumerate(after):
        if key not in order:
            place = order.index(after[number - 1]) + 1 if number else 0
            order.insert(place, key)
    for key in order:
        yield _Step(key if key in before or key in silent else None, key if key in after else None)


def _items(before: Canon, after: Canon) -> Iterator[_Step]:
    """Pair the items of two lists: equal ones, then those that stand in each other's place."""
    left = [before.below(index).key for index in range(len(before.value))]
    right = [after.below(index).key for index in range(len(after.value))]
    for kind, one, two, three, four in SequenceMatcher(None, left, right, autojunk=False).get_opcodes():
        if kind == "delete":
            continue
        pairs = two - one if kind != "insert" else 0
        for number in range(four - three):
            yield _Step(one + number if number < pairs else None, three + number)


def _word_lines(text: str, before: Canon, after: Canon) -> str:
    """Take words out of a block of words, or add them at its end; comments stay."""
    words = [[part.value for part in canon.value] for canon in (before, after)]
    gone, come = Counter(words[0]) - Counter(words[1]), list((Counter(words[1]) - Counter(words[0])).elements())
    head, *lines = text.split("\n")
    shown = []
    for line in lines:
        said, sign, comment = line.partition("#")
        for word in said.split():
            if gone[word]:
                gone[word] -= 1
                said = re.sub(rf"(?<!\S){re.escape(word)}(?!\S) ?", "", said, count=1)
        shown.append(said.rstrip() + f"{'  ' if said.strip() else ''}{sign}{comment}" if sign else said.rstrip())
    indent = lines[0][: len(lines[0]) - len(lines[0].lstrip())] if lines else "  "
    return "\n".join([head, *(line for line in shown if line.strip()), *([indent + " ".join(come)] if come else [])])
