"""What two server processes on one database share: limits count over both, each sees what the other did."""

from __future__ import annotations

import http.client
import re
import secrets
from collections.abc import Iterator
from contextlib import ExitStack
from itertools import cycle, islice
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest

from tests import postgres
from tests.cast import PASSWORD
from tests.support.api_client import ApiClient, Follower
from tests.support.served_desk import ServedDesk

pytestmark = pytest.mark.postgres
Desks = tuple[ServedDesk, ServedDesk]


@pytest.fixture(scope="module")
def desks(tmp_path_factory: pytest.TempPathFactory, cluster: postgres.Cluster) -> Iterator[Desks]:
    """Both with limits; a proxy on this machine is believed, so that each test comes from its own address."""
    folder, url = tmp_path_factory.mktemp("shared"), cluster.create("shared")
    with ExitStack() as stack:
        first = ServedDesk(folder, url, rate_limits="on")
        second = ServedDesk(folder, url, rate_limits="on", tokens=first.tokens, log="second.log")
        for one in (first, second):
            one.environment["COMMONDESK_TRUSTED_PROXIES"] = "127.0.0.1"
            stack.enter_context(one)
        yield first, second


def ask(desk: ServedDesk, comes_from: str) -> Any:
    question = {"key": secrets.token_urlsafe(16), "question": "Where are the maps?", "queue": "statewide"}
    return ApiClient(desk.address, "", comes_from).call("POST", "/conversations", question)


def say(desk: ServedDesk, code: str, token: str) -> int:
    message = {"key": secrets.token_urlsafe(16), "body": "Hello?"}
    return ApiClient(desk.address, token).call("POST", f"/conversations/{code}/messages", message).status


def in_turn(desks: Desks, times: int) -> Iterator[ServedDesk]:
    return islice(cycle(desks), times)


def test_new_questions_of_one_address_are_counted_over_both(desks: Desks) -> None:
    told = [ask(desk, "203.0.113.1").status for desk in in_turn(desks, 50)]
    assert 40 <= told.count(201) < 50
    assert told.count(429) == 50 - told.count(201)
    assert ask(desks[1], "203.0.113.2").status == 201


def test_messages_of_one_conversation_are_counted_over_both(desks: Desks) -> None:
    asked = ask(desks[0], "203.0.113.3").json
    told = [say(desk, asked["code"], asked["token"]) for desk in in_turn(desks, 100)]
    assert told.count(201) >= 30
    assert told.count(429) > 0


def test_wrong_words_of_a_slip_are_counted_over_both(desks: Desks) -> None:
    asked = ask(desks[0], "203.0.113.4").json
    path = f"/conversations/{asked['code']}/token"
    for number, desk in enumerate(in_turn(desks, 5)):
        wrong = {"words": f"wrong wrong wrong wrong{number}"}
        assert ApiClient(desk.address).call("POST", path, wrong).status in (404, 422)
    for desk in desks:
        assert ApiClient(desk.address).call("POST", path, {"words": asked["words"]}).status == 429


def test_wrong_passwords_of_one_account_are_counted_over_both(desks: Desks) -> None:
    for desk in in_turn(desks, 5):
        assert not signs_in(desk, "hana@desk.example", "a guess", "203.0.113.5")
    for desk in desks:
        assert not signs_in(desk, "hana@desk.example", PASSWORD, "203.0.113.6")
    assert signs_in(desks[0], "otto@birch.example", PASSWORD, "203.0.113.7")


def signs_in(desk: ServedDesk, email: str, password: str, comes_from: str) -> bool:
    """Whether the desk lets them in, as by its sign-in page."""
    connection = http.client.HTTPConnection(urlsplit(desk.address).netloc, timeout=60)
    try:
        proxied = {"X-Forwarded-For": comes_from}
        connection.request("GET", "/sign-in/", headers=proxied)
        page = connection.getresponse()
        cookies = "; ".join(one.partition(";")[0] for one in page.headers.get_all("Set-Cookie") or [])
        found = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page.read().decode())
        assert found
        form = {"login": email, "password": password, "csrfmiddlewaretoken": found[1]}
        headers = proxied | {
            "Cookie": cookies, "Content-Type": "application/x-www-form-urlencoded", "Origin": desk.address
        }  # fmt: skip
        connection.request("POST", "/sign-in/", urlencode(form), headers)
        answer = connection.getresponse()
        answer.read()
        assert answer.status in (200, 302, 429)
        return answer.status == 302
    finally:
        connection.close()


def test_who_is_there_and_what_waits_is_the_same_at_both(desks: Desks) -> None:
    here, there = (ApiClient(desk.address, desk.tokens["ines"]) for desk in desks)
    assert here.call("POST", "/desk/here", {}).status == 204
    assert here.call("POST", "/queues/statewide/monitor", {}).status == 204
    asked = ask(desks[0], "203.0.113.8").json
    snapshots = [client.call("GET", "/desk").json for client in (here, there)]
    for shown in snapshots:
        assert "Ines" in [one["name"] for one in shown["on_duty"]]
        queue = next(one for one in shown["queues"] if one["slug"] == "statewide")
        assert asked["code"] in [one["code"] for one in queue["conversations"]]


def test_what_is_said_at_one_is_heard_at_the_other(desks: Desks) -> None:
    asked = ask(desks[0], "203.0.113.9").json
    follower = Follower(ApiClient(desks[1].address, asked["token"]), asked["code"])
    follower.start()
    follower.wait_for(1)
    assert say(desks[0], asked["code"], asked["token"]) == 201
    follower.wait_for(2)
    follower.end()
