"""Cases: idempotent ingestion, groups, states, breaches; killed in the middle, nothing is lost or doubled."""

from __future__ import annotations

import datetime as dt
import os
import signal
import sqlite3
import subprocess
import sys
import textwrap
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from vocnlp.errors import InputError
from vocnlp.routing.case import MOVES, STATES
from vocnlp.routing.database import SqliteDatabase
from vocnlp.routing.decide import Router
from vocnlp.routing.metrics import loop_metrics
from vocnlp.routing.store import CaseStore, Ingested
from vocnlp.routing.table import RoutingTable
from vocnlp.taxonomy.model import Taxonomy
from vocnlp.types.analysis import Analysis, Opinion

NOON = dt.datetime(2026, 11, 20, 12, 0)
HOUR = dt.timedelta(hours=1)


@pytest.fixture(params=["sqlite", "postgres"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str | Path]:
    """A fresh store; the PostgreSQL one only where VOCNLP_POSTGRES names a server (make test-postgres)."""
    if request.param == "sqlite":
        yield tmp_path / "cases.db"
        return
    url = os.environ.get("VOCNLP_POSTGRES")
    if not url:
        pytest.skip("VOCNLP_POSTGRES is not set; run make test-postgres")
    import sqlalchemy

    engine = sqlalchemy.create_engine(url)
    with engine.begin() as connection:
        connection.execute(sqlalchemy.text("DROP SCHEMA public CASCADE"))
        connection.execute(sqlalchemy.text("CREATE SCHEMA public"))
    engine.dispose()
    yield url


@pytest.fixture
def store(place: str | Path, table: RoutingTable) -> Iterator[CaseStore]:
    with CaseStore(place, table=table, clock=lambda: NOON) as opened:
        yield opened


@pytest.fixture
def complaint(
    table: RoutingTable, taxonomy: Taxonomy, voice: Callable[..., Analysis], opinion: Callable[..., Opinion]
) -> Callable[..., Analysis]:
    router = Router(table, taxonomy)

    def make(customer: str = "", text: str = "热线打不通", time: dt.datetime = NOON, **values: object) -> Analysis:
        meta = {"customer.id": customer} if customer else {}
        said = voice(opinion("service.hotline", text=text), text=text, time=time, meta=meta, **values)
        return replace(said, decisions=router.decide(said))

    return make


def test_the_same_voice_twice_makes_one_case(store: CaseStore, complaint: Callable[..., Analysis]) -> None:
    assert store.ingest(complaint()) == Ingested(cases=1)
    assert store.ingest([complaint(), complaint()]) == Ingested(repeated=2)
    (case,) = store.cases()
    assert (case.department, case.state, case.voices, case.due) == (
        "after_sales", "open", 1, dt.datetime(2026, 11, 23, 12, 0),
    )  # fmt: skip
    assert [event.kind for event in store.events()] == ["opened"]


def test_the_same_problem_of_one_customer_is_one_case(store: CaseStore, complaint: Callable[..., Analysis]) -> None:
    store.ingest(complaint("u1"))
    assert store.ingest(complaint("u1", "热线还是打不通", NOON + HOUR)) == Ingested(grouped=1)
    assert store.ingest(complaint("u2")) == Ingested(cases=1)
    assert store.ingest(complaint("u1", time=NOON + dt.timedelta(days=40))) == Ingested(cases=1)
    assert sorted(case.voices for case in store.cases()) == [1, 1, 2]


def test_a_customer_who_comes_back_reopens_the_case(store: CaseStore, complaint: Callable[..., Analysis]) -> None:
    store.ingest(complaint("u1"))
    case = store.cases()[0]
    store.move(case.id, "solved", at=NOON + HOUR)
    store.ingest(complaint("u1", time=NOON + 5 * HOUR))
    case = store.case(case.id)
    assert (case.state, case.reopened, case.recontacts, case.solved) == ("reopened", 1, 1, None)
    assert [event.kind for event in store.events(case.id)] == ["opened", "state", "recontact", "state"]


def test_alike_problems_of_different_customers_are_linked(store: CaseStore, complaint: Callable[..., Analysis]) -> None:
    texts = ["打了三次电话都打不通", "电话打了三次都打不通", "等了四十分钟没有人接待"]
    store.ingest(complaint(f"u{number}", text) for number, text in enumerate(texts))
    titles = {case.id: case.title for case in store.cases()}
    first = next(identity for identity, title in titles.items() if title == texts[0])
    assert [titles[other] for other, _ in store.similar(first)] == [texts[1]]


def test_states_follow_the_plan(store: CaseStore, complaint: Callable[..., Analysis]) -> None:
    store.ingest(complaint())
    identity = store.cases()[0].id
    store.assign(identity, "李工", by="班长")
    for state in ("in_progress", "solved", "told", "closed"):
        store.move(identity, state, by="李工")
    with pytest.raises(InputError, match="next can be reopened"):
        store.move(identity, "solved")
    with pytest.raises(InputError, match="did you mean solved"):
        store.move(identity, "sovled")
    with pytest.raises(InputError, match="no case"):
        store.case("nothing")
    moves = [(event.before, event.after) for event in store.events(identity) if event.kind == "state"]
    assert moves == [
        ("open", "assigned"), ("assigned", "in_progress"), ("in_progress", "solved"), ("solved", "told"),
        ("told", "closed"),
    ]  # fmt: skip


def test_every_state_can_be_left_and_reached() -> None:
    assert set(MOVES) == set(STATES)
    assert {state for following in MOVES.values() for state in following} == set(STATES)


def test_waiting_moves_the_due_time_by_working_time(store: CaseStore, complaint: Callable[..., Analysis]) -> None:
    store.ingest(complaint())
    identity = store.cases()[0].id
    store.move(identity, "waiting", at=NOON + HOUR)
    assert store.breaches(now=NOON + dt.timedelta(days=30)) == []
    case = store.move(identity, "in_progress", at=dt.datetime(2026, 11, 23, 13, 0))
    assert case.due == dt.datetime(2026, 11, 24, 12, 0)


def test_breaches(store: CaseStore, complaint: Callable[..., Analysis]) -> None:
    store.ingest(complaint())
    (case,) = store.cases()
    assert store.breaches(now=dt.datetime(2026, 11, 23, 12, 0)) == []
    assert [late.id for late in store.breaches(now=dt.datetime(2026, 11, 23, 12, 1))] == [case.id]
    store.move(case.id, "solved", at=dt.datetime(2026, 11, 23, 11, 0))
    assert store.breaches(now=dt.datetime(2027, 1, 1)) == []


def test_events_cannot_be_changed(store: CaseStore, complaint: Callable[..., Analysis]) -> None:
    store.ingest(complaint())
    for statement in ("DELETE FROM events", "UPDATE events SET note = 'x'"):
        with pytest.raises(Exception, match="append-only"):
            store._database.run(statement)
    assert len(store.events()) == 1


def test_history_counts_earlier_voices_only(store: CaseStore, complaint: Callable[..., Analysis]) -> None:
    now = complaint("u1", "第三次了", NOON + HOUR)
    store.ingest([complaint("u1", "第一次"), complaint("u1", "第二次"), complaint("u2"), now])
    opinion = now.opinions[0]
    counted = [store.count(what, 7, now, opinion, None) for what in ("customer", "point", "customer_point")]
    assert counted == [2, 3, 2]
    assert store.count("customer", 7, complaint("", "匿名"), opinion, None) == 0


def test_loop_metrics(store: CaseStore, complaint: Callable[..., Analysis]) -> None:
    store.ingest([complaint("u1"), complaint("u2"), complaint("u3"), complaint("u4", time=NOON + 4 * HOUR)])
    one, two, three, _ = (case.id for case in sorted(store.cases(), key=lambda case: case.customer))
    store.move(one, "in_progress", at=NOON + HOUR)
    store.move(one, "solved", at=NOON + 3 * HOUR)
    store.move(one, "told", at=NOON + 4 * HOUR)
    store.move(two, "solved", at=dt.datetime(2026, 11, 24, 12, 0))
    store.move(two, "reopened", at=dt.datetime(2026, 11, 25, 12, 0))
    measured = loop_metrics(store.cases(), now=dt.datetime(2026, 11, 23, 13, 0), by=lambda case: case.department)
    figures = measured["after_sales"]
    assert measured[""] == figures
    assert (figures.cases, figures.open) == (4, 3)
    assert figures.first_action is not None and figures.first_action.cases == 2
    assert figures.solution is not None and figures.solution.median == 3.0
    assert (figures.told, figures.reopened, figures.recontact, figures.breached) == (1.0, 0.5, 0.0, 2 / 3)
    assert three


def test_a_full_disk_is_told_and_leaves_the_store_as_it_was(
    tmp_path: Path, table: RoutingTable, complaint: Callable[..., Analysis]
) -> None:
    store = CaseStore(tmp_path / "cases.db", table=table)
    store.ingest(complaint("u1"))
    pages = store._database.run("PRAGMA page_count")[0]["page_count"]
    store._database.run(f"PRAGMA max_page_count={pages}")
    with pytest.raises(InputError, match=r"cases\.db cannot be written: database or disk is full"):
        store.ingest([complaint(f"v{number}", "热线打不通" * 200) for number in range(50)])
    assert 1 == len(store.cases())
    store._database.run(f"PRAGMA max_page_count={100 * pages}")
    assert Ingested(cases=1) == store.ingest(complaint("u2"))


def test_several_writers(place: str | Path, table: RoutingTable, complaint: Callable[..., Analysis]) -> None:
    voices = [complaint(f"u{number % 7}", f"第{number}次打不通") for number in range(60)]

    def work(part: int) -> Ingested:
        with CaseStore(place, table=table) as store:
            return store.ingest(voices[part:] + voices[:part])

    with ThreadPoolExecutor(3) as pool:
        done = list(pool.map(work, (0, 20, 40)))
    assert [sum(counts) for counts in zip(*done, strict=True)] == [7, 53, 120]


KILLED = """
    import datetime as dt, sys, pathlib
    from vocnlp.routing.store import CaseStore
    from vocnlp.types.analysis import Analysis, Decision, Opinion
    from vocnlp.types.text import Span

    def voice(n):
        text = f"第{n}位客户说热线打不通"
        opinion = Opinion("service.hotline", "negative", -0.6, Span(0, 2), text[:2])
        decisions = (Decision("after_sales", "P2", opinions=(opinion,)), Decision("quality", "P1", opinions=(opinion,)))
        return Analysis(text, (opinion,), decisions, id=str(n), time=dt.datetime(2026, 11, 1, 8),
                        meta={"customer.id": str(n % 300)})

    store = CaseStore(sys.argv[1])
    def slowly():
        for n in range(int(sys.argv[2])):
            if n == 150: print("middle", flush=True)
            yield voice(n)
    print(store.ingest(slowly()))
"""


def test_kill_in_the_middle_loses_and_doubles_nothing(tmp_path: Path) -> None:
    program = textwrap.dedent(KILLED)

    def start(file: Path) -> subprocess.Popen[str]:
        command = [sys.executable, "-c", program, str(file), "400"]
        return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)

    broken, whole = tmp_path / "broken.db", tmp_path / "whole.db"
    process = start(broken)
    assert process.stdout is not None and process.stdout.readline().strip() == "middle"
    process.send_signal(signal.SIGKILL)
    process.wait()
    process.stdout.close()
    with CaseStore(broken) as store:
        kept = store._database.run("SELECT COUNT(*) AS n FROM voices")[0]["n"]
        halves = store._database.run("SELECT voice FROM case_voices GROUP BY voice HAVING COUNT(*) <> 2")
    assert 0 < kept < 400
    assert halves == []
    for file in (broken, whole):
        again = start(file)
        out, _ = again.communicate(timeout=120)
        assert "Ingested" in out
    contents = []
    for file in (broken, whole):
        with CaseStore(file) as store:
            contents.append(
                (
                    sorted(store.cases()),
                    sorted(event[1:] for event in store.events()),
                    [store.similar(c.id) for c in store.cases()],
                )
            )
    assert contents[0] == contents[1]


def test_a_newer_store_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "cases.db"
    CaseStore(file).close()
    with sqlite3.connect(file) as connection:
        connection.execute("UPDATE store_meta SET value = '99'")
    connection.close()
    with pytest.raises(InputError, match="schema 99"):
        SqliteDatabase(file)


def test_another_file_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "notes.txt"
    file.write_text("这不是数据库" * 100, encoding="utf-8")
    with pytest.raises(InputError, match="cannot be used as a case store"):
        SqliteDatabase(file)
