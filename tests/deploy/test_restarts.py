"""A server restarts behind its proxy: who speaks and who listens come back, nothing is lost or doubled."""

from __future__ import annotations

import secrets
import time
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.deploy.conftest import PROXIES
from tests.deploy.proxies import certificate
from tests.deploy.visitor import PATIENCE, Visitor, until_heard
from tests.support.served_desk import ServedDesk, free_port


@pytest.mark.sqlite
@pytest.mark.parametrize("proxy", sorted(PROXIES))
def test_one_process_restarts_behind_its_proxy(proxy: str, tmp_path: Path) -> None:
    desk, port = ServedDesk(tmp_path), free_port()
    desk.environment |= {
        "COMMONDESK_BASE_URL": f"https://localhost:{port}",
        "COMMONDESK_TRUSTED_PROXIES": "127.0.0.1",
    }
    with ExitStack() as stack:
        authority = stack.enter_context(certificate(tmp_path))
        desk.start()
        stack.callback(desk.__exit__)
        stack.enter_context(PROXIES[proxy](tmp_path, port, desk.port, desk.port))
        pia = Visitor(port, authority)
        asked = pia.new_question().json
        code, token, key = asked["code"], asked["token"], secrets.token_urlsafe(16)
        with pia.stream(code, token) as stream:
            until_heard(stream, '"last_seq":1')
            assert desk.stop() == 0
            until_heard(stream, '"reason":"restart"')
        assert pia.say(code, token, "Are you there?", key).status == 502
        # Neither who asked nor for what.
        said = (tmp_path / "proxy.log").read_text()
        assert not [private for private in (code, pia.address, "Are you there?") if private in said], said
        desk.start()
        end = time.monotonic() + PATIENCE
        while pia.say(code, token, "Are you there?", key).status not in (200, 201):
            assert time.monotonic() < end
            time.sleep(0.1)
        with pia.stream(code, token, after=1) as stream:
            until_heard(stream, "Are you there?")
        events = pia.ask("GET", f"/api/v1/conversations/{code}/events", token=token).json
        assert [event["seq"] for event in events["events"]] == [1, 2]
