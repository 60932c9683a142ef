"""Turn a raw text into the view that finders read: same length, one way of writing digits, signs and letters."""

from __future__ import annotations

import re

__all__ = ["view_of"]

_SIGNS = {ord(sign) + 0xFEE0: sign for sign in map(chr, range(0x21, 0x7F))}
_SIGNS |= dict.fromkeys(map(ord, "\u00a0\u3000\u2002\u2003\u2009\t"), " ") | dict.fromkeys(map(ord, "‐‑‒–—―－−"), "-")
_SIGNS |= {ord("﹣"): "-", ord("﹫"): "@", ord("〇"): "零"} | {
    ord("\uff0c"): "，",
    ord("\uff1a"): "：",
    ord("\uff1b"): "；",
}
_SIGNS |= {ord("\uff01"): "！", ord("\uff1f"): "？"}
_ODD = re.compile(
    "[\uff02-\uff0b\uff0d-\uff19\uff1c-\uff1e\uff20-\uff5e\u00a0\u3000\u2002\u2003\u2009\t\u2010-\u2015\u2212\ufe63\ufe6b〇]"
)
_SPELT = re.compile("[零一二三四五六七八九幺]{7}")
_SPOKEN = re.compile(
    "(?<![零一二三四五六七八九幺0-9])[零一二三四五六七八九幺]{7,18}(?![零一二三四五六七八九幺0-9十百千万])"
)
_DIGITS = str.maketrans("零一二三四五六七八九幺", "01234567891")


def view_of(raw: str) -> str:
    """Return ``raw`` with full-width signs and dashes made plain, and digits that were spoken one by one as digits.

    >>> view_of("手机１３８００１３８０００"), view_of("幺三八零零幺三八零零零")
    ('手机13800138000', '13800138000')
    """
    view = raw.translate(_SIGNS) if _ODD.search(raw) else raw
    if _SPELT.search(view):
        view = _SPOKEN.sub(lambda match: match.group().translate(_DIGITS), view)
    return view
