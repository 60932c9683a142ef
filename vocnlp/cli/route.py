"""Turn a file of comments into decisions and, on request, cases: ``vocnlp route``."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from vocnlp.batch.atomic import check_targets
from vocnlp.batch.readers import Reject
from vocnlp.batch.writers import open_writer, stream_writer
from vocnlp.cli.analyses import Analyses
from vocnlp.cli.loads import load_table, shares_line
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
    say_read,
    say_sheets,
)
from vocnlp.cli.progress import Progress
from vocnlp.cli.summary import console
from vocnlp.pack import load_pack
from vocnlp.pipeline import Pipeline, load
from vocnlp.routing.decide import Router
from vocnlp.routing.simulate import Tally
from vocnlp.routing.source import read_routing
from vocnlp.routing.store import CaseStore, Ingested
from vocnlp.types.analysis import Analysis

__all__ = ["command", "router_for"]


def command(
    source: Annotated[str, typer.Argument(metavar="FILE|-", help="Comments, or the .jsonl of `vocnlp analyze`.")],
    pack: PackOption,
    routing: Annotated[
        Path | None, typer.Option(metavar="ROUTING.{yaml,xlsx,csv}", help="Another table than the pack's.")
    ] = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="OUT.{csv,xlsx,parquet,jsonl}", help="One row a decision.")
    ] = None,
    store: Annotated[
        str, typer.Option(metavar="CASES.db|URL", help="Put the decisions into this case store as cases.")
    ] = "",
    customer: Annotated[
        str, typer.Option(metavar="FIELD", help="The field that tells customers apart, for the store.")
    ] = "customer.id",
    text: TextOption = None,
    id: IdOption = None,
    channel: ChannelOption = None,
    time: TimeOption = None,
    sheet: SheetOption = "",
    format: Annotated[Format, typer.Option("--format", "-f", help="What goes to standard output.")] = Format.table,
    workers: WorkersOption = 0,
    mask: MaskOption = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Print errors only.")] = False,
) -> None:
    """Decide who must act on every comment, and keep the cases.

    Exit code 0: every row was decided; 1: some rows could not be read; 2: the call or its input is wrong.
    """
    check_targets([output], source, *([routing] if routing else []))
    pipeline = load(pack, privacy=privacy(mask))
    router = router_for(pipeline, routing)
    analyses = Analyses(source, pipeline, text=text, id=id, channel=channel, time=time, sheet=sheet, workers=workers)
    tally = Tally(router.table)
    total = Ingested()
    writers = [open_writer(output, rows="decisions")] if output else []
    if format is not Format.table:
        writers.append(
            stream_writer(sys.stdout.buffer, format="json" if format is Format.json else "csv", rows="decisions")
        )
    cases = CaseStore(store, table=router.table, customer=customer) if store else None
    pending: list[Analysis] = []
    try:
        with Progress(source, silent=quiet) as progress:
            for row, given in enumerate(analyses, 1):
                analysis = replace(given, decisions=router.decide(replace(given, decisions=()))) if routing else given
                tally.add(analysis, analysis.decisions)
                for writer in writers:
                    writer.write(analysis)
                if cases is not None:
                    pending.append(analysis)
                    if len(pending) >= 500:
                        total, pending = total.plus(cases.ingest(pending)), []
                progress(row)
        if cases is not None:
            total = total.plus(cases.ingest(pending))
        for writer in writers:
            writer.close()
    except BaseException:
        for writer in writers:
            writer.abort()
        raise
    finally:
        if cases is not None:
            cases.close()
    if format is Format.table and not quiet and tally.result.cases:
        console().print(load_table(tally.result, tally.table))
    if not quiet:
        say_read(analyses.how, analyses.notes)
        _tell(tally, total if store else None, store, output, analyses.rejected)
    if analyses.rejected:
        raise typer.Exit(1)


def router_for(pipeline: Pipeline, routing: Path | None) -> Router:
    """Return the router of a pipeline, or one for another table over the same points."""
    if routing is None:
        return pipeline.router
    below = load_pack(pipeline.pack.manifest.base).routing if pipeline.pack.manifest.base else None
    say_sheets(routing)
    table = read_routing(routing, pipeline.pack.taxonomy, pipeline.pack.routing, base=below)
    return Router(table, pipeline.pack.taxonomy)


def _tell(tally: Tally, total: Ingested | None, store: str, output: Path | None, rejected: list[Reject]) -> None:
    lines = [shares_line(tally.result)]
    if total is not None:
        lines.append(
            f"工单库 {store}：新工单 {total.cases:,}，并入已有 {total.grouped:,}，重复的原声 {total.repeated:,}"
        )
    lines += [f"写出 {output}"] if output else []
    lines += [f"无法处理 {len(rejected)} 行，首个：第 {rejected[0].number} 行 {rejected[0].reason}"] if rejected else []
    typer.echo("\n".join(lines), err=True)
