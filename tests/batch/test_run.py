"""A run survives bad rows, gives the same files with workers, and goes on where it was interrupted."""

from __future__ import annotations

import csv
import errno
from collections.abc import Iterator
from pathlib import Path

import pytest

import vocnlp
from vocnlp.batch.checkpoint import Checkpoint, fingerprint, progress_file
from vocnlp.batch.readers import Reading, read
from vocnlp.batch.rejects import RejectFile
from vocnlp.batch.run import Totals, run
from vocnlp.batch.writers import JsonLines, open_writer
from vocnlp.errors import InputError

ROWS = 60


@pytest.fixture
def comments(tmp_path: Path) -> Path:
    path = tmp_path / "comments.csv"
    lines = [f"{number},座椅很舒服，第{number}次打不通客服电话\n" for number in range(ROWS)]
    lines[7] = "7,坏,行\n"
    path.write_text(f"id,text\n{''.join(lines)}", encoding="utf-8")
    return path


def finish(pipeline: vocnlp.Pipeline, source: Path, out: Path, *, workers: int = 0) -> Totals:
    with read(source) as reading:
        rejects = RejectFile(out.with_suffix(".rejects.csv"))
        return run(pipeline, reading, [open_writer(out)], rejects=rejects, workers=workers)


def test_bad_rows_do_not_stop_the_others(base: vocnlp.Pipeline, comments: Path, tmp_path: Path) -> None:
    totals = finish(base, comments, tmp_path / "o.csv")
    assert (ROWS, 1) == (totals.rows, totals.rejects)
    (row,) = csv.DictReader((tmp_path / "o.rejects.csv").read_text(encoding="utf-8-sig").splitlines())
    assert ("9", "7,坏,行") == (row["row"], row["raw"])


def test_a_run_without_rejects_removes_those_of_the_last_one(
    base: vocnlp.Pipeline, comments: Path, tmp_path: Path
) -> None:
    finish(base, comments, tmp_path / "o.csv")
    comments.write_text("text\n好\n", encoding="utf-8")
    finish(base, comments, tmp_path / "o.csv")
    assert not (tmp_path / "o.rejects.csv").exists()


def test_a_failing_analysis_is_a_reject(
    base: vocnlp.Pipeline, comments: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = vocnlp.Pipeline.analyze

    def analyze(self: vocnlp.Pipeline, text: vocnlp.Utterance, **options: object) -> vocnlp.Analysis:
        if text.id == "3":
            raise ZeroDivisionError("boom")
        return whole(self, text)

    monkeypatch.setattr(vocnlp.Pipeline, "analyze", analyze)
    totals = finish(base, comments, tmp_path / "o.csv")
    assert 2 == totals.rejects
    assert "ZeroDivisionError: boom" in (tmp_path / "o.rejects.csv").read_text(encoding="utf-8-sig")


@pytest.mark.slow
def test_workers_write_the_same_bytes(base: vocnlp.Pipeline, comments: Path, tmp_path: Path) -> None:
    assert finish(base, comments, tmp_path / "a.jsonl") == finish(base, comments, tmp_path / "b.jsonl", workers=2)
    assert (tmp_path / "a.jsonl").read_bytes() == (tmp_path / "b.jsonl").read_bytes()


class Interrupted(Reading):
    """A reading during which the user presses Ctrl-C."""

    after = 45

    def __iter__(self) -> Iterator[object]:  # type: ignore[override]
        for number, item in enumerate(super().__iter__()):
            if number == self.after:
                raise KeyboardInterrupt
            yield item


def interrupt(reading: Reading) -> Reading:
    reading.__class__ = Interrupted
    return reading


def test_ctrl_c_leaves_no_half_file(base: vocnlp.Pipeline, comments: Path, tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt), read(comments) as reading:
        run(base, interrupt(reading), [open_writer(tmp_path / "o.csv")])
    assert ["comments.csv"] == [path.name for path in tmp_path.iterdir()]


@pytest.mark.parametrize("suffix", ["csv", "jsonl"])
def test_interrupted_run_goes_on(
    base: vocnlp.Pipeline, comments: Path, tmp_path: Path, suffix: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("vocnlp.batch.run.CHECKPOINT_ITEMS", 20)
    whole, out = tmp_path / f"whole.{suffix}", tmp_path / f"o.{suffix}"
    expected = finish(base, comments, whole)
    job = fingerprint(comments, base.pack.label, [out])
    with pytest.raises(KeyboardInterrupt), read(comments) as reading:
        run(base, interrupt(reading), [open_writer(out)], rejects=RejectFile(tmp_path / "r.csv"), job=job)
    assert not out.exists() and progress_file(out).exists()

    found = Checkpoint.load(progress_file(out), job)
    assert found is not None and 40 == found.items
    writer = open_writer(out, state=found.writers[str(out.resolve())])
    rejects = RejectFile(tmp_path / "r.csv", found.writers[str((tmp_path / "r.csv").resolve())])
    with read(comments) as reading:
        assert expected == run(base, reading, [writer], rejects=rejects, job=job, resume=found)
    assert whole.read_bytes() == out.read_bytes()
    assert (tmp_path / "whole.rejects.csv").read_bytes() == (tmp_path / "r.csv").read_bytes()
    assert not progress_file(out).exists()


def test_progress_of_another_job_is_refused(tmp_path: Path) -> None:
    Checkpoint("one", 1, {}, {}).save(tmp_path / "p")
    with pytest.raises(InputError, match="另一次运行"):
        Checkpoint.load(tmp_path / "p", "two")
    (tmp_path / "p").write_text("{")
    with pytest.raises(InputError, match="已损坏"):
        Checkpoint.load(tmp_path / "p", "one")


def test_full_disk_is_said_and_leaves_nothing(
    base: vocnlp.Pipeline, comments: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(self: JsonLines, analysis: vocnlp.Analysis) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(JsonLines, "write", full)
    with pytest.raises(InputError, match="磁盘已满"), read(comments) as reading:
        run(base, reading, [open_writer(tmp_path / "o.jsonl")])
    assert ["comments.csv"] == [path.name for path in tmp_path.iterdir()]
