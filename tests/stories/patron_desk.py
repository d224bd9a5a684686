"""What the patrons' stories share: sizes of screens, and a librarian who answers by the interface."""

from __future__ import annotations

import time
from typing import Any

from tests.support.api_client import ApiClient
from tests.support.served_desk import ServedDesk

PHONE = {"width": 360, "height": 740}
DESKTOP = {"width": 1440, "height": 900}


def with_a_mail_server(desk: ServedDesk) -> ServedDesk:
    """Before it starts: so that its pages have all their parts. It is sent nothing."""
    desk.environment["COMMONDESK_SMTP_URL"] = "smtp://127.0.0.1:9?tls=off"
    return desk


class Librarian:
    """Otto at his desk."""

    def __init__(self, desk: ServedDesk, name: str = "otto") -> None:
        self.client = ApiClient(desk.address, desk.tokens[name])

    def comes_on_duty(self) -> None:
        for path in ("/queues/statewide/monitor", "/desk/here"):
            assert self.client.insist("POST", path, {}).status < 300

    def does(self, code: str, act: str, **given: Any) -> None:
        """`act` under /conversations/{code}."""
        answer = self.client.insist("POST", f"/conversations/{code}/{act}", given)
        assert answer.status < 300, answer.body

    def says(self, code: str, body: str) -> None:
        self.does(code, "messages", body=body, key=f"says-{abs(hash(body)):016}")

    def waits_to_read(self, code: str, body: str) -> None:
        """Until this is the last that was said; a browser shows its own words before they have arrived."""
        until = time.monotonic() + 30
        while self.reads(code)[-1] != body:
            assert time.monotonic() < until, self.reads(code)
            time.sleep(0.1)

    def reads(self, code: str) -> list[str]:
        """What the patron and we have said, in order."""
        events = self.client.insist("GET", f"/conversations/{code}/events").json["events"]
        return [event["body"] for event in events if event["kind"] == "message"]
