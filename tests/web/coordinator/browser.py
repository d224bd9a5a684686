"""A browser without scripts: it posts the forms it is shown, and presses Undo."""

from __future__ import annotations

import re
from html import unescape
from typing import Any
from urllib.parse import urlencode

from django.test import Client

from commondesk.consortium.librarian import Librarian


class Browser:
    """Signed in as this person."""

    def __init__(self, person: Librarian | None = None) -> None:
        self.client = Client()
        if person:
            self.client.force_login(person)

    def get(self, address: str) -> Any:
        return self.client.get(address)

    def post(self, address: str, fields: Any = ()) -> Any:
        """As a browser sends a form; what comes after the redirect, if there is one."""
        body = urlencode(fields if isinstance(fields, dict) else list(fields), doseq=True)
        answer = self.client.post(address, body, content_type="application/x-www-form-urlencoded")
        return self.client.get(answer["Location"]) if answer.status_code == 303 else answer

    def undo(self, page: Any) -> Any:
        """Press the button of the notice on this page."""
        form = re.search(
            r'<form method="post" action="([^"]*)">(?:(?!</form>).)*?Undo', text(page), re.DOTALL
        )
        assert form, "nothing to undo"
        pairs = re.findall(r'name="([^"]*)" value="([^"]*)"', form[0])
        return self.post(unescape(form[1]), [(unescape(name), unescape(value)) for name, value in pairs])


def text(page: Any) -> str:
    return str(page.content.decode())
