"""A desk of several processes behind real proxies, set up by the files of deploy/."""

from __future__ import annotations

import re
import secrets
import subprocess
import sys

import pytest

from tests.deploy.conftest import Deployed
from tests.deploy.visitor import until_heard
from tests.support.served_desk import ROOT

pytestmark = pytest.mark.postgres
JSON_PROBLEM = "application/problem+json"


def test_what_is_said_is_heard_while_the_stream_stays_open(deployed: Deployed) -> None:
    pia = deployed.visitor()
    asked = pia.new_question().json
    with pia.stream(asked["code"], asked["token"]) as stream:
        assert stream.getheader("Content-Type") == "text/event-stream; charset=utf-8"
        until_heard(stream, '"last_seq":1')
        for number in range(3):
            words = f"number {number}"
            assert pia.say(asked["code"], asked["token"], words, secrets.token_urlsafe(16)).status == 201
            until_heard(stream, words)


def test_an_address_that_is_claimed_gives_no_other_rate_limit(deployed: Deployed) -> None:
    mallory = deployed.visitor("127.0.0.66")
    claimed = (f"198.51.100.{number}" for number in range(250))

    def at_the_pages() -> int:
        return mallory.new_question(X_Forwarded_For=next(claimed), X_Real_IP=next(claimed)).status

    def at_the_line() -> int:
        path = "/api/v1/conversations/abcdefgh/events"
        return mallory.ask("GET", path, token=secrets.token_urlsafe(32), X_Forwarded_For=next(claimed)).status

    assert 429 in [at_the_pages() for _ in range(55)]
    assert 429 in [at_the_line() for _ in range(55)]
    assert deployed.visitor("127.0.0.67").new_question().status == 201


def test_patrons_come_by_https_and_cookies_are_for_https_alone(deployed: Deployed) -> None:
    page = deployed.visitor().ask("GET", "/sign-in/")
    assert page.status == 200
    assert "__Host-" in page.headers["set-cookie"]
    assert "Secure" in page.headers["set-cookie"]
    assert "strict-transport-security" in page.headers


def test_figures_are_not_for_the_public_and_the_line_has_its_own_paths(deployed: Deployed) -> None:
    visitor = deployed.visitor()
    assert visitor.ask("GET", "/metrics").status == 404
    assert visitor.ask("GET", "/healthz").status == 200
    told = visitor.ask("GET", "/api/v1/desk/stream")
    assert (told.status, told.json["type"]) == (401, "/problems/no-token")


def test_files_pass_up_to_what_a_message_carries_and_beyond_the_desk_says_no(deployed: Deployed) -> None:
    pia = deployed.visitor("127.0.0.4")
    asked = pia.new_question().json
    path = f"/api/v1/conversations/{asked['code']}/attachments"

    def give(megabytes: float) -> tuple[int, str]:
        content = b"a line of text\n" * int(megabytes * 1024 * 1024 / 15)
        head = (
            '--edge\r\nContent-Disposition: form-data; name="key"\r\n\r\n'
            + secrets.token_urlsafe(16)
            + "\r\n"
            '--edge\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\n'
            "Content-Type: text/plain\r\n\r\n"
        )
        body = head.encode() + content + b"\r\n--edge--\r\n"
        kind = {"Content-Type": "multipart/form-data; boundary=edge"}
        got = pia.ask("POST", path, body, asked["token"], **kind)
        return got.status, got.headers.get("content-type", "")

    assert give(9.9)[0] == 201
    assert give(12) == (413, JSON_PROBLEM)
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    assert pia.ask("POST", "/", b"question=" + b"x" * 2_000_000, **form).status in (400, 413)


def test_check_asks_through_the_proxy_and_finds_it_good(deployed: Deployed) -> None:
    def check(**settings: str) -> str:
        environment = deployed.desk.environment | {"SSL_CERT_FILE": str(deployed.authority)} | settings
        return subprocess.run(
            [sys.executable, "-m", "commondesk", "check"],
            cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60, check=False,
        ).stdout  # fmt: skip

    told = check()
    assert "WRONG" not in told, told
    assert f"https://localhost:{deployed.port} is answered by this desk" in told
    assert "good   The proxy at 127.0.0.1 tells who asks, and is believed" in told
    assert "something that is not this desk" in check(COMMONDESK_SECRET_KEY=secrets.token_urlsafe(48))
    assert "no certificate that browsers believe" in check(SSL_CERT_FILE="/dev/null")


def test_the_pictures_of_paths_that_the_proxies_have_are_those_of_the_desk() -> None:
    from commondesk.web.line import route
    from commondesk.web.uploads import takes_files

    for name in ("nginx.conf", "Caddyfile"):
        patterns = re.findall(r"\^(/\S+?)\$(?=[\s\"])", (ROOT / "deploy" / name).read_text())
        line, *files = (re.compile(pattern) for pattern in patterns)
        assert len(files) == (name == "nginx.conf")  # Caddy bounds no body by itself
        for path in (
            "/api/v1/desk/stream",
            *(
                f"/api/v1/conversations/4k7dm2xq/{what}"
                for what in ("messages", "events", "stream", "typing")
            ),
        ):
            assert line.fullmatch(path), (name, path)
            assert route.route_of("GET", path) or route.route_of("POST", path)
        for path in (
            "/api/v1/desk",
            "/api/v1/conversations",
            "/c/4k7dm2xq/",
            "/api/v1/conversations/a/close",
        ):
            assert not line.fullmatch(path), (name, path)
        for path in (
            "/api/v1/conversations/4k7dm2xq/attachments", "/c/4k7d-m2xq/say", "/es/c/4k7dm2xq/say",
            "/consortium/tables/", "/library/ames/logo/",
        ):  # fmt: skip
            assert all(pattern.fullmatch(path) for pattern in files), (name, path)
            assert takes_files("POST", path)
        assert not any(pattern.fullmatch("/c/4k7dm2xq/rate") for pattern in files)
