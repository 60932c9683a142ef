"""Turn the text of a term expression into a tree; every operator may be written in half or full width.

    literal      客服电话                 these characters, one after the other
    choice       (一直|总是)占线, 充(不|)进   one of these; an empty one makes the group optional
    gap          客服..态度, 客服..3..态度    in this order, at most 6 (3) characters between
    near         客服~态度, 客服~8~态度       in any order
    list         $客服人员                a family of words from ``lists``
    slot         <时长>, <时长>=10分钟>     a quantity that is read, not spelled
    escape       \\| \\( \\$               the next character as it stands

Operators bind from left to right and ``|`` lives only inside a group, so there is no precedence to remember.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple, TypeAlias

from vocnlp.errors import Location
from vocnlp.taxonomy.bound import Bound, parse_bound
from vocnlp.taxonomy.slots import slot_kinds

__all__ = [
    "DEFAULT_GAP",
    "Choice",
    "Expression",
    "ExpressionError",
    "ListName",
    "Literal",
    "Near",
    "Phrase",
    "Row",
    "leaves",
    "parse",
]

DEFAULT_GAP = 6
MAX_GAP = 60

_TWINS = str.maketrans("（）﹙﹚｜￨│～〜∼＄＜＞〈〉≧≦＝＼", "()()|||~~~$<><>≥≤=\\")
_GAP = re.compile(r"\s*(?:\.{2,}|…+|。{2,}|．{2,})(?:\s*(\d+)\s*(?:\.{2,}|…+|。{2,}|．{2,}))?\s*")
_NEAR = re.compile(r"\s*~(?:\s*(\d+)\s*~)?\s*")
_NAME = re.compile(r"\w+")
_SLOT = re.compile(r"<\s*([^<>=≥≤()|~$\s]+?)\s*(?:(>=|<=|≥|≤|>|<|==?)\s*([^<>()|~$]+?)\s*)?>")
_LITERAL = re.compile(r"(?:\\.|(?!\.\.|…|。。|．．)[^()|~$<>\\])+", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Literal:
    """Characters that must stand as written; ``column`` counts from 0 in the expression."""

    text: str
    column: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class ListName:
    """``$name``: any member of that list."""

    name: str
    column: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Slot:
    """``<kind>`` with an optional comparison."""

    kind: str
    bound: Bound | None = None
    column: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several; an empty Row among them makes the whole optional."""

    options: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """Parts that touch each other."""

    parts: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Near:
    """Two parts at most ``limit`` counted characters apart; in this order when ``ordered``."""

    left: Expression
    right: Expression
    limit: int
    ordered: bool


Expression: TypeAlias = Literal | ListName | Slot | Choice | Row | Near


class Phrase(NamedTuple):
    """One expression as written, with its tree and its place."""

    source: str
    tree: Expression
    location: Location


def leaves(tree: Expression) -> Iterator[Literal | ListName | Slot]:
    """Walk what an expression is made of, in the order written.

    >>> [leaf.text for leaf in leaves(parse("(一直|总是)占线")) if isinstance(leaf, Literal)]
    ['一直', '总是', '占线']
    """
    match tree:
        case Choice(parts) | Row(parts):
            for part in parts:
                yield from leaves(part)
        case Near(left, right):
            yield from leaves(left)
            yield from leaves(right)
        case _:
            yield tree


class ExpressionError(ValueError):
    """An expression that cannot be read: ``column`` counts from 0; the message comes in two languages."""

    def __init__(self, column: int, zh: str, en: str, code: str = "bad-expression") -> None:
        super().__init__(en)
        self.column, self.zh, self.en, self.code = column, zh, en, code


def parse(source: str) -> Expression:
    """Read one expression.

    Raises:
        ExpressionError: with the column of the character that does not fit.

    >>> parse("客服……态度") == parse("客服..态度")
    True
    >>> parse("客服 .. 态度").limit
    6
    """
    if _is_plain(source):
        return Literal(source)
    return _Parser(_TITLE.sub(_slot_marks, source).translate(_TWINS)).whole()


_is_plain = re.compile(r"[^\s()|~$<>\\…。.（）﹙﹚｜￨│～〜∼＄＜＞〈〉≧≦＝＼．《]+").fullmatch
_TITLE = re.compile(r"《([^《》]+)(》[=＝][^《》]+)?》")


def _slot_marks(match: re.Match[str]) -> str:
    """Read 《时长》, which Chinese keyboards write for <时长>, as a slot; any other title stays as it is."""
    inside = match[1].strip()
    return f"<{match[0][1:-1].replace('》', '>')}>" if inside.startswith(slot_kinds()) else match[0]


