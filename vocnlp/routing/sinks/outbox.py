"""Turn built requests into delivered ones: kept on disk until the receiver says yes, retried with backoff.

Nothing is lost: a request is written down before the first attempt and leaves only after a 2xx answer or, as
``dead``, after the last attempt or a refusal that no repetition can mend (4xx except 408, 425 and 429). It may
arrive twice when the answer is lost; receivers drop doubles by the ``Idempotency-Key``.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple, Protocol

from vocnlp.routing.sinks.message import Request

__all__ = ["Answer", "Delivery", "Outbox", "Send"]


class Answer(NamedTuple):
    """What came back: an HTTP status (0: no connection), the body, and seconds to wait if the receiver said so."""

    status: int
    body: str = ""
    retry_after: float | None = None


class Send(Protocol):
    """Whatever delivers a request; ``vocnlp.routing.sinks.sender.HttpSender`` is the one that opens a socket."""

    def __call__(self, request: Request) -> Answer:
        """Deliver and report; must not raise for network trouble."""
        ...


class Delivery(NamedTuple):
    """One round of the outbox."""

    sent: int = 0
    failed: int = 0
    dead: int = 0
    waiting: int = 0


class Outbox:
    """Requests on disk, safe for several processes.

    Args:
        path: a SQLite file.
        attempts: tries before a request is given up as ``dead`` (it stays, and ``revive`` tries again).
        first_wait: seconds before the second try; each further wait doubles, up to ``longest_wait``.
        clock: the present in Unix seconds.
    """

    def __init__(
        self,
        path: Path | str,
        *,
        attempts: int = 8,
        first_wait: float = 2.0,
        longest_wait: float = 3600.0,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._attempts, self._first, self._longest, self._clock = attempts, first_wait, longest_wait, clock
        self._connection = sqlite3.connect(str(path), timeout=60.0, isolation_level=None)
        self._connection.execute("PRAGMA journal_mode=WAL")
        self._connection.execute(
            "CREATE TABLE IF NOT EXISTS outbox (key TEXT PRIMARY KEY, url TEXT NOT NULL, method TEXT NOT NULL, "
            "headers TEXT NOT NULL, body BLOB NOT NULL, state TEXT NOT NULL, tries INTEGER NOT NULL, "
            "next REAL NOT NULL, answer TEXT NOT NULL)"
        )

    def put(self, request: Request) -> bool:
        """Write a request down; False when the same one is already there."""
        identity = f"{request.url.split('?')[0]}|{request.key or hashlib.sha256(request.body).hexdigest()}"
        changed = self._connection.execute(
            "INSERT INTO outbox VALUES (?, ?, ?, ?, ?, 'waiting', 0, ?, '') ON CONFLICT DO NOTHING",
            (identity, request.url, request.method, json.dumps(dict(request.headers)), request.body, self._clock()),
        )
        return changed.rowcount == 1

    def deliver(self, send: Send, *, limit: int = 1000) -> Delivery:
        """Try every request that is due once; call again later for the others."""
        sent = failed = dead = 0
        due = self._connection.execute(
            "SELECT key FROM outbox WHERE state = 'waiting' AND next <= ? ORDER BY next, key LIMIT ?",
            (self._clock(), limit),
        ).fetchall()
        for (key,) in due:
            row = self._claim(key)
            if row is None:
                continue
            url, method, headers, body, tries = row
            answer = send(Request(url, body, json.loads(headers), method, key))
            state = self._state(answer, tries + 1)
            sent, failed, dead = sent + (state == "sent"), failed + (state == "waiting"), dead + (state == "dead")
            self._connection.execute(
                "UPDATE outbox SET state = ?, tries = ?, next = ?, answer = ? WHERE key = ?",
                (
                    state,
                    tries + 1,
                    self._clock() + self._wait(answer, tries),
                    f"{answer.status} {answer.body[:500]}",
                    key,
                ),
            )
        waiting = self._connection.execute("SELECT COUNT(*) FROM outbox WHERE state = 'waiting'").fetchone()[0]
        return Delivery(sent, failed, dead, int(waiting))

    def _claim(self, key: str) -> tuple[str, str, str, bytes, int] | None:
        """Take a request for this process for a minute, unless another one has just taken it."""
        now = self._clock()
        changed = self._connection.execute(
            "UPDATE outbox SET next = ? WHERE key = ? AND state = 'waiting' AND next <= ?", (now + 60.0, key, now)
        )
        if changed.rowcount != 1:
            return None
        found: tuple[str, str, str, bytes, int] = self._connection.execute(
            "SELECT url, method, headers, body, tries FROM outbox WHERE key = ?", (key,)
        ).fetchone()
        return found

    def _state(self, answer: Answer, tries: int) -> str:
        if 200 <= answer.status < 300:
            return "sent"
        hopeless = 400 <= answer.status < 500 and answer.status not in (408, 425, 429)
        return "dead" if hopeless or tries >= self._attempts else "waiting"

    def _wait(self, answer: Answer, tries: int) -> float:
        own = min(self._longest, self._first * 2.0**tries)
        return max(own, answer.retry_after or 0.0)

    def states(self) -> dict[str, int]:
        """Count the requests by state: waiting, sent, dead."""
        rows = self._connection.execute("SELECT state, COUNT(*) FROM outbox GROUP BY state ORDER BY state")
        return {state: int(count) for state, count in rows}

    def revive(self) -> int:
        """Give dead requests a new life; return how many."""
        changed = self._connection.execute(
            "UPDATE outbox SET state = 'waiting', tries = 0, next = ? WHERE state = 'dead'", (self._clock(),)
        )
        return changed.rowcount

    def close(self) -> None:
        """Close the file."""
        self._connection.close()
