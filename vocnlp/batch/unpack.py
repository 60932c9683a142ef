"""Turn a compressed file into the file inside it; what cannot hold comments is named instead of read as noise.

gzip, bzip2, xz and zstd hold one file, a zip archive must. Workbooks are zip archives too and are left alone.
"""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Mapping
from pathlib import PurePath
from typing import Any, BinaryIO, NamedTuple, cast

from vocnlp.errors import InputError

__all__ = ["ZIP", "Inside", "refuse_foreign", "spooled", "unpack"]

ZIP = (b"PK\x03\x04", b"PK\x05\x06")
"""How zip archives begin, the second when they are empty."""
_WORKBOOK = "[Content_Types].xml"
_FOREIGN: Mapping[bytes, str] = {
    b"%PDF-": "文档（PDF）",
    b"\x89PNG": "图片（PNG）",
    b"\xff\xd8\xff": "图片（JPEG）",
    b"GIF8": "图片（GIF）",
    b"{\\rtf": "文档（RTF）",
    b"SQLite format 3\0": "数据库（SQLite）",
    b"7z\xbc\xaf\x27\x1c": "压缩包（7z），请先解压",
    b"Rar!": "压缩包（RAR），请先解压",
    b"ID3": "录音（MP3）",
    b"RIFF": "录音或图片（RIFF）",
}


class Inside(NamedTuple):
    """What a compressed file holds: its bytes, and its name, whose suffix tells the format."""

    stream: BinaryIO
    name: str


def _zstd(stream: BinaryIO) -> BinaryIO:
    import pyarrow as pa

    return cast(BinaryIO, pa.CompressedInputStream(stream, "zstd"))


def _xz(stream: BinaryIO) -> BinaryIO:
    return cast(BinaryIO, lzma.open(stream))


_CODECS: Mapping[bytes, Callable[[BinaryIO], Any]] = {
    b"\x1f\x8b": gzip.open,
    b"BZh": bz2.open,
    b"\xfd7zXZ\0": _xz,
    b"\x28\xb5\x2f\xfd": _zstd,
}


def refuse_foreign(head: bytes, name: str) -> None:
    """Refuse a file whose first bytes say that it is no text and no table.

    Raises:
        InputError: with what it is.
    """
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        raise InputError(f"{name} 是旧版 Excel（.xls），请另存为 .xlsx")
    for mark, what in _FOREIGN.items():
        if head.startswith(mark):
            raise InputError(f"{name} 是{what}；可以读 CSV、TSV、JSON、Excel（.xlsx）、Parquet 和纯文本")


def unpack(stream: BinaryIO, head: bytes, name: str) -> Inside | None:
    """Return what a compressed stream holds, or None when it is not compressed.

    Args:
        stream: at its start; seekable where it is a zip archive (``ZIP``).
        head: its first bytes.
        name: of the file, for messages and for the name of what is inside.

    Raises:
        InputError: an archive of several files, a locked or a damaged one.
    """
    for mark, opened in _CODECS.items():
        if head.startswith(mark):
            return Inside(_buffered(opened(stream), name), PurePath(name).stem)
    if head.startswith(ZIP):
        return _only_member(stream, name)
    return None


def _only_member(stream: BinaryIO, name: str) -> Inside | None:
    try:
        archive = zipfile.ZipFile(stream)
    except zipfile.BadZipFile:
        stream.seek(0)
        return None  # a damaged workbook, most likely: its reader says so
    names = [item.filename for item in archive.infolist() if not item.is_dir() and not _hidden(item.filename)]
    if _WORKBOOK in names:
        if any(one.startswith(("word/", "ppt/")) for one in names):
            raise InputError(f"{name} 是 Word 或 PowerPoint 文档；请把评论另存为 .xlsx、.csv 或 .txt")
        stream.seek(0)
        return None
    if len(names) != 1:
        listed = "、".join(names[:10]) or "（空）"
        raise InputError(f"{name} 是压缩包，里面要恰好有一个文件；现有：{listed}。请先解压")
    try:
        return Inside(_buffered(cast(BinaryIO, archive.open(names[0])), name), PurePath(names[0]).name)
    except (RuntimeError, NotImplementedError):
        raise InputError(f"{name} 有密码或用了不认识的压缩方法，请先解压") from None


def _hidden(name: str) -> bool:
    """Tell what macOS puts into every archive."""
    return name.startswith("__MACOSX/") or PurePath(name).name == ".DS_Store"


def spooled(stream: BinaryIO) -> BinaryIO:
    """Copy a stream that cannot jump around into a nameless temporary file."""
    import shutil

    copy = tempfile.TemporaryFile()  # noqa: SIM115  (the caller closes it)
    shutil.copyfileobj(stream, copy)
    copy.seek(0)
    return cast(BinaryIO, copy)


def _buffered(source: BinaryIO, name: str) -> BinaryIO:
    return io.BufferedReader(_Unpacked(source, name))


class _Unpacked(io.RawIOBase):
    """The bytes inside; damage that shows only half way is an InputError like any other."""

    def __init__(self, source: BinaryIO, name: str) -> None:
        self._source, self._name = source, name

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        try:
            part = self._source.read(len(buffer))
        except (OSError, EOFError, zlib.error, lzma.LZMAError, zipfile.BadZipFile):
            raise InputError(f"{self._name} 解压时出错：文件不完整或已损坏") from None
        buffer[: len(part)] = part
        return len(part)

    def close(self) -> None:
        self._source.close()
        super().close()
