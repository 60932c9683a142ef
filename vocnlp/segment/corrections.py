"""Turn a correction in speech into clauses that no longer count: 座椅很硬，说错了，是很软.

What was taken back keeps its place and gets the role ``withdrawn``, which readers of the customer's clauses pass
over. A correction that follows 不是甲，是乙 takes back what stands before the two; any other the clause before it.
"""

from __future__ import annotations

from collections.abc import Sequence

from vocnlp.segment.clause import Clause

__all__ = ["WITHDRAWN", "withdraw"]

WITHDRAWN = "withdrawn"
_OWN = ("我", "啊", "哦", "噢", "不")


def withdraw(text: str, clauses: Sequence[Clause]) -> list[Clause]:
    """Return the clauses with the role ``withdrawn`` for each that its speaker took back.

    A correction without words of its own (哦不) is withdrawn as well: 错 in 说错了 is no opinion.
    """
    taken: set[int] = set()
    for index, clause in enumerate(clauses):
        if clause.link == "correction" and clause.role == "customer" and _speaks_of_itself(text, clauses, index):
            bare = clause.connective is not None and not text[clause.connective[1] : clause.end].strip()
            last = index + 1 == len(clauses) or clauses[index + 1].sentence != clause.sentence
            taken.update((index,) if bare else ())
            taken.update(_taken_back(text, clauses, index, bare and last))
    return [clause._replace(role=WITHDRAWN) if index in taken else clause for index, clause in enumerate(clauses)]


def _speaks_of_itself(text: str, clauses: Sequence[Clause], index: int) -> bool:
    """Tell a speaker's own slip from one that he reports (客服说错了价格)."""
    clause = clauses[index]
    return clause.connective is not None and (
        text.startswith(_OWN, clause.connective[0])
        or (clause.connective[0] == clause.start and (index == 0 or clauses[index - 1].stop != ""))
    )


def _taken_back(text: str, clauses: Sequence[Clause], index: int, at_end: bool) -> list[int]:
    """Return what a correction takes back, among the clauses of the same speaker before it."""
    back = index - 1
    if back < 0 or clauses[back].role != "customer":
        return []
    if not at_end:
        return [back]
    head = text[clauses[back].start : clauses[back].end]
    if head.startswith("不是") and "是" in head[2:]:
        found = [back - 1]
    elif head.startswith("是") and back and text.startswith("不是", clauses[back - 1].start):
        found = [back - 1, back - 2]
    else:
        return [back]
    return [one for one in found if one >= 0 and clauses[one].sentence == clauses[index].sentence]
