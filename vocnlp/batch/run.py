"""Turn an open file of comments into written results: ordered, in constant memory, resumable.

A row that cannot be read or analysed is written to the rejects and does not stop the others.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from itertools import islice
from pathlib import Path

from vocnlp.batch.atomic import write_error
from vocnlp.batch.checkpoint import Checkpoint, progress_file
from vocnlp.batch.duplicates import Marker
from vocnlp.batch.readers import Reading, Reject
from vocnlp.batch.rejects import RejectFile
from vocnlp.batch.writers import Writer
from vocnlp.pipeline import Pipeline
from vocnlp.types.analysis import Analysis
from vocnlp.types.utterance import Utterance
from vocnlp.workers import ordered_map

__all__ = ["CHECKPOINT_ITEMS", "Attempt", "Totals", "run"]

CHECKPOINT_ITEMS = 1000


@dataclass
class Totals:
    """What a run has done so far; every row of the input is counted once."""

    rows: int = 0
    empty: int = 0
    apart: int = 0
    without_opinion: int = 0
    opinions: int = 0
    decisions: int = 0
    rejects: int = 0

    def count(self, result: Analysis | Reject) -> None:
        """Add one result."""
        self.rows += 1
        if isinstance(result, Reject):
            self.rejects += 1
            return
        self.empty += not result.text.strip()
        self.apart += bool(result.mark)
        self.without_opinion += not result.opinions and not result.mark and bool(result.text.strip())
        self.opinions += len(result.opinions)
        self.decisions += len(result.decisions)


@dataclass(frozen=True)
class Attempt:
    """Analyse one row; whatever goes wrong becomes a reject with its reason. Pickles with its pipeline."""

    pipeline: Pipeline

    def __call__(self, item: Utterance | Reject) -> Analysis | Reject:
        if isinstance(item, Reject):
            return self._masked(item)
        try:
            return self.pipeline.analyze(item)
        except Exception as error:  # one row must never stop the run; the reason is kept
            return self._masked(Reject(0, f"{type(error).__name__}: {error}", item.text))

    def _masked(self, reject: Reject) -> Reject:
        """Withhold the row where the pipeline masks: what cannot be read has no fields that say what is a name."""
        if not self.pipeline.masks:
            return reject
        return Reject(reject.number, self.pipeline.masked(reject.reason), "（脱敏时不写原文）")


def run(
    pipeline: Pipeline,
    reading: Reading,
    writers: Sequence[Writer] = (),
    *,
    rejects: RejectFile | None = None,
    workers: int = 0,
    marker: Marker | None = None,
    observe: Callable[[Analysis], None] | None = None,
    progress: Callable[[int], None] | None = None,
    job: str = "",
    resume: Checkpoint | None = None,
) -> Totals:
    """Analyse everything and finish the files.

    Args:
        pipeline: a loaded pack.
        reading: an open file of comments.
        writers: open result files; closed when complete, removed when something goes wrong.
        rejects: where rows that fail are written.
        workers: processes; 0 works in this one. The files are the same byte for byte.
        marker: marks copies and templates of earlier comments.
        observe: called with each analysis, in order.
        progress: called with the number of rows after each.
        job: the fingerprint of a resumable run; empty for a run that starts anew each time.
        resume: how far an interrupted run had come; its writers were opened with their states.

    Raises:
        InputError: a result cannot be written (disk full, for instance).
    """
    totals = Totals(**resume.totals) if resume else Totals()
    note = progress_file(writers[0].path) if job and writers else None
    files: list[Writer | RejectFile] = [*writers, *([rejects] if rejects else [])]
    place = writers[0].path if writers else Path("-")
    try:
        for result in _results(pipeline, reading, workers, skip=totals.rows):
            if marker and isinstance(result, Analysis) and not result.mark:
                result = replace(result, mark=marker.kind(result.text))
            totals.count(result)
            if isinstance(result, Reject):
                if rejects:
                    rejects.write(result if result.number else result._replace(number=totals.rows))
            else:
                for writer in writers:
                    writer.write(result)
                if observe:
                    observe(result)
            if progress:
                progress(totals.rows)
            if note and totals.rows % CHECKPOINT_ITEMS == 0:
                _save(note, job, totals, files)
        for file in files:
            file.close()
    except BaseException as error:
        _leave(files, note)
        if isinstance(error, OSError) and not isinstance(error, BrokenPipeError):
            raise write_error(place, error) from None
        raise
    if note:
        note.unlink(missing_ok=True)
    return totals


def _results(pipeline: Pipeline, reading: Reading, workers: int, *, skip: int) -> Iterator[Analysis | Reject]:
    attempt, items = Attempt(pipeline), islice(reading, skip, None)
    return ordered_map(attempt, items, workers) if workers > 0 else map(attempt, items)


def _save(note: Path, job: str, totals: Totals, files: Sequence[Writer | RejectFile]) -> None:
    states = {str(file.path.resolve()): file.state() for file in files}
    Checkpoint(job, totals.rows, asdict(totals), states).save(note)


def _leave(files: Sequence[Writer | RejectFile], note: Path | None) -> None:
    """End an interrupted run: unfinished files stay only where a checkpoint can use them."""
    keep = note is not None and note.exists()
    for file in files:
        file.keep() if keep else file.abort()
