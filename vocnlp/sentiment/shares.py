"""Turn the clues and mentions of a text into shares: what each opinion word gives to which mention."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from itertools import pairwise
from operator import itemgetter
from typing import NamedTuple

from vocnlp.errors import Location
from vocnlp.segment.clause import Clause
from vocnlp.sentiment.clues import Clue
from vocnlp.sentiment.knowledge import NegationGroup
from vocnlp.sentiment.lexicon import ABSENCE, ALONE, MOOD, OPINION
from vocnlp.sentiment.listed import deny_listed, item_ends, leading
from vocnlp.sentiment.target import carried, company, has_subject, inside
from vocnlp.sentiment.value import Mood, Step, Value, find_question, is_open, modified, moods_of, turned_inside
from vocnlp.tagging.resolve import Mention

__all__ = ["Judge", "Share"]

_new = tuple.__new__
_EXCESS = -0.45
_ABSENT = -0.4
_JUDGED = OPINION | ALONE | ABSENCE
_CONCEDING = ("是", "归", "倒是", "倒")
"""Between a word and itself they concede it: 贵是贵, 贵归贵."""
_CONCEDED = 0.6
_SIDE = {"term": 0, "positive": 1, "negative": -1}
"""What a mention says of its point by itself."""
_PARTICLES = frozenset("的了吧啊呢啦哦嘛哈呀滴咯喔呗噢、的说~")


class Share(NamedTuple):
    """What one opinion word gives to one mention (None: to the utterance as a whole)."""

    mention: Mention | None
    clause: int
    value: Value


class Judge(NamedTuple):
    """The words whose polarity each point sets (strength and origin), where every entry was written, and the negators
    that rule lists.
    """

    words_of: Mapping[str, Mapping[str, tuple[float, str]]]
    origins: Mapping[Location, str]
    listing: Mapping[str, NegationGroup]

    def shares(
        self, text: str, clauses: Sequence[Clause], clues: Sequence[Clue], by_clause: Sequence[Sequence[Mention]]
    ) -> list[Share]:
        """Return the shares of all of the customer's clauses, in order.

        Args:
            text: the normalized text.
            clauses: its clauses.
            clues: its clues, sorted.
            by_clause: the mentions of each clause, sorted.
        """
        found: list[Share] = []
        last = 0
        for number, clause in enumerate(clauses):
            first = last
            limit = clauses[number + 1].start if number + 1 < len(clauses) else len(text)
            calls = 0
            while last < len(clues) and clues[last].start < limit:
                calls |= clues[last].word.calls
                last += 1
            if not calls & _JUDGED and all(mention.kind == "term" for mention in by_clause[number]):
                continue
            if clause.role == "customer":
                scene = _Scene(self, text, clauses, number, clues, first, last, by_clause, calls)
                found += scene.shares()
        return self._listed(text, found) if len(found) > 1 else found

    def _listed(self, text: str, shares: list[Share]) -> list[Share]:
        """Return the shares with what one negator denies behind 或, 和 and 、 as well."""
        values = deny_listed(text, [share.value for share in shares], self.listing)
        return [share._replace(value=value) for share, value in zip(shares, values, strict=True)]


class _Scene:
    """One clause while it is being judged."""

    __slots__ = (
        "by_clause", "calls", "clause", "clauses", "clues", "first", "judge", "last", "mentions", "moods",
        "names", "number", "text",
    )  # fmt: skip

    def __init__(
        self,
        judge: Judge,
        text: str,
        clauses: Sequence[Clause],
        number: int,
        clues: Sequence[Clue],
        first: int,
        last: int,
        by_clause: Sequence[Sequence[Mention]],
        calls: int,
    ) -> None:
        self.judge, self.text, self.clauses, self.number = judge, text, clauses, number
        self.clues, self.first, self.last, self.by_clause, self.calls = clues, first, last, by_clause, calls
        self.clause, self.mentions = clauses[number], by_clause[number]
        self.names = [(start, end) for _, start, end, _, _, _, _ in self.mentions]
        self.moods = self._moods()

    def _moods(self) -> Sequence[Mood]:
        clause = self.clause
        asked = find_question(self.text, clause.start, clause.end)
        if asked is None and not clause.question and not self.calls & MOOD:
            return ()
        here = self.clues[self.first : self.last]
        openly = asked is not None and is_open(asked, here, self.names)
        return moods_of(self.text, here, clause.start, asked=clause.question, open_=openly)

    def shares(self) -> list[Share]:
        """Judge expressions, opinion words, comparisons that stand alone, and absences, in this order."""
        found = [self._expression(mention) for mention in self.mentions if mention.kind != "term"]
        clues = self.clues
        if self.calls & OPINION:
            for index in range(self.first, self.last):
                word = clues[index].word
                if word.calls & OPINION and not (word.degree is not None and self._serves(index)):
                    found += self._word(index)
        if self.calls & ALONE:
            used = {step.start for share in found for step in share.value.steps}
            for index in range(self.first, self.last):
                if clues[index].word.calls & ALONE and clues[index].start not in used:
                    found += self._word(index)
        if self.mentions and not self.clause.question:
            if self.calls & ABSENCE:
                found += self._absences({id(share.mention) for share in found})
            if len(self.mentions) > 1 and found:
                found += self._lacking(found)
        found = _conceded(self.text, found) if found else found
        return _once(found) if len(found) > 1 else found

    def _serves(self, index: int) -> bool:
        """Tell whether a degree word is only that of the opinion right behind it: 好 in 好舒服, in 好入味."""
        place = self.clues[index].end
        if index + 1 < len(self.clues):
            behind = self.clues[index + 1]
            if behind.start == place and behind.word.calls & OPINION:
                return True
        return any(mention.start == place and mention.kind != "term" for mention in self.mentions)

    def _expression(self, mention: Mention) -> Share:
        weight = mention.entry.weight if mention.kind == "positive" else -mention.entry.weight
        base = Step("expression", mention.start, mention.end, weight, self.judge.origins[mention.entry.location])
        index = bisect_left(self.clues, mention.start, key=itemgetter(0))
        names = [name for name in self.names if name != (mention.start, mention.end)]
        value = modified(self.text, base, self.clues, index, self.clause.start, self.clause.end, names, self.moods)
        if len(mention.pieces) > 1:
            gaps = [(left[1], right[0]) for left, right in pairwise(mention.pieces)]
            value = turned_inside(value, self.clues, gaps)
        return Share(mention, self.number, value)

    def _word(self, index: int) -> list[Share]:
        clue = self.clues[index]
        if clue.word.closing and not self._closes(index):
            return []
        target = None if clue.word.overall else self._target(index)
        base = self._base(index, target)
        if base is None:
            return []
        clause, mentions = self.clause, self.mentions
        value = modified(self.text, base, self.clues, index, clause.start, clause.end, self.names, self.moods)
        if target is not None and target.clause != self.number and value.score * _SIDE[target.kind] < 0:
            target = None  # 好吃，但太慢: what was judged for itself takes no verdict of the other side
        if target is None or target.clause != self.number or target is mentions[0]:
            return [_new(Share, (target, self.number, value))]
        return [Share(mention, self.number, value) for mention in company(self.text, target, mentions)]

    def _closes(self, index: int) -> bool:
        """Tell whether a clause says no more behind a word: nothing but particles, or it goes on to something else."""
        text, place, end = self.text, self.clues[index].end, self.clause.end
        while place < end and text[place] in _PARTICLES:
            place += 1
        following = index + 1 < self.last and self.clues[index + 1].start <= place
        return place >= end or (following and not self.clues[index + 1].word.transparent) or self._named(place)

    def _named(self, place: int) -> bool:
        return any(start == place for start, _ in self.names)

    def _target(self, index: int) -> Mention | None:
        clue, mentions = self.clues[index], self.mentions
        if mentions:
            if clue.word.context and not clue.word.strength and len(mentions) > 1:
                text, words_of = self.text[clue.start : clue.end], self.judge.words_of
                found = inside(self.text, clue, mentions, lambda mention: text in words_of[mention.point.id])
                if found is not None:
                    return found
            return inside(self.text, clue, mentions)
        if self.number == 0:
            return None
        link = self.clause.connective
        floor = link[1] if link is not None else self.clause.start
        if has_subject(self.clues, index, floor):
            return None
        return carried(self.clauses, self.number, self.by_clause)

    def _base(self, index: int, target: Mention | None) -> Step | None:
        """Return what the word is worth on this target, before any modifier; None when it says nothing here."""
        clue = self.clues[index]
        word = clue.word
        excess = self._excess(index) if word.dimension else "no"
        own = None
        if target is not None:
            own = self.judge.words_of[target.point.id].get(self.text[clue.start : clue.end])
        if own is not None and not (excess == "sure" and own[0] > 0):
            return Step("point_word", clue.start, clue.end, own[0], own[1]) if own[0] else None
        if word.strength and excess != "sure":
            return _new(Step, ("word", clue.start, clue.end, word.strength, "polarity"))
        if excess != "no":
            return Step("word", clue.start, clue.end, _EXCESS, "dimension")
        if word.negation is not None and word.negation.alone:
            return Step("word", clue.start, clue.end, word.negation.alone, "negation")
        return None

    def _excess(self, index: int) -> str:
        """Return whether the degree words that touch a dimension word say "too much": 太长, 长了点."""
        clues = self.clues
        if index and clues[index - 1].end == clues[index].start:
            before = clues[index - 1].word.degree
            if before is not None and before.excess != "no":
                return before.excess
        if index + 1 < len(clues) and clues[index + 1].start == clues[index].end:
            behind = clues[index + 1].word.degree_behind
            return behind.excess if behind is not None else "no"
        return "no"

    def _absences(self, judged: set[int]) -> list[Share]:
        """Return complaints about things that are not there: 没有倒车影像, 牙刷都没有.

        The word stands right before an unjudged mention, or right behind it at the end of the clause.
        """
        found: list[Share] = []
        for clue in self.clues[self.first : self.last]:
            missing = self._missing(clue) if clue.word.calls & ABSENCE else None
            if missing is None or missing.kind != "term" or id(missing) in judged:
                continue
            own = self.judge.words_of[missing.point.id].get(self.text[clue.start : clue.end])
            absence = clue.word.absence
            part, strength = ("absence", absence.strength) if absence is not None else ("negation", _ABSENT)
            weight, origin = own or (strength, part)
            step = Step("point_word" if own else "word", clue.start, clue.end, weight, origin)
            start, end = min(clue.start, missing.start), max(clue.end, missing.end)
            found.append(Share(missing, self.number, Value(weight, start, end, (step,), 0.8)))
        return found

    def _lacking(self, found: Sequence[Share]) -> list[Share]:
        """Return complaints about what is listed behind a thing that is not there: 没有餐具和纸巾."""
        gone = {share.mention.end: step for share in found if share.mention and (step := self._gone(share.value))}
        judged = {id(share.mention) for share in found}
        more: list[Share] = []
        for before, mention in pairwise(self.mentions) if gone else ():
            step = gone.get(before.end)
            listed = step and before.end in item_ends(self.text, mention.start)
            if step and listed and mention.kind == "term" and id(mention) not in judged:
                gone[mention.end] = step
                more.append(Share(mention, self.number, Value(step.weight, mention.start, mention.end, (step,), 0.8)))
        return more

    def _gone(self, value: Value) -> Step | None:
        """Return the step that says that a thing is not there, from its absence or an expression (没有餐具)."""
        base = value.steps[0]
        if len(value.steps) > 1 or base.weight >= 0:
            return None
        if base.kind == "expression":
            end = leading(self.text, base, self.judge.listing)
            return Step("word", base.start, end, _ABSENT, "negation") if end else None
        return base if self.text[base.start : base.end] in self.judge.listing else None

    def _missing(self, clue: Clue) -> Mention | None:
        absence, mentions = clue.word.absence, self.mentions
        here = bisect_left(self.names, (clue.end, -1))
        if absence is not None and here < len(mentions) and mentions[here].start - clue.end <= absence.reach:
            return None if "过" in self.text[clue.end : mentions[here].start] else mentions[here]  # 没有用过 is a fact
        last_word = clue.word.negation_behind is not None and self.clause.end - clue.end <= 1
        if last_word and here and 0 <= clue.start - mentions[here - 1].end <= 1:
            return mentions[here - 1]
        return None


def _conceded(text: str, shares: list[Share]) -> list[Share]:
    """Return the shares with 贵是贵 counted once and for less: who says so concedes it before the turn.

    Of 贵是贵了点 the second half stays, of 油耗高是高 the first.
    """
    bases = [share.value.steps[0] for share in shares]
    starting = {base.start: place for place, base in enumerate(bases)}
    fewer: dict[int, bool] = {}  # place in the list -> whether it stays, for less
    for place, (_, start, end, _, _) in enumerate(bases):
        joint = next((joint for joint in _CONCEDING if text.startswith(joint, end)), "")
        other = starting.get(end + len(joint)) if joint else None
        if other is None:
            continue
        said, again = text[start:end], text[bases[other].start : bases[other].end]
        if again.startswith(said) or said.endswith(again):
            fewer[place], fewer[other] = not again.startswith(said), again.startswith(said)
    return [_less(share) if fewer.get(place) else share for place, share in enumerate(shares) if fewer.get(place, True)]


def _less(share: Share) -> Share:
    value, base = share.value, share.value.steps[0]
    step = Step("contrast", base.start, base.end, _CONCEDED, "concession")
    return share._replace(value=value._replace(score=value.score * _CONCEDED, steps=(*value.steps, step)))


def _once(shares: list[Share]) -> list[Share]:
    """Return the shares without words that another one counts as its negator already (没有 in 没有异响)."""
    turning = {step.start for share in shares for step in share.value.steps[1:] if step.kind == "negation"}
    return [share for share in shares if share.value.steps[0].start not in turning] if turning else shares
