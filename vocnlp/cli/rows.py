"""Turn rows of figures into JSON or CSV."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from vocnlp.batch.cells import csv_cell

__all__ = ["as_csv", "as_json"]


def as_json(value: Any) -> str:
    """Write plain values; numbers keep six significant digits, which is more than they mean.

    >>> print(as_json([{"name": "甲", "p": 0.012345678}]), end="")
    [
      {
        "name": "甲",
        "p": 0.0123457
      }
    ]
    """
    return json.dumps(_rounded(value), ensure_ascii=False, indent=2) + "\n"


def as_csv(rows: Iterable[Mapping[str, Any]], columns: Sequence[str]) -> str:
    """Write one line a row; lists are joined by a semicolon.

    >>> print(as_csv([{"name": "甲", "p": 0.012345678, "of": ["a", "b"], "no": None}], ["name", "p", "of", "no"]))
    name,p,of,no
    甲,0.0123457,a;b,
    <BLANKLINE>
    """
    lines = io.StringIO()
    writer = csv.writer(lines, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([_cell(_rounded(row[name])) for name in columns] for row in rows)
    return lines.getvalue()


def _cell(value: Any) -> Any:
    return csv_cell(";".join(map(str, value)) if isinstance(value, list) else value)


def _rounded(value: Any) -> Any:
    if isinstance(value, float):
        return float(f"{value:.6g}")
    if isinstance(value, Mapping):
        return {name: _rounded(one) for name, one in value.items()}
    return [_rounded(one) for one in value] if isinstance(value, list | tuple) else value
