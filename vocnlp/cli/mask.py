"""Turn a file into the same file without personal data: ``vocnlp mask``."""

from __future__ import annotations

import csv
import io
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, BinaryIO

import typer

from vocnlp.batch.atomic import AtomicFile, OpenStream, check_targets
from vocnlp.batch.bytestream import ByteStream, as_text, open_stream
from vocnlp.batch.cells import csv_cell
from vocnlp.batch.tables import Table, open_table
from vocnlp.batch.unpack import ZIP
from vocnlp.batch.writers import json_line
from vocnlp.cli.options import SheetOption
from vocnlp.errors import InputError, did_you_mean
from vocnlp.normalize.privacy.catalogue import ENTITIES
from vocnlp.normalize.privacy.masker import Masker

__all__ = ["command"]

_BINARY = (*ZIP, b"PAR1")


def command(
    source: Annotated[str, typer.Argument(metavar="FILE|-", help="A text file or table, or - for standard input.")],
    text: Annotated[
        list[str] | None, typer.Option(metavar="COLUMN", help="The column to mask in a table; may be repeated.")
    ] = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="OUT", help="Result file; standard output when absent.")
    ] = None,
    entity: Annotated[
        list[str] | None, typer.Option(metavar="NAME", help=f"Mask only this; may be repeated: {', '.join(ENTITIES)}.")
    ] = None,
    sheet: SheetOption = "",
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Print errors only.")] = False,
) -> None:
    """Mask personal information in a file.

    Without --text every line of a text file is masked and comes out as one line. With --text the named columns of a
    table (CSV, JSON lines, Excel, Parquet) are masked and the whole table comes out: as JSON lines when the result
    ends in .jsonl or the input is JSON lines, else as CSV.

    Phone numbers, identity and bank card numbers, plates, VINs, e-mail, WeChat and QQ ids, addresses and names become
    tokens such as <手机:1>; order, waybill and ticket numbers stay. A line or row is one document: the same number
    gets the same token in it.

    Exit code 0: everything was masked; 1: rows that cannot be read were left out; 2: the call or its input is wrong.
    """
    check_targets([output], source)
    masker = Masker(entities=entity)
    opened = open_stream(sys.stdin.buffer if source == "-" else source)
    counts: Counter[str] = Counter()
    left_out = 0
    try:
        if text:
            table = open_table(opened, tabular=True, sheet=sheet)
            _check_columns(text, table)
        elif opened.head.startswith(_BINARY):
            raise InputError(f"{opened.name} 是表格文件；请用 --text 列名 指定要脱敏的列")
        target: AtomicFile | OpenStream = AtomicFile(output) if output else OpenStream(sys.stdout.buffer)
        try:
            if text:
                left_out = _mask_table(table, text, target, masker, counts)
                how = table.how
            else:
                how = _mask_lines(opened, target.stream, masker, counts)
        except BaseException:
            target.abort()
            raise
        target.commit()
    finally:
        opened.close()
    if not quiet:
        typer.echo(f"读取 {opened.name}：{how}", err=True)
        _tell(counts, left_out)
    if left_out:
        raise typer.Exit(1)


def _check_columns(columns: list[str], table: Table) -> None:
    for name in columns:
        if name not in table.names:
            known = "、".join(table.names) or "（没有）"
            raise InputError(f"没有列 {name!r}；现有的列：{known}。{did_you_mean(name, table.names).zh}")


def _mask_lines(opened: ByteStream, target: BinaryIO, masker: Masker, counts: Counter[str]) -> str:
    stream, written = as_text(opened, newline="")
    for line in stream:
        target.write(_masked(line, masker, counts).encode("utf-8", "replace"))
    return f"{written.name}，每行一条"


def _mask_table(
    table: Table, columns: list[str], target: AtomicFile | OpenStream, masker: Masker, counts: Counter[str]
) -> int:
    """Write the table with masked columns; return how many rows could not be read."""
    as_json = target.path.suffix.lower() == ".jsonl" or (str(target.path) == "-" and table.format in ("jsonl", "json"))
    if target.path.suffix.lower() in (".xlsx", ".parquet"):
        raise InputError(f"mask 只写 .csv、.jsonl 和文本，不写 {target.path.suffix}")
    left_out = 0
    if not as_json:
        if isinstance(target, AtomicFile):
            target.stream.write("\ufeff".encode())
        target.stream.write(_csv_line(table.names))
    for row in table.rows:
        if row.values is None:
            left_out += 1
            continue
        values = {**row.values, **{name: _cell(row.values.get(name), masker, counts) for name in columns}}
        line = f"{json_line(values)}\n".encode() if as_json else _csv_line(values.get(name) for name in table.names)
        target.stream.write(line)
    return left_out


def _cell(value: Any, masker: Masker, counts: Counter[str]) -> Any:
    if isinstance(value, str):
        return _masked(value, masker, counts)
    if isinstance(value, int) and not isinstance(value, bool):
        masked = _masked(str(value), masker, counts)
        return value if masked == str(value) else masked
    if isinstance(value, list):
        return [_cell(item, masker, counts) for item in value]
    if isinstance(value, dict):
        return {name: _cell(item, masker, counts) for name, item in value.items()}
    return value


def _masked(raw: str, masker: Masker, counts: Counter[str]) -> str:
    masked = masker.mask(raw)
    counts.update(mask.entity for mask in masked.masks)
    return masked.text


def _csv_line(cells: Iterator[Any] | list[str]) -> bytes:
    line = io.StringIO(newline="")
    csv.writer(line).writerow([csv_cell(cell) for cell in cells])
    return line.getvalue().encode("utf-8", "replace")


def _tell(counts: Counter[str], left_out: int) -> None:
    found = "、".join(f"{ENTITIES[name].label} {counts[name]}" for name in ENTITIES if counts[name])
    typer.echo(f"已脱敏 {counts.total()} 处{f'：{found}' if found else ''}", err=True)
    if left_out:
        typer.echo(f"{left_out} 行读不了，没有写出", err=True)
