"""Turn faces drawn with signs into the sticker that says the same: (╥﹏╥) -> [大哭]."""

from __future__ import annotations

from itertools import product

from vocnlp.normalize.characters import HAN
from vocnlp.normalize.lazypattern import lazy
from vocnlp.normalize.ledger import Change
from vocnlp.normalize.matcher import Matcher
from vocnlp.normalize.words import read_words, replacements

__all__ = ["Kaomoji"]

_CAPITALS = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "abcdefghijklmnopqrstuvwxyz")
_INSIDE = rf"[^()（）\[\]A-Za-z0-9\s，。！？；：、{HAN}]"
_MOUTHS = "▽ω∀Д□﹏︿益皿ヮ∇ᴗ"
_FACE = lazy(rf"[(（]{_INSIDE}{{1,8}}[{_MOUTHS}]{_INSIDE}{{0,8}}[)）]")
_MOUTHED = lazy("[:;=]")  # begins like punctuation, so what follows decides
_GLUED = lazy(rf"[0-9A-Za-z{HAN}]")
_LETTER = lazy("[0-9A-Za-z]")


class Kaomoji:
    """Faces of kaomoji.yaml; any other bracket around a drawn mouth becomes [表情].

    >>> Kaomoji.read().changes("好吃(^_^) 服务T_T", "simplified")
    [(2, 7, '[开心]'), (10, 13, '[大哭]')]
    >>> Kaomoji.read().changes("价格:(含税)qaqa", "simplified")
    []
    """

    name = "kaomoji"
    signs = _MOUTHS

    def __init__(self, faces: dict[str, str]) -> None:
        keys = sorted(faces, key=len, reverse=True)
        self._matcher = Matcher(keys)
        self._stickers = [f"[{faces[key]}]" for key in keys]
        self.words: tuple[str, ...] = tuple(case for key in keys for case in _cases(key))

    @classmethod
    def read(cls) -> Kaomoji:
        """Read kaomoji.yaml."""
        return cls(
            {
                face.translate(_CAPITALS): name
                for face, name in replacements(read_words("kaomoji.yaml")["faces"]).items()
            }
        )

    def changes(self, text: str, script: str) -> list[Change]:
        found = [
            (start, end, self._stickers[index])
            for index, start, end in self._matcher.find(_lower(text))
            if _stands_alone(text, start, end)
        ]
        taken = {place for start, end, _ in found for place in range(start, end)}
        for match in _FACE.finditer(text):
            if taken.isdisjoint(range(*match.span())):
                found.append((*match.span(), "[表情]"))
        return sorted(found)


def _lower(text: str) -> str:
    lower = text.lower()
    return lower if len(lower) == len(text) else text.translate(_CAPITALS)


def _stands_alone(text: str, start: int, end: int) -> bool:
    """Refuse letters inside words and brackets that open a remark."""
    behind = text[end : end + 1]
    if _MOUTHED.match(text[start]) and _GLUED.match(behind):
        return False
    if _LETTER.match(text[start]) and start and _LETTER.match(text[start - 1]):
        return False
    return not (_LETTER.match(text[end - 1]) and behind and _LETTER.match(behind))


def _cases(face: str) -> list[str]:
    """Return a face in every mixture of small and capital letters.

    >>> _cases("t_t")
    ['t_t', 't_T', 'T_t', 'T_T']
    """
    either = [(sign, sign.upper()) if sign.upper() != sign and len(sign.upper()) == 1 else (sign,) for sign in face]
    return ["".join(mixed) for mixed in product(*either)]
