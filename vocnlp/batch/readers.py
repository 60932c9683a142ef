"""Turn a file of comments, in whatever format and encoding, into utterances; rows that cannot be read become rejects.

Memory stays flat: rows are read as they are asked for.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO, NamedTuple

from vocnlp.batch.bytestream import ByteStream, open_stream
from vocnlp.batch.columns import Columns, choose_columns
from vocnlp.batch.rows import RawRow
from vocnlp.batch.tables import Table, open_table
from vocnlp.errors import InputError
from vocnlp.types.times import parse_time
from vocnlp.types.utterance import Utterance

__all__ = ["Reading", "Reject", "read"]


class Reject(NamedTuple):
    """A row that was put aside: its number in the file, why, and what it held."""

    number: int
    reason: str
    raw: str


class Reading:
    """An open file of comments: iterate over it for utterances and rejects, in file order.

    ``how`` says how the file was read (encoding, format, text column); ``notes`` what was odd about the rows that
    have been read so far.
    """

    def __init__(self, stream: ByteStream, table: Table, columns: Columns | None) -> None:
        self.name = stream.name
        self.columns = columns
        self._table = table
        self._stream = stream
        self._counts: dict[str, tuple[int, int]] = {}

    @property
    def how(self) -> str:
        """How the file is read; where rows are in two encodings, how many so far in each."""
        if self.columns is None:
            return f"{self._table.how}，没有内容"
        if self._table.format == "lines":
            return self._table.how
        return f"{self._table.how}，文本列 {self.columns.text}（{self.columns.why}）"

    @property
    def notes(self) -> list[str]:
        """What was odd about the rows read so far, with how often and where first."""
        written = self._table.written
        mixed = [f"编码 {written.name}，逐行解码"] if written and written.mixed else []
        return mixed + [f"{count} 行{what}（首见第 {first} 行）" for what, (count, first) in self._counts.items()]

    def __iter__(self) -> Iterator[Utterance | Reject]:
        for row in self._table.rows:
            if row.values is None or self.columns is None:
                yield Reject(row.number, row.problem or "前面没有一行能读，不知道哪一列是文本", row.raw)
                continue
            if row.problem:
                self._note(row.problem, row.number)
            try:
                yield self._utterance(row, row.values, self.columns)
            except InputError as error:
                yield Reject(row.number, str(error), _shown(row.values))

    def _utterance(self, row: RawRow, values: Mapping[str, Any], columns: Columns) -> Utterance:
        text = values.get(columns.text)
        if isinstance(text, str) and "�" in text:
            self._note("有无法解码的字节，以 � 代替", row.number)
        given = values.get(columns.time) if columns.time else None
        time = parse_time(given) if given not in (None, "") else None
        meta = {name: _value(values.get(name)) for name in columns.meta}
        meta = {name: value for name, value in meta.items() if value not in (None, "")}
        if isinstance(meta.get("meta"), Mapping):
            meta |= meta.pop("meta")
        if time is None and given not in (None, ""):
            self._note(f"的时间看不懂，留在 {columns.time} 字段里", row.number)
            meta[columns.time] = given
        said = {"turns": text} if isinstance(text, list) else {"text": text}
        identifier = values.get(columns.id) if columns.id else None
        return Utterance.of(
            {
                **said,
                "id": str(row.number) if identifier in (None, "") else identifier,
                "channel": values.get(columns.channel) if columns.channel else None,
                "time": time,
                "meta": meta,
            }
        )

    def _note(self, what: str, number: int) -> None:
        count, first = self._counts.get(what, (0, number))
        self._counts[what] = (count + 1, first)

    def close(self) -> None:
        """Close the file."""
        self._stream.close()

    def __enter__(self) -> Reading:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def read(
    source: str | Path | BinaryIO,
    *,
    text: str | None = None,
    id: str | None = None,
    channel: str | None = None,
    time: str | None = None,
    sheet: str = "",
    format: str = "",
) -> Reading:
    """Open a file of comments; encoding, format and columns are found out and reported in ``how``.

    Args:
        source: a path, or a binary stream.
        text: the column of the comments; without it a known name, else the column with the most Chinese.
        id: the column of identifiers; without it a known name, else the row number.
        channel: the column of channels; without it a known name.
        time: the column of times; without it a known name.
        sheet: the sheet of an Excel workbook.
        format: ``csv``, ``jsonl``, ``json``, ``xlsx``, ``parquet`` or ``lines``; without it by content and suffix.

    Raises:
        InputError: the file cannot be opened, or a column does not exist (the message lists those that do).
    """
    opened = open_stream(source)
    try:
        table = open_table(opened, format=format, tabular=text is not None, sheet=sheet)
        if not table.sample and (not table.names or table.format == "lines"):
            return Reading(opened, table, None)
        wanted = {"text": text, "id": id, "channel": channel, "time": time}
        columns = choose_columns(table.names, table.sample, wanted=wanted)
    except BaseException:
        opened.close()
        raise
    return Reading(opened, table, columns)


def _value(value: Any) -> Any:
    """Read a number that would be written back the same way as a number, so that rules can compare it."""
    if not isinstance(value, str) or not value[-1:].isdigit() or len(value) > 15:
        return value
    for kind in (int, float):
        try:
            number = kind(value)
        except ValueError:
            continue
        if str(number) == value:
            return number
    return value


def _shown(values: Mapping[str, Any]) -> str:
    import json

    return json.dumps(values, ensure_ascii=False, default=str)
