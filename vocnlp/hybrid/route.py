"""Turn a text into the department that people sent such texts to, where the decision table has nothing to say.

Decisions of the table stay: rows are promises that somebody wrote down. A learned decision is added where the model
sees a group that no decision covers, and takes the place of the default.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from vocnlp.hybrid.facts import category_facts
from vocnlp.hybrid.reading import Reading
from vocnlp.linear.decide import AnyOf, Guess
from vocnlp.types.analysis import Decision

__all__ = ["ModelRouter"]


@dataclass(frozen=True, eq=False)
class ModelRouter:
    """The learned routing groups; ``departments`` are those of each group, the one that acts first."""

    decider: AnyOf
    departments: Mapping[str, tuple[str, ...]]
    origin: str

    def rank(self, reading: Reading) -> list[Guess]:
        """Return a guess on every group, the most probable first."""
        guesses = self.decider.guess([[reading.text.text]], [category_facts(reading, {})])[0]
        return sorted(guesses, key=lambda guess: (-guess.probability, guess.label))

    def decide(
        self, reading: Reading, decisions: Sequence[Decision], known: Mapping[str, Decision]
    ) -> tuple[Decision, ...]:
        """Add what the table's decisions leave out.

        Args:
            reading: what the rules understood.
            decisions: those of the table.
            known: for every department a decision with its name, promise and priority.
        """
        kept = list(decisions)
        for guess in self.rank(reading) if reading.text.text else ():
            able = [name for name in self.departments[guess.label] if name in known]
            if not guess.taken or not able or any(decision.department in able for decision in kept):
                continue
            reason = f"模型看出“{guess.label}” {guess.probability:.0%}"
            kept = [decision for decision in kept if decision.rule != "default"]
            kept.append(known[able[0]]._replace(rule=self.origin, reasons=(reason,)))
        return tuple(kept)
