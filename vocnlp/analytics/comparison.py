"""Turn two packs, and a corpus where there is one, into everything that a reviewer of the edit asks for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from vocnlp.analytics.impact import Broken, Impact, broken_examples, measure_impact
from vocnlp.pipeline import Pipeline
from vocnlp.taxonomy.diff import Change, TaxonomyDiff, diff_taxonomies
from vocnlp.types.utterance import Utterance

__all__ = ["Comparison", "compare", "parse_share"]


@dataclass(frozen=True, slots=True)
class Comparison:
    """An edit under review; ``impact`` is None without a corpus."""

    old: str
    new: str
    diff: TaxonomyDiff
    rules: tuple[Change, ...]
    broken: tuple[Broken, ...]
    impact: Impact | None

    def exceeds(self, share: float) -> bool:
        """Tell whether the edit breaks examples or changes more than this share of the utterances."""
        return bool(self.broken) or (self.impact is not None and self.impact.share > share)

    def to_dict(self) -> dict[str, Any]:
        """Return JSON-safe plain values."""
        return {
            "old": self.old,
            "new": self.new,
            "changes": [change._asdict() for change in (*self.diff.changes, *self.rules)],
            "moved": dict(self.diff.moved),
            "broken": [{**one._asdict(), "failures": list(one.failures)} for one in self.broken],
            "impact": self.impact.to_dict() if self.impact else None,
        }


def compare(old: Pipeline, new: Pipeline, corpus: Iterable[Utterance] | None = None, *, samples: int = 5) -> Comparison:
    """Compare two versions of a pack.

    Args:
        old: the version before the edit.
        new: the version after it.
        corpus: utterances to try both on.
        samples: how many utterances to show for each point and kind of difference.
    """
    diff = diff_taxonomies(old.pack.taxonomy, new.pack.taxonomy)
    return Comparison(
        old=old.pack.label,
        new=new.pack.label,
        diff=diff,
        rules=tuple(_routing(old, new)),
        broken=tuple(broken_examples(old, new, diff.moved)),
        impact=None if corpus is None else measure_impact(old, new, corpus, diff.moved, samples=samples),
    )


def _routing(old: Pipeline, new: Pipeline) -> list[Change]:
    """Tell which rows and departments of the routing table came, went, or read otherwise now."""
    before, after = old.pack.routing, new.pack.routing
    rows: list[dict[str, object]] = [
        {row.id: (dict(row.when), row.then) for row in table.rows} for table in (before, after)
    ]
    owners: list[dict[str, object]] = [
        {name: (one.name, one.sla, one.calendar, one.priority, one.cc) for name, one in table.departments.items()}
        for table in (before, after)
    ]
    found = []
    for what, (left, right) in (("rule", rows), ("owner", owners)):
        for key in dict.fromkeys([*left, *right]):
            if left.get(key) != right.get(key):
                found.append(Change(what, key, key if key in left else "", key if key in right else ""))
    return found


def parse_share(text: str) -> float:
    """Read a share written as 0.05 or 5%.

    Raises:
        ValueError: it is neither.

    >>> parse_share("5%"), parse_share("0.05")
    (0.05, 0.05)
    """
    number = text.strip().rstrip("%％")
    share = float(number) / (100 if number != text.strip() else 1)
    if not 0 <= share <= 1:
        raise ValueError(text)
    return share
