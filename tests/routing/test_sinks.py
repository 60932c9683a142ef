"""Messages for other systems, and an outbox that loses nothing; a local server fails on purpose."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import hmac
import json
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from vocnlp.errors import InputError
from vocnlp.routing.case import Case
from vocnlp.routing.sinks.jsonl import write_jsonl
from vocnlp.routing.sinks.message import Request, json_request
from vocnlp.routing.sinks.outbox import Answer, Outbox
from vocnlp.routing.sinks.robots import dingtalk, feishu, wecom
from vocnlp.routing.sinks.sender import HttpSender
from vocnlp.routing.sinks.tickets import jira, servicenow
from vocnlp.routing.sinks.webhook import verify, webhook

NOW = 1_795_000_000
CASE = Case(
    id="c0ffee", department="quality", priority="P0", sla="2h", rule="safety-first", point="product.safety.brake",
    customer="u1", title="高速上刹车失灵", state="open", assignee="", opened=dt.datetime(2026, 11, 20, 17, 0),
    due=dt.datetime(2026, 11, 20, 19, 0), first_action=None, solved=None, told=None, closed=None, waiting=None,
    reopened=0, recontacts=0, voices=1,
    payload={"name": "质量部", "severity": 5, "actions": ["停售核查"], "tags": ["安全"], "reasons": ["severity = 5"],
             "text": "高速上刹车失灵\n差点追尾", "state": "must not win"},
)  # fmt: skip


def body(request: Request) -> dict:
    return json.loads(request.body)


def test_jsonl_is_one_object_a_line(tmp_path: Path) -> None:
    file = tmp_path / "cases.jsonl"
    assert write_jsonl([CASE, CASE], file) == 2
    lines = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    assert (len(lines), lines[0]["due"], lines[0]["state"], lines[0]["severity"]) == (
        2,
        "2026-11-20T19:00:00",
        "open",
        5,
    )


def test_webhook_is_signed() -> None:
    request = webhook(CASE, "https://example.test/hook", secret="s3cret", timestamp=NOW)
    assert verify(request, secret="s3cret", now=NOW + 10)
    assert not verify(request, secret="other", now=NOW)
    assert not verify(request, secret="s3cret", now=NOW + 1000)
    assert not verify(replace(request, body=request.body.replace(b"P0", b"P9")), secret="s3cret", now=NOW)
    assert body(request)["event"] == "case.opened" and body(request)["case"]["id"] == "c0ffee"


def test_wecom_markdown_stays_within_its_limit() -> None:
    request = wecom(CASE, "https://example.test/wecom", mention=["zhangsan"])
    content = body(request)["markdown"]["content"]
    assert body(request)["msgtype"] == "markdown"
    assert content.startswith("**P0 客户之声工单 质量部**") and content.endswith("<@zhangsan>")
    assert "> 原声：高速上刹车失灵 差点追尾" in content
    long = CASE._replace(payload={**CASE.payload, "text": "刹车失灵" * 2000})
    cut = body(wecom(long, "https://example.test/wecom"))["markdown"]["content"]
    assert len(cut.encode()) <= 4096 and cut.endswith("…")


def test_dingtalk_signs_its_address() -> None:
    request = dingtalk(CASE, "https://example.test/robot?access_token=t", timestamp=NOW, secret="SEC", mobiles=["138"])
    query = parse_qs(urlsplit(request.url).query)
    expected = hmac.new(b"SEC", f"{NOW * 1000}\nSEC".encode(), hashlib.sha256).digest()
    assert query["timestamp"] == [str(NOW * 1000)]
    assert query["sign"] == [base64.b64encode(expected).decode()]
    assert body(request)["at"] == {"atMobiles": ["138"], "isAtAll": False}
    assert "@138" in body(request)["markdown"]["text"]


def test_feishu_card() -> None:
    request = feishu(CASE, "https://example.test/bot", timestamp=NOW, secret="SEC")
    message = body(request)
    assert message["sign"] == base64.b64encode(hmac.new(f"{NOW}\nSEC".encode(), b"", hashlib.sha256).digest()).decode()
    assert (message["timestamp"], message["msg_type"]) == (str(NOW), "interactive")
    assert message["card"]["header"]["template"] == "red"
    assert "sign" not in body(feishu(CASE, "https://example.test/bot", timestamp=NOW))


def test_jira_issue() -> None:
    request = jira(CASE, "https://example.test/", project="VOC", fields={"components": [{"name": "brake"}]})
    fields = body(request)["fields"]
    assert request.url == "https://example.test/rest/api/3/issue"
    assert fields["project"] == {"key": "VOC"} and fields["priority"] == {"name": "Highest"}
    assert fields["description"]["type"] == "doc" and fields["duedate"] == "2026-11-20"
    assert "\n" not in fields["summary"] and fields["components"] == [{"name": "brake"}]
    assert all(" " not in label for label in fields["labels"])


def test_servicenow_record() -> None:
    request = servicenow(CASE, "https://example.test")
    assert request.url == "https://example.test/api/now/table/incident"
    record = body(request)
    assert (record["urgency"], record["impact"], record["correlation_id"], record["due_date"]) == (
        "1", "1", "c0ffee", "2026-11-20 19:00:00",
    )  # fmt: skip


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the sender reach this machine, and nothing else."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> None:
        if address[0] != "127.0.0.1":
            raise OSError(f"refused by the test: {address}")
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", guarded)


class Clock:
    """A clock that only the test moves."""

    now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def server() -> Iterator[ThreadingHTTPServer]:
    """Answer with the statuses in ``plan`` one after another, then 200; keep what came in."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            content = self.rfile.read(int(self.headers["Content-Length"]))
            status, headers, answer = self.server.plan.pop(0) if self.server.plan else (200, {}, b"{}")
            if status == 0:
                self.close_connection = True
                return
            self.server.taken.append((self.headers.get("Idempotency-Key"), content, status))
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_: object) -> None:
            return

    made = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    made.plan, made.taken = [], []
    thread = threading.Thread(target=made.serve_forever, daemon=True)
    thread.start()
    yield made
    made.shutdown()
    made.server_close()
    thread.join()


