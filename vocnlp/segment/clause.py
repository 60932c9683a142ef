"""Hold one clause: where it stands, how it joins what stands before, and who says it."""

from __future__ import annotations

from typing import NamedTuple

__all__ = ["Clause"]


class Clause(NamedTuple):
    """One clause: a range of ``NormalizedText.text``, its leading connective included, its stop excluded.

    ``link`` says how the clause joins what stands before: ``contrast``, ``exception``, ``concession``, ``cause``,
    ``result``, ``condition``, ``sequence``, ``correction`` or nothing. ``connective`` is the range of the linking word.
    ``role`` is ``customer``, ``agent``, ``other``, or ``withdrawn`` for what the customer took back.
    """

    start: int
    end: int
    sentence: int
    link: str = ""
    connective: tuple[int, int] | None = None
    question: bool = False
    quoted: bool = False
    role: str = "customer"
    stop: str = ""
