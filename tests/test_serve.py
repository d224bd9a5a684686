"""`commondesk serve` as an installation runs it: in processes of its own, started, stopped and cut off."""

from __future__ import annotations

import asyncio
import http.client
import json
import re
import secrets
import signal
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import psycopg
import pytest

from tests import postgres
from tests.support.api_client import ApiClient, Follower
from tests.support.many_streams import Streams
from tests.support.served_desk import ROOT, ServedDesk

PATIENCE = 60
MANY = 1_000
FEW = 20  # the writer, two readers, the listener, the pulse, eight threads of pages, and who looks


def ask(client: ApiClient) -> tuple[str, ApiClient]:
    """A new conversation: its code, and its patron's client."""
    question = {"key": secrets.token_urlsafe(16), "question": "Where are the maps?"}
    asked = client.insist("POST", "/conversations", question).json
    return asked["code"], ApiClient(f"http://{client.host}", asked["token"])


def say(client: ApiClient, code: str, body: str) -> int:
    message = {"key": secrets.token_urlsafe(16), "body": body}
    return client.insist("POST", f"/conversations/{code}/messages", message).status


def run(desk: ServedDesk, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Another `commondesk` in the surroundings of this one, to its end."""
    return subprocess.run(
        [sys.executable, "-m", "commondesk", *arguments],
        cwd=ROOT, env=desk.environment, capture_output=True, text=True, timeout=PATIENCE, check=False,
    )  # fmt: skip


@contextmanager
def beside(desk: ServedDesk, role: str, log: Path = Path("/dev/null")) -> Iterator[str]:
    """One more server on the same database; its address. Its log goes into a file."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "commondesk", "serve", "--role", role, "--port", str(port)]
    with log.open("a") as errors:
        process = subprocess.Popen(
            command, cwd=ROOT, env=desk.environment, stdout=subprocess.PIPE, stderr=errors, text=True
        )
    try:
        assert process.stdout is not None
        assert process.stdout.readline() == f"Commondesk is ready at http://127.0.0.1:{port}\n"
        yield f"http://127.0.0.1:{port}"
    finally:
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=PATIENCE) == 0
        process.stdout.close()


@pytest.mark.sqlite
def test_it_leaves_within_ten_seconds_with_streams_open_and_tells_them_why(tmp_path: Path) -> None:
    with ServedDesk(tmp_path) as desk, ExitStack() as open_connections:
        code, patron = ask(ApiClient(desk.address))
        streams = [open_stream(patron, code, open_connections) for _ in range(20)]
        for stream in streams:
            assert b"hello" in stream.read1(200)
        began = time.monotonic()
        assert desk.stop() == 0
        assert time.monotonic() - began < 10
        for stream in streams:
            assert 'event: end\ndata: {"reason":"restart"}' in stream.read().decode()


def open_stream(client: ApiClient, code: str, open_connections: ExitStack) -> http.client.HTTPResponse:
    connection = http.client.HTTPConnection(client.host, timeout=PATIENCE)
    open_connections.callback(connection.close)
    path = f"/api/v1/conversations/{code}/stream"
    connection.request("GET", path, headers={"Authorization": f"Bearer {client.token}"})
    answer = connection.getresponse()
    open_connections.callback(answer.close)
    return answer


@pytest.mark.sqlite
def test_it_leaves_although_a_reader_takes_nothing(tmp_path: Path) -> None:
    with ServedDesk(tmp_path) as desk:
        code, patron = ask(ApiClient(desk.address))
        for _ in range(400):
            assert say(patron, code, "x" * 8_000) == 201
        with socket.socket() as lazy:
            lazy.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            lazy.connect(("127.0.0.1", desk.port))
            path = f"/api/v1/conversations/{code}/stream"
            asking = f"GET {path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {patron.token}\r\n\r\n"
            lazy.sendall(asking.encode())
            lazy.recv(100)
            began = time.monotonic()
            assert desk.stop() == 0
            assert time.monotonic() - began < 10


