"""Fetching events: what a reader lacks, in the reader's own numbers, and nobody else's."""

from __future__ import annotations

from commondesk.consortium.membership import Membership, Role
from commondesk.desk.conversation import Conversation
from commondesk.desk.note import note
from commondesk.privacy.erasure import erase
from tests.cast import Cast, make_asked, make_talk
from tests.web.line.served import ServedLine


def test_a_patron_reads_everything_but_notes_without_a_gap(
    served: ServedLine, open_cast: Cast, ines_token: str
) -> None:
    talk = make_talk(open_cast.ines)
    code = talk.conversation.code
    note(talk.conversation, open_cast.ines, "For colleagues")
    served.say(code, talk.token, "Hello?")
    mine = served.call("GET", f"/conversations/{code}/events", talk.token).json
    theirs = served.call("GET", f"/conversations/{code}/events", ines_token).json
    assert [(e["seq"], e["kind"]) for e in mine["events"]] == [(1, "message"), (2, "claimed"), (3, "message")]
    assert [e["kind"] for e in theirs["events"]] == ["message", "claimed", "note", "message"]
    assert (mine["last_seq"], theirs["last_seq"], mine["state"]) == (3, 4, "talking")


def test_a_key_is_shown_to_its_author_alone(served: ServedLine, open_cast: Cast, ines_token: str) -> None:
    talk = make_talk(open_cast.ines)
    code = talk.conversation.code
    served.say(code, talk.token, "Hello?", "k" * 20)
    path = f"/conversations/{code}/events?after=2"
    assert served.call("GET", path, talk.token).json["events"][0]["key"] == "k" * 20
    assert "key" not in served.call("GET", path, ines_token).json["events"][0]


def test_pages_are_cut_by_after_and_limit(served: ServedLine) -> None:
    asked = make_asked()
    path = f"/conversations/{asked.conversation.code}/events"
    for number in range(4):
        served.say(asked.conversation.code, asked.token, str(number))

    def numbers(query: str) -> list[int]:
        return [e["seq"] for e in served.call("GET", f"{path}?{query}", asked.token).json["events"]]

    assert numbers("after=1&limit=2") == [2, 3]
    assert numbers("after=4") == [5]
    assert numbers("after=99999999999999999") == []
    assert numbers("limit=0") == [1]


def test_parameters_that_are_no_numbers_or_not_ours_are_refused(served: ServedLine) -> None:
    asked = make_asked()
    path = f"/conversations/{asked.conversation.code}/events"
    for query in ("after=-1", "after=one", "after=%D9%A3", "after=1&after=2", "author=librarian", "limit="):
        answer = served.call("GET", f"{path}?{query}", asked.token)
        assert (answer.status, answer.slug) == (422, "invalid"), query


def test_nobody_reads_without_the_right_token(served: ServedLine, open_cast: Cast, otto_token: str) -> None:
    open_cast.ames_queue.rolls_on_to = None
    open_cast.ames_queue.save()
    asked, other = make_asked(queue=open_cast.ames_queue), make_asked()
    path = f"/conversations/{asked.conversation.code}/events"
    statuses = [served.call("GET", path, token).status for token in ("", "x" * 43, other.token, otto_token)]
    assert statuses == [401, 401, 404, 404]


def test_an_erased_conversation_is_gone_for_its_patron(served: ServedLine) -> None:
    asked = make_asked()
    erase(asked.conversation.code)
    answer = served.call("GET", f"/conversations/{asked.conversation.code}/events", asked.token)
    assert (answer.status, answer.slug) == (410, "erased")


def test_a_refusal_is_said_in_the_language_of_the_reader(served: ServedLine) -> None:
    path = "/conversations/0000zzzz/events"
    for accepted in ("es-MX,es;q=0.9", "xx, *;q=0.1", "en;q=" + "9" * 4_000):
        answer = served.call("GET", path, "x" * 43, Accept_Language=accepted)
        assert answer.status == 401
        assert answer.json["detail"]


def test_who_holds_a_conversation_sees_it_as_long_as_the_gate_says_so(
    served: ServedLine, open_cast: Cast, ines_token: str
) -> None:
    talk = make_talk(open_cast.ines)
    path = f"/conversations/{talk.conversation.code}/events"
    rows = Conversation.objects.filter(pk=talk.conversation.pk)
    for role in [*Role.values, None]:
        Membership.objects.filter(librarian=open_cast.ines).delete()
        if role is not None:
            at = None if role in (Role.HELP_DESK, Role.ANALYST) else open_cast.birch
            Membership.objects.create(librarian=open_cast.ines, library=at, role=role)
        gate = rows.filter(pk__in=Conversation.objects.visible_to(open_cast.ines).values("pk")).exists()
        assert (served.call("GET", path, ines_token).status == 200) is gate, role
