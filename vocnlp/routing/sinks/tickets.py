"""Turn a case into the JSON that ticket systems take: Jira Cloud (REST v3, ADF text) and ServiceNow (Table API)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from vocnlp.routing.case import Case
from vocnlp.routing.sinks.message import Request, case_lines, json_request

__all__ = ["jira", "servicenow"]

JIRA_PRIORITIES = {"P0": "Highest", "P1": "High", "P2": "Medium", "P3": "Low", "P4": "Lowest"}
URGENCIES = {"P0": "1", "P1": "1", "P2": "2", "P3": "3", "P4": "3"}


def jira(
    case: Case,
    url: str,
    *,
    project: str,
    issue_type: str = "Task",
    priorities: Mapping[str, str] = JIRA_PRIORITIES,
    fields: Mapping[str, Any] | None = None,
) -> Request:
    """Build ``POST /rest/api/3/issue``; authentication is a header of the sender, never of the message."""
    paragraphs = [_paragraph(f"{label}：{value}") for label, value in case_lines(case)]
    values: dict[str, Any] = {
        "project": {"key": project},
        "issuetype": {"name": issue_type},
        "summary": " ".join(f"[{case.department}] {case.title}".split())[:255],
        "description": {"type": "doc", "version": 1, "content": paragraphs},
        "labels": [f"voc-{case.id}", *(tag.replace(" ", "-") for tag in case.payload.get("tags", []))],
    }
    if case.priority in priorities:
        values["priority"] = {"name": priorities[case.priority]}
    if case.due is not None:
        values["duedate"] = case.due.date().isoformat()
    return json_request(f"{url.rstrip('/')}/rest/api/3/issue", {"fields": {**values, **(fields or {})}}, key=case.id)


def servicenow(case: Case, url: str, *, table: str = "incident", fields: Mapping[str, Any] | None = None) -> Request:
    """Build ``POST /api/now/table/<table>``; ``correlation_id`` carries the case so that doubles can be refused."""
    description = "\n".join(f"{label}：{value}" for label, value in case_lines(case))
    payload: dict[str, Any] = {
        "short_description": " ".join(case.title.split())[:160],
        "description": description[:4000],
        "urgency": URGENCIES.get(case.priority, "3"),
        "impact": "1" if int(case.payload.get("severity") or 0) >= 4 else "2" if case.priority in ("P0", "P1") else "3",
        "assignment_group": case.payload.get("name") or case.department,
        "category": case.point,
        "correlation_id": case.id,
        "correlation_display": "vocnlp",
    }
    if case.due is not None:
        payload["due_date"] = case.due.replace(tzinfo=None).isoformat(sep=" ", timespec="seconds")
    address = f"{url.rstrip('/')}/api/now/table/{table}"
    return json_request(address, {**payload, **(fields or {})}, key=case.id, headers={"Accept": "application/json"})


def _paragraph(text: str) -> dict[str, Any]:
    return {"type": "paragraph", "content": [{"type": "text", "text": text}]}
