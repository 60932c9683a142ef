"""Turn a case into messages of group robots: 企业微信, 钉钉, 飞书.

Formats: 企业微信 群机器人 markdown (at most 4096 bytes, @ by ``<@userid>``); 钉钉 custom robot markdown with the signed
URL (timestamp in milliseconds and HMAC-SHA256 of ``timestamp\\nsecret``); 飞书 custom bot interactive card with
``sign`` (HMAC-SHA256 with key ``timestamp\\nsecret`` over nothing, timestamp in seconds).
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Sequence
from typing import Any
from urllib.parse import quote_plus

from vocnlp.routing.case import Case
from vocnlp.routing.sinks.message import Request, case_lines, json_request

__all__ = ["dingtalk", "feishu", "wecom"]

_WECOM_LIMIT = 4096
_COLOURS = {"P0": "red", "P1": "orange", "P2": "yellow"}


def wecom(case: Case, url: str, *, mention: Sequence[str] = ()) -> Request:
    """Build a 企业微信 group robot message; ``mention`` are user ids."""
    lines = [f"**{_heading(case)}**"]
    lines += [f"> {label}：{_line(value)}" for label, value in case_lines(case)]
    lines += ["".join(f"<@{user}>" for user in mention)] if mention else []
    content = _cut("\n".join(lines), _WECOM_LIMIT)
    return json_request(url, {"msgtype": "markdown", "markdown": {"content": content}}, key=case.id)


def dingtalk(
    case: Case, url: str, *, timestamp: int, secret: str = "", mobiles: Sequence[str] = (), everyone: bool = False
) -> Request:
    """Build a 钉钉 custom robot message.

    Args:
        case: what it is about.
        url: the robot's address with its access token.
        timestamp: the present in Unix seconds.
        secret: the robot's signing secret (加签), if it has one.
        mobiles: numbers to mention; they must stand in the text as well, which this does.
        everyone: mention all.
    """
    lines = [f"### {_heading(case)}"]
    lines += [f"- **{label}**：{_line(value)}" for label, value in case_lines(case)]
    lines += [" ".join(f"@{number}" for number in mobiles)] if mobiles else []
    payload = {
        "msgtype": "markdown",
        "markdown": {"title": _heading(case), "text": "\n".join(lines)},
        "at": {"atMobiles": list(mobiles), "isAtAll": everyone},
    }
    if secret:
        milliseconds = timestamp * 1000
        signed = hmac.new(secret.encode(), f"{milliseconds}\n{secret}".encode(), hashlib.sha256).digest()
        url = f"{url}&timestamp={milliseconds}&sign={quote_plus(base64.b64encode(signed))}"
    return json_request(url, payload, key=case.id)


def feishu(case: Case, url: str, *, timestamp: int, secret: str = "") -> Request:
    """Build a 飞书 custom bot card; see ``dingtalk`` for the arguments."""
    fields = [
        {"is_short": False, "text": {"tag": "lark_md", "content": f"**{label}**：{_line(value)}"}}
        for label, value in case_lines(case)
    ]
    payload: dict[str, Any] = {
        "msg_type": "interactive",
        "card": {
            "header": {
                "title": {"tag": "plain_text", "content": _heading(case)},
                "template": _COLOURS.get(case.priority, "blue"),
            },
            "elements": [{"tag": "div", "fields": fields}],
        },
    }
    if secret:
        signed = hmac.new(f"{timestamp}\n{secret}".encode(), b"", hashlib.sha256).digest()
        payload = {"timestamp": str(timestamp), "sign": base64.b64encode(signed).decode(), **payload}
    return json_request(url, payload, key=case.id)


def _heading(case: Case) -> str:
    return f"{case.priority} 客户之声工单 {case.payload.get('name') or case.department}".strip()


def _line(value: str) -> str:
    return " ".join(value.split())


def _cut(text: str, limit: int) -> str:
    """Cut to a number of UTF-8 bytes, at a character."""
    raw = text.encode()
    return text if len(raw) <= limit else raw[: limit - 3].decode(errors="ignore") + "…"
