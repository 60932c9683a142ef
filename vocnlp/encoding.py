"""Turn the first bytes of a file into the encoding it was written in, with the reason.

Excel on a Chinese Windows writes GB18030, in Taiwan Big5, "Unicode text" is UTF-16; most bytes are legal in several
of them. So candidates are decoded and the one whose text looks like Chinese prose wins: the most frequent characters
of both scripts make up half of any comment and almost nothing of a text decoded wrongly.
"""

from __future__ import annotations

import codecs
from pathlib import Path
from typing import NamedTuple

from vocnlp.errors import InputError

__all__ = ["SAMPLE_BYTES", "Encoding", "decode", "detect"]

SAMPLE_BYTES = 1 << 18
_PROSE_BYTES = 1 << 15

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_NAMES = {"utf-8-sig": "UTF-8 (BOM)", "utf-8": "UTF-8", "gb18030": "GB18030", "big5hkscs": "Big5"}

# The characters that a Chinese text consists of in the first place, with their traditional forms.
_FREQUENT = frozenset(
    "的一是不了在有我他这个们中来上大为和国地到以说时要就出会可也你对生能而子那得于着下自之年过发后作里"
    "用道行所然家种事成方多经么去法学如都同现当没动面起看定天分还进好小部其些主样理心她本前开但因只从想实"
    "日很给车店服务快慢买电话客质量价格钱太差错真点次问题员等打不让做吃送评建议总觉再卖门油空间外内机手找"
    "這個們來為國說時會對於著過發後裡種經麼學現當沒動還進樣開從實給車務買電話質價錢點問題員讓評議總覺賣門"
    "間機無與樂訂購貨寄賬號碼區樓見親誰請謝網線頭體聽寫錯東西兩幾嗎吧呢啊哦嗯被把比更最"
    "，。！？；：、（）“”‘’《》…—～"
)


class Encoding(NamedTuple):
    """What the bytes are written in: a codec name, its name for people, and why it was chosen."""

    codec: str
    name: str
    reason: str


def detect(sample: bytes, *, complete: bool = False) -> Encoding:
    """Tell the encoding of the first bytes of a file.

    Args:
        sample: the beginning of the file, best ``SAMPLE_BYTES`` of it.
        complete: the sample is the whole file, so a character cut in two at its end is an error.

    >>> detect("服务态度很好".encode("gb18030")).codec
    'gb18030'
    >>> detect("服務態度很好".encode("big5")).name
    'Big5'
    """
    for mark, codec in _MARKS:
        if sample.startswith(mark):
            return Encoding(codec, _NAMES.get(codec, codec.upper()), "byte order mark")
    wide = _utf16_without_mark(sample)
    if wide:
        return Encoding(wide, wide.upper(), "its two-byte units read as text")
    if sample.isascii():
        return Encoding("utf-8", "UTF-8", "only ASCII so far")
    if _decodes(sample, "utf-8", complete):
        return Encoding("utf-8", "UTF-8", "valid UTF-8")
    prose = sample[:_PROSE_BYTES]
    scores = {codec: _prose(prose.decode(codec, "replace")) for codec in ("utf-8", "gb18030", "big5hkscs")}
    best = max(scores, key=lambda codec: scores[codec])
    return Encoding(best, _NAMES[best], f"{max(scores[best], 0.0):.0%} of it reads as frequent Chinese characters")


def decode(file: Path) -> tuple[str, Encoding]:
    """Read a small file whole, such as a sheet saved as CSV.

    Raises:
        InputError: it cannot be read, or is no text in the encoding that it looks like.
    """
    try:
        raw = file.read_bytes()
    except OSError as error:
        raise InputError(f"读不了 {file}：{error.strerror} (cannot be read)") from None
    found = detect(raw, complete=True)
    try:
        return raw.decode(found.codec), found
    except UnicodeDecodeError:
        raise InputError(f"{file} 不是 UTF-8、UTF-16、GB18030 或 Big5 文本 (is no text in any of these)") from None


def _decodes(sample: bytes, codec: str, complete: bool) -> bool:
    try:
        codecs.getincrementaldecoder(codec)("strict").decode(sample, final=complete)
    except UnicodeDecodeError:
        return False
    return True


def _utf16_without_mark(sample: bytes) -> str:
    """Tell UTF-16 by the zero half of its ASCII signs, or, for a text almost without them, by its prose."""
    zeros_even, zeros_odd = sample[0::2].count(0), sample[1::2].count(0)
    few, many = sorted((zeros_even, zeros_odd))
    if 3 * (few + many) > len(sample) or (many > 2 and not few and 20 * many > len(sample)):  # no other text has zeros
        return "utf-16-le" if zeros_odd > zeros_even else "utf-16-be"
    if len(sample) < 8 or sample.isascii() or _decodes(sample, "utf-8", False):
        return ""
    scores = {codec: _prose(sample[:_PROSE_BYTES].decode(codec, "replace")) for codec in ("utf-16-le", "utf-16-be")}
    best = max(scores, key=lambda codec: scores[codec])
    return best if scores[best] > 0.3 else ""


def _prose(text: str) -> float:
    """Return the share of frequent characters among the non-ASCII ones, less what could not be decoded."""
    signs = [character for character in text if not character.isascii()]
    if not signs:
        return 0.0
    good = sum(character in _FREQUENT for character in signs)
    return (good - 3 * signs.count("�")) / len(signs)
