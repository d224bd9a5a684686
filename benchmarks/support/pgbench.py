"""`pgbench` with the statements of one message, a transaction each: what PostgreSQL gives without Python."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

import psycopg

from benchmarks.support import cores
from benchmarks.support.place import Place

CLIENTS = 8

# As desk/log.py has them, for a batch of one; the key is new each time, as a patron's is.
_SCRIPT = r"""
\set n random(1, :talks)
\set k1 random(1, 9000000000000000)
\set k2 random(1, 9000000000000000)
SELECT code AS code FROM bench_talk WHERE n = :n \gset
BEGIN;
SELECT id AS id, state, erased_at, claimed_by_id, queue_id, last_seq AS seq, last_patron_seq AS patron_seq,
       last_at, last_patron_at, last_staff_at, quiet_due_at, rate_tokens, rate_at
  FROM commondesk_conversation WHERE code = ANY(ARRAY[:code]) ORDER BY id FOR NO KEY UPDATE \gset
SELECT conversation_id AS a, seq AS b FROM commondesk_event
 WHERE conversation_id = ANY(ARRAY[:id::bigint]) AND key = ANY(ARRAY['bench-' || :k1 || '-' || :k2]);
INSERT INTO commondesk_event
       (conversation_id, seq, patron_seq, kind, author, librarian_id, by_name, by_library,
        body, data, at, key)
VALUES (:id, :seq + 1, :patron_seq + 1, 'message', 'patron', NULL, '', '',
        'Is the county census of 1920 on film with you, or at the state archive? (benchmark)',
        '{}', now(),
        'bench-' || :k1 || '-' || :k2);
UPDATE commondesk_conversation
   SET last_seq = :seq + 1, last_patron_seq = :patron_seq + 1, last_at = now(), last_patron_at = now(),
       last_staff_at = now(), quiet_due_at = now() + interval '150 seconds', rate_tokens = 30, rate_at = now()
 WHERE id = :id;
SELECT pg_notify('bench', '["bench",["conversation:1",{"code":"abcdefgh","seq":1,"patron_seq":1}]]');
COMMIT;
"""


def pgbench(where: Place, codes: list[str], seconds: float) -> float:
    """Messages a second of 8 clients on these conversations."""
    assert where.cluster
    _prepare(where.url, codes)
    script = where.folder / "message.sql"
    script.write_text(_SCRIPT)
    environment = {**os.environ, "PGOPTIONS": "-c client_min_messages=warning"}
    done = subprocess.run(
        [_program(), "--no-vacuum", "--protocol=prepared", f"--client={CLIENTS}", "--jobs=1",
         f"--define=talks={len(codes)}", f"--time={max(1, round(seconds))}", f"--file={script}", where.url],
        capture_output=True, text=True, check=False, env=environment,
        preexec_fn=lambda: os.sched_setaffinity(0, cores.LOAD_CORES),
    )  # fmt: skip
    found = re.search(r"tps = ([\d.]+)", done.stdout)
    if done.returncode or not found:
        raise RuntimeError(f"pgbench failed:\n{done.stderr}")
    return float(found[1])


def _program() -> Path:
    return max(Path("/usr/lib/postgresql").glob("*/bin/pgbench"))


def _prepare(url: str, codes: list[str]) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS bench_talk (n integer PRIMARY KEY, code text)")
        connection.execute("TRUNCATE bench_talk")
        rows = list(enumerate(codes, 1))
        connection.cursor().executemany("INSERT INTO bench_talk VALUES (%s, %s)", rows)
