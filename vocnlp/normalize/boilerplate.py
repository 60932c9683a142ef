"""Turn a whole text into what it is when no customer wrote it: a default review of the platform, or filler."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

__all__ = ["boilerplate", "fold"]

_NOISE = re.compile(r"[\W_]+")
_NUMBER = re.compile(r"[0-9]+")
_LONGEST = 40


def boilerplate(raw: str) -> str:
    """Return ``default`` (no customer wrote it), ``filler`` (it says nothing) or an empty text for a voice.

    >>> boilerplate("此用户没有填写评价。"), boilerplate("該用戶未填寫評價內容"), boilerplate("凑字数凑字数")
    ('default', 'default', 'filler')
    >>> boilerplate("没有填写评价的人太多")
    ''
    """
    if len(raw) > _LONGEST or not raw.strip():
        return ""
    folded = fold(raw)
    for kind, pattern in _patterns():
        if pattern.fullmatch(folded):
            return kind
    return ""


def fold(text: str) -> str:
    """Return what two versions of a text share: no punctuation, case, spaces or particular numbers.

    >>> fold("第3次买了， 很好！！")
    '第0次买了很好'
    """
    return _NUMBER.sub("0", _NOISE.sub("", text.lower()))


@lru_cache(maxsize=1)
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    from vocnlp.yamlsource import load_yaml

    node = load_yaml(Path(__file__).with_name("boilerplate.yaml"))
    node.source.raise_if_errors()
    return tuple(
        (name, re.compile("|".join(f"(?:{line})" for line in entry["patterns"].split())))
        for name, entry in node.plain().items()
    )
