"""Turn one border after the other into what it does to the open clause: end it, link it, ask, quote, join a list.

scan.py finds the borders and deals with the commonest of them itself.
"""

from __future__ import annotations

from bisect import bisect_right

from vocnlp.segment.clause import Clause
from vocnlp.segment.connectives import HARD, SHORT, STOPS, Connective, Grammar

__all__ = ["COMMON", "Walk"]

_HARD = frozenset(HARD)
_STOPS = frozenset((*STOPS, " ", ""))
COMMON = {"，": 0, " ": 0, "…": 0, "。": 1, "！": 1, "；": 1}
"""Stops that only close a clause -> how many sentences they end."""
_PLAIN = frozenset("，。！？；\n … ")
_LONGEST_STOP = 16
_TOLD = 8
"""Characters before a connective among which ``breaks_behind`` is looked for."""
_new = tuple.__new__
_OPENING = '“「『"'
_CLOSING = '”」』"'
_DIGITS = frozenset("123456789")
_ASCII = frozenset("0123456789abcdefghijklmnopqrstuvwxyz.-")


class Walk:
    """The state of one walk over one text; made for the first border that scan.py leaves to it.

    ``start``, ``link``, ``connective`` and ``question`` speak of the open clause, which lies in ``sentence``.
    """

    def __init__(self, text: str, grammar: Grammar, clauses: list[Clause]) -> None:
        self.text, self.grammar, self.clauses = text, grammar, clauses
        self.labels: list[tuple[int, int, str]] = []
        self.role = "customer"
        self.start = self.sentence = 0
        self.link, self.question = "", False
        self.connective: tuple[int, int] | None = None
        self.quote = self.paren = self.corrected = False
        self.numbered = self.item = 0  # the last number of a list, and where the last item of one ended

    def listen(self, role: str) -> None:
        """Begin what the next speaker says."""
        self.role = role
        self.quote = self.paren = False
        self.numbered = self.item = 0

    def finish(self, part: str, done: int, start: int, end: int) -> None:
        """Walk the rest of a range by the one expression for all borders."""
        for here, after in self.grammar.borders.spans(part, done):
            self.border(start + here, start + after, end)
        self.close(end, end, "")

    def border(self, start: int, end: int, limit: int) -> None:
        """Deal with one border of any kind; the range said by this speaker ends at ``limit``."""
        word = self.text[start:end]
        full = COMMON.get(word)
        if full is not None and start > self.start:
            self.close(start, end, word)
            self.sentence += full
        elif word in self.grammar.connectives:
            self.connect(start, end, self.grammar.connectives[word])
        else:
            self.other(word, start, end, limit)

    def close(self, end: int, after: int, stop: str) -> None:
        """End the open clause, if it holds anything, and open the next one behind the stop."""
        if end > self.start:
            values = (
                self.start, end, self.sentence, self.link, self.connective, self.question, self.quote, self.role, stop,
            )  # fmt: skip
            self.clauses.append(_new(Clause, values))
            self.link, self.connective, self.question = "", None, False
        elif stop and self.clauses and len(self.clauses[-1].stop) < _LONGEST_STOP:
            last = self.clauses[-1]
            self.clauses[-1] = last._replace(stop=last.stop + stop)
        self.start = after

    def connect(self, start: int, end: int, found: Connective) -> None:
        """Link or split at a connective."""
        own, place = self.start, found.place
        if start > own:
            if found.leading is not None:
                before = found.leading.search(self.text, max(own, start - 6), start)
                if before:
                    start = before.start()
                    place = "break" if start - own >= 3 or place == "break" else place
            if place == "end":
                self.end_clause(start, end, found.link)
                return
            if self.connective is not None and self.connective[0] == own:
                own = self.connective[1]
            if self.breaks(own, start, end, place, found):
                self.close(start, start, "")
            elif place == "start" and not self.at_start(own, start):
                return
        if not self.link and (self.clauses or not found.previous):
            self.link, self.connective = found.link, (start, end)
            self.corrected = self.corrected or found.link == "correction"

    def breaks(self, own: int, start: int, end: int, place: str, found: Connective) -> bool:
        """Tell whether a clause starts at a connective that stands inside the open one."""
        length = start - own
        if length < 2 or self.at_start(own, start):
            return False
        if place == "topic":
            return length >= 5 or self.text[start - 1] in self.grammar.particles
        if place == "start":
            if found.breaks_before is not None and found.breaks_before.match(self.text, end) is not None:
                return True
            behind = found.breaks_behind
            return behind is not None and behind.search(self.text, max(own, start - _TOLD), start) is not None
        return place == "break"

    def at_start(self, own: int, start: int) -> bool:
        """Tell whether nothing, or nothing but a filler, stands before the connective."""
        return start == own or (start - own <= 3 and self.grammar.filler.match(self.text, own, start) is not None)

    def end_clause(self, start: int, end: int, link: str) -> None:
        """End the clause behind a connective of place ``end`` (坏了的话)."""
        if not self.link:
            self.link, self.connective = link, (start, end)
        if self.text[end : end + 1] not in _STOPS:
            self.close(end, end, "")

    def other(self, word: str, start: int, end: int, limit: int) -> None:
        """Handle everything that is neither a connective nor a plain comma."""
        first = word[0]
        if first in _PLAIN:
            self.stop(word, start, end)
        elif first == "、":
            if self.numbers(start):
                self.close_number(start, end, word)
            elif self.grammar.predicate.search(self.text, max(self.start, self.item), start):
                self.close(start, end, word)
            self.item = end
        elif first == "都":
            self.join_list(start)
        elif first == "吗":
            self.question = True
            if self.text[end : end + 1] not in _STOPS:
                self.close(end, end, "")
        elif first in "不没" or word in self.grammar.asking:
            self.question = True
        elif first in _OPENING or first in _CLOSING:
            self.quotation(word, start, end)
        elif first in "（）":
            self.parenthesis(word, start, end, limit)
        elif first == "." and self.text[start - 1] in _DIGITS:
            if self.numbers(start):
                self.close_number(start, end, word)
        else:
            self.stop(word, start, end)

    def stop(self, word: str, start: int, end: int) -> None:
        """End the clause, and the sentence where the stop is a full one; notice speaker labels."""
        if word[0] in "：:】[":
            self.notice_label(word, start, end)
        if "？" in word or "?" in word:
            self.question = True
        self.close(start, end, word)
        self.question = False
        if not _HARD.isdisjoint(word):
            if self.clauses:
                self.sentence = self.clauses[-1].sentence + 1
            if "\n" in word:
                self.quote = self.paren = False

    def quotation(self, word: str, start: int, end: int) -> None:
        """Split at the quotes of reported or long speech; short quoted terms stay in their clause."""
        if self.quote and word in _CLOSING:
            self.close(start, end, word)
            self.quote = False
        elif not self.quote and word in _OPENING:
            closing = _CLOSING[_OPENING.index(word)]
            said = start > 0 and self.text[start - 1] in self.grammar.saying
            if said or self.text.find(closing, end, end + 9) < 0:
                self.close(start, end, word)
                self.quote = True

    def parenthesis(self, word: str, start: int, end: int, limit: int) -> None:
        """Split at parentheses that hold more than six characters."""
        if word == "（":
            if end + 6 < limit and self.text.find("）", end, end + 7) < 0:
                self.close(start, end, word)
                self.paren = True
        elif self.paren:
            self.close(start, end, word)
            self.paren = False

    def numbers(self, position: int) -> bool:
        """Tell whether a list number stands before the position: 1、 … 2、 … as long as the numbers count on."""
        digit = self.text[position - 1 : position]
        if digit not in _DIGITS or int(digit) != self.numbered + 1:
            return False
        if position - 1 != self.start and (self.numbered == 0 or self.text[position - 2] in _ASCII):
            return False
        self.numbered += 1
        return True

    def close_number(self, start: int, end: int, word: str) -> None:
        """End the clause before a list number and the spaces before it."""
        before = start - 1
        while before > self.start and self.text[before - 1] == " ":
            before -= 1
        self.close(before, end, word)

    def join_list(self, position: int) -> None:
        """Take short nouns before commas into the clause that sums them up with 都."""
        if not 0 < position - self.start <= SHORT or self.grammar.who.match(self.text, self.start):
            return
        while self.clauses:
            last = self.clauses[-1]
            joins = last.stop == "，" and last.sentence == self.sentence and last.end - last.start <= 5
            if (
                not joins
                or last.link
                or last.end + 1 != self.start
                or self.grammar.no_noun.search(self.text, last.start, last.end)
            ):
                return
            self.clauses.pop()
            self.start = last.start

    def notice_label(self, word: str, start: int, end: int) -> None:
        """Remember a speaker's label such as 客服： or [用户]; whether labels count is decided at the end."""
        if word[0] == "[":
            role = self.grammar.roles.get(word[1:-1])
            if role:
                self.labels.append((start, end, role))
        elif 0 < start - self.start <= 32:
            found = self.grammar.label.search(self.text, self.start, start)
            if found and (found.start() == self.start or self.labels):
                if found.start() > self.start:
                    self.close(found.start(), found.start(), "")
                self.labels.append((self.start, end, self.grammar.roles[found.group(1)]))

    def assign_roles(self) -> None:
        """Give each clause its speaker, if the labels show that the text is a conversation."""
        roles = {role for _, _, role in self.labels}
        first, after, _ = self.labels[0]
        if "agent" not in roles:
            return
        if "customer" not in roles and not (first == 0 and self.grammar.greeting.match(self.text, after)):
            return
        starts = [start for start, _, _ in self.labels]
        clauses: list[Clause] = []
        shift = 0
        for clause in self.clauses:
            index = bisect_right(starts, clause.start) - 1
            if index < 0:
                clauses.append(clause)
                continue
            start, after, role = self.labels[index]
            if start <= clause.start < after:
                shift += 1
                continue
            clauses.append(clause._replace(role=role, sentence=clause.sentence + shift))
        self.clauses[:] = clauses
