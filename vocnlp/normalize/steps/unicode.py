"""Turn compatibility characters into the plain ones that people mean: ＡＢＣ -> ABC, ⼀⾏ -> 一行, ﬁ -> fi.

NFKC as a whole would also turn ， into a comma, ① into 1 and ² into 2, which glues numbers together and takes the
Chinese punctuation away. So it is applied character by character, and only to the kinds of characters where it is
safe. Zero-width, control and format characters go; a lone surrogate becomes U+FFFD.
"""

from __future__ import annotations

import re
import unicodedata

from vocnlp.normalize.characters import HAN
from vocnlp.normalize.lazypattern import lazy
from vocnlp.normalize.ledger import Change

__all__ = ["Unicode", "fold", "is_odd"]

_PLAIN = str.maketrans(
    "﹐﹑﹒﹔﹕﹖﹗︰｡､「」『』〝〞〟﹁﹂﹃﹄﹙﹚〜∼\u2029\u2028\u0085\x0b\x0c\r\t",
    "，、．；：？！：。、“”‘’“””“”‘’（）～～\n\n\n\n\n\n ",
)
_KEPT = frozenset("℃℉，。！？；：（）、“”‘’《》〈〉【】〔〕…—～·￥\n ")
# Radicals that copies from PDF carry in place of characters; Unicode gives them no decomposition.
_RADICALS = dict(
    zip(
        "⺝⺠⺩⺫⺼⻁⻃⻄⻅⻆⻉⻋⻑⻒⻓⻔⻗⻘⻙⻚⻛⻜⻝⻢⻣⻤⻥⻦⻧⻨⻩⻬⻮⻰",
        "月民王目肉虎西西见角贝车长长长门雨青韦页风飞食马骨鬼鱼鸟卤麦黄齐齿龙",
        strict=True,
    )
)
_SAFE = ("<wide>", "<narrow>", "<font>", "<compat>", "<square>", "<small>", "<vertical>", "<noBreak>")
_MARKS = "\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\u3099\u309a\ufe20-\ufe2f"
_ORDINARY = "\\x20-\\x7e\n，。！？；：、“”‘’《》【】…—～·〇々\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0002f7ff"
_ODD = lazy(rf"[^{_MARKS}]?[{_MARKS}]+|[^{_ORDINARY}]", re.DOTALL)
_MARK = lazy(f"[{_MARKS}]")
_HAN = lazy(f"[{HAN}]")


class Unicode:
    """NFKC where safe, radicals, width, control and zero-width characters, stray combining marks.

    >>> Unicode().changes("⽤ＡＰＰ付款，①号\u200b楼", "simplified")
    [(0, 1, '用'), (1, 2, 'A'), (2, 3, 'P'), (3, 4, 'P'), (9, 10, '')]
    """

    name = "unicode"
    signs = ""  # every character that no other step claims
    words: tuple[str, ...] = ()

    def changes(self, text: str, script: str) -> list[Change]:
        found: list[Change] = []
        for match in _ODD.finditer(text):
            before = match[0]
            after = fold(before) if len(before) == 1 else _compose(before)
            if after != before:
                found.append((match.start(), match.end(), after))
        return found


def is_odd(character: str) -> bool:
    """Say whether the step changes a text because of this character.

    >>> [is_odd(character) for character in "⽤Ａ😀（\u200b\u0301"]
    [True, True, False, False, True, True]
    """
    return _ODD.fullmatch(character) is not None and (
        _MARK.match(character) is not None or fold(character) != character
    )


def fold(character: str) -> str:
    """Return the plain form of one character; many stay what they are.

    >>> [fold(character) for character in "％㎡ℹ①²，｢"]
    ['%', 'm2', 'i', '①', '²', '，', '“']
    """
    if character in _KEPT:
        return character
    if character in _RADICALS:
        return _RADICALS[character]
    plain = character.translate(_PLAIN)
    if plain != character:
        return plain
    category = unicodedata.category(character)
    if category in ("Cc", "Cf") or "\ufe00" <= character <= "\ufe0f" or "\U000e0100" <= character <= "\U000e01ef":
        return ""
    if category == "Cs":
        return "\ufffd"
    if category == "Zs":
        return " "
    return _decompose(character)


def _decompose(character: str) -> str:
    decomposition = unicodedata.decomposition(character)
    if not decomposition or "\u3130" <= character <= "\u318f":  # ㅠㅠ are tears, not Korean
        return character
    if decomposition.startswith("<") and not decomposition.startswith(_SAFE):
        return character
    folded = unicodedata.normalize("NFKC", character)
    if " " in folded or "(" in folded:
        return character
    return folded.translate(_PLAIN)


def _compose(cluster: str) -> str:
    """Compose a letter with its marks; marks on anything else, or too many of them, are decoration."""
    base = cluster[0]
    if unicodedata.category(base) not in ("Lu", "Ll", "Lt", "Lo") or _HAN.match(base):
        return "" if unicodedata.combining(base) or unicodedata.category(base)[0] == "M" else _fold_safely(base)
    composed = unicodedata.normalize("NFC", cluster)
    return composed if len(composed) == 1 else _fold_safely(base)


def _fold_safely(base: str) -> str:
    return base if base.isascii() else fold(base)
