"""What the disk and the database give without us: rows written and committed one by one."""

from __future__ import annotations

import sqlite3
import time
from pathlib import Path

import psycopg

from benchmarks.support.place import Place

_TABLE = "CREATE TABLE IF NOT EXISTS bench_row (id INTEGER PRIMARY KEY, body TEXT)"


def single_row_commits(where: Place, seconds: float) -> float:
    """Single-row transactions a second of one connection, as durable as ours."""
    return _sqlite(where.folder, seconds) if where.cluster is None else _postgres(where.url, seconds)


def _sqlite(folder: Path, seconds: float) -> float:
    connection = sqlite3.connect(folder / "bench.sqlite3", isolation_level=None)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute(_TABLE)
    done, start = 0, time.perf_counter()
    while (now := time.perf_counter()) - start < seconds:
        connection.execute("INSERT INTO bench_row (body) VALUES (?)", ("x" * 60,))
        done += 1
    connection.close()
    return done / (now - start)


def _postgres(url: str, seconds: float) -> float:
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(_TABLE.replace("INTEGER PRIMARY KEY", "bigserial PRIMARY KEY"))
        done, start = 0, time.perf_counter()
        while (now := time.perf_counter()) - start < seconds:
            connection.execute("INSERT INTO bench_row (body) VALUES (%s)", ("x" * 60,), prepare=True)
            done += 1
        return done / (now - start)
