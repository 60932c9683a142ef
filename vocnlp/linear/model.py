"""Turn n-grams and named facts into one score an output: gather, sum, add; numpy alone.

An n-gram of a block is worth its weight (in which idf and every other scale is already folded) divided by the
text's norm, the root of the summed squared idf of its n-grams. Scores are margins; ``curve`` turns them into
probabilities.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from vocnlp.linear.grams import Rolled, Text, rolled

if TYPE_CHECKING:
    import numpy.typing as npt

    Array: TypeAlias = npt.NDArray[Any]

__all__ = ["Block", "LinearModel", "Namespace", "Push", "strongest"]

_BATCH = 512


class Namespace(NamedTuple):
    """How one kind of text is cut into n-grams; ``seed`` keeps its buckets apart, ``salted`` ones are crossed.

    Without ``sizes`` there is nothing to cut: its texts are vectors, taken as they are.
    """

    name: str
    sizes: tuple[int, ...] = (1, 2, 3)
    bits: int = 18
    seed: int = 0
    salted: bool = False


class Push(NamedTuple):
    """A range of one text (characters, or words of a word block) and how far it pushed an output."""

    start: int
    end: int
    weight: float


@dataclass(frozen=True, eq=False)
class Block:
    """The learned weights of one namespace.

    ``kept`` are the buckets seen in training, rising; row ``i`` of ``weights`` (one column an output) and of
    ``squares`` (squared idf) belongs to bucket ``kept[i]``. Unknown n-grams are worth nothing.
    """

    namespace: Namespace
    kept: Array
    weights: Array
    squares: Array

    def __post_init__(self) -> None:
        import numpy as np

        lookup = np.zeros(1 << self.namespace.bits if self.namespace.sizes else len(self.kept), dtype=np.int32)
        lookup[self.kept] = np.arange(1, len(self.kept) + 1, dtype=np.int32)
        empty = np.zeros((1, self.weights.shape[1] + 1), dtype=np.float32)
        columns = np.column_stack([self.weights.astype(np.float32), self.squares.astype(np.float32)])
        object.__setattr__(self, "_lookup", lookup)
        object.__setattr__(self, "_table", np.vstack([empty, columns]))

    def scores(self, texts: Sequence[Text], salts: Sequence[str]) -> Array:
        """Return (texts, outputs) sums, divided by each text's norm."""
        import numpy as np

        table: Array = self._table  # type: ignore[attr-defined]
        if not self.namespace.sizes:
            direct: Array = np.asarray(texts, dtype=np.float64) @ table[1:, :-1].astype(np.float64)
            return direct
        sizes = self._cut(texts, salts)
        worth = table.take(self._rows(first := next(sizes)), axis=0, mode="clip")
        for found in sizes:
            worth += table.take(self._rows(found), axis=0, mode="clip")
        sums = np.zeros((len(texts), table.shape[1]))
        filled = np.flatnonzero(first.lengths)
        if len(filled):
            sums[filled] = np.add.reduceat(worth, first.starts.take(filled), axis=0)
        scaled: Array = sums[:, :-1] / np.sqrt(np.maximum(sums[:, -1:], 1e-12))
        return scaled

    def characters(self, text: Text, salt: str, output: int) -> Array:
        """Return how far each character (or word) pushed an output; an n-gram's push is shared by its units."""
        import numpy as np

        table: Array = self._table  # type: ignore[attr-defined]
        worth, squares = np.zeros(len(text)), 0.0
        for found in self._cut([text], [salt] if self.namespace.salted else []):
            rows = self._rows(found)
            squares += float(table[rows, -1].sum())
            share = table[rows, output] / found.size
            for offset in range(min(found.size, len(text))):
                worth[offset:] += share[: len(text) - offset]
        pushed: Array = worth / np.sqrt(max(squares, 1e-12))
        return pushed

    def _cut(self, texts: Sequence[Text], salts: Sequence[str]) -> Iterator[Rolled]:
        space = self.namespace
        return rolled(texts, sizes=space.sizes, bits=space.bits, seed=space.seed, salts=salts)

    def _rows(self, found: Rolled) -> Array:
        """Return the row of every n-gram in the table; 0 stands for what is unknown or no n-gram of one text."""
        lookup: Array = self._lookup  # type: ignore[attr-defined]
        rows = lookup.take(found.buckets, mode="clip")
        rows[found.crossing] = 0
        return rows


@dataclass(frozen=True, eq=False)
class LinearModel:
    """Blocks of n-grams plus named facts plus bias, one column an output."""

    outputs: tuple[str, ...]
    blocks: tuple[Block, ...]
    facts: tuple[str, ...]
    fact_weights: Array
    bias: Array

    def __post_init__(self) -> None:
        object.__setattr__(self, "_places", {name: row for row, name in enumerate(self.facts)})

    def scores(
        self,
        texts: Sequence[Sequence[Text]],
        facts: Sequence[Mapping[str, float]],
        salts: Sequence[str] = (),
    ) -> Array:
        """Score examples.

        Args:
            texts: for every block the texts of all examples.
            facts: for every example its named numbers; unknown names count nothing.
            salts: for every example the word that salted blocks are crossed with.

        Returns:
            Margins of shape (examples, outputs).
        """
        import numpy as np

        parts = [self._batch(texts, facts, salts, start) for start in range(0, len(facts), _BATCH)]
        return np.vstack(parts) if parts else np.zeros((0, len(self.outputs)))

    def _batch(
        self, texts: Sequence[Sequence[Text]], facts: Sequence[Mapping[str, float]], salts: Sequence[str], start: int
    ) -> Array:
        import numpy as np

        part = slice(start, start + _BATCH)
        here = facts[part]
        total: Array = np.tile(self.bias.astype(np.float64), (len(here), 1))
        for block, given in zip(self.blocks, texts, strict=True):
            total += block.scores(given[part], salts[part] if block.namespace.salted else ())
        places: Mapping[str, int] = self._places  # type: ignore[attr-defined]
        for row, known in enumerate(here):
            for name, value in known.items():
                place = places.get(name)
                if place is not None:
                    total[row] += self.fact_weights[place] * value
        return total

    def pushes(self, block: int, text: Text, output: int, *, salt: str = "", most: int = 3) -> list[Push]:
        """Return the ranges of a text that pushed an output: up the most first, then, with weights < 0, down."""
        pushed = self.blocks[block].characters(text, salt, output)
        return strongest(pushed, most=most)


def strongest(pushed: Array, *, most: int = 3) -> list[Push]:
    """Return the ranges that pushed the most in either direction, those for it first."""
    up, down = (sorted(_ranges(values), key=lambda push: (-push.weight, push.start)) for values in (pushed, -pushed))
    floor = up[0].weight / 3 if up else 0.0
    against = [Push(push.start, push.end, -push.weight) for push in down if push.weight >= floor]
    return up[:most] + against[: max(1, most // 2)]


def _ranges(pushed: Array) -> Iterator[Push]:
    """Yield maximal runs of units that push at least a third as much as the strongest one."""
    floor = float(pushed.max(initial=0.0)) / 3
    if floor <= 0:
        return
    start: int | None = None
    for place in range(len(pushed) + 1):
        strong = place < len(pushed) and pushed[place] >= floor
        if strong and start is None:
            start = place
        elif not strong and start is not None:
            yield Push(start, place, round(float(pushed[start:place].sum()), 4))
            start = None
