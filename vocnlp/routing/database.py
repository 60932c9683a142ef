"""Turn SQL with named parameters into rows, on SQLite (standard library) or any SQLAlchemy engine.

Both run the same statements; what differs (types, the append-only guard) is in the schema of each.
"""

from __future__ import annotations

import re
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol

from vocnlp.errors import InputError, MissingExtraError

__all__ = ["SCHEMA", "Database", "EngineDatabase", "SqliteDatabase", "open_database"]

SCHEMA = 1
"""Version of the tables below; a store made by a newer program is refused."""

_TABLES = """
CREATE TABLE IF NOT EXISTS store_meta (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS cases (
    id TEXT PRIMARY KEY, department TEXT NOT NULL, priority TEXT NOT NULL, sla TEXT NOT NULL, rule TEXT NOT NULL,
    point TEXT NOT NULL, customer TEXT NOT NULL, title TEXT NOT NULL, state TEXT NOT NULL, assignee TEXT NOT NULL,
    opened DOUBLE PRECISION NOT NULL, due DOUBLE PRECISION, first_action DOUBLE PRECISION, solved DOUBLE PRECISION,
    told DOUBLE PRECISION, closed DOUBLE PRECISION, waiting DOUBLE PRECISION, reopened INTEGER NOT NULL,
    recontacts INTEGER NOT NULL, voices INTEGER NOT NULL, payload TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS cases_by_customer ON cases (customer, department, point);
CREATE INDEX IF NOT EXISTS cases_by_due ON cases (due);
CREATE TABLE IF NOT EXISTS voices (
    id TEXT PRIMARY KEY, customer TEXT NOT NULL, at DOUBLE PRECISION NOT NULL, text TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS voices_by_customer ON voices (customer, at);
CREATE TABLE IF NOT EXISTS voice_points (voice TEXT NOT NULL, point TEXT NOT NULL, at DOUBLE PRECISION NOT NULL,
    customer TEXT NOT NULL, PRIMARY KEY (voice, point));
CREATE INDEX IF NOT EXISTS voice_points_by_point ON voice_points (point, at);
CREATE TABLE IF NOT EXISTS case_voices (case_id TEXT NOT NULL, voice TEXT NOT NULL, PRIMARY KEY (case_id, voice));
CREATE TABLE IF NOT EXISTS signatures (hash TEXT NOT NULL, opened DOUBLE PRECISION NOT NULL, case_id TEXT NOT NULL,
    PRIMARY KEY (hash, opened, case_id));
CREATE TABLE IF NOT EXISTS similar_cases (one TEXT NOT NULL, other TEXT NOT NULL, likeness DOUBLE PRECISION NOT NULL,
    PRIMARY KEY (one, other));
CREATE TABLE IF NOT EXISTS events ({serial}, case_id TEXT NOT NULL, kind TEXT NOT NULL,
    at DOUBLE PRECISION NOT NULL, actor TEXT NOT NULL, note TEXT NOT NULL, before TEXT NOT NULL, after TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS events_by_case ON events (case_id, seq)
"""
_SQLITE_GUARD = """
CREATE TRIGGER IF NOT EXISTS events_no_update BEFORE UPDATE ON events
    BEGIN SELECT RAISE(ABORT, 'events are append-only'); END;
CREATE TRIGGER IF NOT EXISTS events_no_delete BEFORE DELETE ON events
    BEGIN SELECT RAISE(ABORT, 'events are append-only'); END
"""
_POSTGRES_GUARD = (
    "CREATE OR REPLACE FUNCTION events_append_only() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN RAISE EXCEPTION 'events are append-only'; END $$",
    "CREATE OR REPLACE TRIGGER events_guard BEFORE UPDATE OR DELETE ON events "
    "FOR EACH ROW EXECUTE FUNCTION events_append_only()",
)

Rows = list[dict[str, Any]]


class Database(Protocol):
    """What a store needs: statements inside write transactions that exclude each other."""

    def transaction(self) -> Any:
        """Return a context manager: everything inside happens, or nothing."""
        ...

    def run(self, statement: str, **values: Any) -> Rows:
        """Run one statement with ``:name`` parameters and return its rows."""
        ...

    def close(self) -> None:
        """Let the database go."""
        ...


