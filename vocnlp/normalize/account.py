"""Turn the edits of many texts into an account: which step repaired how often, in how many texts, for example what."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from vocnlp.types.text import NormalizedText

__all__ = ["Account", "StepAccount", "account"]

_EXAMPLES = 5
_WIDTH = 24


@dataclass(frozen=True, slots=True)
class StepAccount:
    """One step: edits, texts with at least one, and its commonest repairs as (before, after, how often)."""

    step: str
    edits: int
    texts: int
    examples: tuple[tuple[str, str, int], ...]


@dataclass(frozen=True, slots=True)
class Account:
    """All texts: how many, how many needed a repair, how many are in which script, and the steps by frequency."""

    texts: int
    repaired: int
    scripts: tuple[tuple[str, int], ...]
    steps: tuple[StepAccount, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return a JSON-safe form."""
        return {
            "texts": self.texts,
            "repaired": self.repaired,
            "scripts": dict(self.scripts),
            "steps": [
                {
                    "step": step.step,
                    "edits": step.edits,
                    "texts": step.texts,
                    "examples": [{"before": old, "after": new, "count": count} for old, new, count in step.examples],
                }
                for step in self.steps
            ],
        }


def account(texts: Iterable[NormalizedText]) -> Account:
    """Count the repairs of normalized texts; memory grows with distinct short repairs, not with the texts.

    >>> from vocnlp.normalize import normalize
    >>> made = account(map(normalize, ["好好好好吃！！", "很好", "這裡好！！"]))
    >>> made.repaired, [(step.step, step.edits, step.texts) for step in made.steps]
    (2, [('emphasis', 3, 2), ('traditional', 1, 1)])
    """
    total = repaired = 0
    scripts: Counter[str] = Counter()
    edits: Counter[str] = Counter()
    holding: Counter[str] = Counter()
    repairs: dict[str, Counter[tuple[str, str]]] = {}
    for normal in texts:
        total += 1
        repaired += bool(normal.edits)
        scripts[normal.script] += 1
        holding.update({edit.step for edit in normal.edits})
        for edit in normal.edits:
            edits[edit.step] += 1
            shown = repairs.setdefault(edit.step, Counter())
            pair = _short(edit.before), _short(edit.after)
            if pair in shown or len(shown) < 10_000:
                shown[pair] += 1
    return Account(
        total,
        repaired,
        tuple(_ranked(scripts)),
        tuple(
            StepAccount(step, count, holding[step], tuple((*pair, n) for pair, n in _ranked(repairs[step])[:_EXAMPLES]))
            for step, count in _ranked(edits)
        ),
    )


def _ranked(counts: Counter[Any]) -> list[tuple[Any, int]]:
    return sorted(counts.items(), key=lambda item: (-item[1], item[0]))


def _short(text: str) -> str:
    return text if len(text) <= _WIDTH else f"{text[: _WIDTH - 1]}…"
