"""What only the patron does: signs of life, giving up, rating, an address, see, take and erase (PR4, AC9)."""

import datetime as dt

import pytest

from commondesk.desk.conversation import Conversation
from commondesk.outbox.delivery import Delivery
from commondesk.plumbing import clock
from tests.cast import Cast, make_asked, make_talk
from tests.privacy.told import found_in_the_database, tell_everything, traces
from tests.web.api.caller import Caller, fields_of, slug_of


def test_a_sign_of_life_is_remembered(cast: Cast) -> None:
    asked = make_asked()
    with clock.moved(dt.timedelta(minutes=1)):
        before = clock.now()
        assert Caller(asked.token).post(f"/conversations/{asked.conversation.code}/here").status_code == 204
        seen = Conversation.objects.get(pk=asked.conversation.pk)
        assert (seen.patron_seen_at >= before, seen.patron_beats) == (True, True)


def test_giving_up_is_counted_with_its_wait_and_twice_is_once(cast: Cast) -> None:
    asked = make_asked()
    path = f"/conversations/{asked.conversation.code}/leave"
    answers = [Caller(asked.token).post(path, {}) for _ in range(2)]
    assert [(answer.status_code, answer.json()) for answer in answers] == [
        (200, {"code": asked.conversation.code, "state": "closed", "last_seq": 2})
    ] * 2
    event = Caller(asked.token).get(f"/conversations/{asked.conversation.code}/events").json()["events"][-1]
    assert (event["kind"], set(event["data"])) == ("left", {"waited_seconds"})


def test_who_is_being_helped_cannot_give_up_waiting(cast: Cast) -> None:
    asked = make_talk(cast.ines)
    refused = Caller(asked.token).post(f"/conversations/{asked.conversation.code}/leave")
    assert (refused.status_code, slug_of(refused)) == (409, "claimed-by")


def test_the_rating_is_taken_and_the_last_word_counts(cast: Cast) -> None:
    asked = make_asked()
    pia, path = Caller(asked.token), f"/conversations/{asked.conversation.code}"
    assert slug_of(pia.post(f"{path}/rating", {"answered": "yes"})) == "not-closed"
    pia.post(f"{path}/close")
    pia.post(f"{path}/rating", {"answered": "no"})
    rated = pia.post(f"{path}/rating", {"answered": "partly", "stars": 3, "comment": "Nice"})
    assert rated.json() == {"answered": "partly", "stars": 3, "comment": "Nice"}


@pytest.mark.parametrize(
    ("body", "field"),
    [({}, "answered"), ({"answered": "maybe"}, "answered"), ({"answered": "yes", "stars": 6}, "stars"),
     ({"answered": "yes", "stars": "5"}, "stars"), ({"answered": "yes", "at": "2020"}, "at")],
)  # fmt: skip
def test_what_is_no_rating_is_named_by_field(cast: Cast, body: dict, field: str) -> None:
    asked = make_asked()
    refused = Caller(asked.token).post(f"/conversations/{asked.conversation.code}/rating", body)
    assert (refused.status_code, fields_of(refused)) == (422, [field])


def test_an_address_is_kept_in_a_place_of_its_own(cast: Cast) -> None:
    asked = make_asked()
    pia, path = Caller(asked.token), f"/conversations/{asked.conversation.code}/address"
    assert pia.post(path, {"email": "pia@example.com"}).status_code == 204
    assert asked.conversation.addresses.get().address == "pia@example.com"
    assert fields_of(pia.post(path, {"email": "pia at example"})) == ["email"]
    assert fields_of(pia.post(path, {"email": "a@b.example\r\nBcc: c@d.example"})) == ["email"]
    seen = Caller.of(cast.ines).get(f"/conversations/{asked.conversation.code}").json()
    assert seen["has_address"] is True
    assert "pia@example.com" not in str(seen)


