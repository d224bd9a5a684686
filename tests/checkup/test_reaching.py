"""What `commondesk check` says of the address patrons type, and of the proxy that answers it."""

from __future__ import annotations

import http.server
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.test import Client

from commondesk.checkup.reaching import FORGED, of_the_base_address, of_the_proxy
from commondesk.environment import Environment
from commondesk.plumbing import probe
from tests.support.served_desk import ROOT, ServedDesk, free_port

BEHIND = {
    "peer": "10.0.0.7",
    "peer_is_trusted": True,
    "forwarded_for": f"{FORGED}, 198.51.100.4",
    "is_https": True,
    "host": "ask.example.org",
}


def of_a_proxy(**seen: object) -> list[str]:
    environment = Environment(base_url="https://ask.example.org")
    return [f"{one.heading}  {one.says}" for one in of_the_proxy(environment, BEHIND | seen)]


def test_a_proxy_that_tells_who_asks_is_good_whether_it_adds_or_writes_anew():
    for forwarded in (f"{FORGED}, 198.51.100.4", "198.51.100.4"):
        (told,) = of_a_proxy(forwarded_for=forwarded)
        assert told.startswith("good   The proxy at 10.0.0.7")


@pytest.mark.parametrize(
    ("seen", "says"),
    [
        ({"forwarded_for": FORGED}, "anybody can be anybody"),
        ({"forwarded_for": None}, "does not say who asks"),
        ({"peer_is_trusted": False, "is_https": False}, "10.0.0.7, which COMMONDESK_TRUSTED_PROXIES"),
        ({"is_https": False}, "X-Forwarded-Proto"),
        ({"host": "127.0.0.1:8000"}, "the host 127.0.0.1:8000 instead"),
    ],
)
def test_a_fault_of_the_proxy_is_told_with_its_remedy(seen, says):
    (told,) = of_a_proxy(**seen)
    assert told.startswith("WRONG")
    assert says in told


def test_only_who_holds_the_secret_is_answered_and_only_the_question_it_asked(db):
    asked = probe.question("one")
    answer = Client().get("/checkup", headers={"authorization": f"Checkup {asked}"})
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]
    text = answer.content.decode()
    seen = probe.seen_in(text, "one")
    assert seen is not None
    assert seen["peer"] == "127.0.0.1"
    assert probe.seen_in(text, "another") is None
    assert probe.seen_in(text[:-1] + ("A" if text[-1] != "A" else "B"), "one") is None
    assert probe.seen_in(asked, "one") is None
    for header in (f"Bearer {asked}", "Checkup", f"Checkup {text}", "Checkup x"):
        assert Client().get("/checkup", headers={"authorization": header}).status_code == 404


def test_a_question_that_is_old_is_not_answered(db, time_machine_later):
    asked = probe.question("one")
    time_machine_later(61)
    assert probe.nonce_of(asked) is None


@pytest.fixture
def time_machine_later() -> Iterator[object]:
    import time_machine

    with time_machine.travel(0, tick=False) as traveller:
        yield traveller.shift


def told_of(address: str) -> list[str]:
    environment = Environment(base_url=address)
    return [f"{one.heading}  {one.says}" for one in of_the_base_address(environment)]


def test_where_nothing_answers_yet_it_is_noted():
    (told,) = told_of(f"http://127.0.0.1:{free_port()}")
    assert told.startswith("note   ")
    assert "Start the server and the proxy" in told


@contextmanager
def another_site(status: int, **of_paths: int) -> Iterator[str]:
    """Something that answers everything: with `status`, or with that of the last part of the path.

    It passes the probe on to a desk of ours as a proxy would, where it says 200.
    """

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            said = of_paths.get(self.path.rpartition("/")[2], status)
            body = b"ok"
            if self.path == probe.PATH and "checkup" in of_paths and said == 200:
                nonce = probe.nonce_of(self.headers["Authorization"].partition(" ")[2])
                assert nonce is not None
                seen = {"peer": "127.0.0.1", "peer_is_trusted": False, "forwarded_for": FORGED}
                body = probe.answer(nonce, seen | {"is_https": False, "host": "127.0.0.1"}).encode()
            self.send_response(said)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def test_something_else_at_our_address_is_wrong_and_a_proxy_without_its_desk_is_noted():
    with another_site(200) as address:
        (told,) = told_of(address)
        assert told.startswith("WRONG")
        assert "something that is not this desk" in told
    with another_site(502) as address:
        (told,) = told_of(address)
        assert told.startswith("note")
        assert "it says 502" in told


def test_a_proxy_that_finds_no_line_is_wrong_though_it_finds_the_pages():
    with another_site(200, checkup=200, stream=502) as address:
        told = told_of(address)
    assert [one for one in told if one.startswith("WRONG") and "does not reach the line (502)" in one], told
    with another_site(200, checkup=200, stream=401) as address:
        assert not [one for one in told_of(address) if one.startswith("WRONG")]


def test_a_proxy_that_keeps_the_host_to_itself_is_told_so():
    with another_site(200, checkup=400) as address:
        (told,) = told_of(address)
    assert told.startswith("WRONG")
    assert "pass Host on" in told


@pytest.mark.sqlite
def test_a_served_desk_finds_itself(tmp_path: Path) -> None:
    with ServedDesk(tmp_path) as desk:
        done = subprocess.run(
            [sys.executable, "-m", "commondesk", "check"],
            cwd=ROOT, env=desk.environment, capture_output=True, text=True, timeout=60, check=False,
        )  # fmt: skip
    assert done.returncode == 0, done.stdout
    assert f"good   {desk.address} is answered by this desk." in done.stdout
    assert "good   No proxy stands before it" in done.stdout
