"""Turn half-width punctuation beside Chinese into the Chinese signs that the clause splitter reads."""

from __future__ import annotations

from vocnlp.normalize.characters import HAN
from vocnlp.normalize.lazypattern import lazy
from vocnlp.normalize.ledger import Change

__all__ = ["Punctuation"]

_WIDE = dict(zip(",!?;:().", "，！？；：（）。", strict=True))
_NEAR = rf"{HAN}，。！？；：（）、“”‘’《》【】…—～"
_SIGN = lazy(  # one class in front, so that the search skips from sign to sign
    rf"[,!?;:().~。…](?:(?<=[.。])[.。]+|(?<=…)…+|(?<=~)~*"
    rf"|(?<=[,!?;()])(?:(?<=[{_NEAR}].)|(?= ?[{_NEAR}]))"
    rf"|(?<=:)(?:(?<=[{_NEAR}].)(?![0-9]+>)|(?= ?[{HAN}]))"
    rf"|(?<=\.)(?:(?<=[{HAN}）”’》】].)(?![0-9a-zA-Z.])|(?<![a-zA-Z0-9.].)(?=[{HAN}])))"
)


class Punctuation:
    """10:30, 3,000 and 2.0 keep their signs; dots in a row become one ….

    >>> Punctuation().changes("好吃,但贵...10:30到!", "simplified")
    [(2, 3, '，'), (5, 8, '…'), (14, 15, '！')]
    """

    name = "punctuation"
    signs = ",!?;:().~。…"
    words: tuple[str, ...] = ()

    def changes(self, text: str, script: str) -> list[Change]:
        return [
            (match.start(), match.end(), after)
            for match in _SIGN.finditer(text)
            if (after := _wide(match[0])) != match[0]
        ]


def _wide(sign: str) -> str:
    if sign[0] == "~":
        return "～"
    return "…" if len(sign) > 1 else _WIDE[sign]
