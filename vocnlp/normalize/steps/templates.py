"""Turn what stands around a customer's words and is not theirs (footers, advertisements) into nothing."""

from __future__ import annotations

import re

from vocnlp.normalize.lazypattern import lazy
from vocnlp.normalize.ledger import Change
from vocnlp.normalize.words import Sections, read_words

__all__ = ["Templates"]


class Templates:
    """A footer is dropped with its signs, an advertisement with the rest of its line.

    >>> Templates.read().changes("车不错（发自我的iPhone）", "simplified")
    [(3, 15, '')]
    """

    name = "template"
    signs = ""

    def __init__(self, texts: Sections) -> None:
        footers = [word for words in texts["footers"].values() for word in words]
        tails = [word for words in texts["tails"].values() for word in words]
        self.words: tuple[str, ...] = (*footers, *tails)
        self._pattern = lazy(
            rf"[（(【\[—-]*(?:{_any(footers)})[）)】\] 。]*$|(?:^|(?<=[，。！？；：…～\s]))(?:{_any(tails)}).*$",
            re.IGNORECASE | re.MULTILINE,
        )

    @classmethod
    def read(cls) -> Templates:
        """Read templates.yaml."""
        return cls(read_words("templates.yaml"))

    def changes(self, text: str, script: str) -> list[Change]:
        return [(*match.span(), "") for match in self._pattern.finditer(text)]


def _any(words: list[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
