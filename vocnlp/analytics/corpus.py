"""Turn a file of comments into utterances for measuring; rows that cannot be read are counted and left out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import BinaryIO

from vocnlp.batch.duplicates import Marker
from vocnlp.batch.readers import Reject, read
from vocnlp.errors import InputError
from vocnlp.normalize.boilerplate import boilerplate
from vocnlp.normalize.privacy.masker import Masker
from vocnlp.types.explain import MARKS
from vocnlp.types.utterance import Utterance

__all__ = ["Corpus"]


class Corpus:
    """The utterances of a file, read anew each time it is walked; ``rejects`` counts rows left out last time.

    ``how`` says how the file was read last time: encoding, format, text column, and how much was left out because no
    customer said it (default reviews, filler) or, on request, because somebody had said it already; ``notes`` what was
    odd about its rows.

    A file without a single comment raises InputError: figures of nothing would look like figures.
    """

    def __init__(
        self,
        source: str | Path | BinaryIO,
        *,
        text: str | None = None,
        time: str | None = None,
        sheet: str = "",
        most: int | None = None,
        mask: bool = False,
        distinct: bool = False,
    ) -> None:
        """Name the file.

        Args:
            source: a file of comments in any format that ``vocnlp analyze`` reads, or a pipe.
            text: the column of the comments; found out when absent.
            time: the column of times; a known name when absent.
            sheet: the sheet of an Excel workbook.
            most: stop after so many utterances.
            mask: mask personal information before anything else sees the utterances.
            distinct: leave out copies, near copies and templates of what came before.
        """
        self.most = most
        self._read = partial(read, source, text=text, time=time, sheet=sheet)
        self.rejects = 0
        self.how = ""
        self.notes: list[str] = []
        self._masker = Masker() if mask else None
        self._distinct = distinct

    def __iter__(self) -> Iterator[Utterance]:
        self.rejects = count = 0
        apart: Counter[str] = Counter()
        kind_of = Marker().kind if self._distinct else boilerplate
        with self._read() as reading:
            for item in reading:
                if isinstance(item, Reject):
                    self.rejects += 1
                elif not item.text.strip():
                    continue
                elif kind := kind_of(item.text):
                    apart[kind] += 1
                else:
                    yield self._masker.mask_utterance(item) if self._masker else item
                    count += 1
                    if count == self.most:
                        break
            how = f"{reading.name}：{reading.how}"
            told = "，".join(f"{MARKS[kind]} {apart[kind]:,}" for kind in MARKS if apart[kind])
            self.how = f"{how}；不计{told}" if told else how
            self.notes = reading.notes
        if not count:
            raise InputError(f"{reading.name} 里没有一条评论")
