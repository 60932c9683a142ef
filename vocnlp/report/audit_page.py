"""Turn the account of a pack into one self-contained HTML page."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from vocnlp.analytics.audit import Audit, EntryUse, PointUse
from vocnlp.batch.cells import plain_text
from vocnlp.taxonomy.model import Taxonomy

__all__ = ["ADVICE", "audit_html"]

ADVICE = {"merge": "合并", "exclude": "用 unless 分开", "parent": "上移到共同的上级", "": ""}
_KINDS = {"term": "词", "positive": "好评说法", "negative": "差评说法"}
_PAIRS, _ENTRIES = 60, 40


class _Branch(NamedTuple):
    """A point with its dead entries, for the folded list."""

    name: str
    point: str
    entries: Sequence[EntryUse]


def audit_html(title: str, found: Audit, taxonomy: Taxonomy) -> str:
    """Return the page.

    Args:
        title: the pack's name and version.
        found: the account.
        taxonomy: the pack's tree, for names.
    """
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    here = Path(__file__).parent
    environment = Environment(
        loader=FileSystemLoader(here), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    table = [use for use in found.table if use.entries]
    used = sorted(found.entries, key=lambda one: (-one.hits, one.point))
    beaten = sorted(found.always_beaten, key=lambda one: (-one.hits, one.point))
    page = environment.get_template("audit.html.jinja").render(
        style=(here / "report.css").read_text(encoding="utf-8"),
        title=title,
        coverage=found.coverage,
        fallen=found.fallen,
        entries=len(found.entries),
        dead=_dead(found, taxonomy),
        dead_count=len(found.dead),
        silent=[use for use in table if not use.utterances and not taxonomy.points[use.point].children],
        pairs=found.pairs[:_PAIRS],
        more_pairs=max(len(found.pairs) - _PAIRS, 0),
        strength=[min(pair.jaccard, 1.0) for pair in found.pairs[:_PAIRS]],
        table=sorted(table, key=lambda use: (-use.utterances, taxonomy.points[use.point].order)),
        most=max((use.utterances for use in table), default=1) or 1,
        beaten=beaten[:_ENTRIES],
        used=[one for one in used[:_ENTRIES] if one.hits],
        path=lambda point: taxonomy.points[point].path,
        place=lambda one: "/".join(Path(one.origin).parts[-2:]),
        kinds=_KINDS,
        advice=ADVICE,
        dead_share=_dead_share,
    )
    return plain_text(page)


def _dead(found: Audit, taxonomy: Taxonomy) -> list[_Branch]:
    groups: dict[str, list[EntryUse]] = {}
    for entry in found.dead:
        groups.setdefault(entry.point, []).append(entry)
    return [_Branch(taxonomy.points[point].path, point, entries) for point, entries in groups.items()]


def _dead_share(use: PointUse) -> float:
    return use.dead / use.entries if use.entries else 0.0
