"""Turn the example comments into all results at once: ``vocnlp demo``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from vocnlp.batch.atomic import reason_of
from vocnlp.batch.readers import read
from vocnlp.batch.rejects import RejectFile
from vocnlp.batch.run import run
from vocnlp.batch.writers import open_writer
from vocnlp.cli.options import WorkersOption
from vocnlp.cli.progress import Progress
from vocnlp.cli.summary import console, show_summary, totals_line
from vocnlp.errors import InputError
from vocnlp.pipeline import load
from vocnlp.report.page import Source, write_report
from vocnlp.report.tally import Tally
from vocnlp.shipped import example

__all__ = ["command"]


def command(
    out: Annotated[Path, typer.Option(metavar="FOLDER", help="Where the results go.")] = Path("out"),
    workers: WorkersOption = 0,
) -> None:
    """Run the main job on the example comments.

    Analyses the example comments with the automotive pack and writes opinions.csv, decisions.csv, analysis.jsonl and
    report.html.
    """
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError(f"建不了文件夹 {out}：{reason_of(error)}") from None
    pipeline = load("automotive")
    tally = Tally(pipeline.pack.taxonomy.points, keep=2000)
    names = {"opinions": out / "opinions.csv", "decisions": out / "decisions.csv", "analysis": out / "analysis.jsonl"}
    with read(example("automotive_comments.csv")) as reading, Progress(reading.name) as progress:
        writers = [
            open_writer(names["opinions"]),
            open_writer(names["decisions"], rows="decisions"),
            open_writer(names["analysis"]),
        ]
        aside = RejectFile(out / "rejects.csv")
        totals = run(pipeline, reading, writers, rejects=aside, workers=workers, observe=tally.add, progress=progress)
    report = out / "report.html"
    write_report(report, tally, pipeline.pack, Source(reading.name, totals.rows, totals.rejects, tuple(reading.notes)))
    typer.echo(f"{pipeline.pack.title}行业包 {pipeline.pack.label}")
    typer.echo(f"读取 {reading.name}：{reading.how}")
    typer.echo(f"{totals_line(totals)}\n")
    show_summary(tally, pipeline.pack.routing.priorities, console())
    typer.echo("\n写出：" + "、".join(str(path) for path in [*names.values(), report]))
    typer.echo(f"用浏览器打开 {report} 查看报告")
