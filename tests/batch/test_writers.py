"""Result files open in Excel, carry no formulas, and are whole or absent."""

from __future__ import annotations

import csv
import datetime as dt
import errno
import gc
import json
import os
from pathlib import Path

import pandas as pd
import pytest

from vocnlp.batch.atomic import AtomicFile, check_targets
from vocnlp.batch.writers import Writer, open_writer
from vocnlp.errors import InputError
from vocnlp.types import Analysis, Decision, Opinion, Span

OPINION = Opinion("seat", "positive", 0.5, Span(0, 2), "=舒服", name="座椅")
DECISION = Decision("design", "P2", "72h", opinions=(OPINION,), name="设计部", due=dt.datetime(2026, 3, 3))
ANALYSIS = Analysis(
    "=舒服\x0b\ud83d", (OPINION,), (DECISION,), id="7", time=dt.datetime(2026, 3, 1, tzinfo=dt.UTC), meta={"nps": 9}
)


def written(path: Path, *analyses: Analysis, **options: str) -> Path:
    writer = open_writer(path, **options)  # type: ignore[arg-type]
    for analysis in analyses:
        writer.write(analysis)
    writer.close()
    return path


def test_csv_opens_in_excel_and_computes_nothing(tmp_path: Path) -> None:
    path = written(tmp_path / "a.csv", ANALYSIS)
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    (row,) = csv.DictReader(path.read_text(encoding="utf-8-sig").splitlines())
    assert ("'=舒服�", "'=舒服", "9", "0.5") == (row["text"], row["mention"], row["nps"], row["score"])


def test_excel_holds_texts_as_texts(tmp_path: Path) -> None:
    from openpyxl import load_workbook

    sheet = load_workbook(written(tmp_path / "a.xlsx", ANALYSIS))["vocnlp"]
    header, row = sheet.iter_rows()
    cells = {name.value: cell for name, cell in zip(header, row, strict=True)}
    assert ("=舒服", "s") == (cells["mention"].value, cells["mention"].data_type)
    assert "=舒服�" == cells["text"].value and 9 == cells["nps"].value


def test_parquet_is_typed(tmp_path: Path) -> None:
    frame = pd.read_parquet(written(tmp_path / "a.parquet", ANALYSIS))
    assert 0.5 == frame["score"][0] and 9 == frame["nps"][0]
    assert pd.Timestamp("2026-03-01") == frame["time"][0]


def test_json_lines_keep_everything(tmp_path: Path) -> None:
    line = written(tmp_path / "a.jsonl", ANALYSIS).read_text(encoding="utf-8")
    assert ANALYSIS == Analysis.from_dict(json.loads(line))


def test_decisions(tmp_path: Path) -> None:
    path = written(tmp_path / "d.csv", ANALYSIS, rows="decisions")
    (row,) = csv.DictReader(path.read_text(encoding="utf-8-sig").splitlines())
    assert ("design", "设计部", "P2", "2026-03-03 00:00:00") == tuple(
        row[name] for name in ("department", "department_name", "priority", "due")
    )


@pytest.mark.parametrize("suffix", ["csv", "xlsx", "parquet"])
def test_no_rows_is_a_header(tmp_path: Path, suffix: str) -> None:
    path = written(tmp_path / f"a.{suffix}")
    frame = {"csv": pd.read_csv, "xlsx": pd.read_excel, "parquet": pd.read_parquet}[suffix](path)
    assert "point" in frame.columns and 0 == len(frame)


def test_late_field_is_counted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("vocnlp.batch.writers.HEADER_ROWS", 1)
    writer = open_writer(tmp_path / "a.csv")
    for meta in ({"a": 1}, {"b": 2}, {"b": 3}):
        writer.write(Analysis("好", (OPINION,), meta=meta))
    writer.close()
    assert {"b": 2} == writer.notes


