"""Print recall and precision of masking per entity over tests/privacy/lines.yaml, and its speed.

    python benchmarks/privacy.py

A mask is right when entity, start and end are right. The lines were written together with the rules, so the figures
are a regression guard and no estimate for other texts.
"""

from __future__ import annotations

import sys
import time
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "privacy")]

from lines import read_lines  # noqa: E402

from vocnlp.normalize.privacy import ENTITIES, Masker  # noqa: E402


def main() -> None:
    """Measure and print one row an entity."""
    lines, masker = read_lines(), Masker()
    right, wanted, found = Counter[str](), Counter[str](), Counter[str]()
    for line in lines:
        masks = {(mask.entity, *mask.span) for mask in masker.mask(line.text).masks}
        wanted.update(entity for entity, _, _ in line.expected)
        found.update(entity for entity, _, _ in masks)
        right.update(entity for entity, _, _ in masks & set(line.expected))
    traps = sum(not line.expected for line in lines)
    print(f"{len(lines)} lines, {traps} of them traps")
    print(f"{'entity':14}{'lines':>7}{'recall':>9}{'precision':>11}")
    for name in [*ENTITIES, "all"]:
        if name == "all":
            hit, want, got = right.total(), wanted.total(), found.total()
        else:
            hit, want, got = right[name], wanted[name], found[name]
        print(f"{name:14}{want:7}{hit / max(want, 1):9.3f}{hit / max(got, 1):11.3f}")
    for length in (10**3, 10**6):
        print(f"{length:>8} characters: {_speed(masker, lines, length):.2f} us a character")
    begun = time.perf_counter()
    for line in lines:
        masker.mask(line.text)
    print(f"{(time.perf_counter() - begun) / len(lines) * 1e6:.0f} us a line")


def _speed(masker: Masker, lines: list, length: int) -> float:  # type: ignore[type-arg]
    text = "\n".join(line.text for line in lines)
    text = (text * (length // len(text) + 1))[:length]
    begun = time.perf_counter()
    masker.mask(text)
    return (time.perf_counter() - begun) / length * 1e6


if __name__ == "__main__":
    main()
