"""What holds for every address of the interface: form, size, methods, caches, origins, our own faults."""

import json

import pytest
from django.db import OperationalError

from commondesk.web.api import talk
from commondesk.web.api.urls import OF_OUR_ORIGIN, urlpatterns
from tests.cast import Cast, make_asked, make_talk
from tests.web.api.caller import API, Caller, fields_of, slug_of

BODY = {"key": "abcdefghijklmnop", "body": "Leon"}


@pytest.fixture
def talking(cast: Cast) -> tuple[Caller, str]:
    asked = make_talk(cast.ines)
    return Caller(asked.token), f"/conversations/{asked.conversation.code}"


@pytest.mark.parametrize(
    "kind",
    [
        "text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "",
        "application/jsonx", "application/json; charset=utf-16",
    ],
)  # fmt: skip
def test_json_in_another_coat_is_not_taken(talking, kind: str) -> None:
    caller, path = talking
    refused = caller.send("POST", f"{path}/messages", json.dumps(BODY), kind)
    assert (refused.status_code, slug_of(refused)) == (415, "not-json")


@pytest.mark.parametrize(
    "raw",
    [
        "{",
        "[]",
        "null",
        "1",
        '"text"',
        "",
        "{'key': 1}",
        '{"key": NaN, "body": 1}',
        b"\xff\xfe",
        "[" * 20_000,
        '{"a":1}{',
    ],
)
def test_what_is_no_json_object_is_refused_in_words(talking, raw) -> None:
    caller, path = talking
    refused = caller.send("POST", f"{path}/messages", raw)
    assert (refused.status_code, slug_of(refused)) == (422, "invalid")


def test_more_than_64_kb_is_refused_before_it_is_read(talking) -> None:
    caller, path = talking
    refused = caller.send("POST", f"{path}/messages", json.dumps({**BODY, "body": "x" * 65_536}))
    assert (refused.status_code, slug_of(refused)) == (413, "too-large")
    assert caller.send("POST", f"{path}/close", "x" * 70_000).status_code == 413


def test_other_methods_are_told_which_there_are(talking) -> None:
    caller, path = talking
    refused = caller.send("PUT", f"{path}/messages", "{}")
    assert (refused.status_code, slug_of(refused)) == (405, "no-such-method")
    assert refused["Allow"] == "OPTIONS, POST"
    for state_change in ("messages", "close", "leave", "claim", "rating", "address"):
        assert caller.get(f"{path}/{state_change}").status_code == 405


@pytest.mark.parametrize(
    "path", ["/", "/nowhere", "/conversations/", "/conversations/x/y/z", "/desk/", "/../desk"]
)
def test_addresses_that_are_none_are_problems_too(cast: Cast, path: str) -> None:
    assert Caller().get(path).status_code == 404


def test_parameters_that_nobody_named_are_refused_everywhere(talking) -> None:
    caller, path = talking
    assert fields_of(caller.get(f"{path}/events", after=0, since=1)) == ["since"]
    assert fields_of(caller.get(f"{path}/events?after=1&after=2")) == ["after"]
    assert fields_of(caller.send("POST", f"{path}/close?force=1", "{}")) == ["force"]
    assert fields_of(Caller().get("/libraries", kind="public")) == ["kind"]


def test_any_site_may_ask_with_a_bearer_and_none_with_a_cookie(talking) -> None:
    caller, path = talking
    for answer in (
        caller.get(f"{path}/events"),
        caller.send("POST", f"{path}/messages", "{"),
        Caller().get("/libraries"),
    ):
        assert answer["Access-Control-Allow-Origin"] == "*"
        assert "Access-Control-Allow-Credentials" not in answer


def test_a_browser_may_ask_beforehand(talking) -> None:
    _caller, path = talking
    for address in (f"{path}/messages", "/conversations", f"{path}/close"):
        answer = Caller().client.options(API + address, headers={"origin": "https://elsewhere.example"})
        assert answer.status_code == 204
        assert answer["Access-Control-Allow-Origin"] == "*"
        assert "Authorization" in answer["Access-Control-Allow-Headers"]


def test_the_desk_is_not_open_to_other_origins(cast: Cast) -> None:
    for pattern in urlpatterns:
        if str(pattern.pattern).startswith(OF_OUR_ORIGIN):
            address = str(pattern.pattern).replace("<slug:slug>", "statewide")
            answer = Caller().client.options(f"{API}/{address}")
            assert "Access-Control-Allow-Origin" not in answer, address


def test_a_fault_of_ours_is_a_problem_without_insides(talking, monkeypatch) -> None:
    caller, path = talking

    def breaks(*_args, **_kwargs):
        raise ValueError("SELECT secret FROM commondesk_bearer")

    monkeypatch.setattr(talk, "read_events", breaks)
    answer = caller.get(f"{path}/events")
    assert (answer.status_code, slug_of(answer)) == (500, "broken")
    assert "secret" not in answer.content.decode()


def test_a_database_that_is_away_asks_for_another_try(talking, monkeypatch) -> None:
    caller, path = talking

    def away(*_args, **_kwargs):
        raise OperationalError("server closed the connection unexpectedly")

    monkeypatch.setattr(talk, "say_as_patron", away)
    answer = caller.say(path.rpartition("/")[2], "Leon")
    assert (answer.status_code, slug_of(answer)) == (503, "try-again")
    assert answer["Retry-After"] == "2"


def test_a_problem_has_the_form_of_rfc_9457(cast: Cast) -> None:
    problem = Caller().get(f"/conversations/{make_asked().conversation.code}/events").json()
    assert problem["type"] == "/problems/no-token"
    assert {"type", "title", "status", "detail", "instance"} <= set(problem)
    assert problem["instance"].startswith("/api/v1/conversations/")
