"""Turn simplified text into the forms of Taiwan and Hong Kong, so that examples can be tested in three scripts."""

from __future__ import annotations

from functools import cache
from typing import Any

__all__ = ["to_hongkong", "to_taiwan"]


def to_taiwan(text: str) -> str:
    """Convert to traditional characters and words of Taiwan.

    >>> to_taiwan("软件和鼠标")
    '軟體和滑鼠'
    """
    converted: str = _converter("s2twp").convert(text)
    return converted


def to_hongkong(text: str) -> str:
    """Convert to traditional characters as Hong Kong writes them.

    >>> to_hongkong("里面的软件")
    '裏面的軟件'
    """
    converted: str = _converter("s2hk").convert(text)
    return converted


@cache
def _converter(config: str) -> Any:
    import opencc

    return opencc.OpenCC(config)
