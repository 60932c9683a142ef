"""Turn ``sys.argv`` into one command, importing only that command.

Exit codes: 0 all is well; 1 there are findings (problems in a pack, failed cases, rejected rows); 2 the call or its
input is wrong; 130 interrupted; 129 hung up, 143 terminated. A mistake of the user never shows a traceback.
"""

from __future__ import annotations

import functools
import io
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from importlib import import_module
from typing import Annotated, Any, NamedTuple

import typer

from vocnlp import __version__
from vocnlp.errors import VocnlpError

__all__ = ["COMMANDS", "Entry", "build", "main"]


class Entry(NamedTuple):
    """Where a command lives, and its line in ``vocnlp --help``."""

    module: str
    summary: str


COMMANDS = {
    "analyze": Entry("vocnlp.cli.analyze", "Analyse a file of comments."),
    "explain": Entry("vocnlp.cli.explain", "Show how one comment was understood."),
    "check": Entry("vocnlp.cli.check", "Check packs and their files."),
    "test": Entry("vocnlp.cli.test", "Run the examples and cases that ship with a pack."),
    "mask": Entry("vocnlp.cli.mask", "Mask personal information in a file."),
    "normalize": Entry("vocnlp.cli.normalize", "Print the normal form of every comment, one a line."),
    "route": Entry("vocnlp.cli.route", "Decide who must act on every comment, and keep the cases."),
    "simulate": Entry("vocnlp.cli.simulate", "Try a decision table on past comments"),
    "index": Entry("vocnlp.cli.index", "Measure the experience index of every node of the tree."),
    "change": Entry("vocnlp.cli.change", "Explain a change of the experience index by point and segment."),
    "new": Entry("vocnlp.cli.new", "Start a pack of your own that stands on another one."),
    "diff": Entry("vocnlp.cli.diff", "Show what an edit of a pack changes, before it is merged."),
    "audit": Entry(
        "vocnlp.cli.audit",
        "Account for a pack on a corpus: coverage, dead rules, points that overlap.",
    ),
    "alerts": Entry("vocnlp.cli.alerts", "Watch every node of a pack's tree over time"),
    "drivers": Entry("vocnlp.cli.drivers", "Find which nodes of a pack's tree drive a number"),
    "emerging": Entry("vocnlp.cli.emerging", "Find expressions that are new or rise"),
    "suggest": Entry("vocnlp.cli.suggest", "Find what customers say and no point of a pack catches."),
    "export": Entry("vocnlp.cli.export", "Write a pack as an Excel workbook, one sheet a concern."),
    "import": Entry("vocnlp.cli.import_", "Read a pack back from an Excel workbook."),
    "tree": Entry("vocnlp.cli.tree", "Show a pack's tree: names, share of importance, owners, moments of truth."),
    "schema": Entry("vocnlp.cli.schema", "Print the JSON Schema of a file that analysts write, for editors."),
    "train": Entry("vocnlp.cli.train", "Learn from labelled utterances."),
    "label-plan": Entry("vocnlp.cli.label_plan", "Choose the comments to label next."),
    "shadow": Entry("vocnlp.cli.shadow", "List where the learned model disagrees with the rules."),
    "labels": Entry("vocnlp.cli.labels", "Carry labels to and from doccano and Label Studio."),
    "agree": Entry("vocnlp.cli.agree", "Measure how far coders agree on the same utterances."),
    "evaluate": Entry("vocnlp.cli.evaluate", "Measure a pack on labelled utterances."),
    "packs": Entry("vocnlp.cli.packs", "List the packs that are at hand."),
    "demo": Entry("vocnlp.cli.demo", "Run the main job on the example comments."),
}
"""Every command. Its module has a function ``command`` whose docstring is the help."""


def build(*, only: str = "") -> typer.Typer:
    """Return the application.

    Args:
        only: import this command and leave the others as names; empty imports all (for the reference).
    """
    app = typer.Typer(
        name="vocnlp",
        help="Translate the customer's voice: Chinese comments in, experience points, causes and routed issues out.",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
        rich_markup_mode=None,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    app.callback()(_root)
    for name, entry in COMMANDS.items():
        if only in ("", name):
            app.command(name, help=None)(_guarded(import_module(entry.module).command))
        else:
            app.command(name, help=entry.summary)(_placeholder)
    return app


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    _speak_utf8()
    wanted = next((word for word in given if word in COMMANDS), "-")
    try:
        with _cleans_up():
            build(only=wanted)(args=given, prog_name="vocnlp")
    except KeyboardInterrupt:  # while the command was still being imported
        typer.echo("已中断", err=True)
        sys.exit(130)
    except Terminated:
        with suppress(OSError):  # the terminal may be gone
            typer.echo("已终止", err=True)
        raise


class Terminated(SystemExit):
    """Another program, or the end of the terminal, asked this one to end: what is half written goes first."""


@contextmanager
def _cleans_up() -> Iterator[None]:
    """Let the signals that end a program unwind it as Ctrl-C does; one that is ignored (nohup) stays so."""
    numbers = [number for name in ("SIGTERM", "SIGHUP") if (number := getattr(signal, name, None))]
    mine = threading.current_thread() is threading.main_thread()
    ours = [number for number in numbers if mine and signal.getsignal(number) is signal.SIG_DFL]
    for number in ours:
        signal.signal(number, _terminate)
    try:
        yield
    finally:
        for number in ours:
            signal.signal(number, signal.SIG_DFL)


def _terminate(number: int, frame: object) -> None:
    signal.signal(number, signal.SIG_IGN)  # timeout(1) sends it twice; the second must not stop the cleaning up
    raise Terminated(128 + number)


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"vocnlp {__version__}")
        raise typer.Exit


def _root(
    version: Annotated[
        bool, typer.Option("--version", help="Show the version and leave.", is_eager=True, callback=_show_version)
    ] = False,
) -> None:
    """Hold the options of the program itself."""


def _placeholder() -> None:
    """Stand in for a command that was not asked for."""


def _guarded(command: Callable[..., Any]) -> Callable[..., Any]:
    """Turn what a user can do wrong into a message and an exit code."""

    @functools.wraps(command)
    def run(*args: Any, **options: Any) -> None:
        try:
            command(*args, **options)
        except VocnlpError as error:
            typer.echo(f"错误：{error}", err=True)
            raise typer.Exit(2) from None
        except KeyboardInterrupt:
            typer.echo("已中断", err=True)
            raise typer.Exit(130) from None
        except BrokenPipeError:  # the reader, head for instance, has seen enough
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            raise typer.Exit(0) from None
        except OSError as error:  # a folder that cannot be made, a disk that is full
            from vocnlp.batch.atomic import reason_of

            typer.echo(f"错误：{error.filename or '读写失败'}：{reason_of(error)}", err=True)
            raise typer.Exit(2) from None

    return run


def _speak_utf8() -> None:
    """Print Chinese on every terminal and into every pipe; lone surrogates become question marks."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="replace")
