"""Patron and librarian under one address, each as themselves (DESIGN.md section 6)."""

import pytest
import time_machine

from commondesk.consortium.membership import Role
from commondesk.desk.bearer import issue_line
from commondesk.desk.conversation import Conversation
from commondesk.plumbing import bus, clock
from commondesk.plumbing.tokens import new_key
from tests.cast import Cast, make_asked, make_librarian, make_talk
from tests.web.api.caller import Caller, slug_of


def test_both_sides_talk_and_each_counts_its_own_numbers(cast: Cast) -> None:
    asked = make_talk(cast.ines)
    code = asked.conversation.code
    pia, ines = Caller(asked.token), Caller.of(cast.ines)
    assert ines.post(f"/conversations/{code}/notes", {"key": new_key(), "body": "A note"}).json()["seq"] == 3
    assert ines.say(code, "Which county?").json()["seq"] == 4
    said = pia.say(code, "Leon")
    assert (said.status_code, said.json()["seq"]) == (201, 4)
    seen = pia.get(f"/conversations/{code}/events").json()
    assert [event["seq"] for event in seen["events"]] == [1, 2, 3, 4]
    assert [event["kind"] for event in seen["events"]] == ["message", "claimed", "message", "message"]
    assert (seen["last_seq"], seen["state"]) == (4, "talking")
    assert ines.get(f"/conversations/{code}/events", after=3).json()["events"][0]["body"] == "Which county?"


def test_an_event_shows_its_key_to_its_author_only(cast: Cast) -> None:
    asked = make_talk(cast.ines)
    code, key = asked.conversation.code, new_key()
    Caller(asked.token).say(code, "Leon", key)
    shown = [
        Caller(token).get(f"/conversations/{code}/events").json()["events"][-1]
        for token in (asked.token, Caller.of(cast.ines).headers["authorization"].removeprefix("Bearer "))
    ]
    assert [event.get("key") for event in shown] == [key, None]
    assert set(shown[1]) == {"seq", "at", "kind", "by", "body", "data"}


def test_the_same_key_is_the_same_message_and_with_other_words_none(cast: Cast) -> None:
    asked = make_talk(cast.ines)
    code, key = asked.conversation.code, new_key()
    for caller in (Caller(asked.token), Caller.of(cast.ines)):
        first, again = caller.say(code, "Leon", key), caller.say(code, "Leon", key)
        assert (first.status_code, again.status_code) == (201, 200)
        assert first.json() == again.json()
        assert slug_of(caller.say(code, "Escambia", key)) == "other-body"


def test_events_come_in_pages_from_the_readers_number_on(cast: Cast) -> None:
    asked = make_talk(cast.ines)
    code, pia = asked.conversation.code, Caller(asked.token)
    for number in range(8):
        pia.say(code, str(number))
    page = pia.get(f"/conversations/{code}/events", after=2, limit=3).json()
    assert [event["seq"] for event in page["events"]] == [3, 4, 5]
    assert page["last_seq"] == 10
    assert pia.get(f"/conversations/{code}/events", after=99999999999999999).json()["events"] == []


@pytest.mark.parametrize("after", ["-1", "1.5", "٣", "x", "", "1e3", " 1", "9" * 19])
def test_a_position_is_a_whole_number(cast: Cast, after: str) -> None:
    asked = make_asked()
    response = Caller(asked.token).get(f"/conversations/{asked.conversation.code}/events", after=after)
    assert (response.status_code, slug_of(response)) == (422, "invalid")


def test_only_who_holds_it_speaks(cast: Cast) -> None:
    code = make_talk(cast.ines).conversation.code
    refused = Caller.of(cast.otto).say(code, "Me too")
    assert (refused.status_code, slug_of(refused)) == (409, "not-claimed")


def test_a_patron_closes_and_opens_again(cast: Cast) -> None:
    asked = make_talk(cast.ines)
    code, pia = asked.conversation.code, Caller(asked.token)
    closed = pia.post(f"/conversations/{code}/close", {})
    assert (closed.status_code, closed.json()["state"]) == (200, "closed")
    assert slug_of(pia.say(code, "One more")) == "closed"
    assert pia.post(f"/conversations/{code}/close", {"closing": "Bye"}).status_code == 403
    key = new_key()
    for _ in range(2):
        assert pia.post(f"/conversations/{code}/reopen", {"key": key}).json()["state"] == "waiting"
    assert slug_of(pia.post(f"/conversations/{code}/reopen")) == "not-closed"


