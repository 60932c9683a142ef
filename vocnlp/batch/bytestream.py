"""Turn a path or a pipe into a byte stream whose beginning has been looked at, and into decoded text."""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO, Protocol

from vocnlp.batch.transcode import Transcoded
from vocnlp.batch.unpack import ZIP, refuse_foreign, spooled, unpack
from vocnlp.encoding import SAMPLE_BYTES, Encoding, Rows, detect
from vocnlp.errors import InputError

__all__ = ["ByteStream", "Written", "as_text", "open_stream"]


class Closable(Protocol):
    """Anything that is opened over the stream: a decoder, a workbook."""

    def close(self) -> None:
        """Let go."""


@dataclass
class ByteStream:
    """A stream at its start, its first bytes, and the sample that tells the encoding.

    ``inside`` is the name that tells the format: that of the file inside where the stream was compressed.
    """

    name: str
    stream: BinaryIO
    head: bytes
    sample: bytes
    complete: bool
    layers: list[Closable] = field(default_factory=list)
    inside: str = ""

    def close(self) -> None:
        """Close the stream and what was opened over it."""
        for layer in reversed([self.stream, *self.layers]):
            layer.close()

    def seekable_file(self) -> BinaryIO:
        """Return the stream for formats that jump around in their file; a pipe is copied to the disk first."""
        if not self.stream.seekable():
            self.layers.append(self.stream)
            self.stream = spooled(self.stream)
        return self.stream


def open_stream(source: str | Path | BinaryIO) -> ByteStream:
    """Open a path, or take a binary stream such as ``sys.stdin.buffer``.

    Raises:
        InputError: there is no such file, it cannot be opened, or it is no text and no table.
    """
    opened = _from_pipe(source, _name(source)) if not isinstance(source, (str, Path)) else _from_path(Path(source))
    try:
        return _unpacked(opened)
    except BaseException:
        opened.close()
        raise


def _unpacked(opened: ByteStream) -> ByteStream:
    """Return the stream itself, or what is inside where it is compressed."""
    refuse_foreign(opened.head, opened.name)
    stream = opened.seekable_file() if opened.head.startswith(ZIP) else opened.stream
    found = unpack(stream, opened.head, opened.name)
    if found is None:
        return opened
    inner = _from_pipe(found.stream, opened.name)
    inner.inside = found.name
    inner.layers += [found.stream, *opened.layers, opened.stream]
    refuse_foreign(inner.head, f"{opened.name} 里的 {found.name}")
    return inner


def _from_path(path: Path) -> ByteStream:
    try:
        stream = path.open("rb")
    except OSError as error:
        raise InputError(f"打不开 {path}：{_reason(error)}") from None
    if not stream.seekable():  # a named pipe, as the shell makes for <(zcat comments.csv.gz)
        piped = _from_pipe(stream, str(path))
        piped.layers.append(stream)
        return piped
    head = stream.read(SAMPLE_BYTES)
    sample, complete = head, len(head) < SAMPLE_BYTES
    while sample.isascii() and not complete:  # the first Chinese character may come late
        more = stream.read(SAMPLE_BYTES)
        complete = len(more) < SAMPLE_BYTES
        sample = more or sample
        if not more:
            break
    stream.seek(0)
    return ByteStream(path.name, stream, head, sample, complete)


def _from_pipe(stream: BinaryIO, name: str) -> ByteStream:
    head = _first_bytes(stream)
    return ByteStream(name, io.BufferedReader(_Resumed(head, stream)), head, head, False)


def _reason(error: OSError) -> str:
    known = {
        FileNotFoundError: "没有这个文件",
        IsADirectoryError: "是文件夹，不是文件",
        PermissionError: "没有读取权限",
    }
    return known.get(type(error), error.strerror or str(error))


def _name(stream: Any) -> str:
    name = getattr(stream, "name", "")
    return "标准输入" if not isinstance(name, str) or name in ("", "<stdin>") else Path(name).name


def _first_bytes(stream: BinaryIO) -> bytes:
    """Read what a pipe has to offer now, without waiting for more than its first block."""
    first = getattr(stream, "read1", stream.read)(SAMPLE_BYTES)
    return first if isinstance(first, bytes) else b""


class _Resumed(io.RawIOBase):
    """A stream with the bytes that were already read from it put back in front."""

    def __init__(self, head: bytes, rest: BinaryIO) -> None:
        self._head = memoryview(head)
        self._rest = rest

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        size = len(buffer)
        if self._head:
            part, self._head = self._head[:size], self._head[size:]
        else:
            part = memoryview(getattr(self._rest, "read1", self._rest.read)(size) or b"")
        buffer[: len(part)] = part
        return len(part)


_LOOK = 8192
_CONTROLS = frozenset(map(chr, range(32))) - frozenset("\t\n\v\f\r\b\x1b")
"""What text does not hold; a log may be coloured (escape) and a page may be fed."""


def _is_binary(text: str) -> bool:
    """Tell a file of another kind; a stray control character or broken bytes do not make one."""
    controls = sum(sign in _CONTROLS for sign in text)
    return controls >= 16 and 25 * controls > len(text)


@dataclass(frozen=True)
class Written:
    """How a text is written. ``name`` counts the rows of each encoding that were read so far, where there are two."""

    encoding: Encoding | Rows
    ends: str

    @property
    def mixed(self) -> bool:
        """Whether rows of two encodings were read so far."""
        return isinstance(self.encoding, Rows) and self.encoding.mixed

    @property
    def name(self) -> str:
        """The encoding, and CRLF where the lines end so."""
        return f"{self.encoding.name}{self.ends}"


def as_text(source: ByteStream, *, newline: str | None) -> tuple[io.TextIOWrapper, Written]:
    """Decode a stream with the encoding that its sample shows; undecodable bytes become U+FFFD.

    Where UTF-8 stands beside another encoding, every row is decoded with its own.

    Raises:
        InputError: it is no text.
    """
    encoding = detect(source.sample, complete=source.complete)
    if _is_binary(source.head[:_LOOK].decode(encoding.codec, "replace")):
        raise InputError(f"{source.name} 不像文本文件；可以读 CSV、TSV、JSON、Excel（.xlsx）、Parquet 和纯文本")
    ends = "（CRLF）" if any(mark in source.head for mark in (b"\r\n", b"\r\0\n\0", b"\0\r\0\n")) else ""
    if encoding.wide:
        text = io.TextIOWrapper(source.stream, encoding.codec, errors="replace", newline=newline)
        source.layers.append(text)
        return text, Written(encoding, ends)
    rows = Rows(encoding.codec)
    text = io.TextIOWrapper(io.BufferedReader(Transcoded(source.stream, rows)), "utf-8", newline=newline)
    source.layers.append(text)
    return text, Written(rows, ends)
