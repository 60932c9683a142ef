"""Turn a request into a real HTTP call: the only code of vocnlp that opens a socket, and only when it is used."""

from __future__ import annotations

from collections.abc import Mapping

from vocnlp.errors import InputError
from vocnlp.routing.sinks.message import Request
from vocnlp.routing.sinks.outbox import Answer

__all__ = ["HttpSender"]


class HttpSender:
    """Send requests by urllib.

    Args:
        enabled: must be True; a safeguard against sending by accident.
        seconds: how long to wait for an answer.
        headers: added to every request, for authentication.
    """

    def __init__(
        self, *, enabled: bool = False, seconds: float = 10.0, headers: Mapping[str, str] | None = None
    ) -> None:
        if not enabled:
            raise InputError("sending is off; pass enabled=True to let vocnlp open a connection")
        self._seconds = seconds
        self._headers = dict(headers or {})

    def __call__(self, request: Request) -> Answer:
        """Send once; network trouble is an Answer with status 0, not an exception.

        Group robots answer 200 with an ``errcode`` or ``code`` when they refuse; that counts as status 422, a busy
        robot as 429.
        """
        import http.client
        import urllib.error
        import urllib.request

        if not request.url.startswith(("http://", "https://")):
            return Answer(400, f"not an http address: {request.url}")
        call = urllib.request.Request(
            request.url, data=request.body, headers={**request.headers, **self._headers}, method=request.method
        )
        try:
            with urllib.request.urlopen(call, timeout=self._seconds) as answer:
                return _judged(answer.status, answer.read(100_000).decode(errors="replace"))
        except urllib.error.HTTPError as error:
            with error:
                body = error.read(100_000).decode(errors="replace")
            return Answer(error.code, body, _seconds(error.headers.get("Retry-After")))
        except (urllib.error.URLError, http.client.HTTPException, OSError, ValueError) as error:
            return Answer(0, str(error))


_BUSY = (45009, 130101, 410100, 11232, 9499)
"""Codes of robots that are asked too often: 企业微信 45009, 钉钉 130101 and 410100, 飞书 11232 and 9499."""


def _judged(status: int, body: str) -> Answer:
    import json

    try:
        told = json.loads(body)
    except ValueError:
        return Answer(status, body)
    code = told.get("errcode", told.get("code", told.get("StatusCode", 0))) if isinstance(told, dict) else 0
    if code in (0, None, "0", "") or not isinstance(code, int):
        return Answer(status, body)
    return Answer(429 if code in _BUSY else 422, body)


def _seconds(value: str | None) -> float | None:
    return float(value) if value and value.isdigit() else None
