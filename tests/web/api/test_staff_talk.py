"""Asides, channels and stepping in over the interface (KN5, CO5, IN1)."""

from __future__ import annotations

from typing import Any

import pytest

from commondesk.plumbing.tokens import new_key
from tests.cast import Cast, make_talk
from tests.web.api.caller import Caller, fields_of, slug_of

ALL = "/channels/all/messages"


@pytest.fixture
def talk(cast: Cast) -> Any:
    return make_talk(cast.ines, library=cast.ames)


def aside(who: Caller, code: str, to: Any, body: str = "What would you say?") -> Any:
    return who.post(f"/conversations/{code}/asides", {"key": new_key(), "to": to, "body": body})


def test_an_aside_is_read_by_those_named_alone(cast: Cast, talk: Any) -> None:
    code, otto = talk.conversation.code, Caller.of(cast.otto)
    assert aside(Caller.of(cast.ines), code, cast.otto.pk).status_code == 201
    assert aside(otto, code, ["ines@ames.example", cast.hana.pk], "I would wait.").status_code == 201
    path = f"/conversations/{code}/asides"
    bodies = [one["body"] for one in otto.get(path).json()["asides"]]
    assert bodies == ["What would you say?", "I would wait."]
    assert [one["body"] for one in Caller.of(cast.hana).get(path).json()["asides"]] == ["I would wait."]
    assert Caller.of(cast.noor).get(path).json()["asides"] == []
    events = Caller.of(cast.noor).get(f"/conversations/{code}/events").json()["events"]
    assert (events[-1]["kind"], events[-1]["body"], events[-1]["data"]["to"]) == (
        "aside",
        None,
        ["Ines", "Hana"],
    )
    assert "aside" not in str(Caller(talk.token).get(f"/conversations/{code}/events").json())


def test_an_aside_names_people_who_are_there(cast: Cast, talk: Any) -> None:
    code, ines = talk.conversation.code, Caller.of(cast.ines)
    assert (aside(ines, code, 999_999).status_code, fields_of(aside(ines, code, 999_999))) == (404, ["to"])
    assert slug_of(aside(ines, code, cast.ira.pk)) == "invalid"
    assert slug_of(aside(ines, code, [])) == "invalid"
    assert slug_of(aside(ines, code, "otto@birch.example", " ")) == "empty"


def test_the_help_desk_steps_in_and_the_patron_hears_who_it_is(cast: Cast, talk: Any) -> None:
    path, body = f"/conversations/{talk.conversation.code}/step-in", {"key": new_key(), "reason": "A crisis."}
    assert slug_of(Caller.of(cast.otto).post(path, body)) == "not-allowed"
    taken = Caller.of(cast.hana).post(path, body).json()
    assert taken["claimed_by"]["name"] == "Hana"
    assert slug_of(Caller.of(cast.ines).say(talk.conversation.code, "One more thing")) == "not-claimed"
    events = Caller(talk.token).get(f"/conversations/{talk.conversation.code}/events").json()["events"]
    assert (events[-1]["kind"], events[-1]["data"]["to"]["name"]) == ("transferred", "Hana")
    assert "A crisis." not in str(events)


def test_a_message_is_written_read_found_and_taken_back(cast: Cast) -> None:
    ines, otto = Caller.of(cast.ines), Caller.of(cast.otto)
    said = {"key": new_key(), "body": "@Otto, the boiler is out", "mentions": [cast.otto.pk]}
    assert [ines.post(ALL, said).status_code for _ in range(2)] == [201, 200]
    seen = otto.get("/channels").json()
    assert (seen["unread"], seen["mentions"], seen["channels"][0]["slug"]) == (1, 1, "all")
    [message] = otto.get(ALL, q="boiler").json()["messages"]
    assert (message["by"]["name"], message["mine"], message["mentions"][0]["name"]) == ("Ines", False, "Otto")
    assert otto.post("/channels/all/read", {"seq": 1}).status_code == 204
    assert otto.get("/channels").json()["unread"] == 0
    assert slug_of(otto.delete(f"{ALL}/1")) == "not-allowed"
    assert ines.delete(f"{ALL}/1").status_code == 204
    assert otto.get(ALL).json()["messages"][0]["body"] is None


def test_what_does_not_fit_is_said_in_words(cast: Cast) -> None:
    ines = Caller.of(cast.ines)
    assert slug_of(ines.get("/channels/queue-birch/messages")) == "not-visible"
    assert slug_of(ines.get(ALL, word="x")) == "invalid"
    unknown = {"key": new_key(), "body": "Hi", "mentions": ["nobody@example.org"]}
    assert fields_of(ines.post(ALL, unknown)) == ["mentions"]
    assert slug_of(ines.post("/channels/mails", {"mails": "sometimes"})) == "invalid"
    assert ines.post("/channels/mails", {"mails": "all"}).status_code == 204
    assert ines.get("/channels").json()["mails"] == "all"


def test_colleagues_are_found_by_the_beginning_of_a_name(cast: Cast) -> None:
    found = Caller.of(cast.ines).get("/channels/queue-ames/colleagues", q="no").json()["colleagues"]
    assert found == [{"id": cast.noor.pk, "name": "Noor", "library": "Ames Public Library"}]
    assert Caller.of(cast.ines).get("/channels/queue-ames/colleagues", q="otto").json()["colleagues"] == []