def address(server: ThreadingHTTPServer) -> str:
    return f"http://127.0.0.1:{server.server_address[1]}/hook"


def test_outbox_tries_again_until_the_receiver_says_yes(server: ThreadingHTTPServer, tmp_path: Path) -> None:
    clock = Clock()
    outbox = Outbox(tmp_path / "outbox.db", clock=clock, first_wait=10)
    send = HttpSender(enabled=True, seconds=5)
    for number in range(3):
        assert outbox.put(json_request(address(server), {"n": number}, key=f"k{number}"))
    assert not outbox.put(json_request(address(server), {"n": 0}, key="k0"))
    server.plan = [(500, {}, b""), (0, {}, b""), (429, {"Retry-After": "100"}, b"")]
    assert outbox.deliver(send)[:3] == (0, 3, 0)
    assert outbox.deliver(send)[:3] == (0, 0, 0)
    clock.now += 11
    assert outbox.deliver(send)[:4] == (2, 0, 0, 1)
    clock.now += 100
    assert outbox.deliver(send)[:4] == (1, 0, 0, 0)
    delivered = sorted(json.loads(content)["n"] for _, content, status in server.taken if status == 200)
    assert delivered == [0, 1, 2]
    outbox.close()


def test_hopeless_and_tired_requests_are_kept_as_dead(server: ThreadingHTTPServer, tmp_path: Path) -> None:
    clock = Clock()
    outbox = Outbox(tmp_path / "outbox.db", clock=clock, attempts=2, first_wait=1)
    send = HttpSender(enabled=True, seconds=5)
    outbox.put(json_request(address(server), {}, key="bad"))
    server.plan = [(400, {}, b"no")]
    assert outbox.deliver(send)[:3] == (0, 0, 1)
    outbox.put(json_request("http://127.0.0.1:9/closed", {}, key="nobody"))
    outbox.deliver(send)
    clock.now += 10
    outbox.deliver(send)
    assert outbox.states() == {"dead": 2}
    assert outbox.revive() == 2
    assert outbox.deliver(send)[:2] == (1, 1)
    outbox.close()


@pytest.mark.parametrize(
    ("answer", "status"),
    [
        (b'{"errcode":0,"errmsg":"ok"}', 200),
        (b'{"errcode":93000,"errmsg":"invalid webhook url"}', 422),
        (b'{"errcode":45009,"errmsg":"api freq out of limit"}', 429),
        (b'{"code":19021,"msg":"sign match fail"}', 422),
        (b'{"StatusCode":0,"StatusMessage":"success"}', 200),
        (b"ok", 200),
    ],
)
def test_robots_refuse_with_status_200(answer: bytes, status: int, server: ThreadingHTTPServer) -> None:
    server.plan = [(200, {}, answer)]
    assert HttpSender(enabled=True)(json_request(address(server), {})).status == status


def test_a_killed_sender_leaves_its_request(tmp_path: Path) -> None:
    clock = Clock()
    outbox = Outbox(tmp_path / "outbox.db", clock=clock)
    outbox.put(json_request("http://example.test", {}, key="k"))

    def dies(request: Request) -> Answer:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        outbox.deliver(dies)
    clock.now += 61
    assert outbox.deliver(lambda request: Answer(204)) == (1, 0, 0, 0)
    outbox.close()


def test_sending_must_be_enabled() -> None:
    with pytest.raises(InputError, match="enabled=True"):
        HttpSender()


def test_only_the_sender_opens_a_socket() -> None:
    program = """
import socket, sys, tempfile, pathlib
def refuse(*a, **k): raise SystemExit('a socket was opened')
import vocnlp
socket.socket.__init__ = refuse
voc = vocnlp.load("base")
a = voc.analyze("客服态度很差，打了三次都没人接，我要投诉")
from vocnlp.routing.store import CaseStore
from vocnlp.routing.sinks import jsonl, outbox, robots, tickets, webhook
store = CaseStore(":memory:", table=voc.pack.routing)
store.ingest(a)
box = outbox.Outbox(":memory:")
for case in store.cases():
    box.put(webhook.webhook(case, "http://example.test", secret="s", timestamp=1))
    box.put(robots.wecom(case, "http://example.test/w"))
    box.put(tickets.jira(case, "http://example.test/j", project="V"))
print(len(store.cases()), box.states())
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=120)
    assert (done.returncode, done.stdout.strip()[:1] != "0") == (0, True), done.stderr