class SqliteDatabase:
    """A SQLite file in WAL mode: readers never wait, writers of several processes wait for each other."""

    def __init__(self, path: Path | str) -> None:
        """Open or create the file (``:memory:`` for none).

        Raises:
            InputError: the file is no store, or was made by a newer program.
        """
        self._path = path
        self._lock = threading.RLock()
        self._depth = 0
        try:
            self._connection = sqlite3.connect(str(path), timeout=60.0, isolation_level=None, check_same_thread=False)
            self._connection.row_factory = sqlite3.Row
            self._connection.execute("PRAGMA journal_mode=WAL")
            self._connection.execute("PRAGMA synchronous=FULL")
            with self.transaction():
                for statement in _TABLES.format(serial="seq INTEGER PRIMARY KEY AUTOINCREMENT").split(";\n"):
                    self.run(statement)
                for statement in _SQLITE_GUARD.split(";\nCREATE"):
                    self.run(statement if statement.lstrip().startswith("CREATE") else f"CREATE{statement}")
                _check_version(self)
        except sqlite3.DatabaseError as error:
            raise InputError(f"{path} cannot be used as a case store: {error}") from None

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Hold the write lock; nested transactions join the outer one.

        Raises:
            InputError: the disk is full, the file cannot be written, or another program holds it for a minute.
        """
        with self._lock:
            self._depth += 1
            try:
                if self._depth == 1:
                    self._connection.execute("BEGIN IMMEDIATE")
                yield
                if self._depth == 1:
                    self._connection.execute("COMMIT")
            except BaseException as error:
                if self._depth == 1 and self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
                if isinstance(error, sqlite3.OperationalError):
                    raise InputError(f"{self._path} cannot be written: {error}") from None
                raise
            finally:
                self._depth -= 1

    def run(self, statement: str, **values: Any) -> Rows:
        """Run one statement."""
        with self._lock:
            return [dict(row) for row in self._connection.execute(statement, values).fetchall()]

    def close(self) -> None:
        """Close the file."""
        self._connection.close()


class EngineDatabase:
    """A database behind a SQLAlchemy URL; made for PostgreSQL, extra ``postgres``."""

    def __init__(self, url: str) -> None:
        """Connect and create the tables.

        Raises:
            MissingExtraError: SQLAlchemy is not installed.
            InputError: the store was made by a newer program.
        """
        try:
            import sqlalchemy
        except ImportError:
            raise MissingExtraError(
                "a database URL needs SQLAlchemy and a driver: pip install 'vocnlp[postgres]'"
            ) from None
        self._text = sqlalchemy.text
        self._engine = sqlalchemy.create_engine(url)
        self._local = threading.local()
        with self.transaction():
            self._lock_schema()
            for statement in _TABLES.format(serial="seq BIGSERIAL PRIMARY KEY").split(";\n"):
                self.run(statement)
            for statement in _POSTGRES_GUARD:
                self.run(statement)
            _check_version(self)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Open a transaction of this thread; nested ones join it. Writers exclude each other as in SQLite."""
        if getattr(self._local, "connection", None) is not None:
            yield
            return
        with self._engine.begin() as connection:
            self._local.connection = connection
            try:
                self._lock_schema()
                yield
            finally:
                self._local.connection = None

    def _lock_schema(self) -> None:
        self.run("SELECT pg_advisory_xact_lock(7261890)")

    def run(self, statement: str, **values: Any) -> Rows:
        """Run one statement, in the open transaction of this thread or in one of its own."""
        connection = getattr(self._local, "connection", None)
        if connection is not None:
            return self._rows(connection.execute(self._text(statement), values))
        with self._engine.begin() as own:
            return self._rows(own.execute(self._text(statement), values))

    @staticmethod
    def _rows(result: Any) -> Rows:
        return [dict(row) for row in result.mappings()] if result.returns_rows else []

    def close(self) -> None:
        """Close all connections."""
        self._engine.dispose()


def open_database(place: str | Path) -> Database:
    """Open a SQLite file, or the database behind a URL such as ``postgresql+psycopg://...``."""
    if isinstance(place, str) and re.match(r"[a-z][a-z0-9+]*://", place):
        return EngineDatabase(place)
    return SqliteDatabase(place)


def _check_version(database: Database) -> None:
    database.run(
        "INSERT INTO store_meta (name, value) VALUES ('schema', :version) ON CONFLICT (name) DO NOTHING",
        version=str(SCHEMA),
    )
    found = int(database.run("SELECT value FROM store_meta WHERE name = 'schema'")[0]["value"])
    if found > SCHEMA:
        raise InputError(f"this case store has schema {found}; this program knows up to {SCHEMA}: update vocnlp")
