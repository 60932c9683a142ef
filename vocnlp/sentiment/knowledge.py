"""Define what a lexicon file may say; the loader, the schema and the documentation derive from it."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

__all__ = ["Examples", "LexiconFile"]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)


class Examples(_Strict):
    """Sentences that show what a group of words does; they run as tests."""

    positive: list[str] = []
    negative: list[str] = []
    neutral: list[str] = []
    not_: list[str] = Field(default=[], alias="not")


class Group(_Strict):
    """Words that behave alike: a text of words separated by white space, or a list."""

    words: str | list[str]
    note: str = ""
    since: str = ""
    until: str = ""
    examples: Examples = Examples()


class PolarityGroup(Group):
    """Opinion words; ``target: overall`` keeps them off single points (值得买, 差评).

    ``target: tone`` is for words that keep company with praise or complaint and judge nothing themselves
    (居然, 结果, 一如既往): they lean the score of the whole utterance and leave their neighbours alone.

    ``closing`` words judge only where their clause says no more behind them: 味道可以, not 可以打开; 味道一般, not
    一般都有.
    """

    strength: float = Field(ge=-1, le=1)
    target: Literal["nearest", "overall", "tone"] = "nearest"
    closing: bool = False


class NegationGroup(Group):
    """Negators: what they do to a positive and to a negative word, and how far they reach.

    ``reach`` counts characters that belong to no known word; ``across`` lets the scope run over a mention
    (没有途观空间大). ``alone`` is the strength when nothing stands in scope (不如隔壁). Those in ``position: after``
    stand right behind the word (好评个鬼). Those that ``yields`` is true of begin with a filler and give way to a
    longer opinion word behind it (也|不错, not 也不|错). Those that ``lists`` is true of deny all that is listed behind
    them (没有色差和异味). With one of the words ``either`` behind what they stand before they deny nothing bad
    (不是太小就是太大).
    """

    positive: float = -1.0
    negative: float = -0.7
    position: Literal["before", "after"] = "before"
    reach: int = 1
    across: bool = False
    yields: bool = False
    lists: bool = False
    either: list[str] = []
    alone: float = 0.0


class DegreeGroup(Group):
    """Degree words: a factor, and whether they say "too much".

    ``excess: open`` (太) makes a dimension word negative that the point does not judge; ``excess: sure`` (有点,
    过于) makes every dimension word negative, also one that the point likes (悬挂有点软).
    """

    factor: float = Field(gt=0)
    position: Literal["before", "after"] = "before"
    excess: Literal["no", "open", "sure"] = "no"


class MoodGroup(Group):
    """Words that take an opinion out of the world of facts, or cast doubt on it.

    The factors apply to every opinion word behind them in the clause (``scope: rest``) or in all of it. Before one of
    the characters of ``not_before`` the words speak of something else (大概三天: of an amount). Behind one of the words
    ``ended_by`` the speaker is back among facts (就算天天吃|也不腻).
    """

    kind: Literal["wish", "condition", "question", "rhetorical", "uncertain", "reported", "irony", "past"]
    positive: float = 1.0
    negative: float = 1.0
    scope: Literal["rest", "clause"] = "rest"
    not_before: str = ""
    ended_by: list[str] = []
    confidence: float = 1.0


class AbsenceGroup(Group):
    """Words that say a thing is not there (没有倒车影像): an opinion on the mention right behind them."""

    strength: float = Field(default=-0.4, ge=-1, le=1)
    reach: int = 2


class LexiconFile(_Strict):
    """One lexicon file; every part is optional.

    ``script: cantonese`` is for a file of Cantonese: its words are too short to tell their script, and count both as
    they stand (好抵食) and as a text that is Cantonese all through is read (便宜又好吃), unless a file lists that form.
    """

    lexicon: str = ""
    script: Literal["", "cantonese"] = ""
    polarity: list[PolarityGroup] = []
    dimension: list[Group] = []
    neutral: list[Group] = []
    negation: list[NegationGroup] = []
    degree: list[DegreeGroup] = []
    mood: list[MoodGroup] = []
    absence: list[AbsenceGroup] = []
    transparent: list[Group] = []
