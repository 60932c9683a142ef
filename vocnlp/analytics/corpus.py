"""Turn a file of comments into utterances for measuring; rows that cannot be read are counted and left out."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from vocnlp.batch.readers import Reject, read
from vocnlp.errors import InputError
from vocnlp.normalize.privacy.masker import Masker
from vocnlp.types.utterance import Utterance

__all__ = ["Corpus"]


class Corpus:
    """The utterances of a file, read anew each time it is walked; ``rejects`` counts rows left out last time.

    ``how`` says how the file was read last time: encoding, format, text column.

    A file without a single comment raises InputError: figures of nothing would look like figures.
    """

    def __init__(
        self, path: str | Path, *, text: str | None = None, most: int | None = None, mask: bool = False
    ) -> None:
        """Name the file.

        Args:
            path: a file of comments in any format that ``vocnlp analyze`` reads.
            text: the column of the comments; found out when absent.
            most: stop after so many utterances.
            mask: mask personal information before anything else sees the utterances.
        """
        self.path, self.text, self.most = path, text, most
        self._masker = Masker() if mask else None
        self.rejects = 0
        self.how = ""

    def __iter__(self) -> Iterator[Utterance]:
        self.rejects = count = 0
        with read(self.path, text=self.text) as reading:
            self.how = f"{reading.name}：{reading.how}"
            for item in reading:
                if isinstance(item, Reject):
                    self.rejects += 1
                elif item.text.strip():
                    yield self._masker.mask_utterance(item) if self._masker else item
                    count += 1
                    if count == self.most:
                        return
        if not count:
            raise InputError(f"{self.path} 里没有一条评论")
