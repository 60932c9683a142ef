"""Run the tests of the case store against a throw-away PostgreSQL on a free loopback port.

    python tests/routing/with_postgres.py [arguments for pytest]

Uses the server programs of Debian's package ``postgresql``; says so and leaves with 0 where they are missing.
"""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import sys
import tempfile
from pathlib import Path


def main() -> int:
    """Start a server, run the tests, stop it."""
    programs = find_programs()
    if programs is None:
        print("skipped: no PostgreSQL server programs (apt install postgresql)")
        return 0
    folder = Path(tempfile.mkdtemp(prefix="vocnlp-pg-"))
    user = owner(folder)
    data, port = folder / "data", free_port()
    options = f"-h 127.0.0.1 -p {port} -k {folder} -c fsync=off"
    try:
        run(user, programs / "initdb", "-D", data, "-U", "voc", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8")
        run(user, programs / "pg_ctl", "-D", data, "-w", "-o", options, "-l", folder / "log", "start")
        url = f"postgresql+psycopg://voc@127.0.0.1:{port}/postgres"
        tests = [str(Path(__file__).parent / "test_store.py"), "-k", "postgres", *sys.argv[1:]]
        return subprocess.call(
            [sys.executable, "-m", "pytest", "-q", *tests], env={**os.environ, "VOCNLP_POSTGRES": url}
        )
    finally:
        if (data / "postmaster.pid").exists():
            run(user, programs / "pg_ctl", "-D", data, "-m", "immediate", "stop")
        shutil.rmtree(folder, ignore_errors=True)


def find_programs() -> Path | None:
    """Return the folder with ``initdb`` and ``pg_ctl``, the newest version first."""
    known = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: path.parent.name, reverse=True)
    on_path = shutil.which("initdb")
    candidates = [*known, *([Path(on_path).parent] if on_path else [])]
    return next((folder for folder in candidates if (folder / "initdb").exists()), None)


def owner(folder: Path) -> str | None:
    """Give the folder to ``postgres`` when we are root, because the server refuses to run as root."""
    if os.geteuid() != 0:
        return None
    account = pwd.getpwnam("postgres")
    os.chown(folder, account.pw_uid, account.pw_gid)
    return "postgres"


def run(user: str | None, *command: object) -> None:
    """Run a server program, quietly unless it fails."""
    words = [str(word) for word in command]
    done = subprocess.run(words, user=user, cwd="/", stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    if done.returncode:
        raise SystemExit(f"{' '.join(words)}: {done.stderr}")


def free_port() -> int:
    """Return a loopback port that nobody uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


if __name__ == "__main__":
    sys.exit(main())
