"""Turn one connective or pattern into a link: where the cause stands and which part of the text is its effect."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from vocnlp.cause.knowledge import Connective, Knowledge, Pattern
from vocnlp.segment.clause import Clause
from vocnlp.segment.clauses import Segments

__all__ = ["Ground", "Link", "Shelf", "link_of", "pattern_links"]

Range = tuple[int, int]
_LEAD = re.compile(
    r"(?:[\s，、,:：]|但是|但|不过|而且|然后|后来|另外|其实|反正|结果|所以|因为|由于|就是|都是|虽然|尽管|"
    r"可能|估计|应该|也许|大概|感觉|还|也|都|就|是|嗯|啊|呃|那个|据说|听说)+"
)
_TAIL = re.compile(
    r"(?:[\s，。！？；、,.!?;~～…]|所以|因此|而|才|便|就|从而|会|都|吧|啊|呢|呀|哦|嘛|啦|的话|的|是|直接|竟然|居然|然后)+$"
)


_POINTER = re.compile("这样|那样|这|那|如此|这个|这就|这也|更容易|很容易|容易|可能|也许|因此")
"""What stands before a connective and only points back, or is no cause at all."""


@dataclass(frozen=True, slots=True)
class Link:
    """One claim of the customer: ``cause`` explains whatever stands in ``effects``; all are text ranges.

    ``cut_from``: an opinion that begins behind this place inside the cause ends the cause (因为下雨送餐慢了).
    """

    cause: Range
    effects: tuple[Range, ...]
    connective: str
    confidence: float
    guess: bool = False
    cut_from: int = 1 << 60
    needs_kind: bool = False

    def covers(self, start: int, end: int) -> bool:
        """Tell whether an opinion at this range is explained by the cause, and is not the cause itself."""
        if self.cause[0] <= start and end <= self.cause[1] and start < self.cut_from:
            return False
        if start >= self.cut_from and start < self.cause[1]:
            return True
        return any(start < last and first < end for first, last in self.effects)

    def better_than(self, other: Link, start: int) -> bool:
        """Prefer the surer link, then the nearer cause."""
        return (-self.confidence, self._distance(start)) < (-other.confidence, other._distance(start))

    def _distance(self, start: int) -> int:
        return start - self.cause[1] if self.cause[1] <= start else self.cause[0] - start


class Shelf:
    """Links by the stretch of text that they explain, so that an opinion looks only at those around it."""

    def __init__(self, links: Sequence[Link]) -> None:
        self._links = links
        self._stretches: dict[int, dict[int, None]] = {}
        for place, link in enumerate(links) if len(links) > _FEW else ():
            for start, end in (*link.effects, link.cause):
                for stretch in range(start >> _BITS, (end >> _BITS) + 1):
                    self._stretches.setdefault(stretch, {})[place] = None

    def near(self, start: int, end: int) -> Sequence[Link]:
        """Return the links that may explain what stands in a range, in their order."""
        if len(self._links) <= _FEW:
            return self._links
        stretches = range(start >> _BITS, (end >> _BITS) + 1)
        places = {place for stretch in stretches for place in self._stretches.get(stretch, ())}
        return [self._links[place] for place in sorted(places)]


_FEW = 8
_BITS = 6
_FAR = 20
"""How many clauses before or after it a connective can explain."""


class Ground:
    """One text with its clauses, as the frames look at it."""

    def __init__(self, text: str, segments: Segments, knowledge: Knowledge) -> None:
        self.text, self.segments, self.knowledge = text, segments, knowledge
        self.clauses: tuple[Clause, ...] = segments.clauses
        self._sentences: dict[int, Range] = {}

    def sentence(self, position: int) -> Range:
        """Return the text range of the sentence that holds a position."""
        if not self._sentences:
            for clause in self.clauses:
                first = self._sentences.get(clause.sentence, clause)[0]
                self._sentences[clause.sentence] = first, clause.end
        return self._sentences[self.clauses[self.segments.at(position)].sentence]

    def neighbour(self, index: int, step: int, *, far: bool = False) -> int | None:
        """Return the next or previous clause of the same speaker, in the same sentence unless ``far``."""
        other = index + step
        if not 0 <= other < len(self.clauses) or self.clauses[other].role != self.clauses[index].role:
            return None
        same = self.clauses[other].sentence == self.clauses[index].sentence
        return other if same or far else None

    def following(self, index: int, links: tuple[str, ...] = ()) -> list[Range]:
        """Return the clauses after this one until the sentence ends or another link begins.

        The first one may carry a link of ``links``.
        """
        ranges: list[Range] = []
        allowed = ("", "sequence", *links)
        other = self.neighbour(index, 1)
        while other is not None and len(ranges) < _FAR and self.clauses[other].link in allowed:
            ranges.append(self.clauses[other][:2])
            allowed = ("", "sequence")
            other = self.neighbour(other, 1)
        return ranges

    def preceding(self, index: int, *, far: bool = True) -> list[Range]:
        """Return the clauses before this one in the sentence; without any, the last clause of the one before."""
        ranges: list[Range] = []
        other = self.neighbour(index, -1)
        while other is not None and len(ranges) < _FAR:
            ranges.append(self.clauses[other][:2])
            if self.clauses[other].link in ("contrast", "exception", "cause", "result"):
                break
            other = self.neighbour(other, -1)
        if not ranges and far and (other := self.neighbour(index, -1, far=True)) is not None:
            ranges.append(self.clauses[other][:2])
        return ranges

    def trimmed(self, start: int, end: int) -> Range | None:
        """Cut connectives, particles and stops off both ends; None when less than two characters remain."""
        if (lead := _LEAD.match(self.text, start, end)) is not None:
            start = lead.end()
        while (tail := _TAIL.search(self.text, start, end)) is not None and tail.start() > start:
            end = tail.start()
        return (start, end) if end - start >= 2 else None

    def guessed(self, position: int) -> bool:
        """Tell whether a word of supposing ends right before a position."""
        return self.knowledge.guess.search(self.text, max(0, position - 7), position) is not None


def link_of(ground: Ground, connective: Connective, start: int, end: int) -> Link | None:
    """Build the link of a connective at a text range, or None when there is no cause or no effect around it."""
    index = ground.segments.at(start)
    if ground.clauses[index].role != "customer":
        return None
    return _FRAMES[connective.group.frame](ground, connective, start, end, index)


def _cause_after(ground: Ground, connective: Connective, start: int, end: int, index: int) -> Link | None:
    group, clause = connective.group, ground.clauses[index]
    stop = clause.end
    if stop - end < 2:
        return None
    cause = ground.trimmed(end, stop)
    if cause is None:
        return None
    before = ground.trimmed(clause.start, start)
    guess = group.guess or ground.guessed(start)
    behind = ground.following(index, ("result",))
    cut = 1 << 60
    if group.effect == "previous":
        effects = [before] if before else ground.preceding(index)
        effects = effects or behind
    elif group.effect == "next":
        effects = behind or ([before] if before else [])
        cut = end + 2
    else:
        result = index + 1 < len(ground.clauses) and ground.clauses[index + 1].link == "result"
        ahead = ([before] if before else []) or ground.preceding(index, far=False)
        led = index > 0 and ground.clauses[index - 1].sentence == clause.sentence
        if result or not ahead or (behind and not led and not before):
            effects, cut = behind or ahead or ground.preceding(index), end + 2
        else:
            effects = ahead
    if not effects and cut > stop:
        return None
    if group.guess and not effects:
        return None
    confidence = group.confidence * (0.6 if guess and not group.guess else 1.0)
    return Link(cause, tuple(effects), connective.word, round(confidence, 3), guess, cut, group.needs == "kind")


def _cause_before(ground: Ground, connective: Connective, start: int, end: int, index: int) -> Link | None:
    group, clause = connective.group, ground.clauses[index]
    if group.start and start - clause.start > 3:
        return None
    cause = None if group.start else ground.trimmed(clause.start, start)
    confidence = group.confidence
    if cause is not None and _POINTER.fullmatch(ground.text, *cause):
        cause = None
    if cause is None:
        other = ground.neighbour(index, -1)
        if other is None:
            other = ground.neighbour(index, -1, far=True)
            confidence *= 0.8
        if other is None:
            return None
        before = ground.clauses[other]
        cause = ground.trimmed(_content(before), before.end)
    if cause is None or (group.needs == "event" and not ground.knowledge.event.search(ground.text, *cause)):
        return None
    effects = [(end, clause.end), *ground.following(index)]
    guess = ground.guessed(start) or ground.knowledge.guess.search(ground.text, *_around(ground, cause)) is not None
    confidence *= 0.6 if guess else 1.0
    return Link(cause, tuple(effects), connective.word, round(confidence, 3), guess)


def _content(clause: Clause) -> int:
    """Return where a clause begins behind the connective that leads it."""
    linked = clause.connective
    return linked[1] if linked is not None and linked[0] - clause.start <= 2 else clause.start


def _around(ground: Ground, cause: Range) -> Range:
    return max(0, cause[0] - 5), cause[0]


def _closing(ground: Ground, connective: Connective, start: int, end: int, index: int) -> Link | None:
    group, clause = connective.group, ground.clauses[index]
    first = clause.start
    if clause.connective is not None and clause.connective[1] >= start and index > 0:
        first = ground.clauses[index - 1].start
    opener = _last_opener(ground.text, first, start, connective.openers)
    if opener is None:
        return None
    cause = ground.trimmed(opener[1], start)
    if cause is None:
        return None
    before = ground.trimmed(first, opener[0])
    if group.side == "next":
        effects = [*ground.following(index, ("result",))]
        if end < clause.end:
            effects.insert(0, (end, clause.end))
        effects = effects or ground.preceding(index)
    elif before is None and end < clause.end:
        effects = [(end, clause.end)]
    else:
        effects = ([before] if before else []) or ground.preceding(index)
    guess = ground.guessed(opener[0]) or ground.guessed(opener[1])
    if not effects:
        return None
    word = ground.text[opener[0] : opener[1]] + "…" + connective.word
    return Link(cause, tuple(effects), word, round(group.confidence * (0.6 if guess else 1.0), 3), guess)


def _last_opener(text: str, start: int, end: int, openers: tuple[str, ...]) -> Range | None:
    """Return the opener nearest before ``end`` that leaves a cause of two characters; the longest at that place."""
    found = None
    for word in openers:
        place = text.rfind(word, start, end - 1)
        if word == "是" and place > start and text[place - 1] in "但可还只总要正算凡":
            continue
        if place >= 0 and place + len(word) <= end - 2:
            here = (place, place + len(word))
            if found is None or here[1] > found[1] or (here[1] == found[1] and here[0] < found[0]):
                found = here
    return found


def pattern_links(ground: Ground, pattern: Pattern, sentence: Range) -> list[Link]:
    """Build the links of every place where a pattern matches inside a sentence."""
    links = []
    for match in pattern.match.finditer(ground.text, *sentence):
        cause = ground.trimmed(*match.span("cause"))
        index = ground.segments.at(match.start("cause"))
        if cause is None or ground.clauses[index].role != "customer":
            continue
        start, end = match.span("effect")
        last = ground.segments.at(start)
        clause = ground.clauses[last]
        effects = [(start, max(end, clause.end)) if end <= clause.end else (start, clause.end), *ground.following(last)]
        links.append(Link(cause, tuple(effects), pattern.name, pattern.confidence, ground.guessed(cause[0])))
    return links


_FRAMES = {"cause_after": _cause_after, "cause_before": _cause_before, "closing": _closing}
