"""Turn a stream of bytes into a file that either is complete or does not exist.

Everything goes to ``NAME.voc.tmp`` beside the target, which is renamed over it at the end. A full disk, Ctrl-C or a
crash leaves the old target untouched. ``keep`` leaves the unfinished file for a later run to go on with.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from vocnlp.errors import InputError

__all__ = ["AtomicFile", "OpenStream", "check_folder", "check_targets", "reason_of", "write_error"]


class AtomicFile:
    """A file in the making; end it with ``commit``, ``abort`` or ``keep``."""

    def __init__(self, path: Path, *, size: int = 0) -> None:
        """Open the temporary file.

        Args:
            path: the target.
            size: bytes of an unfinished file to keep and write on after; 0 starts anew.

        Raises:
            InputError: the folder does not exist or cannot be written, or another run is writing the same file.
        """
        self.path = path
        self.temporary = path.with_name(f"{path.name}.voc.tmp")
        try:
            if path.is_dir():
                raise IsADirectoryError(errno.EISDIR, "是文件夹")
            self.stream: BinaryIO = _own(self.temporary, create=not size)
            self.stream.truncate(size)
            self.stream.seek(size)
        except OSError as error:
            raise write_error(path, error) from None

    def commit(self) -> None:
        """Bring everything to the disk and give the file its name.

        Raises:
            InputError: the disk is full or the target cannot be replaced; nothing is left behind.
        """
        try:
            self.stream.flush()
            os.fsync(self.stream.fileno())
            if os.name == "nt":  # where no open file can be renamed; elsewhere the lock holds until it is
                self.stream.close()
            os.replace(self.temporary, self.path)
            self.stream.close()
        except OSError as error:
            self.abort()
            raise write_error(self.path, error) from None

    def abort(self) -> None:
        """Remove what was written; a target from before stays as it was."""
        with suppress(OSError):  # a full disk fails again when the buffer is flushed
            self.stream.close()
        self.temporary.unlink(missing_ok=True)

    def keep(self) -> None:
        """Close without giving the file its name, for a run that will go on later."""
        with suppress(OSError):  # as above; the checkpoint counts what is there
            self.stream.close()


def _own(path: Path, *, create: bool) -> BinaryIO:
    """Open a file that no other run has open: two that write the same result would mix their bytes.

    Raises:
        OSError: it cannot be opened; BlockingIOError when another run writes it.
    """
    flags = os.O_RDWR | (os.O_CREAT if create else 0) | getattr(os, "O_BINARY", 0)
    while True:
        stream = os.fdopen(os.open(path, flags, 0o666), "r+b")
        try:
            _lock(stream.fileno())
            if path.exists() and os.path.samestat(os.fstat(stream.fileno()), path.stat()):
                return stream
        except OSError:
            stream.close()
            raise
        stream.close()  # another run finished in between: this is its result now


def _lock(descriptor: int) -> None:
    try:
        import fcntl
    except ImportError:  # Windows
        return
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise
    except OSError:  # a file system without locks: as good as it gets
        return


class OpenStream:
    """A stream that is not ours to open or rename, standard output for instance, behind the same interface."""

    def __init__(self, stream: BinaryIO) -> None:
        self.path = Path("-")
        self.stream = stream

    def commit(self) -> None:
        """Hand over what is buffered."""
        self.stream.flush()

    def abort(self) -> None:
        """What was handed over cannot be taken back."""

    keep = abort


def check_targets(targets: Iterable[Path | None], *sources: str | Path) -> None:
    """Refuse results that could not be written, before the work whose results they are.

    Args:
        targets: the files to write; None where none is wanted.
        sources: the files that are read; ``-`` and the empty string stand for none.

    Raises:
        InputError: two results in one file, a result over what is read, or no folder that can be written into.
    """
    wanted = [path for path in targets if path is not None]
    places = [path.resolve() for path in wanted]
    if len(set(places)) < len(places):
        raise InputError("两个输出写到了同一个文件 (two results in one file)")
    read = {Path(source).resolve() for source in sources if str(source) not in ("", "-")}
    for path, place in zip(wanted, places, strict=True):
        if place in read:
            raise InputError(f"输出 {path} 就是要读的文件，会被盖掉；请换一个名字 (would replace what is read)")
        if not place.parent.is_dir():
            raise write_error(path, FileNotFoundError(errno.ENOENT, ""))
        if not os.access(place.parent, os.W_OK):
            raise write_error(path, PermissionError(errno.EACCES, ""))


def check_folder(path: Path) -> None:
    """Refuse a folder that cannot be made or written into, before the work whose result goes there.

    Raises:
        InputError: with the reason.
    """
    there = next(place for place in (path.absolute(), *path.absolute().parents) if place.exists())
    if not there.is_dir():
        raise write_error(path, NotADirectoryError(errno.ENOTDIR, ""))
    if not os.access(there, os.W_OK):
        raise write_error(path, PermissionError(errno.EACCES, ""))


def write_error(path: Path, error: OSError) -> InputError:
    """Say in words why a file cannot be written."""
    return InputError(f"写不了 {path}：{reason_of(error)}")


def reason_of(error: OSError) -> str:
    """Say in words what the system refused."""
    known = {
        errno.ENOSPC: "磁盘已满",
        errno.EDQUOT: "磁盘配额已满",
        errno.EFBIG: "超过了文件大小的限额",
        errno.EAGAIN: "另一个运行正在写它",
        errno.EACCES: "没有写入权限",
        errno.EROFS: "文件系统只读",
        errno.ENOENT: "文件夹不存在",
        errno.EISDIR: "是文件夹",
        errno.ENOTDIR: "上级不是文件夹",
    }
    return known.get(error.errno or 0, error.strerror or str(error))
