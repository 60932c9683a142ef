"""Turn the first bytes of a file into the encoding it was written in, with the reason; turn its rows into text.

Excel on a Chinese Windows writes GB18030, in Taiwan Big5, "Unicode text" is UTF-16; most bytes are legal in several
of them. So candidates are decoded and the one whose text looks like Chinese prose wins: the most frequent characters
of both scripts make up half of any comment and almost nothing of a text decoded wrongly.

Exports of two systems glued together hold rows in UTF-8 and rows in another encoding: ``Rows`` decides for each.
"""

from __future__ import annotations

import codecs
import re
from collections import Counter, deque
from pathlib import Path
from typing import NamedTuple

from vocnlp.errors import InputError

__all__ = ["SAMPLE_BYTES", "Encoding", "Rows", "decode", "detect"]

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
    "贵满喜欢般垃圾推荐赞棒烂值香坑貴滿歡薦讚爛"
    "間機無與樂訂購貨寄賬號碼區樓見親誰請謝網線頭體聽寫錯東西兩幾嗎吧呢啊哦嗯被把比更最"
    "，。！？；：、（）“”‘’《》…—～"
)


# What Chinese text in UTF-8 has in three or four bytes; a row of GB18030 or Big5 seldom makes one of them by chance.
_CHINESE = re.compile("[\u2010-\u203f\u3000-\u303f\u3400-\u9fff\uff00-\uffef\U0001f300-\U0001faff]")
_RATHER = 0.3
"""How likely the text of rows between rows of UTF-8 must be for another encoding; else they are merely broken."""
_COMMON, _WESTERN, _NEIGHBOUR = 0.4, 0.2, 0.15
"""What a common Chinese character and a western one count beside a frequent one (1), and one row before as evidence."""
_GB, _BIG5 = ("gb2312", 0xB0, 0xD7), ("big5", 0xA4, 0xC6)
_LEVELS = {"gb18030": (_GB,), "big5hkscs": (_BIG5,), "utf-8": (_GB, _BIG5)}
"""Lead bytes of the first levels of both standards: the characters that people of either script write."""


class Encoding(NamedTuple):
    """What the bytes are written in: a codec name, its name for people, and why it was chosen."""

    codec: str
    name: str
    reason: str

    @property
    def wide(self) -> bool:
        """Whether every sign takes two bytes or four, line ends included."""
        return self.codec.startswith(("utf-16", "utf-32"))


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
    rows = [row for row in sample.splitlines(keepends=True) if not row.isascii()]
    others = [row for row in rows if not _reads_as_utf8(row)]
    others = [row for row in others if not _decodes(row, "utf-8", complete)] or others
    prose = b"".join(others)[:_PROSE_BYTES]
    scores = {codec: _likely(prose, codec) for codec in ("utf-8", "gb18030", "big5hkscs")}
    best = max(scores, key=lambda codec: scores[codec])
    if len(others) < len(rows) and scores[best] < _RATHER:
        return Encoding("utf-8", "UTF-8", "valid UTF-8 but for a few broken bytes")
    share = max(_prose(prose.decode(best, "replace")), 0.0)
    return Encoding(best, _NAMES[best], f"{share:.0%} of it reads as frequent Chinese characters")


class Rows:
    """Turn the bytes of whole rows into text: UTF-8 where a row is UTF-8, else the other encoding of the file.

    A file that is UTF-8 so far learns the other encoding from the first rows that are not. A row of a few bytes that
    is legal in both is what its characters and the last two rows before it make likely.

    >>> rows = Rows("gb18030")
    >>> rows.decode("服务很好\\n".encode("gb18030") + "客服很差\\n".encode())
    '服务很好\\n客服很差\\n'
    >>> rows.name
    'UTF-8（1 行）与 GB18030（1 行）混用'
    """

    def __init__(self, codec: str, *, errors: str = "replace") -> None:
        self.counts: Counter[str] = Counter()
        self._own = codec
        self._other = "" if codec.startswith("utf-8") else codec
        self._errors = errors
        self._before = deque([codec, codec], maxlen=2)

    @property
    def mixed(self) -> bool:
        """Whether rows of two encodings were read so far."""
        return len(self.counts) > 1

    @property
    def name(self) -> str:
        """The encoding, or both with how many rows were read as each; rows of ASCII are either."""
        if not self.mixed:
            only = next(iter(self.counts), "utf-8")
            return _NAMES[self._own if only == "utf-8" else only]
        told = "与 ".join(
            f"{_NAMES[codec]}（{self.counts[codec]:,} 行）" for codec in sorted(self.counts, reverse=True)
        )
        return f"{told}混用"

    def decode(self, block: bytes) -> str:
        """Decode whole rows.

        Raises:
            UnicodeDecodeError: a row is in neither encoding, where errors are strict.
        """
        rows = block.splitlines(keepends=True)
        if not self._other and not _decodes(block, "utf-8", True):
            self._other = detect(block, complete=True).codec.removeprefix("utf-8")
        return "".join(map(self._row, rows))

    def _row(self, row: bytes) -> str:
        if row.isascii():
            return row.decode("ascii")
        codec = self._codec(row) if self._other else "utf-8"
        self.counts[codec] += 1
        self._before.append(codec)
        text = row.decode(codec, self._errors)
        return text.removeprefix("\ufeff") if codec == "utf-8" else text

    def _codec(self, row: bytes) -> str:
        """Choose by the signs of UTF-8, else by how it reads: 23° is UTF-8 after rows of UTF-8, 谢谢 (лл) is not."""
        if _reads_as_utf8(row):
            return "utf-8"
        known = (self._other, "utf-8")
        legal = [codec for codec in known if _decodes(row, codec, True)]
        if len(legal) == 1:
            return legal[0]
        return max(known, key=lambda codec: _likely(row[:_PROSE_BYTES], codec) + self._nearby(codec))

    def _nearby(self, codec: str) -> float:
        return _NEIGHBOUR * sum(one == codec or one.startswith(codec) for one in self._before)


def _reads_as_utf8(row: bytes) -> bool:
    """Tell a row that holds Chinese in UTF-8 and less that is broken; one sign may come by chance (靚！ in Big5)."""
    text = row[:_PROSE_BYTES].decode("utf-8", "replace")
    return len(_CHINESE.findall(text)) > max(1, text.count("\ufffd"))


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
        if found.wide:
            return raw.decode(found.codec), found
        rows = Rows(found.codec, errors="strict")
        return rows.decode(raw), found._replace(name=rows.name)
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


def _likely(sample: bytes, codec: str) -> float:
    """Return how likely bytes are Chinese: 1 where all that is not ASCII is frequent, below 0 where it is broken."""
    counts = Counter(character for character in sample.decode(codec, "replace") if not character.isascii())
    return sum(_weight(one, codec) * count for one, count in counts.items()) / max(counts.total(), 1)


def _weight(character: str, codec: str) -> float:
    if character in _FREQUENT:
        return 1.0
    if character == "\ufffd":
        return -3.0
    if character <= "\xff":
        return _WESTERN
    for standard, first, last in _LEVELS[codec]:
        written = character.encode(standard, "ignore")
        if written and first <= written[0] <= last:
            return _COMMON
    return _COMMON if "\U0001f300" <= character <= "\U0001faff" else 0.0


def _prose(text: str) -> float:
    """Return the share of frequent characters among the non-ASCII ones, less what could not be decoded."""
    signs = [character for character in text if not character.isascii()]
    if not signs:
        return 0.0
    good = sum(character in _FREQUENT for character in signs)
    return (good - 3 * signs.count("�")) / len(signs)
