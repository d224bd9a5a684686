"""The front door: hot requests to the line, all others to pages on a few threads."""

from __future__ import annotations

import http.client
import json
import socket
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from typing import Any

import pytest

from commondesk.plumbing.tokens import new_key
from commondesk.serve import Server
from commondesk.web import front, held_body, protocol
from commondesk.web.front import Front, Pages
from commondesk.web.line.app import Line
from tests.cast import Cast, make_asked
from tests.web.line.served import PATIENCE, until

Environ = dict[str, Any]


class Application:
    """Pages that tell what they were asked, and how many were at it at once."""

    def __init__(self) -> None:
        self.at_once = self.most_at_once = 0
        self.threads: set[str] = set()
        self.bodies: list[str] = []
        self._lock = threading.Lock()

    def __call__(self, environ: Environ, start_response: Callable[..., object]) -> Iterable[bytes]:
        with self._lock:
            self.at_once += 1
            self.most_at_once = max(self.most_at_once, self.at_once)
            self.threads.add(threading.current_thread().name)
        time.sleep(0.02)
        seen = {name: value for name, value in environ.items() if isinstance(value, str)}
        seen["body"] = environ["wsgi.input"].read().decode()
        with self._lock:
            self.bodies.append(seen["body"])
            self.at_once -= 1
        start_response("200 OK", [("Content-Type", "application/json")])
        return [json.dumps(seen).encode()]


class ServedFront:
    """A server with pages of our own behind it."""

    def __init__(self) -> None:
        self.pages = Application()
        listening = socket.create_server(("127.0.0.1", 0))
        self.port = listening.getsockname()[1]
        self.front = Front(Line(), Pages(self.pages))  # type: ignore[arg-type]
        self.server = Server(self.front)
        self.thread = threading.Thread(target=self.server.run, args=([listening],), daemon=True)
        self.thread.start()
        until(lambda: self.server.started)

    def stop(self) -> None:
        self.server.should_exit = True
        self.thread.join(timeout=PATIENCE)

    def ask(
        self, method: str, path: str, body: bytes | Iterator[bytes] | None = None, **headers: str
    ) -> tuple[int, bytes]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        try:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            return answer.status, answer.read()
        finally:
            connection.close()


@pytest.fixture
def served(open_cast: Cast) -> Iterator[ServedFront]:
    running = ServedFront()
    yield running
    running.stop()


def test_requests_with_a_bearer_go_to_the_line_and_others_to_the_pages(served: ServedFront) -> None:
    asked = make_asked()
    path = f"/api/v1/conversations/{asked.conversation.code}/messages"
    body = json.dumps({"key": new_key(), "body": "Hello"}).encode()
    token = {"Authorization": f"Bearer {asked.token}", "Content-Type": "application/json"}
    assert served.ask("POST", path, body, **token)[0] == 201
    status, seen = served.ask("POST", path, body)
    assert (status, json.loads(seen)["body"]) == (200, body.decode())
    assert json.loads(served.ask("GET", "/c/abc/?page=2")[1])["QUERY_STRING"] == "page=2"


def test_a_stream_without_a_bearer_is_told_that_it_lacks_one(served: ServedFront) -> None:
    code = make_asked().conversation.code
    for path in (f"/api/v1/conversations/{code}/stream", "/api/v1/desk/stream"):
        status, body = served.ask("GET", path)
        assert (status, json.loads(body)["type"]) == (401, "/problems/no-token")


def test_a_header_in_disguise_never_reaches_the_pages(served: ServedFront) -> None:
    _, seen = served.ask("GET", "/", X_Forwarded_For="203.0.113.9", **{"X-Real": "yes"})
    assert "HTTP_X_FORWARDED_FOR" not in json.loads(seen)
    assert json.loads(seen)["HTTP_X_REAL"] == "yes"
    assert json.loads(seen)["REMOTE_ADDR"] == "127.0.0.1"


