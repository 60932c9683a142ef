"""Explain why a text does not mention a point: the nearest rule, the condition that failed, and what wins.

The real engine is asked again with one condition loosened at a time, so the answer cannot differ from what
the tagger does: a condition has failed when the entry hits without it and not with it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from vocnlp.errors import Message
from vocnlp.segment.clauses import Segments
from vocnlp.tagging.automaton import Vocabulary
from vocnlp.tagging.nearness import apart_characters, common_part
from vocnlp.tagging.resolve import Mention, resolve
from vocnlp.tagging.rules import Fields, RuleTagger
from vocnlp.taxonomy.chains import Piece, expand
from vocnlp.taxonomy.expression import MAX_GAP, Choice, Expression, ExpressionError, Near, Row, Slot
from vocnlp.taxonomy.model import Entry, Point, Scope, Taxonomy
from vocnlp.taxonomy.slots import slot_reader

__all__ = ["WhyNot", "why_not"]


@dataclass(frozen=True, slots=True)
class WhyNot:
    """One entry of the point, how near it came (0 to 1), and everything that stood in its way.

    ``winner`` is the mention that took the characters where the entry did match.
    """

    point: Point
    entry: Entry
    nearness: float
    reasons: tuple[Message, ...]
    winner: Mention | None = None


@dataclass(frozen=True, slots=True)
class _Case:
    """The text under question."""

    taxonomy: Taxonomy
    text: str
    segments: Segments
    normal: Callable[[str], str]
    fields: Fields | None

    def mentions(self, point: Point, entry: Entry | None = None) -> list[Mention]:
        """Ask the engine about a point with one entry only, or about all points."""
        taxonomy = self.taxonomy
        if entry is not None:
            alone = replace(point, terms=(entry,), positive=(), negative=(), children=())
            taxonomy = replace(taxonomy, points={point.id: alone}, chains={})
        vocabulary = Vocabulary()
        tagger = RuleTagger.build(taxonomy, vocabulary, self.normal)
        return tagger.candidates(self.text, self.segments, vocabulary.compile().scan(self.text), self.fields)


def why_not(
    taxonomy: Taxonomy,
    point: str,
    text: str,
    segments: Segments,
    normal: Callable[[str], str],
    fields: Callable[[str], Any] | None = None,
    *,
    most: int = 3,
) -> list[WhyNot]:
    """Return the entries of a point that came nearest to a text, nearest first.

    Empty when the point is mentioned. The text is in normal form, as for ``RuleTagger.tag``.

    Args:
        taxonomy: where the point stands.
        point: its id.
        text: the normalized text.
        segments: its clauses.
        normal: brings literals to normal form.
        fields: gives the fields of the utterance.
        most: how many entries to return.
    """
    case = _Case(taxonomy, text, segments, normal, fields)
    asked = taxonomy.points[point]
    candidates = case.mentions(asked)
    standing = resolve(list(candidates))
    if any(mention.point.id == point for mention in standing):
        return []
    beaten = [_beaten(mention, standing) for mention in candidates if mention.point.id == point]
    found = beaten or [_look(case, asked, entry) for entry in asked.entries]
    ranked = sorted((one for one in found if one.nearness > 0), key=lambda one: (-one.nearness, one.entry.location))
    return ranked[:most]


def _beaten(mention: Mention, standing: list[Mention]) -> WhyNot:
    """Tell who took the characters of a mention that did match."""
    winner = next((one for one in standing if one.start < mention.end and mention.start < one.end), None)
    if winner is None:
        lost = Message("命中了，但和别的提及重叠", "it matched, but overlaps with other mentions")
        return WhyNot(mention.point, mention.entry, 1.0, (lost,))
    why = _precedence(mention, winner)
    shown = f"{winner.point.id} “{winner.entry.source}”"
    reason = Message(f"命中了，但字归 {shown}：{why.zh}", f"it matched, but {shown} takes the characters: {why.en}")
    return WhyNot(mention.point, mention.entry, 1.0, (reason,), winner)


def _precedence(loser: Mention, winner: Mention) -> Message:
    if winner.matched != loser.matched:
        return Message(
            f"匹配了 {winner.matched} 个字，多于 {loser.matched}",
            f"{winner.matched} characters against {loser.matched}",
        )
    if winner.point.depth != loser.point.depth:
        return Message("它的层级更深", "its point is deeper")
    if winner.entry.priority != loser.entry.priority:
        return Message("它的 priority 更高", "its priority is higher")
    return Message("它在文件里更靠前", "it comes first in the files")


def _look(case: _Case, point: Point, entry: Entry) -> WhyNot:
    """Find what keeps one entry from hitting."""
    bare = entry._replace(unless=(), required=(), forbidden=(), when=(), since=None, until=None, negated="any")
    free = replace(point, unless=())
    if case.mentions(free, bare):
        return WhyNot(point, entry, 0.95, tuple(_conditions(case, point, entry, bare)))
    far = _loosened(case, free, bare)
    if far is not None:
        return WhyNot(point, entry, 0.8, (far,))
    nearness, reason = _partial(case, entry)
    return WhyNot(point, entry, nearness, (reason,))


def _conditions(case: _Case, point: Point, entry: Entry, bare: Entry) -> Iterator[Message]:
    """Put each condition back alone; those that stop the entry are the reasons."""
    free = replace(point, unless=())
    for phrase in point.unless + entry.unless:
        if not case.mentions(free, bare._replace(unless=(phrase,))):
            yield Message(f"在 unless “{phrase.source}” 里面", f"it lies inside unless {phrase.source}")
    for presence in entry.required:
        if not case.mentions(free, bare._replace(required=(presence,))):
            words = " ".join(phrase.source for phrase in presence.phrases)
            every = ("全部", "all of") if presence.every else ("其中之一", "one of")
            yield Message(
                f"with：同一 {presence.scope} 里要有{every[0]} {words}",
                f"with: needs {every[1]} {words} in the same {presence.scope}",
            )
    for presence in entry.forbidden:
        if not case.mentions(free, bare._replace(forbidden=(presence,))):
            words = " ".join(phrase.source for phrase in presence.phrases)
            yield Message(
                f"without：同一 {presence.scope} 里有 {words}", f"without: {words} stands in the same {presence.scope}"
            )
    for test in entry.when:
        if not case.mentions(free, bare._replace(when=(test,))):
            value = case.fields(test.field) if case.fields else None
            yield Message(f"when {test}，实际是 {value}", f"when {test}, was {value}")
    if not case.mentions(free, bare._replace(since=entry.since, until=entry.until)):
        yield Message(
            f"时间不在 {entry.since or '…'} 到 {entry.until or '…'} 之间",
            f"the time is not between {entry.since or '...'} and {entry.until or '...'}",
        )
    if entry.negated != "any" and not case.mentions(free, bare._replace(negated=entry.negated)):
        wanted = {
            "only": ("前面要有否定词", "a negator must stand in front"),
            "never": ("前面有否定词", "a negator stands in front"),
        }
        yield Message(
            f"negated: {entry.negated}，{wanted[entry.negated][0]}",
            f"negated: {entry.negated}, {wanted[entry.negated][1]}",
        )


def _loosened(case: _Case, point: Point, entry: Entry) -> Message | None:
    """Try a wider scope, wider gaps, any order, and tell which was missing."""
    ways: tuple[tuple[Scope, bool, bool], ...] = (
        ("utterance", False, False),
        (entry.scope, True, False),
        (entry.scope, False, True),
        ("utterance", True, False),
        ("utterance", True, True),
    )
    for scope, wide, unordered in ways:
        tree = _relaxed(entry.tree, wide=wide, unordered=unordered)
        variant = entry._replace(tree=tree, scope=scope)
        try:
            mentions = case.mentions(point, variant)
        except ExpressionError:
            continue
        if mentions:
            return _told(case, entry, mentions[0], crosses=scope != entry.scope, wide=wide, unordered=unordered)
    return None


def _told(case: _Case, entry: Entry, mention: Mention, *, crosses: bool, wide: bool, unordered: bool) -> Message:
    pieces = [case.text[start:end] for start, end in mention.pieces]
    zh, en = [f"找到 {'、'.join(pieces)}"], [f"found {', '.join(pieces)}"]
    if unordered:
        zh.append("但顺序不同；不分先后写 ~")
        en.append("in another order; write ~ for any order")
    if wide:
        gaps = [
            (right[0] - left[1], case.text[left[0] : left[1]], case.text[right[0] : right[1]])
            for left, right in zip(mention.pieces, mention.pieces[1:], strict=False)
        ]
        gap, left_text, right_text = max(gaps, default=(0, "", ""))
        limit = _widest(entry.tree)
        zh.append(f"{left_text} 后面 {limit} 个字以内要有 {right_text}，实际隔了 {gap} 个字")
        en.append(f"needs {right_text} within {limit} characters of {left_text}, was {gap}")
    if crosses:
        zh.append(f"不在同一个 {entry.scope}（scope）")
        en.append(f"not in the same {entry.scope} (scope)")
    return Message("，".join(zh), ", ".join(en))


def _relaxed(tree: Expression, *, wide: bool, unordered: bool) -> Expression:
    match tree:
        case Near(left, right, limit, ordered):
            return Near(
                _relaxed(left, wide=wide, unordered=unordered),
                _relaxed(right, wide=wide, unordered=unordered),
                MAX_GAP if wide else limit,
                ordered and not unordered,
            )
        case Choice(options):
            return Choice(tuple(_relaxed(option, wide=wide, unordered=unordered) for option in options))
        case Row(parts):
            return Row(tuple(_relaxed(part, wide=wide, unordered=unordered) for part in parts))
    return tree


def _widest(tree: Expression) -> int:
    match tree:
        case Near(left, right, limit):
            return max(limit, _widest(left), _widest(right))
        case Choice(parts) | Row(parts):
            return max(map(_widest, parts), default=0)
    return 0


def _partial(case: _Case, entry: Entry) -> tuple[float, Message]:
    """Tell which pieces of the best chain stand in the text and which one is missing."""
    best: tuple[float, Message] = (0.0, Message("", ""))
    for chain in expand(entry.tree, case.taxonomy.lists):
        found, missing, parts = [], [], 0.0
        for piece in chain.pieces:
            share, shown, told = _piece(case, piece)
            parts += share
            if share == 1.0:
                found.append(shown)
            else:
                missing.append(told)
        nearness = 0.7 * parts / len(chain.pieces)
        if nearness > best[0] and missing:
            zh = (f"找到 {'、'.join(found)}，" if found else "") + "缺 " + "、".join(one.zh for one in missing)
            en = (f"found {', '.join(found)}, " if found else "") + "needs " + ", ".join(one.en for one in missing)
            best = (nearness, Message(zh, en))
    return best


def _piece(case: _Case, piece: Piece) -> tuple[float, str, Message]:
    """Return how much of one piece stands in the text, what was found, and what to say when it is not all."""
    if isinstance(piece, Slot):
        there = [one for one in slot_reader().read(case.text) if one.kind == piece.kind]
        wanted = f"<{piece.kind}{piece.bound.operator}{piece.bound.source}>" if piece.bound else f"<{piece.kind}>"
        for one in there:
            shown = case.text[one.start : one.end]
            if piece.bound is None or piece.bound.holds(one):
                return 1.0, shown, Message("", "")
            return 0.5, shown, Message(f"{wanted}（文中是 {shown}）", f"{wanted} (the text has {shown})")
        return 0.0, "", Message(wanted, wanted)
    best: tuple[float, str, Message] = (-1.0, "", Message("", ""))
    for raw in sorted(piece):
        literal = case.normal(raw)
        part = common_part(literal, case.text)
        share = len(part) / len(literal) if literal else 0.0
        told = Message(literal, literal)
        if 0 < share < 1:
            stretched = apart_characters(literal, case.text)
            if stretched:
                share = max(share, 0.75)
                told = Message(
                    f"{literal}（文中是 {stretched}，可写间隔 ..）",
                    f"{literal} (the text has {stretched}; a gap .. would do)",
                )
            else:
                told = Message(f"{literal}（文中只有 {part}）", f"{literal} (the text has {part} only)")
        if share > best[0]:
            best = (share, literal, told)
    return best
