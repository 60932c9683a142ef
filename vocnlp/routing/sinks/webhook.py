"""Turn a case into a signed webhook request.

The signature is HMAC-SHA256 over ``timestamp.body``, as Stripe and the Standard Webhooks specification sign: a
receiver recomputes it, compares in constant time and refuses old timestamps.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json

from vocnlp.routing.case import Case
from vocnlp.routing.sinks.jsonl import case_dict
from vocnlp.routing.sinks.message import Request

__all__ = ["sign", "verify", "webhook"]


def webhook(case: Case, url: str, *, secret: str, timestamp: int, event: str = "case.opened") -> Request:
    """Build the request.

    Args:
        case: what it is about.
        url: where it goes.
        secret: shared with the receiver.
        timestamp: the present in Unix seconds; injected.
        event: what happened.
    """
    body = json.dumps({"event": event, "case": case_dict(case)}, ensure_ascii=False, separators=(",", ":")).encode()
    key = f"{case.id}:{event}"
    headers = {
        "Content-Type": "application/json; charset=utf-8",
        "Webhook-Id": key,
        "Webhook-Timestamp": str(timestamp),
        "Webhook-Signature": f"v1,{sign(body, secret=secret, identity=key, timestamp=timestamp)}",
        "Idempotency-Key": key,
    }
    return Request(url, body, headers, key=key)


def sign(body: bytes, *, secret: str, identity: str, timestamp: int) -> str:
    """Return the base64 signature of ``identity.timestamp.body``."""
    signed = f"{identity}.{timestamp}.".encode() + body
    return base64.b64encode(hmac.new(secret.encode(), signed, hashlib.sha256).digest()).decode()


def verify(request: Request, *, secret: str, now: int, tolerance: int = 300) -> bool:
    """Tell whether a request was signed with the secret at most ``tolerance`` seconds ago; for receivers and tests."""
    timestamp = int(request.headers["Webhook-Timestamp"])
    expected = sign(request.body, secret=secret, identity=request.headers["Webhook-Id"], timestamp=timestamp)
    given = request.headers["Webhook-Signature"].removeprefix("v1,")
    return abs(now - timestamp) <= tolerance and hmac.compare_digest(expected, given)