class _Parser:
    """A cursor over one expression; recursive descent over groups only."""

    __slots__ = ("position", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        self.position = 0

    def whole(self) -> Expression:
        if not self.text.strip():
            raise ExpressionError(0, "表达式是空的", "the expression is empty")
        tree = self.sequence(depth=0)
        if self.position < len(self.text):
            self._unexpected(depth=0)
        if _is_empty(tree):
            raise ExpressionError(0, "表达式可以什么都不匹配", "the expression can match nothing at all")
        return tree

    def sequence(self, depth: int) -> Expression:
        """Read rows joined by gaps up to ``|``, ``)`` or the end."""
        left = self.row(depth)
        while self.position < len(self.text):
            start = self.position
            ordered = (match := _GAP.match(self.text, start)) is not None
            match = match or _NEAR.match(self.text, start)
            if match is None:
                break
            limit = DEFAULT_GAP if match[1] is None else int(match[1])
            if limit > MAX_GAP:
                raise ExpressionError(start, f"间隔最多 {MAX_GAP} 个字", f"a gap is at most {MAX_GAP} characters")
            self.position = match.end()
            right = self.row(depth)
            if _is_blank(left) or _is_blank(right):
                raise ExpressionError(start, "间隔的两边都要有内容", "a gap needs something on both sides")
            left = Near(left, right, limit, ordered)
        return left

    def row(self, depth: int) -> Expression:
        """Read parts that touch each other."""
        parts: list[Expression] = []
        while self.position < len(self.text):
            part = self.part(depth)
            if part is None:
                break
            parts.append(part)
        return parts[0] if len(parts) == 1 else Row(tuple(parts))

    def part(self, depth: int) -> Expression | None:
        start, mark = self.position, self.text[self.position]
        if mark == "(":
            return self.group(depth)
        if mark == "$":
            return self.list_name()
        if mark == "<":
            return self.slot()
        if match := _LITERAL.match(self.text, start):
            if match.end() == len(self.text) - 1 and self.text[-1] == "\\":
                raise ExpressionError(match.end(), "反斜杠后面没有字符", "nothing follows the backslash")
            self.position = match.end()
            raw = match.group()
            text = raw.strip()
            column = start + raw.index(text) if text else start
            return Literal(re.sub(r"\\(.)", r"\1", text, flags=re.DOTALL), column) if text else self._blank(depth)
        if mark in ">\\":
            self._unexpected(depth)
        return None

    def _blank(self, depth: int) -> Expression | None:
        """Skip white space between operators."""
        fits = self.position < len(self.text) and self.text[self.position] in "($<"
        return self.part(depth) if fits else None

    def group(self, depth: int) -> Expression:
        opened = self.position
        if depth >= 8:
            raise ExpressionError(opened, "括号嵌套超过 8 层", "groups are nested more than 8 deep")
        options: list[Expression] = []
        while True:
            self.position += 1
            options.append(self.sequence(depth + 1))
            if self.position >= len(self.text):
                raise ExpressionError(opened, "括号没有闭合", "this bracket is never closed")
            if self.text[self.position] == ")":
                break
            if self.text[self.position] != "|":
                self._unexpected(depth + 1)
        self.position += 1
        return options[0] if len(options) == 1 else Choice(tuple(options))

    def list_name(self) -> Expression:
        start = self.position
        match = _NAME.match(self.text, start + 1)
        if match is None:
            raise ExpressionError(start, "$ 后面要写列表名", "a list name must follow $")
        self.position = match.end()
        return ListName(match.group(), start)

    def slot(self) -> Expression:
        start = self.position
        match = _SLOT.match(self.text, start)
        if match is None:
            raise ExpressionError(start, "槽位写法不对，例如 <时长>=2天>", "not a slot; write for example <时长>=2天>")
        kind, operator, value = match.groups()
        if kind not in slot_kinds():
            known = " ".join(slot_kinds())
            raise ExpressionError(start + 1, f"没有槽位 {kind}；有：{known}", f"no slot {kind}; there are: {known}")
        bound = None
        if operator:
            bound = parse_bound(kind, operator, value)
            if bound is None:
                place = match.start(3)
                raise ExpressionError(place, f"读不懂{kind} {value}", f"cannot read {value} as {kind}")
        self.position = match.end()
        return Slot(kind, bound, start)

    def _unexpected(self, depth: int) -> None:
        mark = self.text[self.position]
        if mark == "|":
            raise ExpressionError(self.position, "| 只能写在括号里", "| must stand inside a group")
        if mark == ")":
            raise ExpressionError(self.position, "多了一个右括号", "this bracket was never opened")
        raise ExpressionError(self.position, f"这里不能有 {mark}", f"{mark} does not fit here")


def _is_blank(tree: Expression) -> bool:
    return isinstance(tree, Row) and not tree.parts


def _is_empty(tree: Expression) -> bool:
    """Tell whether the expression can match the empty text."""
    if isinstance(tree, Choice):
        return any(_is_empty(option) for option in tree.options)
    if isinstance(tree, Row):
        return all(_is_empty(part) for part in tree.parts)
    return isinstance(tree, Near) and _is_empty(tree.left) and _is_empty(tree.right)
