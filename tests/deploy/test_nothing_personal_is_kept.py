"""A proxy that keeps whatever it is not forbidden to keep never shows anybody what was another's."""

from __future__ import annotations

import http.client
import re
import secrets
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.deploy.proxies import certificate, nginx
from tests.deploy.visitor import PATIENCE, Got, Visitor
from tests.support.served_desk import ServedDesk, free_port
from tests.web.access_table import rows

WORDS = "a question about my divorce"
# What changes from one answer to the next, whoever asks.
_FRESH = re.compile(rb'name="(key|csrfmiddlewaretoken)" value="[^"]*"|"(key|csrf_?token)": ?"[^"]*"')


def filled(route: str, code: str) -> str:
    """An address of this route."""
    path = re.sub(r"\(\?P<form>[^)]*\)", "txt", route.replace("\\.", "."))
    path = re.sub(r"\(\?P<code>[^)]*\)|<(slug:)?code>", code, path)
    path = re.sub(r"<int:\w+>|<id>|<seq>", "1", path)
    path = re.sub(r"<slug:language>", "en", path)
    path = re.sub(r"<(\w+:)?\w+>|\(\?P<\w+>[^)]*\)", "ames", path)
    return "/" + path.lstrip("^").rstrip("$")


@pytest.mark.sqlite
def test_whatever_a_greedy_proxy_kept_is_for_everybody(tmp_path: Path) -> None:
    desk, port = ServedDesk(tmp_path, seed="tests.support.seed_signed_in"), free_port()
    desk.environment |= {
        "COMMONDESK_BASE_URL": f"https://localhost:{port}",
        "COMMONDESK_TRUSTED_PROXIES": "127.0.0.1",
    }
    with ExitStack() as stack:
        authority = stack.enter_context(certificate(tmp_path))
        desk.start()
        stack.callback(desk.__exit__)
        stack.enter_context(nginx(tmp_path, port, desk.port, desk.port, greedy=True))
        visitor = Visitor(port, authority)
        question = {"key": secrets.token_urlsafe(16), "question": WORDS}
        asked = visitor.ask("POST", "/api/v1/conversations", question).json
        code, tokens = asked["code"], desk.tokens
        claimed = visitor.ask(
            "POST", f"/api/v1/conversations/{code}/claim", {"key": secrets.token_urlsafe(16)}, tokens["ines"]
        )
        assert claimed.status == 200
        patron = f"patron_{code}={asked['token']}"
        people = [{"token": asked["token"], "Cookie": patron}] + [
            {"token": tokens[name], "Cookie": f"__Host-commondesk_session={tokens[f'{name}_session']}"}
            for name in ("ines", "noor", "hana")
        ]
        personal = kept = 0
        for path in sorted({filled(route, code) for method, route in rows() if method == "GET"}):
            if path.endswith("/stream"):
                continue
            for person in people:
                got = visitor.ask("GET", path, **person)
                personal += WORDS.encode() in got.body
            later = visitor.ask("GET", path)
            assert WORDS.encode() not in later.body, path
            if later.headers.get("x-kept") == "HIT":
                kept += 1
                assert _same(later, _from_the_desk(desk.port, port, path)), path
                assert "set-cookie" not in later.headers, path
        assert personal > 10  # it was there to be kept
        assert kept > 5  # and the proxy does keep


def _from_the_desk(desk_port: int, port: int, path: str) -> Got:
    """What the desk itself tells somebody it knows nothing of."""
    connection = http.client.HTTPConnection("127.0.0.1", desk_port, timeout=PATIENCE)
    try:
        headers = {"Host": f"localhost:{port}", "X-Forwarded-Proto": "https", "X-Forwarded-For": "127.0.0.9"}
        connection.request("GET", path, headers=headers)
        answer = connection.getresponse()
        return Got(answer.status, dict(answer.getheaders()), answer.read())
    finally:
        connection.close()


def _same(one: Got, other: Got) -> bool:
    return (one.status, _FRESH.sub(b"", one.body)) == (other.status, _FRESH.sub(b"", other.body))
