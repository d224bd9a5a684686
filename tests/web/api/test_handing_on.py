"""Handing on over the interface: to exactly one, with a brief; receiver and patron have their say (FO5)."""

from __future__ import annotations

from typing import Any

import pytest

from commondesk.plumbing.tokens import new_key
from tests.cast import Cast, make_talk, on_duty
from tests.web.api.caller import Caller, fields_of, slug_of

BRIEF = "She looks for the census; the catalogue has nothing."


@pytest.fixture
def talk(cast: Cast) -> Any:
    on_duty(cast.ines, cast.statewide)
    on_duty(cast.otto, cast.statewide)
    return make_talk(cast.ines, library=cast.ames)


def hand_on(who: Caller, code: str, to: dict[str, Any], brief: str = BRIEF, **more: Any) -> Any:
    return who.post(f"/conversations/{code}/transfer", {"key": new_key(), "to": to, "brief": brief, **more})


def test_to_a_queue_or_a_library_it_waits_there(cast: Cast, talk: Any) -> None:
    code = talk.conversation.code
    moved = hand_on(Caller.of(cast.ines), code, {"library": "birch"}).json()
    assert (moved["state"], moved["queue"]["slug"], moved["claimed_by"]) == ("waiting", "birch", None)
    taken = Caller.of(cast.otto).post(f"/conversations/{code}/claim").json()
    assert taken["claimed_by"]["name"] == "Otto"
    again = hand_on(Caller.of(cast.otto), code, {"queue": "statewide"}).json()
    assert (again["queue"]["slug"], again["waiting_since"]) == ("statewide", again["asked_at"])


@pytest.mark.parametrize("by", ["number", "e-mail address"])
def test_a_person_reads_the_brief_on_their_desk_and_takes_over(cast: Cast, talk: Any, by: str) -> None:
    code, otto = talk.conversation.code, Caller.of(cast.otto)
    person = cast.otto.pk if by == "number" else "OTTO@birch.example"
    asked = hand_on(Caller.of(cast.ines), code, {"person": person}).json()
    assert (asked["claimed_by"]["name"], asked["offer"]["to"]["name"]) == ("Ines", "Otto")
    [offer] = otto.get("/desk").json()["offered"]
    assert (offer["code"], offer["brief"], offer["by"]["name"]) == (code, BRIEF, "Ines")
    taken = otto.post(f"/conversations/{code}/transfer/accept", {"key": new_key()})
    assert (taken.status_code, taken.json()["claimed_by"]["name"]) == (200, "Otto")
    assert otto.get("/desk").json()["offered"] == []
    assert slug_of(Caller.of(cast.ines).say(code, "One more thing")) == "not-claimed"


def test_the_patron_sees_whom_it_goes_to_and_never_the_brief(cast: Cast, talk: Any) -> None:
    code, pia = talk.conversation.code, Caller(talk.token)
    hand_on(Caller.of(cast.ines), code, {"person": cast.otto.pk})
    events = pia.get(f"/conversations/{code}/events").json()["events"]
    assert events[-1]["kind"] == "offered"
    assert events[-1]["data"]["to"] == {"kind": "person", "name": "Otto", "library": "Birch County Library"}
    assert BRIEF not in str(events)


def test_the_patron_may_rather_stay(cast: Cast, talk: Any) -> None:
    code, pia = talk.conversation.code, Caller(talk.token)
    hand_on(Caller.of(cast.ines), code, {"person": cast.otto.pk})
    assert pia.post(f"/conversations/{code}/transfer/decline").status_code == 204
    assert slug_of(pia.post(f"/conversations/{code}/transfer/decline")) == "offer-over"
    assert slug_of(Caller.of(cast.otto).post(f"/conversations/{code}/transfer/accept")) == "offer-over"


