"""A PostgreSQL server of the test run's own: started in a temporary folder, thrown away."""

import atexit
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Any, Self
from urllib.parse import quote

import psycopg
from psycopg import sql

NO_SERVER = (
    "PostgreSQL's server programs were not found. On Debian: apt-get install postgresql postgresql-contrib. "
    "Or give the address of a server in COMMONDESK_TEST_DATABASE_URL, with the right to make databases."
)
PATIENCE = 60


class Cluster:
    """One server with its own folder and a socket in it; no network. fsync is as by default."""

    def __init__(self) -> None:
        self.programs = _programs()
        self.folder = Path(tempfile.mkdtemp(prefix="commondesk-pg-"))
        self.data = self.folder / "data"
        self.log = self.folder / "log"
        # PostgreSQL refuses to run as root, so root runs it as somebody else.
        self.as_user = _somebody() if os.geteuid() == 0 else None
        self.server: subprocess.Popen[bytes] | None = None
        if self.as_user:
            os.chown(self.folder, self.as_user.pw_uid, self.as_user.pw_gid)
        self._run("initdb", "--pgdata", str(self.data), "--username=postgres", "--auth=trust", "--no-sync",
                  "--encoding=UTF8", "--locale=C.UTF-8")  # fmt: skip

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.destroy()

    def url(self, database: str = "postgres") -> str:
        """The address of a database, as COMMONDESK_DATABASE_URL and libpq take it."""
        return f"postgres://postgres@{quote(str(self.folder), safe='')}/{database}"

    def create(self, database: str) -> str:
        """Make an empty database and return its address."""
        with psycopg.connect(self.url(), autocommit=True) as connection:
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(database)))
        return self.url(database)

    def start(self) -> Self:
        """Start, also after kill(); returns when connections are taken, recovery included."""
        until = time.monotonic() + PATIENCE
        self._spawn()
        while not self._answers():
            assert self.server
            if self.server.poll() is not None:
                self._spawn()  # children of a killed server may hold its shared memory for a moment
            if time.monotonic() > until:
                raise RuntimeError(f"PostgreSQL did not start:\n{self.log.read_text()[-2000:]}")
            time.sleep(0.05)
        return self

    def kill(self) -> None:
        """Kill -9 of the server and all its processes at once, as when the power fails."""
        assert self.server
        children = Path(f"/proc/{self.server.pid}/task/{self.server.pid}/children").read_text().split()
        self.server.kill()
        for child in children:
            _signal(int(child), signal.SIGKILL)
        self.server.wait()
        self.server = None

    def stop(self) -> None:
        """A quick orderly stop which ends open connections."""
        if self.server:
            self.server.send_signal(signal.SIGINT)
            self.server.wait(PATIENCE)
            self.server = None

    def restart(self) -> None:
        self.stop()
        self.start()

    def destroy(self) -> None:
        """Stop and leave nothing behind."""
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _spawn(self) -> None:
        with self.log.open("ab") as log:
            self.server = subprocess.Popen(
                [self.programs / "postgres", "-D", self.data, "-k", self.folder, "-c", "listen_addresses=",
                 "-c", "max_connections=200"],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd="/", start_new_session=True,
                **self._who(),
            )  # fmt: skip

    def _answers(self) -> bool:
        try:
            psycopg.connect(self.url(), connect_timeout=2).close()
        except psycopg.OperationalError:
            return False
        return True

    def _run(self, program: str, *arguments: str) -> None:
        done = subprocess.run(
            [self.programs / program, *arguments], check=False, capture_output=True, cwd="/", **self._who()
        )
        if done.returncode:
            raise RuntimeError(f"{program} failed:\n{done.stderr.decode()}")

    def _who(self) -> dict[str, Any]:
        if not self.as_user:
            return {}
        return {"user": self.as_user.pw_uid, "group": self.as_user.pw_gid, "extra_groups": []}


def url_for_tests() -> str:
    """The server for this test run: the one that was given, or one started now and stopped at the end."""
    given = os.environ.get("COMMONDESK_TEST_DATABASE_URL")
    if given:
        return given
    cluster = Cluster().start()
    atexit.register(cluster.destroy)
    # Workers of this run inherit the address and so start none of their own.
    os.environ["COMMONDESK_TEST_DATABASE_URL"] = cluster.url("commondesk")
    return cluster.url("commondesk")


def _programs() -> Path:
    found = shutil.which("initdb")
    if found:
        return Path(found).resolve().parent
    versions = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: float(path.parts[4]))
    if not versions:
        raise RuntimeError(NO_SERVER)
    return versions[-1].parent


def _somebody() -> pwd.struct_passwd:
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise RuntimeError(
        "Neither the account postgres nor nobody exists; run the tests as an ordinary account."
    )


def _signal(pid: int, which: signal.Signals) -> None:
    try:
        os.kill(pid, which)
    except ProcessLookupError:
        return
