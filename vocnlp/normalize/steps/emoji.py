"""Turn an emoji with skin tone, gender or presentation marks into its one base symbol: 👍🏽 -> 👍, 🤦‍♀️ -> 🤦."""

from __future__ import annotations

import re

from vocnlp.normalize.lazypattern import lazy
from vocnlp.normalize.ledger import Change

__all__ = ["EMOJI", "Emoji"]

EMOJI = "\u203c\u2049\u2122\u2139\u2194-\u21aa\u231a-\u23ff\u2600-\u27bf\u2934\u2935\u2b05-\u2b55\U0001f004-\U0001faff"
"""The inside of a regular-expression class for emoji."""

_DRESSED = lazy(
    f"([{EMOJI}])(?:[\ufe0e\ufe0f\U0001f3fb-\U0001f3ff]|\u200d[{EMOJI}]){{1,12}}|([0-9#*])\ufe0f?\u20e3", re.DOTALL
)


class Emoji:
    """One symbol for one emoji; the keycap 5️⃣ becomes 5.

    >>> Emoji().changes("👍🏽👨\u200d👩\u200d👧", "other")
    [(0, 2, '👍'), (2, 7, '👨')]
    """

    name = "emoji"
    signs = "\ufe0e\ufe0f\u200d\u20e3\U0001f3fb-\U0001f3ff"
    words: tuple[str, ...] = ()

    def changes(self, text: str, script: str) -> list[Change]:
        return [(match.start(), match.end(), match[1] or match[2]) for match in _DRESSED.finditer(text)]
