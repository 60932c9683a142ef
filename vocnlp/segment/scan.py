"""Turn a text into clauses in one loop over its borders; whatever is rare goes to walk.py.

Nearly all borders are one of five stops, or a connective that begins a clause, or a sign that means nothing where
it stands. They are dealt with on local variables, because a call for each would take half of the time.
"""

from __future__ import annotations

import re

from vocnlp.normalize.lazypattern import lazy
from vocnlp.normalize.matcher import without_surrogates
from vocnlp.segment.clause import Clause
from vocnlp.segment.connectives import EMOJI, FREQUENT, RICH, RUN, STOPS, Grammar
from vocnlp.segment.walk import COMMON, Walk

__all__ = ["scan"]

_FREQUENT, _SPACE = len(FREQUENT), len(RUN) - 1  # the first literals of the borders: the stops, then the space
_ENDED = tuple(COMMON[stop] for stop in FREQUENT)
_run = lazy(f"[{re.escape(STOPS)}{RICH}{EMOJI} ]*")
_new = tuple.__new__


def scan(
    text: str, grammar: Grammar, clauses: list[Clause], walk: Walk | None = None, start: int = 0, end: int = -1
) -> Walk | None:
    """Add the clauses of the whole text, or of the range that ``walk`` is told to listen to.

    Returns:
        The walk, if the text needed one: its labels and corrections are still to be dealt with.
    """
    if end < 0:
        part, end, role = text, len(text), "customer"
    else:
        part, role = text[start:end], walk.role if walk else "customer"
    try:
        hits = grammar.borders.find(part)
    except UnicodeEncodeError:  # a lone surrogate
        hits = grammar.borders.find(without_surrogates(part))
    if start:
        hits = [(index, here + start, after + start) for index, here, after in hits]
    add, guards, linking = clauses.append, grammar.guards, grammar.linking
    new, kind, stops, frequent, ended = _new, Clause, FREQUENT, _FREQUENT, _ENDED
    own = done = start  # where the open clause begins, and what is dealt with
    sentence, link, question, quote, stopped = clauses[-1].sentence + 1 if clauses else 0, "", False, False, -1
    connective: tuple[int, int] | None = None
    for index, here, after in hits:
        if index < frequent and here > own:
            add(new(kind, (own, here, sentence, link, connective, question, quote, role, stops[index])))
            own = stopped = after
            link, connective, question = "", None, False
            sentence += ended[index]
            continue
        if here < done:
            continue
        guard, joined = guards[index], linking[index]
        if here == stopped and index <= _SPACE:  # several signs are one stop: take the clause back and close it anew
            own, here, sentence, link, connective, question, _, _, _ = clauses.pop()
            after = _end_of_run(part, after - start) + start
        elif guard is not None:
            found = guard.match(part, here - start)
            if found is None or found.end() + start < after:
                if grammar.borders.hides[index]:
                    walk = walk or Walk(text, grammar, clauses)
                    walk.start, walk.sentence = own, sentence
                    walk.link, walk.connective, walk.question = link, connective, question
                    walk.finish(part, max(own, done) - start, start, end)
                    return walk
                if found is None:
                    continue
                joined = None  # not this literal but a shorter one
            after = found.end() + start
        elif index < _SPACE:
            after = _end_of_run(part, after - start) + start
        done = after
        if joined is not None and here == own and joined.link != "correction":
            if not link and (clauses or not joined.previous):
                link, connective = joined.link, (here, after)
            continue
        if walk is None:
            walk = Walk(text, grammar, clauses)
        walk.start, walk.sentence = own, sentence
        walk.link, walk.connective, walk.question = link, connective, question
        if joined is not None:
            walk.connect(here, after, joined)
        else:
            walk.border(here, after, end)
        own, sentence, link, connective = walk.start, walk.sentence, walk.link, walk.connective
        question, quote = walk.question, walk.quote
    if end > own:
        add(new(kind, (own, end, sentence, link, connective, question, quote, role, "")))
    return walk


def _end_of_run(text: str, start: int) -> int:
    """Return where the signs that belong to one stop end."""
    found = _run.match(text, start)
    return found.end() if found else start