def test_unknown_suffix_says_which(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"不知道怎样写 a.cvs；可用的后缀：.csv.*是不是 .csv"):
        open_writer(tmp_path / "a.cvs")


def test_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="文件夹不存在"):
        open_writer(tmp_path / "none" / "a.csv")


@pytest.mark.parametrize("suffix", ["csv", "jsonl", "xlsx", "parquet"])
def test_aborted_file_leaves_the_old_one(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"a.{suffix}"
    path.write_text("old")
    writer = open_writer(path)
    writer.write(ANALYSIS)
    writer.abort()
    assert "old" == path.read_text() and [path] == list(tmp_path.iterdir())


def test_a_folder_that_cannot_be_written_is_told_before_the_work(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("os.access", lambda place, mode: False)
    with pytest.raises(InputError, match=r"写不了 .*r.html：没有写入权限"):
        check_targets([None, tmp_path / "r.html"])


def test_full_disk_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = AtomicFile(tmp_path / "a.csv")

    def full(descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(InputError, match=r"写不了 .*a.csv：磁盘已满"):
        file.commit()
    assert [] == list(tmp_path.iterdir())


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a device of Linux")
def test_full_disk_keeps_what_a_later_run_can_use(tmp_path: Path) -> None:
    writer = open_writer(tmp_path / "o.jsonl")
    writer.file.stream.close()
    writer.file.stream = Path("/dev/full").open("r+b")  # noqa: SIM115 - closed by keep
    writer.write(ANALYSIS)
    writer.keep()
    assert ["o.jsonl.voc.tmp"] == [path.name for path in tmp_path.iterdir()]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a device of Linux")
@pytest.mark.parametrize("suffix", ["csv", "xlsx", "parquet"])
def test_full_disk_is_all_that_is_told(tmp_path: Path, suffix: str) -> None:
    """What could not be written is not tried again when it is cleared away: that would print a trace."""
    writer = open_writer(tmp_path / f"o.{suffix}")
    writer.file.stream.close()
    writer.file.stream = Path("/dev/full").open("r+b")  # noqa: SIM115 - closed by abort
    writer.write(ANALYSIS)
    with pytest.raises((OSError, InputError)):
        writer.close()
    writer.abort()
    unheard: list[object] = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sys.unraisablehook", unheard.append)
        del writer
        gc.collect()
    assert [] == unheard == list(tmp_path.iterdir())


def test_state_lets_a_later_run_write_on(tmp_path: Path) -> None:
    whole = written(tmp_path / "whole.csv", ANALYSIS, ANALYSIS).read_bytes()
    first: Writer = open_writer(tmp_path / "a.csv")
    first.write(ANALYSIS)
    state = first.state()
    first.write(ANALYSIS)
    first.flush()
    first.keep()
    second = open_writer(tmp_path / "a.csv", state=state)
    second.write(ANALYSIS)
    second.close()
    assert whole == (tmp_path / "a.csv").read_bytes()


@pytest.mark.skipif(os.name == "nt", reason="Windows renames no open file by itself")
def test_two_runs_never_write_the_same_file(tmp_path: Path) -> None:
    first = AtomicFile(tmp_path / "a.csv")
    first.stream.write(b"first")
    with pytest.raises(InputError, match="另一个运行正在写它"):
        AtomicFile(tmp_path / "a.csv")
    first.commit()
    second = AtomicFile(tmp_path / "a.csv")
    second.stream.write(b"2nd")
    second.commit()
    assert (b"2nd", ["a.csv"]) == ((tmp_path / "a.csv").read_bytes(), [file.name for file in tmp_path.iterdir()])


def test_what_a_crash_left_behind_is_no_run(tmp_path: Path) -> None:
    (tmp_path / "a.csv.voc.tmp").write_bytes(b"left behind")
    file = AtomicFile(tmp_path / "a.csv")
    file.stream.write(b"new")
    file.commit()
    assert b"new" == (tmp_path / "a.csv").read_bytes()
