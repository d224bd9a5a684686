"""One account that does a thing again and again is slowed down; colleagues and patrons go on."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

from commondesk.plumbing import clock
from commondesk.plumbing.tokens import new_key
from tests.cast import Cast, make_talk, on_duty
from tests.web.api.caller import Caller, slug_of

BURST = 40


@pytest.fixture(autouse=True)
def time_stands_still(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that on a slow machine no bucket fills up meanwhile, and nobody's lease runs out."""
    now = clock.now()
    monkeypatch.setattr(clock, "now", lambda: now)


def post_file(who: Caller, code: str) -> Any:
    form = {"key": new_key(), "file": [SimpleUploadedFile("a.txt", b"a")]}
    path = f"/conversations/{code}/attachments"
    return who.send("POST", path, encode_multipart(BOUNDARY, form), MULTIPART_CONTENT)


ACTS: dict[str, Callable[[Caller, str, Cast], Any]] = {
    "notes": lambda who, code, _cast: who.post(
        f"/conversations/{code}/notes", {"key": new_key(), "body": "Again"}
    ),
    "asides": lambda who, code, cast: who.post(
        f"/conversations/{code}/asides", {"key": new_key(), "body": "Again", "to": cast.otto.email}
    ),
    "transfers": lambda who, code, cast: who.post(
        f"/conversations/{code}/transfer", {"to": {"person": cast.otto.email}, "brief": "Again"}
    ),
    "invitations": lambda who, code, cast: who.post(
        f"/conversations/{code}/invite", {"person": cast.otto.email, "brief": "Again"}
    ),
    "channel": lambda who, _code, _cast: who.post(
        "/channels/all/messages", {"key": new_key(), "body": "Again"}
    ),
    "files": lambda who, code, _cast: post_file(who, code),
}


@pytest.mark.parametrize("act", ACTS)
def test_a_flood_by_one_account_ends_and_others_are_not_held_up(cast: Cast, act: str) -> None:
    on_duty(cast.otto, cast.statewide)
    on_duty(cast.ines, cast.statewide)
    mine, theirs = make_talk(cast.ines).conversation.code, make_talk(cast.otto).conversation.code
    ines, otto = Caller.of(cast.ines), Caller.of(cast.otto)
    answers = [ACTS[act](ines, mine, cast) for _ in range(BURST)]
    assert {answer.status_code for answer in answers} <= {200, 201}
    refused = ACTS[act](ines, mine, cast)
    assert (refused.status_code, slug_of(refused)) == (429, "slow-down")
    assert int(refused["Retry-After"]) >= 1
    assert ACTS["notes"](otto, theirs, cast).status_code == 201
    # What a patron waits for is no part of it.
    assert ines.say(mine, "I am still looking.").status_code == 201


def test_the_page_of_a_channel_says_it_too(cast: Cast) -> None:
    ines = Caller(session_of=cast.ines, csrf=False)
    ines.client.handler.enforce_csrf_checks = False
    for _ in range(BURST):
        assert ines.client.post("/channel/all/say/", {"body": "Again"}).status_code == 303
    assert ines.client.post("/channel/all/say/", {"body": "Again"}).status_code == 429
