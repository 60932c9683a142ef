"""Turn a file of comments into opinions, decisions and a report: ``vocnlp analyze``."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from vocnlp.batch.atomic import check_targets
from vocnlp.batch.checkpoint import Checkpoint, fingerprint, progress_file
from vocnlp.batch.duplicates import Marker
from vocnlp.batch.readers import Reading, read
from vocnlp.batch.rejects import RejectFile
from vocnlp.batch.run import Totals, run
from vocnlp.batch.writers import Writer, open_writer, stream_writer
from vocnlp.cli.options import (
    ChannelOption,
    Format,
    IdOption,
    MaskOption,
    PackOption,
    SheetOption,
    TextOption,
    TimeOption,
    WorkersOption,
    privacy,
)
from vocnlp.cli.progress import Progress
from vocnlp.cli.summary import console, opinions_table, show_summary, totals_line
from vocnlp.errors import InputError
from vocnlp.pipeline import Pipeline, load
from vocnlp.report.tally import Tally
from vocnlp.types.analysis import Analysis
from vocnlp.types.explain import MARKS

__all__ = ["command"]

_SHOWN = 20
_REPORT_COMMENTS = 2000


def command(
    source: Annotated[str, typer.Argument(metavar="FILE|-", help="A file of comments, or - for standard input.")],
    pack: PackOption,
    text: TextOption = None,
    id: IdOption = None,
    channel: ChannelOption = None,
    time: TimeOption = None,
    sheet: SheetOption = "",
    input_format: Annotated[
        str, typer.Option(help="csv, jsonl, json, xlsx, parquet or lines; found out when absent.")
    ] = "",
    output: Annotated[
        list[Path] | None,
        typer.Option("--output", "-o", metavar="OUT.{csv,jsonl,parquet,xlsx}", help="Result file; may be repeated."),
    ] = None,
    decisions: Annotated[
        Path | None, typer.Option(metavar="OUT.{csv,parquet,xlsx}", help="File of one row a decision.")
    ] = None,
    report: Annotated[Path | None, typer.Option(metavar="OUT.html", help="Self-contained HTML report.")] = None,
    rejects: Annotated[
        Path | None, typer.Option(metavar="OUT.csv", help="Where rows that fail go; beside the output when absent.")
    ] = None,
    format: Annotated[Format, typer.Option("--format", "-f", help="What goes to standard output.")] = Format.table,
    workers: WorkersOption = 0,
    mask: MaskOption = False,
    duplicates: Annotated[
        bool, typer.Option("--duplicates", help="Mark copies, near copies and templates, and count them apart.")
    ] = False,
    resume: Annotated[
        bool, typer.Option("--resume", help="Keep the progress, and go on where an interrupted run stopped.")
    ] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Print errors only.")] = False,
) -> None:
    """Analyse a file of comments.

    Finds opinions, causes, departments and priorities, and writes them as tables and as a report.

    Reads CSV, TSV, JSON lines, JSON, Excel, Parquet and plain lines in UTF-8, GB18030, Big5 or UTF-16 without being
    told. A row that fails is written to the rejects file and does not stop the others.

    Exit code 0: every row was read; 1: some rows were rejected; 2: the call or its input is wrong.
    """
    outputs = [*(output or []), *([decisions] if decisions else [])]
    check_targets([*outputs, report, rejects], source)
    if resume:
        _check_resume(source, outputs, report, duplicates)
    pipeline = load(pack, privacy=privacy(mask))
    reading = read(
        sys.stdin.buffer if source == "-" else source,
        text=text,
        id=id,
        channel=channel,
        time=time,
        sheet=sheet,
        format=input_format,
    )
    with reading:
        job = fingerprint(Path(source), pipeline.pack.label, outputs) if resume else ""
        found = Checkpoint.load(progress_file(outputs[0]), job) if resume else None
        writers = _writers(output or [], decisions, format, found)
        aside = _rejects(rejects, outputs, found)
        tally = Tally(pipeline.pack.taxonomy.points, keep=_REPORT_COMMENTS if report else 0)
        first: list[Analysis] = []

        def observe(analysis: Analysis) -> None:
            tally.add(analysis)
            if len(first) < _SHOWN:
                first.append(analysis)

        with Progress(reading.name, silent=quiet) as progress:
            totals = run(
                pipeline,
                reading,
                writers,
                rejects=aside,
                workers=workers,
                marker=Marker() if duplicates else None,
                observe=observe,
                progress=progress,
                job=job,
                resume=found,
            )
    if report:
        _write_report(report, tally, pipeline, reading, totals)
    if format is Format.table and not quiet and not found:
        _show(tally, first, pipeline, totals)
    if not quiet:
        earlier = [f"前 {found.items:,} 行上次已经写出；表格汇总只在一次跑完时打印"] if found else _apart(tally)
        _tell(reading, totals, earlier, writers, aside, report)
    if totals.rejects:
        raise typer.Exit(1)


def _check_resume(source: str, outputs: list[Path], report: Path | None, duplicates: bool) -> None:
    if source == "-" or not outputs or any(path.suffix.lower() not in (".csv", ".jsonl") for path in outputs):
        raise InputError("--resume 要有输入文件，并且只写 .csv 或 .jsonl（加 -o）")
    if report:
        raise InputError("--resume 不能和 --report 一起用")
    if duplicates:
        raise InputError("--resume 不能和 --duplicates 一起用：接着做时不知道前面写过什么")


def _writers(outputs: list[Path], decisions: Path | None, format: Format, found: Checkpoint | None) -> list[Writer]:
    """Open every result file; when one cannot be opened, none is left behind."""
    opened: list[Writer] = []
    wanted = [(path, False) for path in outputs] + ([(decisions, True)] if decisions else [])
    try:
        for path, is_decisions in wanted:
            state = found.writers.get(str(path.resolve())) if found else None
            opened.append(open_writer(path, rows="decisions" if is_decisions else "opinions", state=state))
    except InputError:
        for writer in opened:
            writer.abort()
        raise
    if format is not Format.table:
        opened.append(stream_writer(sys.stdout.buffer, format="json" if format is Format.json else "csv"))
    return opened


def _rejects(path: Path | None, outputs: list[Path], found: Checkpoint | None) -> RejectFile | None:
    if path is None and not outputs:
        return None
    place = path or outputs[0].with_name(f"{outputs[0].stem}.rejects.csv")
    return RejectFile(place, found.writers.get(str(place.resolve())) if found else None)


def _write_report(path: Path, tally: Tally, pipeline: Pipeline, reading: Reading, totals: Totals) -> None:
    from vocnlp.report.page import Source, write_report

    source = Source(reading.name, totals.rows, totals.rejects, tuple(reading.notes))
    write_report(path, tally, pipeline.pack, source)


def _show(tally: Tally, first: list[Analysis], pipeline: Pipeline, totals: Totals) -> None:
    out = console()
    if totals.rows <= _SHOWN and any(analysis.opinions for analysis in first):
        out.print(opinions_table(first))
    show_summary(tally, pipeline.pack.routing.priorities, out)


def _apart(tally: Tally) -> list[str]:
    told = "，".join(f"{MARKS[name]} {tally.marks[name]:,}" for name in MARKS if tally.marks[name])
    return [f"不计入占比：{told}"] if told else []


def _tell(
    reading: Reading,
    totals: Totals,
    remarks: list[str],
    writers: list[Writer],
    rejects: RejectFile | None,
    report: Path | None,
) -> None:
    """Say on standard error how the file was read, what was odd, and where the results are."""
    lines = [
        f"读取 {reading.name}：{reading.how}",
        totals_line(totals),
        *remarks,
        *(f"注意：{note}" for note in reading.notes),
    ]
    for writer in writers:
        late = "、".join(f"{name}（{count} 行）" for name, count in writer.notes.items())
        if late:
            lines.append(f"注意：{writer.path} 没有写入后来才出现的字段 {late}；.jsonl 会保留它们")
    written = [str(writer.path) for writer in writers if str(writer.path) != "-"] + ([str(report)] if report else [])
    if written:
        lines.append(f"写出 {'、'.join(written)}")
    if totals.rejects:
        lines.append(f"无法处理的行：{rejects.path if rejects else '加 -o 或 --rejects 可写入文件'}")
    typer.echo("\n".join(lines), err=True)
