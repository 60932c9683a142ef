"""Turn the marks of social networks into text: @name goes, #topic# keeps its words, forwarded text is not ours."""

from __future__ import annotations

from vocnlp.normalize.characters import HAN
from vocnlp.normalize.lazypattern import lazy
from vocnlp.normalize.ledger import Change

__all__ = ["Forwarded", "Mentions", "Topics"]

_NAME = rf"[0-9A-Za-z_{HAN}·-]"
_CHAIN = lazy(rf"/{{1,2}} ?@({_NAME}{{1,30}}) ?[:：]?")
_WORDS = lazy(rf"[{HAN}]|[A-Za-z]{{2,}}")
_MENTION = lazy(rf"(?:回复 ?)?(?<![0-9A-Za-z.])@{_NAME}{{1,16}}(?:[:：]|(?=[\s@]|$))|(?<![0-9A-Za-z.])@(?=[{HAN}])")
_TOPIC = lazy(
    r"(?<![0-9A-Za-z])#([^#\n]{1,40})#|(?<![0-9A-Za-z])#(?![0-9]+(?:\s|$))([^#\s，。！？；：、,!?]{1,24})(?=\s|$|#)"
)


class Forwarded:
    """A chain 自己的话//@甲:他的话//@乙:…: only the first part is this customer's.

    A chain without words of its own keeps the words of the others, because they are all there is.

    >>> Forwarded().changes("太差了//@小王:还行//@小李:不错", "simplified")
    [(3, 19, '')]
    >>> Forwarded().changes("//@小王:还行", "simplified")
    [(0, 6, '\\n')]
    """

    name = "forward"
    signs = "@"
    words: tuple[str, ...] = ()

    def changes(self, text: str, script: str) -> list[Change]:
        first = _CHAIN.search(text)
        if first is None:
            return []
        if len(_WORDS.findall(text[: first.start()])) >= 2:
            return [(first.start(), len(text), "")]
        return [(*match.span(), "\n") for match in _CHAIN.finditer(text)]


class Mentions:
    """Names behind @ that end at a space, a colon or the end; an e-mail address is no mention.

    Where the name does not end like that it may be what the customer says, so only the @ goes.

    >>> Mentions().changes("@某品牌客服 你们的车 a@b.cn", "simplified")
    [(0, 6, '')]
    >>> Mentions().changes("@总体不错！", "simplified")
    [(0, 1, '')]
    """

    name = "mention"
    signs = "@"
    words: tuple[str, ...] = ()

    def changes(self, text: str, script: str) -> list[Change]:
        return [(*match.span(), "") for match in _MENTION.finditer(text)]


class Topics:
    """The words of a topic become a line of their own.

    >>> Topics().changes("#提车日记#真不错 #好物", "simplified")
    [(0, 1, ''), (5, 6, '\\n'), (10, 11, '\\n')]
    """

    name = "topic"
    signs = "#"
    words: tuple[str, ...] = ()

    def changes(self, text: str, script: str) -> list[Change]:
        found: list[Change] = []
        for match in _TOPIC.finditer(text):
            found.append((match.start(), match.start() + 1, "\n" if match.start() else ""))
            if match[1]:
                found.append((match.end() - 1, match.end(), "\n"))
        return found