def test_the_claimant_closes_with_a_last_message(cast: Cast) -> None:
    asked = make_talk(cast.ines)
    code, ines = asked.conversation.code, Caller.of(cast.ines)
    assert (
        slug_of(Caller.of(cast.otto).post(f"/conversations/{code}/close", {"reason": "left"})) == "claimed-by"
    )
    body = {"key": new_key(), "closing": "Come back any time."}
    assert [ines.post(f"/conversations/{code}/close", body).status_code for _ in range(2)] == [200, 200]
    events = Caller(asked.token).get(f"/conversations/{code}/events").json()["events"]
    assert [event["kind"] for event in events][-2:] == ["message", "closed"]
    again = ines.post(f"/conversations/{code}/reopen")
    assert (again.status_code, again.json()["state"]) == (200, "following_up")


def test_typing_is_told_to_the_other_side_and_to_the_desk(
    cast: Cast, django_capture_on_commit_callbacks
) -> None:
    asked = make_talk(cast.ines)
    heard: list[bus.Wake] = []
    end = bus.subscribe(heard.extend)
    with django_capture_on_commit_callbacks(execute=True):
        assert Caller(asked.token).post(f"/conversations/{asked.conversation.code}/typing").status_code == 204
        Caller.of(cast.ines).post(f"/conversations/{asked.conversation.code}/typing", {"typing": False})
        Caller.of(cast.otto).post(f"/conversations/{asked.conversation.code}/typing")
    end()
    assert [
        (wake.topic.partition(":")[0], wake.data.get("author"), wake.data["typing"]) for wake in heard
    ] == [
        ("typing", "patron", True),
        ("desk", None, True),
        ("typing", f"librarian:{cast.ines.pk}", False),
    ]


@pytest.mark.parametrize(
    ("form", "kind"), [("txt", "text/plain"), ("html", "text/html"), ("json", "application/json")]
)
def test_the_transcript_can_be_taken_in_each_form_without_notes(cast: Cast, form: str, kind: str) -> None:
    asked = make_talk(cast.ines, "Where is <b>it</b>?")
    code = asked.conversation.code
    Caller.of(cast.ines).post(f"/conversations/{code}/notes", {"key": new_key(), "body": "Between us"})
    response = Caller(asked.token).get(f"/conversations/{code}/transcript.{form}")
    assert response.status_code == 200
    assert response["Content-Type"].startswith(kind)
    assert "Between us" not in response.content.decode()
    assert ("<b>it</b>" in response.content.decode()) is (form != "html")
    staff = Caller.of(cast.ines).get(f"/conversations/{code}/transcript.{form}")
    assert "Between us" in staff.content.decode()


def test_a_session_does_the_same_when_it_brings_its_csrf_token(cast: Cast) -> None:
    code = make_talk(cast.ines).conversation.code
    assert Caller(session_of=cast.ines).say(code, "Which county?").status_code == 201
    assert Caller(session_of=cast.ines).get(f"/conversations/{code}/events").status_code == 200


def test_a_session_without_its_csrf_token_changes_nothing(cast: Cast) -> None:
    code = make_talk(cast.ines).conversation.code
    caller = Caller(session_of=cast.ines, csrf=False)
    refused = caller.say(code, "Which county?")
    assert (refused.status_code, slug_of(refused)) == (403, "not-allowed")
    assert caller.post(f"/conversations/{code}/claim").status_code == 403
    assert caller.delete("/queues/statewide/monitor").status_code == 403
    assert caller.get(f"/conversations/{code}/events").status_code == 200
    assert Conversation.objects.get(code=code).last_seq == 2


def test_a_wrong_bearer_is_not_saved_by_a_session(cast: Cast) -> None:
    code = make_talk(cast.ines).conversation.code
    caller = Caller("x" * 43, session_of=cast.ines)
    assert caller.get(f"/conversations/{code}/events").status_code == 401


