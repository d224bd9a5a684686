"""Page workers behind a proxy that gathers no bodies: drips hold no thread, and half a form is none."""

from __future__ import annotations

import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from commondesk.page_workers import THREADS
from tests import postgres
from tests.support.served_desk import ROOT, ServedDesk, free_port
from tests.web.watching.test_processes import get, until_answered

pytestmark = pytest.mark.postgres
PATIENCE = 15
FORM = (
    "POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/x-www-form-urlencoded\r\n"
    "Sec-Fetch-Site: same-origin\r\nContent-Length: {}\r\n\r\n{}"
)
# The time of a body is made short, so that nobody has to wait for it.
SERVE = """
import sys, django
django.setup()
from commondesk import cli, page_workers
page_workers.BODY_SECONDS = {}
sys.exit(cli.main())
"""


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory, cluster: postgres.Cluster) -> ServedDesk:
    return ServedDesk(tmp_path_factory.mktemp("bodies"), cluster.create("bodies"))


def served(desk: ServedDesk, seconds: float, stack: ExitStack) -> int:
    """One worker that waits so long for a body; its port."""
    port = free_port()
    arguments = ["serve", "--role", "pages", "--workers", "1", "--port", str(port)]
    server = subprocess.Popen(
        [sys.executable, "-c", SERVE.format(seconds), *arguments],
        cwd=ROOT, env=desk.environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    stack.callback(server.wait, PATIENCE)
    stack.callback(server.terminate)
    until_answered(port, "/readyz")
    return port


@pytest.fixture
def stack() -> Iterator[ExitStack]:
    with ExitStack() as opened:
        yield opened


def sent(port: int, announced: int, body: str, stack: ExitStack) -> socket.socket:
    connection = stack.enter_context(socket.create_connection(("127.0.0.1", port), timeout=PATIENCE))
    connection.sendall(FORM.format(announced, body).encode())
    return connection


def test_as_many_drips_as_there_are_threads_end_and_pages_are_shown_again(
    desk: ServedDesk, stack: ExitStack
) -> None:
    port = served(desk, 1.0, stack)
    dripping = [sent(port, 100, "question=Where", stack) for _ in range(THREADS)]
    assert get(port, "/hours/")[0] == 200
    for connection in dripping:
        answer = connection.makefile("rb").read()  # to its end: what drips on is no other request
        assert answer.startswith(b"HTTP/1.1 408 ")
        assert answer.count(b"HTTP/1.1") == 1


def test_whoever_goes_in_the_middle_of_a_question_has_asked_none(
    desk: ServedDesk, stack: ExitStack, tmp_path: Path
) -> None:
    port = served(desk, 30.0, stack)
    words = "question=Where+are+the+maps"
    cut = sent(port, len(words) + 20, words, stack)
    cut.shutdown(socket.SHUT_WR)
    assert cut.recv(1024).startswith(b"HTTP/1.1 408 ")
    whole = sent(port, len(words), words, stack)
    assert whole.recv(1024).startswith(b"HTTP/1.1 303 ")
