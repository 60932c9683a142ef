"""Turn a file of comments, or the ``.jsonl`` of ``vocnlp analyze``, into analyses to decide about."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from functools import partial
from itertools import chain

from vocnlp.batch.bytestream import ByteStream, as_text, open_stream
from vocnlp.batch.readers import Reject, read
from vocnlp.batch.run import Attempt
from vocnlp.errors import InputError
from vocnlp.normalize.privacy.masker import Masker
from vocnlp.pipeline import Pipeline
from vocnlp.types.analysis import Analysis
from vocnlp.types.utterance import Utterance
from vocnlp.workers import ordered_map

__all__ = ["Analyses"]


class Analyses:
    """The analyses of a file, walked once; ``rejected``, ``how`` and ``notes`` say afterwards what failed, how it was
    read, and what was odd about its rows.

    Analyses that are read back keep the text they were made from. Where the pipeline masks, a text that still holds
    personal data raises InputError: masking it now would leave the opinions on the wrong words.
    """

    def __init__(
        self,
        source: str,
        pipeline: Pipeline,
        *,
        text: str | None = None,
        id: str | None = None,
        channel: str | None = None,
        time: str | None = None,
        sheet: str = "",
        workers: int = 0,
    ) -> None:
        self.source, self.pipeline, self.workers = source, pipeline, workers
        self._read = partial(read, text=text, id=id, channel=channel, time=time, sheet=sheet)
        self.rejected: list[Reject] = []
        self.how = ""
        self.notes: list[str] = []

    def __iter__(self) -> Iterator[Analysis]:
        if self.source.endswith(".jsonl"):
            opened = open_stream(self.source)
            try:
                yield from self._read_back(opened)
            finally:
                opened.close()
            if self.how:
                return
        yield from self._analyzed()

    def _read_back(self, opened: ByteStream) -> Iterator[Analysis]:
        """Yield what was analysed before; nothing when the file holds comments."""
        lines, written = as_text(opened, newline=None)
        first = next(lines, "")
        if not _is_analysis(first):
            return
        self.how = f"{opened.name}：{written.name}，已有的分析结果"
        if idle := [f"--{name}" for name, value in self._read.keywords.items() if value]:
            self.notes = [f"{'、'.join(idle)} 不起作用：字段在分析时已经读好 (without effect on finished analyses)"]
        masker = Masker() if self.pipeline.masks else None
        for number, line in enumerate(chain([first], lines), 1):
            if not line.strip():
                continue
            try:
                analysis = Analysis.from_dict(json.loads(line))
            except (ValueError, KeyError, TypeError):
                raise InputError(f"{opened.name} 第 {number} 行不是分析结果 (line {number} is no analysis)") from None
            if masker and _holds_personal(analysis, masker):
                raise InputError(f"{opened.name} 第 {number} 行有个人信息；请先用 vocnlp analyze --mask 重新分析")
            yield analysis

    def _analyzed(self) -> Iterator[Analysis]:
        with self._read(sys.stdin.buffer if self.source == "-" else self.source) as reading:
            attempt = Attempt(self.pipeline)
            for result in ordered_map(attempt, reading, self.workers) if self.workers else map(attempt, reading):
                if isinstance(result, Reject):
                    self.rejected.append(result)
                else:
                    yield result
            self.how, self.notes = f"{reading.name}：{reading.how}", reading.notes


def _is_analysis(line: str) -> bool:
    try:
        first = json.loads(line or "{}")
    except ValueError:
        return False
    return isinstance(first, dict) and "opinions" in first and "decisions" in first


def _holds_personal(analysis: Analysis, masker: Masker) -> bool:
    said = Utterance(analysis.text, analysis.id, analysis.channel, analysis.time, analysis.meta)
    return masker.mask_utterance(said) != said