@pytest.mark.postgres
def test_a_thousand_streams_hold_no_connection_and_come_back_spread_over_seconds(
    tmp_path: Path, cluster: postgres.Cluster
) -> None:
    url = cluster.create("thousand")
    with ServedDesk(tmp_path, url) as desk:
        code, patron = ask(ApiClient(desk.address))

        async def follow_to_the_end() -> list[str]:
            streams = Streams()
            await streams.open(desk.port, code, patron.token, MANY)
            assert connections_to(url) < FEW
            began = time.monotonic()
            assert desk.process is not None
            desk.process.send_signal(signal.SIGTERM)
            ends = await streams.ends()
            assert await asyncio.to_thread(desk.process.wait, PATIENCE) == 0
            assert time.monotonic() - began < 10
            return ends

        ends = asyncio.run(follow_to_the_end())
    assert all('event: end\ndata: {"reason":"restart"}' in end for end in ends)
    told = [re.search(r"^retry: (\d+)$", end, re.MULTILINE) for end in ends]
    seconds = Counter(int(found[1]) // 1000 for found in told if found)
    assert seconds.total() == MANY
    assert all(seconds[second] > MANY / 10 for second in (1, 2, 3, 4)), "no second has nearly all of them"


def connections_to(url: str) -> int:
    with psycopg.connect(url) as connection:
        found = connection.execute("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()")
        return int((found.fetchone() or [0])[0])


@pytest.mark.sqlite
def test_what_cannot_be_served_is_refused_in_words(tmp_path: Path) -> None:
    with ServedDesk(tmp_path) as desk:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            free = str(probe.getsockname()[1])
        refused = {
            "already running": run(desk, "serve", "--port", free),
            "is taken": run(desk, "serve", "--port", str(desk.port)),
            "one process serves everything": run(desk, "serve", "--role", "line", "--port", free),
        }
        for sentence, done in refused.items():
            assert sentence in done.stderr
            assert "Traceback" not in done.stderr
            assert done.returncode == 2


@pytest.mark.postgres
def test_line_and_pages_are_served_apart_and_lines_hear_each_other(
    tmp_path: Path, cluster: postgres.Cluster
) -> None:
    with (
        ServedDesk(tmp_path, cluster.create("apart")) as desk,
        beside(desk, "line") as line,
        beside(desk, "pages") as pages,
    ):
        code, patron = ask(ApiClient(pages))
        at_line, at_desk = ApiClient(line, patron.token), ApiClient(desk.address, patron.token)
        followers = [Follower(at_line, code), Follower(at_desk, code)]
        for follower in followers:
            follower.start()
            follower.wait_for(1)
        assert [say(client, code, "Hello") for client in (at_desk, at_line)] == [201, 201]
        for follower in followers:
            follower.wait_for(3)
            assert [event["seq"] for event in follower.seen] == [1, 2, 3]
            follower.end()
        assert ApiClient(pages).call("GET", "/libraries").status == 200
        assert ApiClient(line).call("GET", "/libraries").status == 404


@pytest.mark.postgres
def test_pages_log_like_the_rest_leave_nothing_at_home_and_say_when_their_port_is_taken(
    tmp_path: Path, cluster: postgres.Cluster
) -> None:
    with ServedDesk(tmp_path, cluster.create("logs")) as desk:
        home = tmp_path / "home"
        home.mkdir()
        desk.environment["HOME"] = str(home)
        taken = run(desk, "serve", "--role", "pages", "--port", str(desk.port))
        assert (taken.returncode, "is taken" in taken.stderr) == (2, True)
        with beside(desk, "pages", tmp_path / "pages.log"):
            pass
        lines = (tmp_path / "pages.log").read_text().splitlines()
        assert lines
        assert all(json.loads(line)["event"] for line in lines)
        assert not list(home.rglob("*gunicorn*"))


@pytest.mark.postgres
def test_a_database_that_restarts_is_found_again_without_a_restart_of_ours(
    tmp_path: Path, cluster: postgres.Cluster
) -> None:
    with ServedDesk(tmp_path, cluster.create("restarts")) as desk:
        code, patron = ask(ApiClient(desk.address))
        follower = Follower(patron, code)
        follower.start()
        follower.wait_for(1)
        message = {"key": "k" * 20, "body": "Anybody?"}
        cluster.stop()
        away = patron.call("POST", f"/conversations/{code}/messages", message)
        assert (away.status, away.json["type"]) == (503, "/problems/try-again")
        assert patron.call("GET", f"/conversations/{code}/events").status == 503
        cluster.start()
        again = patron.insist("POST", f"/conversations/{code}/messages", message)
        assert again.status == 201
        follower.wait_for(2)
        assert [event["body"] for event in follower.seen] == ["Where are the maps?", "Anybody?"]
        assert follower.connections == 1
        follower.end()
        assert json.loads(patron.call("GET", f"/conversations/{code}/events").body)["last_seq"] == 2
