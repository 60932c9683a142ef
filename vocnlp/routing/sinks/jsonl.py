"""Turn cases into JSON lines: one self-contained object a line, times in ISO 8601."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from vocnlp.routing.case import Case

__all__ = ["case_dict", "write_jsonl"]


def case_dict(case: Case) -> dict[str, Any]:
    """Return a case as JSON-safe values; the parts of the decision stand beside the state."""
    values = case._asdict()
    payload = values.pop("payload")
    return {
        **{name: value.isoformat() if isinstance(value, dt.datetime) else value for name, value in values.items()},
        **{name: value for name, value in payload.items() if name not in values},
    }


def write_jsonl(cases: Iterable[Case], path: Path) -> int:
    """Append cases to a file, one line each; return how many."""
    count = 0
    with path.open("a", encoding="utf-8", newline="\n") as file:
        for case in cases:
            file.write(json.dumps(case_dict(case), ensure_ascii=False) + "\n")
            count += 1
    return count