def test_many_pages_at_once_share_a_few_threads(served: ServedFront) -> None:
    threads = [threading.Thread(target=served.ask, args=("GET", "/")) for _ in range(60)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert served.pages.most_at_once <= front.THREADS
    assert len(served.pages.threads) <= front.THREADS


def test_a_body_without_end_is_refused_before_it_takes_a_thread(served: ServedFront) -> None:
    large = b"x" * (front.LARGEST_PAGE_BODY + 1)
    status, said = served.ask("POST", "/", large)
    assert (status, json.loads(said)["type"]) == (413, "/problems/too-large")
    assert served.pages.threads == set()


FILES = "/api/v1/conversations/4k7dm2xq/attachments"


def test_files_may_be_longer_than_forms_and_wait_on_the_disk(served: ServedFront) -> None:
    large = bytes(range(32, 127)) * 100_000  # 9.5 MB
    status, seen = served.ask("POST", FILES, large)
    assert status == 200
    assert json.loads(seen)["CONTENT_LENGTH"] == str(len(large))
    assert served.pages.bodies == [large.decode()]
    assert served.ask("POST", "/es/c/4k7dm2xq/say", large)[0] == 200
    for path in ("/c/4k7dm2xq/close", f"{FILES}/more", "/api/v1/conversations/a/notes"):
        assert served.ask("POST", path, large[: front.LARGEST_PAGE_BODY + 1])[0] == 413


def test_a_file_that_is_too_large_is_read_on_for_a_while_so_that_its_sender_hears_why(
    served: ServedFront, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(front, "LARGEST_UPLOAD", 100_000)
    monkeypatch.setattr(front, "READ_ON", 1_000_000)
    status, said = served.ask("POST", FILES, b"x" * 900_000)
    assert (status, json.loads(said)["type"]) == (413, "/problems/too-large")
    with suppress(OSError):  # without end: the connection is closed
        assert served.ask("POST", FILES, iter([b"x" * 100_000] * 500), Transfer_Encoding="chunked")[0] == 413
    assert served.pages.threads == set()
    assert served.ask("POST", FILES, b"x" * 90_000)[0] == 200


def test_files_on_their_way_push_no_forms_out_nor_forms_them(
    served: ServedFront, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(front, "MOST_UPLOADED", 1_000)
    assert served.ask("POST", FILES, b"x" * 2_000)[0] == 503
    assert served.ask("POST", "/", b"x" * 2_000)[0] == 200
    monkeypatch.setattr(front, "MOST_BODIES", 1_000)
    monkeypatch.setattr(front, "MOST_UPLOADED", 1_000_000)
    assert served.ask("POST", FILES, b"x" * 2_000)[0] == 200


def test_a_file_that_drips_is_given_up_and_a_full_disk_is_said(
    served: ServedFront, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(front, "UPLOAD_SECONDS", 0.3)
    with socket.create_connection(("127.0.0.1", served.port), timeout=PATIENCE) as dripping:
        dripping.sendall(f"POST {FILES} HTTP/1.1\r\nHost: x\r\nContent-Length: 9000\r\n\r\nsome".encode())
        assert dripping.recv(1024).startswith(b"HTTP/1.1 408 ")

    def full(**_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(held_body, "TemporaryFile", full)
    status, said = served.ask("POST", FILES, b"some")
    assert (status, json.loads(said)["type"]) == (503, "/problems/try-again")
    assert served.pages.threads == set()


def test_downloads_are_few_at_once(served: ServedFront, monkeypatch: pytest.MonkeyPatch) -> None:
    assert served.ask("GET", f"{FILES}/abc")[0] == 200
    monkeypatch.setattr(front, "MOST_DOWNLOADS", 0)
    assert served.ask("GET", f"{FILES}/abc")[0] == 503
    assert served.ask("GET", "/")[0] == 200


def test_a_body_that_drips_takes_no_thread_and_is_given_up(
    served: ServedFront, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(front, "BODY_SECONDS", 0.3)
    with socket.create_connection(("127.0.0.1", served.port), timeout=PATIENCE) as dripping:
        dripping.sendall(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nsome")
        assert dripping.recv(1024).startswith(b"HTTP/1.1 408 ")
    assert served.pages.threads == set()


def test_half_a_body_is_no_request(served: ServedFront) -> None:
    with socket.create_connection(("127.0.0.1", served.port), timeout=PATIENCE) as leaving:
        leaving.sendall(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nquestion=half")
        time.sleep(0.2)
    assert served.ask("GET", "/")[0] == 200
    assert served.pages.bodies == [""]


def test_bodies_on_their_way_take_no_more_memory_than_they_may(
    served: ServedFront, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(front, "MOST_BODIES", 1_000)
    assert served.ask("POST", "/", b"x" * 900)[0] == 200
    status, said = served.ask("POST", "/", b"x" * 1_001)
    assert (status, json.loads(said)["type"]) == (503, "/problems/try-again")
    until(lambda: served.ask("POST", "/", b"x" * 900)[0] == 200)


def test_a_body_in_pieces_arrives_with_its_length(served: ServedFront) -> None:
    _status, seen = served.ask("POST", "/", iter([b"quest", b"ion"]), Transfer_Encoding="chunked")
    assert (json.loads(seen)["CONTENT_LENGTH"], json.loads(seen)["body"]) == ("8", "question")


def test_a_query_that_is_no_ascii_is_answered_by_a_page(served: ServedFront) -> None:
    with socket.create_connection(("127.0.0.1", served.port), timeout=PATIENCE) as odd:
        odd.sendall(b"GET /?q=\xc3\xa9%20&r=\xff HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        said = b"".join(iter(lambda: odd.recv(4096), b""))
    assert said.startswith((b"HTTP/1.1 200 ", b"HTTP/1.1 400 "))


def test_a_client_that_never_finishes_asking_is_dropped(
    served: ServedFront, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(protocol, "ASKING_SECONDS", 0.2)
    with socket.create_connection(("127.0.0.1", served.port), timeout=PATIENCE) as silent:
        silent.sendall(b"GET / HTTP/1.1\r\nX-Half: ")
        assert silent.recv(1024) == b""


def test_a_head_without_end_is_dropped(served: ServedFront) -> None:
    with socket.create_connection(("127.0.0.1", served.port), timeout=PATIENCE) as endless:
        endless.sendall(b"GET / HTTP/1.1\r\nX-Long: ")
        with pytest.raises(OSError, match=r"reset|Broken pipe"):
            endless.sendall(b"x" * 50_000_000)


def test_health_is_told_until_the_server_goes(served: ServedFront) -> None:
    assert served.ask("GET", "/healthz") == (200, b'{"status":"ok"}')
    assert served.ask("GET", "/readyz") == (200, b'{"status":"ready"}')
    served.front.drain()
    assert served.ask("GET", "/healthz")[0] == 503
    assert served.ask("GET", "/readyz") == (503, b'{"status":"not ready","lacks":["staying"]}')


def test_what_no_page_sees_is_counted_too(served: ServedFront) -> None:
    assert served.ask("POST", "/", b"x" * 300_000)[0] == 413
    figures = served.ask("GET", "/metrics")[1].decode()
    assert 'commondesk_requests_total{route="pages\' door",status="413"}' in figures
