"""Turn ``connectives.yaml`` into the borders of clauses and the table that says what each of them means.

Every border starts with a literal, which is what the automaton of borders.py looks for.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Literal

from vocnlp.segment.borders import Borders
from vocnlp.segment.breath import Breath
from vocnlp.segment.numbered import Numbered

__all__ = ["Connective", "Grammar", "load_grammar"]

Place = Literal["break", "topic", "start", "inside", "end"]

HARD = "。！？；!?;\n"
SOFT = "，：～…—|│丨→"
BRACKETS = '“”「」『』"（）【】'
SYMBOLS = "☹☺✊✋✌✍✨❤⭐"
STOPS = HARD + SOFT
RICH = SYMBOLS + "①②③④⑤⑥⑦⑧⑨⑩"
EMOJI = (
    "\U0001f31f\U0001f339\U0001f389\U0001f440-\U0001f450\U0001f493-\U0001f49f\U0001f4a2-\U0001f4af\U0001f525"
    "\U0001f600-\U0001f64f\U0001f90c-\U0001f93f\U0001f970-\U0001f97a\U0001f9d0\U0001fae0-\U0001fae8"
)
"""Faces, hands, hearts: what closes a clause. A car or a cat may stand for a word and closes nothing."""
_FACES = [
    chr(code) for low, high in re.findall("(.)(?:-(.))?", EMOJI) for code in range(ord(low), ord(high or low) + 1)
]
FREQUENT = "，。！；…"
SHORT = 6
"""Characters that stand at most between a comma and the 都 that sums up the list before it."""
RUN = frozenset((*STOPS, *RICH, *_FACES, " "))
"""What may follow a stop and belongs to it."""


@dataclass(frozen=True, slots=True)
class Connective:
    """One connecting word: the link it makes and where it counts (see the head of ``connectives.yaml``)."""

    word: str
    link: str
    place: Place
    previous: bool = False
    breaks_before: re.Pattern[str] | None = None
    breaks_behind: re.Pattern[str] | None = None
    leading: re.Pattern[str] | None = None


@dataclass(frozen=True, slots=True)
class Grammar:
    """What clause splitting knows, compiled; ``linking[i]`` is the connective that literal ``i`` of the borders is."""

    borders: Borders
    guards: list[re.Pattern[str] | None]
    linking: list[Connective | None]
    connectives: dict[str, Connective]
    asking: frozenset[str]
    label: re.Pattern[str]
    roles: dict[str, str]
    greeting: re.Pattern[str]
    predicate: re.Pattern[str]
    no_noun: re.Pattern[str]
    who: re.Pattern[str]
    filler: re.Pattern[str]
    particles: frozenset[str]
    breath: Breath
    numbered: Numbered
    saying: frozenset[str]


@lru_cache(maxsize=8)
def load_grammar(path: Path | None = None) -> Grammar:
    """Read the connectives, the question words and the speaker labels; the result is immutable.

    Raises:
        PackError: the file has problems; all of them are listed.
    """
    from vocnlp.yamlsource import load_yaml

    node = load_yaml(path or Path(__file__).with_name("connectives.yaml"))
    node.source.raise_if_errors()
    data = node.plain()
    connectives: dict[str, Connective] = {}
    branches = _signs()
    plain = {sign for sign in branches if branches[sign] == re.escape(sign)} | RUN - {" "}
    words: dict[str, str] = {}
    for entry in data["connectives"]:
        ahead = f"(?={'|'.join(entry['before'])})" if "before" in entry else ""
        breaks = re.compile("|".join(entry["breaks_before"])) if "breaks_before" in entry else None
        behind = re.compile(f"(?:{'|'.join(entry['breaks_behind'])})\\Z") if "breaks_behind" in entry else None
        leading = re.compile(f"(?:{'|'.join(entry['leading'])})\\Z") if "leading" in entry else None
        for word in entry["words"].split():
            link, place, previous = entry["link"], entry["place"], "previous" in entry
            connectives[word] = Connective(word, link, place, previous, breaks, behind, leading)
            words[word] = re.escape(word) + ahead + _unless(word, entry.get("unless", ()))
    question, lists, breath = data["question"], data["lists"], data["breath"]
    for word in (question["end"], *question["words"].split()):
        words[word] = re.escape(word) + _unless(word, question["unless"])
    # A不A and 有没有 ask; 爱A不A does not
    words["不"] = rf"不(?<=([^\W不{question['not_repeated']}_a-z0-9])不)(?<!爱(?s:.)不)(?=\2)(?!得了)"
    words["没"] = "没(?<=有没)(?<!没有没)(?=有)"
    plain.update(word for word, source in words.items() if source == re.escape(word))
    branches |= {word: words[word] for word in sorted(words, key=lambda word: (-len(word), word))}
    roles = {label: role for role in ("customer", "agent") for label in data["speakers"][role].split()}
    borders = Borders(branches, frozenset(plain))
    return Grammar(
        borders=borders,
        guards=borders.guards,
        linking=[connectives.get(word) for word in branches],
        connectives=connectives,
        asking=frozenset(question["words"].split()),
        label=_label(roles),
        roles=roles,
        greeting=re.compile("|".join(data["speakers"]["greeting"].split())),
        predicate=re.compile(lists["predicate"]),
        no_noun=re.compile(lists["no_noun"]),
        who=re.compile(lists["who"]),
        filler=re.compile(f"[{lists['fillers']}]{{1,3}}\\Z"),
        particles=frozenset(lists["particles"]),
        breath=Breath(
            int(breath["longest"]),
            breath["behind"],
            breath["before"],
            [rf"([^{question['not_repeated']}])[不没]\1", *question["words"].split(), question["end"]],
        ),
        numbered=Numbered(data["numbered"]["measured"]),
        saying=frozenset(lists["saying"] + "：，。"),
    )


def _unless(word: str, phrases: Iterable[str]) -> str:
    """Return lookarounds that refuse ``word`` inside any of the longer phrases, one for each width of their heads."""
    behind: dict[int, list[str]] = {}
    ahead: list[str] = []
    for phrase in phrases:
        place = phrase.find(word)
        tail = re.escape(phrase[place + len(word) :])
        if place > 0:
            inside = re.escape(phrase[: place + len(word)]) + (f"(?={tail})" if tail else "")
            behind.setdefault(place, []).append(inside)
        elif not place:
            ahead.append(tail)
    guards = [f"(?!{'|'.join(ahead)})"] if ahead else []
    return "".join(guards + [f"(?<!{'|'.join(heads)})" for heads in behind.values()])


def _signs() -> dict[str, str]:
    """Return the signs with their expressions; those that end a clause first, and take what follows with them."""
    run = f"[{re.escape(STOPS)}{RICH}{EMOJI} ]*"
    return {
        **{stop: re.escape(stop) + run for stop in dict.fromkeys(FREQUENT + STOPS + RICH + "".join(_FACES))},
        " ": r" (?<=[^\x00-\x7f] )(?=[^\x00-\x7f])",
        **{sign: re.escape(sign) for sign in (*BRACKETS, "、")},
        "都": "都(?:" + "|".join("(?<=，" + "(?s:.)" * size + "都)" for size in range(1, SHORT + 1)) + ")",
        ",": r",(?!(?<=[0-9],)[0-9])[,]*",
        ":": r":(?![0-9/])",
        "~": r"~(?![0-9a-z])~*",
        ".": r"\.(?:(?<=[^\x00-\x7f]\.)(?![0-9a-z])\.*|(?<=[1-9]\.)(?![0-9]))",
        "--": r"--+",
        "[": r"\[[^\[\]\s]{1,8}\]",
    }


def _label(roles: Iterable[str]) -> re.Pattern[str]:
    names = "|".join(sorted(map(re.escape, roles), key=len, reverse=True))
    return re.compile(rf"[\[【(（]?({names})[a-z0-9]{{0,8}}[\]】)）]?[\s(（]{{0,2}}[0-9:./\- ]{{0,20}}[)）]?\s?\Z")
