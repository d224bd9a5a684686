"""Going on by e-mail and referring over the interface (EN4, CL2, FO1)."""

from __future__ import annotations

from typing import Any

import pytest

from commondesk.desk.patron_address import PatronAddress
from commondesk.desk.referral import Referral
from commondesk.plumbing.tokens import new_key
from tests.cast import Cast, make_talk, on_duty
from tests.web.api.caller import Caller, fields_of, slug_of

MESSAGE = "I go on looking. Which year was it?"
REASON = "Needs the county's own albums."


@pytest.fixture
def talk(cast: Cast) -> Any:
    on_duty(cast.ines, cast.statewide)
    return make_talk(cast.ines, library=cast.ames)


def path(talk: Any, verb: str) -> str:
    return f"/conversations/{talk.conversation.code}/{verb}"


def kinds(who: Caller, talk: Any) -> list[str]:
    return [event["kind"] for event in who.get(path(talk, "events")).json()["events"]]


def test_the_chat_goes_on_by_mail_and_here_again(cast: Cast, talk: Any) -> None:
    ines, pia = Caller.of(cast.ines), Caller(talk.token)
    body = {"key": new_key(), "message": MESSAGE, "email": "pia@example.org"}
    for _ in range(2):
        gone_on = ines.post(path(talk, "email"), body)
        assert gone_on.status_code == 200
    facts = gone_on.json()
    assert (facts["state"], facts["has_address"], facts["claimed_by"]["name"]) == (
        "following_up",
        True,
        "Ines",
    )
    assert kinds(pia, talk)[-2:] == ["message", "followed_up"]
    assert pia.get(path(talk, "events")).json()["state"] == "following_up"
    for _ in range(2):
        assert ines.delete(path(talk, "email")).json()["state"] == "talking"
    assert kinds(pia, talk)[-2:] == ["followed_up", "resumed"]


def test_the_same_key_with_other_words_is_refused(cast: Cast, talk: Any) -> None:
    ines, key = Caller.of(cast.ines), new_key()
    ines.post(path(talk, "email"), {"key": key, "message": MESSAGE})
    assert slug_of(ines.post(path(talk, "email"), {"key": key, "message": "Other words"})) == "other-body"


def test_only_its_holder_and_no_patron_goes_on_by_mail(cast: Cast, talk: Any) -> None:
    for who, slug in ((Caller.of(cast.otto), "claimed-by"), (Caller(talk.token), "not-allowed")):
        assert slug_of(who.post(path(talk, "email"), {"message": MESSAGE})) == slug
        assert slug_of(who.delete(path(talk, "email"))) == slug


@pytest.mark.parametrize("email", ["pia at work", '"pia\\n"@example.org'])
def test_an_address_that_cannot_be_one_is_named(cast: Cast, talk: Any, email: str) -> None:
    refused = Caller.of(cast.ines).post(path(talk, "email"), {"message": MESSAGE, "email": email})
    assert (refused.status_code, fields_of(refused)) == (422, ["email"])
    assert not PatronAddress.objects.exists()


def test_referred_to_a_library_its_staff_take_it_up_with_the_reason(cast: Cast, talk: Any) -> None:
    ines, otto, pia = Caller.of(cast.ines), Caller.of(cast.otto), Caller(talk.token)
    body = {"key": new_key(), "to": {"library": "birch"}, "reason": REASON, "why": "expert"}
    for _ in range(2):
        assert ines.post(path(talk, "refer"), body).json()["queue"]["slug"] == "birch"
    assert Referral.objects.get().why == "expert"
    facts = otto.get(f"/conversations/{talk.conversation.code}").json()
    assert (facts["state"], facts["asked_while_closed"], facts["claimed_by"]) == ("waiting", True, None)
    assert otto.post(path(talk, "claim"), {"key": new_key()}).status_code == 200
    assert "note" in kinds(otto, talk)
    assert REASON not in str(pia.get(path(talk, "events")).json())
    assert slug_of(ines.post(path(talk, "refer"), body | {"key": new_key()})) == "claimed-by"


def test_of_a_place_elsewhere_the_patron_is_told(cast: Cast, talk: Any) -> None:
    place = {"name": "State Archives", "contact": "https://archives.example.gov/ask"}
    done = Caller.of(cast.ines).post(path(talk, "refer"), {"to": {"place": place}, "reason": REASON})
    assert (done.status_code, done.json()["state"]) == (200, "talking")
    *_, referred, told = Caller(talk.token).get(path(talk, "events")).json()["events"]
    assert (referred["kind"], referred["data"]["to"]["name"]) == ("referred", "State Archives")
    assert place["contact"] in told["body"]


@pytest.mark.parametrize(
    "to",
    [
        {},
        {"library": "birch", "place": {"name": "a", "contact": "b"}},
        {"place": {"name": "a"}},
        {"place": {"name": " ", "contact": " "}},
        {"queue": "statewide"},
    ],
)
def test_it_goes_to_exactly_one_that_can_be_reached(cast: Cast, talk: Any, to: dict[str, Any]) -> None:
    refused = Caller.of(cast.ines).post(path(talk, "refer"), {"to": to, "reason": REASON})
    assert (refused.status_code, slug_of(refused)) == (422, "invalid")


def test_a_library_nobody_knows_is_not_found_and_a_reason_is_needed(cast: Cast, talk: Any) -> None:
    ines = Caller.of(cast.ines)
    unknown = ines.post(path(talk, "refer"), {"to": {"library": "nowhere"}, "reason": REASON})
    assert (unknown.status_code, fields_of(unknown)) == (404, ["to.library"])
    assert ines.post(path(talk, "refer"), {"to": {"library": "birch"}, "reason": " "}).status_code == 422
