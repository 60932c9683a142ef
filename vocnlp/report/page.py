"""Turn a tally into one HTML file that needs nothing else: style, script and charts are inside, nothing is fetched."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from vocnlp.batch.atomic import AtomicFile
from vocnlp.batch.cells import plain_text
from vocnlp.pack import Pack
from vocnlp.report.charts import trend_chart
from vocnlp.report.tally import Tally
from vocnlp.report.views import cards, channels, intents, matrix, nodes, worst
from vocnlp.report.voices import comment

__all__ = ["Source", "render_report", "write_report"]

_HERE = Path(__file__).parent


class Source(NamedTuple):
    """Where the comments came from, and what became of the rows."""

    name: str
    rows: int
    rejects: int = 0
    notes: tuple[str, ...] = ()


def render_report(tally: Tally, pack: Pack, source: Source) -> str:
    """Return the page.

    Args:
        tally: what was counted, made with ``keep`` so that it has comments to show.
        pack: the pack that the comments were analysed with.
        source: the file.
    """
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(_HERE), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    kept = tally.kept()
    page = environment.get_template("report.html.jinja").render(
        style=(_HERE / "report.css").read_text(encoding="utf-8"),
        script=(_HERE / "report.js").read_text(encoding="utf-8"),
        title=f"{pack.title}客户之声报告",
        pack=pack.label,
        source=source,
        period=_period(tally),
        cards=cards(tally, pack.taxonomy, source.rows, source.rejects),
        matrix=matrix(tally, pack.routing.priorities),
        worst=worst(tally),
        nodes=nodes(tally),
        channels=channels(tally),
        intents=intents(tally),
        trend=trend_chart(tally.weeks),
        comments=[comment(analysis) for analysis in kept],
        total=tally.comments,
    )
    return plain_text(page)


def write_report(path: Path, tally: Tally, pack: Pack, source: Source) -> None:
    """Write the page in one step: an unfinished report never replaces a finished one.

    Raises:
        InputError: the file cannot be written.
    """
    file = AtomicFile(path)
    try:
        file.stream.write(render_report(tally, pack, source).encode())
    except BaseException:
        file.abort()
        raise
    file.commit()


def _period(tally: Tally) -> str:
    if tally.first is None or tally.last is None:
        return ""
    return f"{tally.first:%Y-%m-%d} 至 {tally.last:%Y-%m-%d}"