@pytest.mark.parametrize(
    "header", ["", "Bearer", "Bearer ", "Bearer x", "Basic aTpp", "Bearer " + "ä" * 30, "bearer \x7f" * 5]
)
def test_without_a_token_that_could_be_ours_one_is_asked_for_it(cast: Cast, header: str) -> None:
    caller = Caller()
    caller.headers["authorization"] = header
    refused = caller.get(f"/conversations/{make_asked().conversation.code}/events")
    assert (refused.status_code, slug_of(refused)) == (401, "no-token")
    assert refused["WWW-Authenticate"] == "Bearer"


def test_guessing_tokens_is_slowed(cast: Cast) -> None:
    code = make_asked().conversation.code
    path = f"/conversations/{code}/events"
    with time_machine.travel(clock.now(), tick=False):
        answers = [Caller(f"{number:043}").get(path).status_code for number in range(41)]
    assert answers == [401] * 40 + [429]


def test_a_token_opens_its_own_conversation_only(cast: Cast) -> None:
    mine, theirs = make_asked(), make_talk(cast.ines)
    code, pia = theirs.conversation.code, Caller(mine.token)
    for verb in (
        "messages",
        "typing",
        "close",
        "reopen",
        "here",
        "leave",
        "rating",
        "address",
        "claim",
        "notes",
    ):
        body = {"key": new_key(), "body": "x"} if verb in ("messages", "notes") else {}
        body = (
            {"answered": "yes"}
            if verb == "rating"
            else {"email": "a@example.com"}
            if verb == "address"
            else body
        )
        assert pia.post(f"/conversations/{code}/{verb}", body).status_code == 404, verb
    for read in ("events", "held", "transcript.txt", "classify"):
        assert pia.get(f"/conversations/{code}/{read}").status_code == 404, read
    assert pia.delete(f"/conversations/{code}").status_code == 404
    assert Conversation.objects.get(code=code).last_seq == 2


@pytest.mark.parametrize(
    "code", ["1", "-1", "9" * 200, "a%00b", "%D9%A3%D9%A3", "..", "'", "zzzzzzzz", "ZZZZZZZZ"]
)
def test_forged_codes_are_not_found(cast: Cast, code: str) -> None:
    for caller in (Caller(make_asked().token), Caller.of(cast.hana)):
        assert caller.get(f"/conversations/{code}/events").status_code == 404
        assert caller.say(code, "hello").status_code == 404


def test_after_closing_the_token_still_reads(cast: Cast) -> None:
    asked = make_asked()
    pia, code = Caller(asked.token), asked.conversation.code
    pia.post(f"/conversations/{code}/leave")
    assert pia.get(f"/conversations/{code}/events").json()["state"] == "closed"


def test_a_librarian_of_another_library_sees_nothing_of_a_queue_that_is_not_theirs(cast: Cast) -> None:
    cast.statewide.staffing.filter(library=cast.birch).delete()
    code = make_talk(cast.ines, library=cast.ames).conversation.code
    otto = Caller.of(cast.otto)
    for path in (
        f"/conversations/{code}",
        f"/conversations/{code}/events",
        f"/conversations/{code}/transcript.txt",
    ):
        assert otto.get(path).status_code == 404
    assert otto.post(f"/conversations/{code}/claim").status_code == 404
    assert otto.say(code, "hello").status_code == 404


def test_interns_see_no_chats_and_analysts_nothing(cast: Cast) -> None:
    code = make_talk(cast.ines).conversation.code
    for person in (cast.ira, cast.anna, make_librarian("intern@ames.example", "Ivo", Role.INTERN, cast.ames)):
        assert Caller.of(person).get(f"/conversations/{code}").status_code == 404


def test_a_membership_that_ends_closes_the_door_at_once(cast: Cast) -> None:
    code = make_asked().conversation.code
    otto = Caller.of(cast.otto)
    assert otto.get(f"/conversations/{code}").status_code == 200
    cast.otto.memberships.all().delete()
    assert otto.get(f"/conversations/{code}").status_code == 404
    cast.otto.is_active = False
    cast.otto.save()
    assert otto.get(f"/conversations/{code}").status_code == 401


def test_a_line_token_ends_after_a_quarter_of_an_hour(cast: Cast) -> None:
    code = make_talk(cast.ines).conversation.code
    token, expires_at = issue_line(cast.ines, "session")
    assert Caller(token).get(f"/conversations/{code}").status_code == 200
    with clock.moved(expires_at - clock.now()):
        assert Caller(token).get(f"/conversations/{code}").status_code == 401
