"""A real pgbouncer before a test's PostgreSQL, as many installations have one."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from tests import postgres
from tests.support.served_desk import free_port

PATIENCE = 30


@contextmanager
def pooler(
    cluster: postgres.Cluster, database: str, mode: str, ignoring: str = "extra_float_digits,options"
) -> Iterator[str]:
    """The address of the database through a pooler which lends its connections by `mode`.

    It refuses whoever asks for options that it does not know, other than those it is `ignoring`.
    """
    program = shutil.which("pgbouncer", path=f"{os.environ['PATH']}:/usr/sbin")
    assert program, "pgbouncer was not found. On Debian: apt-get install pgbouncer."
    port = free_port()
    folder = Path(cluster.folder)
    users, settings = folder / "pooler-users.txt", folder / "pooler.ini"
    users.write_text('"postgres" ""\n')
    settings.write_text(
        f"""[databases]
{database} = host={cluster.folder} dbname={database} user=postgres
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {port}
unix_socket_dir =
auth_type = trust
auth_file = {users}
pool_mode = {mode}
ignore_startup_parameters = {ignoring}
"""
    )
    as_user = {"user": cluster.as_user.pw_uid} if cluster.as_user else {}  # it refuses to run as root
    with subprocess.Popen(
        [program, settings], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd="/", **as_user
    ) as process:
        url = f"postgres://postgres@127.0.0.1:{port}/{database}"
        try:
            _until_it_answers(url, process)
            yield url
        finally:
            process.terminate()


def _until_it_answers(url: str, process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + PATIENCE
    while True:
        try:
            psycopg.connect(url, connect_timeout=2).close()
        except psycopg.OperationalError:
            assert process.poll() is None, "pgbouncer did not start"
            assert time.monotonic() < end
            time.sleep(0.05)
        else:
            return