def test_the_transcript_is_mailed_once_somebody_has_answered_and_once_for_a_key(cast: Cast) -> None:
    asked = make_talk(cast.ines)
    code = asked.conversation.code
    pia, path = Caller(asked.token), f"/conversations/{code}/transcript/mail"
    assert slug_of(pia.post(path, {"email": "pia@example.com"})) == "not-answered"
    Caller.of(cast.ines).say(code, "On microfilm.")
    assert fields_of(pia.post(path)) == ["email"]
    assert fields_of(pia.post(path, {"email": "pia at example"})) == ["email"]
    for _ in range(2):
        sent = pia.post(path, {"email": "pia@example.com", "key": "abcdefghijklmnop"})
        assert sent.status_code == 204
    assert Delivery.objects.get().to == "pia@example.com"
    for _ in range(2):
        pia.post(path, {"email": "pia@example.com"})
    slow = pia.post(path, {"email": "pia@example.com"})
    assert (slow.status_code, slug_of(slow)) == (429, "slow-down")
    assert int(slow["Retry-After"]) > 3600


def test_everything_that_is_held_is_shown(cast: Cast) -> None:
    asked = tell_everything(cast)
    held = Caller(asked.token).get(f"/conversations/{asked.conversation.code}/held")
    assert held.status_code == 200
    assert "philomena@example.com" in held.content.decode()
    assert "worried" not in held.content.decode()


def test_erasing_empties_answers_twice_and_is_gone_for_a_day(cast: Cast) -> None:
    asked = tell_everything(cast)
    pia, path = Caller(asked.token), f"/conversations/{asked.conversation.code}"
    assert [pia.delete(path).status_code for _ in range(2)] == [204, 204]
    assert found_in_the_database(traces()) == {}
    reads = ("events", "held", "transcript.txt", "transcript.html", "transcript.json")
    assert {pia.get(f"{path}/{read}").status_code for read in reads} == {410}
    assert slug_of(pia.say(asked.conversation.code, "Still there?")) == "erased"
    with clock.moved(dt.timedelta(hours=24)):
        assert {pia.get(f"{path}/{read}").status_code for read in reads} == {404}
        assert pia.say(asked.conversation.code, "Still there?").status_code == 404


def test_an_erased_one_is_empty_for_staff_who_learn_that_it_is(cast: Cast) -> None:
    asked = tell_everything(cast)
    path = f"/conversations/{asked.conversation.code}"
    Caller(asked.token).delete(path)
    ines = Caller.of(cast.ines)
    events = ines.get(f"{path}/events").json()["events"]
    assert events[-1]["kind"] == "erased"
    assert {event["body"] for event in events} == {None}
    assert ines.get(path).json()["erased"] is True
    assert ines.get(f"{path}/transcript.txt").status_code == 410
    assert ines.get(f"{path}/classify").status_code == 410
    assert slug_of(ines.post(f"{path}/claim")) == "erased"


def test_librarians_do_nothing_in_a_patrons_name(cast: Cast) -> None:
    code = make_talk(cast.ines).conversation.code
    ines, path = Caller.of(cast.ines), f"/conversations/{code}"
    answers = [
        ines.delete(path),
        ines.get(f"{path}/held"),
        ines.post(f"{path}/here"),
        ines.post(f"{path}/leave"),
        ines.post(f"{path}/rating", {"answered": "yes"}),
        ines.post(f"{path}/address", {"email": "a@example.com"}),
        ines.post(f"{path}/transcript/mail", {"email": "a@example.com"}),
    ]
    assert {(answer.status_code, slug_of(answer)) for answer in answers} == {(403, "not-allowed")}


def test_patrons_do_nothing_in_a_librarians_name(cast: Cast) -> None:
    asked = make_asked()
    pia, path = Caller(asked.token), f"/conversations/{asked.conversation.code}"
    body = {"key": "abcdefghijklmnop", "body": "x"}
    question = {"kind": "other", "outcome": "answered"}
    answers = [
        pia.get(path),
        pia.get(f"{path}/classify"),
        pia.post(f"{path}/claim"),
        pia.post(f"{path}/release"),
        pia.post(f"{path}/notes", body),
        pia.post(f"{path}/read", {"seq": 1}),
        pia.post(f"{path}/classify", {"questions": [question]}),
    ]
    assert {(answer.status_code, slug_of(answer)) for answer in answers} == {(403, "not-allowed")}
    for address in ("/desk", "/conversations", "/canned-messages"):
        assert pia.get(address).status_code == 404
    for address in ("/desk/line-token", "/desk/here", "/desk/off-duty", "/queues/statewide/monitor"):
        assert pia.post(address).status_code == 404
