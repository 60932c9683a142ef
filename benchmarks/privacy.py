"""Print recall and precision of masking per entity over tests/privacy/lines.yaml, and its speed.

    python benchmarks/privacy.py            prints
    python benchmarks/privacy.py --write    and writes benchmarks/results/privacy.md

A mask is right when entity, start and end are right. The lines were written together with the rules, so the figures
are a regression guard and no estimate for other texts.
"""

from __future__ import annotations

import sys
import time
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "benchmarks" / "results" / "privacy.md"
HEAD = """# Masking: recall and precision

Written by `python benchmarks/privacy.py --write` over `tests/privacy/lines.yaml`. A mask is right when entity, start
and end are right. The lines are invented and were written together with the rules: the figures guard
against regressions and are no estimate for other texts.
"""
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "privacy")]

from lines import read_lines  # noqa: E402

from vocnlp.normalize.privacy import ENTITIES, Masker  # noqa: E402


def main() -> None:
    """Measure, print one row an entity, and write the page when asked."""
    lines, masker = read_lines(), Masker()
    right, wanted, found = Counter[str](), Counter[str](), Counter[str]()
    for line in lines:
        masks = {(mask.entity, *mask.span) for mask in masker.mask(line.text).masks}
        wanted.update(entity for entity, _, _ in line.expected)
        found.update(entity for entity, _, _ in masks)
        right.update(entity for entity, _, _ in masks & set(line.expected))
    traps = sum(not line.expected for line in lines)
    touched = sum(not line.expected and bool(masker.mask(line.text).masks) for line in lines)
    rows = [f"{len(lines)} lines, {traps} of them traps (nothing personal in them); {touched} traps were touched.", ""]
    rows += ["| entity | in the lines | recall | precision |", "|---|---|---|---|"]
    for name in [*ENTITIES, "all"]:
        counts = [counter.total() if name == "all" else counter[name] for counter in (right, wanted, found)]
        hit, want, got = counts
        rows.append(f"| {name} | {want} | {hit / max(want, 1):.3f} | {hit / max(got, 1):.3f} |")
    print("\n".join(rows))
    if "--write" in sys.argv:
        PAGE.write_text(f"{HEAD}\n" + "\n".join(rows) + "\n", encoding="utf-8")
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
