"""Hold what every sink builds: one HTTP request, not yet sent."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from vocnlp.routing.case import Case

__all__ = ["Request", "case_lines", "json_request"]


@dataclass(frozen=True, slots=True)
class Request:
    """One request; ``key`` is the same whenever the same thing is sent again, so that receivers can drop doubles."""

    url: str
    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)
    method: str = "POST"
    key: str = ""


def json_request(url: str, payload: Any, *, key: str = "", headers: Mapping[str, str] | None = None) -> Request:
    """Build a request with a JSON body; keys keep their order, Chinese stays readable."""
    body = json.dumps(payload, ensure_ascii=False, separators=(",", ":")).encode()
    named = {"Content-Type": "application/json; charset=utf-8", **(headers or {})}
    if key:
        named["Idempotency-Key"] = key
    return Request(url, body, named, key=key)


def case_lines(case: Case) -> list[tuple[str, str]]:
    """Return what a person must know about a case, as (label, value) pairs; empty values are left out."""
    due = case.due.strftime("%Y-%m-%d %H:%M") if case.due else ""
    pairs = [
        ("工单", case.id),
        ("责任部门", case.payload.get("name") or case.department),
        ("优先级", case.priority),
        ("体验点", case.point),
        ("严重度", str(case.payload.get("severity", ""))),
        ("原声", case.payload.get("text", case.title)),
        ("处理动作", "；".join(case.payload.get("actions", []))),
        ("截止时间", due),
        ("依据", "；".join(case.payload.get("reasons", []))),
    ]
    return [(label, value) for label, value in pairs if value]
