"""Turn web addresses into nothing; what is left is what the customer said."""

from __future__ import annotations

import re

from vocnlp.normalize.lazypattern import lazy
from vocnlp.normalize.ledger import Change

__all__ = ["Links"]

_ADDRESS = lazy(
    r"(?:https?|ftp)[:：]/{1,2}[!-;=?-~]+|(?<![0-9A-Za-z@.])(?:www\.|(?:t|url|dwz)\.cn/)[!-;=?-~]+", re.IGNORECASE
)


class Links:
    """URLs end at the first character that is not ASCII, so Chinese text glued to one stays.

    >>> Links().changes("详见https://t.cn/A6x很好", "simplified")
    [(2, 18, '')]
    """

    name = "url"
    signs = "/"
    words: tuple[str, ...] = ("www.",)

    def changes(self, text: str, script: str) -> list[Change]:
        return [(*match.span(), "") for match in _ADDRESS.finditer(text)]