def test_the_receiver_declines_and_the_sender_takes_back(cast: Cast, talk: Any) -> None:
    code, ines, otto = talk.conversation.code, Caller.of(cast.ines), Caller.of(cast.otto)
    hand_on(ines, code, {"person": cast.otto.pk})
    assert otto.post(f"/conversations/{code}/transfer/decline", {"why": "In a lesson."}).status_code == 204
    hand_on(ines, code, {"person": cast.otto.pk})
    assert ines.post(f"/conversations/{code}/transfer/cancel").status_code == 200
    kinds = [event["kind"] for event in ines.get(f"/conversations/{code}/events").json()["events"]]
    assert kinds[-5:] == ["note", "offer_ended", "note", "offered", "offer_ended"]


@pytest.mark.parametrize(
    "to", [{}, {"queue": "statewide", "library": "birch"}, {"person": "a", "queue": "b"}, {"team": "ames"}]
)
def test_it_goes_to_exactly_one(cast: Cast, talk: Any, to: dict[str, Any]) -> None:
    refused = hand_on(Caller.of(cast.ines), talk.conversation.code, to)
    assert (refused.status_code, slug_of(refused)) == (422, "invalid")


@pytest.mark.parametrize("to", [{"queue": "nowhere"}, {"library": "nowhere"}, {"person": 999_999}])
def test_who_is_not_there_is_not_found(cast: Cast, talk: Any, to: dict[str, Any]) -> None:
    refused = hand_on(Caller.of(cast.ines), talk.conversation.code, to)
    assert refused.status_code == 404
    assert fields_of(refused) == [f"to.{next(iter(to))}"]


def test_without_a_brief_nothing_goes(cast: Cast, talk: Any) -> None:
    assert (
        hand_on(Caller.of(cast.ines), talk.conversation.code, {"queue": "statewide"}, " ").status_code == 422
    )


def test_sent_twice_it_is_handed_on_once(cast: Cast, talk: Any) -> None:
    code, ines, key = talk.conversation.code, Caller.of(cast.ines), new_key()
    for _ in range(2):
        assert hand_on(ines, code, {"queue": "statewide"}, key=key).status_code == 200
    kinds = [event["kind"] for event in ines.get(f"/conversations/{code}/events").json()["events"]]
    assert kinds.count("transferred") == 1


def test_a_colleague_is_asked_to_help_joins_and_steps_back(cast: Cast, talk: Any) -> None:
    code, ines, otto = talk.conversation.code, Caller.of(cast.ines), Caller.of(cast.otto)
    asked = ines.post(
        f"/conversations/{code}/invite", {"key": new_key(), "person": cast.otto.pk, "brief": BRIEF}
    )
    assert (asked.status_code, asked.json()["offer"]["to_help"]) == (200, True)
    assert otto.get("/desk").json()["offered"][0]["to_help"] is True
    joined = otto.post(f"/conversations/{code}/transfer/accept").json()
    assert (joined["claimed_by"]["name"], joined["helped_by"]["name"]) == ("Ines", "Otto")
    assert otto.say(code, "I have an album of it here.").status_code == 201
    assert [one["code"] for one in otto.get("/desk").json()["mine"]] == [code]
    assert otto.post(f"/conversations/{code}/step-back", {"key": new_key()}).status_code == 200
    assert slug_of(otto.say(code, "One more thing")) == "not-claimed"
    kinds = [
        event["kind"] for event in Caller(talk.token).get(f"/conversations/{code}/events").json()["events"]
    ]
    assert kinds[-3:] == ["joined", "message", "stepped_back"]


def test_nobody_is_asked_to_help_who_is_not_there(cast: Cast, talk: Any) -> None:
    path, ines = f"/conversations/{talk.conversation.code}/invite", Caller.of(cast.ines)
    assert fields_of(ines.post(path, {"person": 999_999, "brief": BRIEF})) == ["person"]
    assert slug_of(ines.post(path, {"person": cast.hana.pk, "brief": BRIEF})) == "invalid"
