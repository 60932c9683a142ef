"""Turn text that no customer wrote into nothing (footers, advertisements) or into a remark (default reviews)."""

from __future__ import annotations

import re

from vocnlp.normalize.lazypattern import lazy
from vocnlp.normalize.ledger import Change
from vocnlp.normalize.words import Sections, read_words
from vocnlp.types.text import NormalizedText

__all__ = ["Templates", "is_boilerplate"]

_SIGNS = lazy(r"[，。！？；：、…～,.!?;:~\s“”\"（）()【】\[\]\u200b]+")


class Templates:
    """A default review is marked by an edit that changes nothing; a footer is dropped.

    >>> Templates.read().changes("此用户没有填写评价。", "simplified")
    [(0, 10, '此用户没有填写评价。')]
    >>> Templates.read().changes("车不错（发自我的iPhone）", "simplified")
    [(3, 15, '')]
    """

    name = "template"
    signs = ""

    def __init__(self, texts: Sections) -> None:
        self._whole = {word.lower() for words in texts["whole"].values() for word in words}
        footers = [word for words in texts["footers"].values() for word in words]
        tails = [word for words in texts["tails"].values() for word in words]
        self.words: tuple[str, ...] = (*self._whole, *footers, *tails)
        self._longest = max(map(len, self._whole))
        self._pattern = lazy(
            rf"[（(【\[—-]*(?:{_any(footers)})[）)】\] 。]*$|(?:^|(?<=[，。！？；：…～\s]))(?:{_any(tails)}).*$",
            re.IGNORECASE | re.MULTILINE,
        )

    @classmethod
    def read(cls) -> Templates:
        """Read templates.yaml."""
        return cls(read_words("templates.yaml"))

    def changes(self, text: str, script: str) -> list[Change]:
        if len(text) <= 2 * self._longest and _SIGNS.sub("", text).lower() in self._whole:
            return [(0, len(text), text)]
        return [(*match.span(), "") for match in self._pattern.finditer(text)]


def is_boilerplate(normalized: NormalizedText) -> bool:
    """Say whether the whole text is a default review or a bare forward: no customer said it.

    >>> from vocnlp.normalize import normalize
    >>> is_boilerplate(normalize("該用戶未填寫評價內容")), is_boilerplate(normalize("没有填写评价的人太多"))
    (True, False)
    """
    return any(edit.step == "template" and edit.after == normalized.text for edit in normalized.edits)


def _any(words: list[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
