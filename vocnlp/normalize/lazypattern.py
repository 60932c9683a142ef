"""Turn the source of a regular expression into one that is compiled at its first use.

A class of Chinese characters takes ``re`` a few milliseconds, and most texts never need most of the patterns.
"""

from __future__ import annotations

import re
from typing import Any, cast

__all__ = ["lazy"]


def lazy(source: str, flags: re.RegexFlag = re.NOFLAG) -> re.Pattern[str]:
    """Return what behaves like ``re.compile(source, flags)``.

    >>> lazy("[0-9]+").findall("3次，10分钟")
    ['3', '10']
    """
    return cast("re.Pattern[str]", _Lazy(source, flags))


class _Lazy:
    """Each method of the pattern becomes an attribute of its own when it is asked for, so later calls cost nothing."""

    def __init__(self, source: str, flags: re.RegexFlag) -> None:
        self._written = source, flags

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        found = getattr(re.compile(*self._written), name)
        setattr(self, name, found)
        return found

    def __reduce__(self) -> tuple[Any, ...]:
        return _Lazy, self._written
