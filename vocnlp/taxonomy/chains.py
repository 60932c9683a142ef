"""Turn an expression tree into chains: pieces in a fixed order with the widest gap allowed before each.

Choices over gaps multiply out and ``a~b`` becomes ``a..b`` and ``b..a``; choices of plain literals stay one
piece with several literals. So every rule, however nested, is verified by the same single walk.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import TypeAlias

from vocnlp.errors import did_you_mean
from vocnlp.taxonomy.expression import Choice, Expression, ExpressionError, ListName, Literal, Near, Phrase, Row, Slot

__all__ = ["MAX_CHAINS", "MAX_LITERALS", "Chain", "Piece", "expand", "literals"]

MAX_CHAINS = 128
MAX_LITERALS = 2000
_JOINED = 400
"""Literals of touching choices are written out together up to this many; beyond, they stay separate pieces."""

Piece: TypeAlias = frozenset[str] | Slot
"""What stands at one place: any of these literals, or a quantity."""
Lists: TypeAlias = Mapping[str, Sequence[Phrase]]


@dataclass(frozen=True, slots=True)
class Chain:
    """Pieces in order; ``gaps[i]`` is the widest gap before ``pieces[i + 1]``, None where they touch."""

    pieces: tuple[Piece, ...]
    gaps: tuple[int | None, ...] = ()

    @property
    def literals(self) -> list[frozenset[str]]:
        """Return the pieces that are spelled, as their file writes them."""
        return [piece for piece in self.pieces if not isinstance(piece, Slot)]

    def join(self, other: Chain, gap: int | None) -> Chain:
        """Put another chain behind this one."""
        if not self.pieces:
            return other
        if not other.pieces:
            return self
        return Chain(self.pieces + other.pieces, (*self.gaps, gap, *other.gaps))


_NOTHING = Chain(())
_EMPTY = frozenset(("",))


def expand(tree: Expression, lists: Lists) -> tuple[Chain, ...]:
    """Return the chains of an expression; any of them that matches is a match.

    Raises:
        ExpressionError: an unknown list, a list that contains itself, or too many combinations.

    >>> from vocnlp.taxonomy.expression import parse
    >>> [sorted(chain.pieces[0]) for chain in expand(parse("(一直|总是)占线"), {})]
    [['一直占线', '总是占线']]
    >>> len(expand(parse("客服~态度"), {}))
    2
    """
    if isinstance(tree, Literal):
        return (Chain((frozenset((tree.text,)),)),)
    chains = dict.fromkeys(chain for chain in _expand(tree, lists, ()) if chain.pieces)
    return tuple(_gather(list(chains)))


def literals(tree: Expression, lists: Lists) -> frozenset[str]:
    """Return every literal that occurs in the chains of an expression."""
    return frozenset(text for chain in expand(tree, lists) for piece in chain.literals for text in piece)


def _expand(tree: Expression, lists: Lists, inside: tuple[str, ...]) -> list[Chain]:
    if type(tree) is Slot:
        return [Chain((tree,))]
    if type(tree) is not Near:
        texts = _texts(tree, lists, inside)
        if texts is not None:
            spelled = texts - _EMPTY
            return [*([Chain((spelled,))] if spelled else []), *([_NOTHING] if len(spelled) < len(texts) else [])]
    match tree:
        case Choice(options):
            return _gather([chain for option in options for chain in _expand(option, lists, inside)])
        case ListName(name, column):
            return _gather(_members(name, column, lists, inside))
        case Row(parts):
            chains = [_NOTHING]
            for part in parts:
                chains = _rows(chains, _expand(part, lists, inside))
            return chains
    assert isinstance(tree, Near)
    left, right = _expand(tree.left, lists, inside), _expand(tree.right, lists, inside)
    joined = [a.join(b, tree.limit) for a, b in product(left, right)]
    if not tree.ordered:
        joined += [b.join(a, tree.limit) for a, b in product(left, right)]
    return _bounded(joined)


def _texts(tree: Expression, lists: Lists, inside: tuple[str, ...]) -> frozenset[str] | None:
    """Return everything that an expression of literals alone can spell; None for any other, or for very much."""
    match tree:
        case Literal(text):
            return frozenset((text,))
        case Choice(options):
            spelled = [_texts(option, lists, inside) for option in options]
        case Row(parts):
            texts = _EMPTY
            for part in parts:
                more = _texts(part, lists, inside)
                if more is None or len(texts) * len(more) > _JOINED:
                    return None
                texts = frozenset([start + end for start in texts for end in more])
            return texts
        case ListName(name):
            members = lists.get(name)
            if members is None or name in inside:
                return None
            spelled = [_texts(member.tree, lists, (*inside, name)) for member in members]
        case _:
            return None
    found: set[str] = set()
    for one in spelled:
        if one is None:
            return None
        found |= one
    return frozenset(found) if len(found) <= MAX_LITERALS else None


def _members(name: str, column: int, lists: Lists, inside: tuple[str, ...]) -> list[Chain]:
    if name in inside:
        path = " -> ".join((*inside, name))
        raise ExpressionError(column, f"列表互相包含：{path}", f"lists contain each other: {path}", "list-cycle")
    if name not in lists:
        hint = did_you_mean(name, lists)
        raise ExpressionError(
            column,
            f"没有列表 {name}；{hint.zh}".rstrip("；"),
            f"no list {name}; {hint.en}".rstrip("; "),
            "unknown-list",
        )
    return [chain for member in lists[name] for chain in _expand(member.tree, lists, (*inside, name))]


def _rows(left: list[Chain], right: list[Chain]) -> list[Chain]:
    """Let chains touch; plain literals at the seam grow together while that stays small."""
    joined = []
    for a, b in product(left, right):
        if a.pieces and b.pieces and isinstance(a.pieces[-1], frozenset) and isinstance(b.pieces[0], frozenset):
            ends, starts = a.pieces[-1], b.pieces[0]
            if len(ends) * len(starts) <= _JOINED:
                seam = frozenset(x + y for x in ends for y in starts)
                joined.append(Chain((*a.pieces[:-1], seam, *b.pieces[1:]), a.gaps + b.gaps))
                continue
        joined.append(a.join(b, None))
    return _bounded(joined)


def _gather(chains: list[Chain]) -> list[Chain]:
    """Unite chains that differ in one literal piece only at the same place of a one-piece chain."""
    plain: set[str] = set()
    rest: dict[Chain, None] = {}
    for chain in chains:
        if len(chain.pieces) == 1 and isinstance(chain.pieces[0], frozenset):
            plain |= chain.pieces[0]
        else:
            rest[chain] = None
    if len(plain) > MAX_LITERALS:
        raise _too_many()
    return _bounded([*([Chain((frozenset(plain),))] if plain else []), *rest])


def _bounded(chains: list[Chain]) -> list[Chain]:
    if len(chains) > MAX_CHAINS:
        raise _too_many()
    return chains


def _too_many() -> ExpressionError:
    return ExpressionError(
        0,
        f"表达式组合太多（超过 {MAX_CHAINS} 种）；请拆成几条",
        f"more than {MAX_CHAINS} combinations; split it into several entries",
        "expression-too-wide",
    )
