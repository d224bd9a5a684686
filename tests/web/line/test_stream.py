"""Following a conversation: hello, what is lacking, what comes, and an end that says why."""

from __future__ import annotations

import socket

import pytest
from django.db import transaction

from commondesk.consortium.membership import Membership
from commondesk.desk.bearer import Bearer, end_patron, end_session, issue_line
from commondesk.desk.closing import close
from commondesk.desk.log import Item, append
from commondesk.desk.note import note
from commondesk.plumbing import bus, stream
from commondesk.plumbing.bus import Wake
from commondesk.privacy.erasure import erase
from commondesk.web.line import hub
from tests.cast import Cast, make_asked, make_talk
from tests.web.line.served import ServedLine, until


def add_many(code: str, count: int, body: str = "More") -> None:
    with transaction.atomic():
        append([Item(code, "system", "message", body) for _ in range(count)])


def test_hello_comes_first_then_what_is_lacking_then_what_comes(served: ServedLine) -> None:
    asked = make_asked("First?")
    code = asked.conversation.code
    with served.follow(code, asked.token) as following:
        assert following.status == 200
        heard = iter(following)
        assert next(heard).name == "hello"
        assert next(heard).data["body"] == "First?"
        served.say(code, asked.token, "Second")
        second = next(heard)
        assert (second.name, second.id, second.data["seq"], second.data["body"]) == ("event", 2, 2, "Second")
        assert 1000 <= (following.retry or 0) <= 5000


def test_nothing_of_a_stream_is_kept_or_changed_on_the_way(served: ServedLine) -> None:
    asked = make_asked()
    with served.follow(asked.conversation.code, asked.token) as following:
        assert following.headers["content-type"].startswith("text/event-stream")
        assert following.headers["cache-control"] == "no-store, no-transform"
        assert following.headers["x-accel-buffering"] == "no"
        assert following.headers["access-control-allow-origin"] == "*"


def test_last_event_id_wins_over_after(served: ServedLine) -> None:
    asked = make_asked()
    code = asked.conversation.code
    add_many(code, 5)
    with served.follow(code, asked.token, "?after=1", Last_Event_ID="4") as following:
        assert [heard.id for heard in following.take(2)] == [5, 6]
    with served.follow(code, asked.token, "?after=5") as following:
        assert following.take(1)[0].id == 6
    with served.follow(code, asked.token, Last_Event_ID="nonsense") as following:
        assert following.take(1)[0].id == 1


def test_a_reader_who_knows_more_than_we_do_begins_anew(served: ServedLine) -> None:
    asked = make_asked()
    for position in ("7", "999999999999999999"):
        with served.follow(asked.conversation.code, asked.token, Last_Event_ID=position) as following:
            assert following.next("reset").data == {"last_seq": 1}
            assert following.take(1)[0].id == 1


def test_more_than_a_page_is_sent_in_order(served: ServedLine) -> None:
    asked = make_asked()
    code = asked.conversation.code
    add_many(code, 450)
    with served.follow(code, asked.token) as following:
        assert [heard.id for heard in following.take(451)] == list(range(1, 452))
        served.say(code, asked.token, "And then")
        assert following.take(1)[0].id == 452


def test_states_are_told_like_messages(served: ServedLine, open_cast: Cast) -> None:
    talk = make_talk(open_cast.ines)
    with served.follow(talk.conversation.code, talk.token, "?after=2") as following:
        following.next("hello")
        close(talk.conversation.code, open_cast.ines, "Goodbye")
        assert [heard.data["kind"] for heard in following.take(2)] == ["message", "closed"]


def test_each_reader_counts_in_its_own_numbers(served: ServedLine, open_cast: Cast, ines_token: str) -> None:
    talk = make_talk(open_cast.ines)
    code = talk.conversation.code
    with served.follow(code, talk.token) as patron, served.follow(code, ines_token) as staff:
        patron.take(2), staff.take(2)
        note(talk.conversation, open_cast.ines, "For colleagues")
        served.say(code, talk.token, "Hello?", "k" * 20)
        at_patron, at_staff = patron.take(1)[0], staff.take(2)
        assert (at_patron.id, at_patron.data["key"]) == (3, "k" * 20)
        assert [(heard.id, heard.data["kind"]) for heard in at_staff] == [(3, "note"), (4, "message")]
        assert "key" not in at_staff[1].data


def test_nobody_follows_without_the_right_token(served: ServedLine) -> None:
    asked, other = make_asked(), make_asked()
    code = asked.conversation.code
    statuses = [served.follow(code, token).status for token in ("", "x" * 43, other.token)]
    assert statuses == [401, 401, 404]


def test_beats_come_while_nothing_else_does(served: ServedLine) -> None:
    asked = make_asked()
    with served.follow(asked.conversation.code, asked.token) as following:
        first = following.next("beat")
        assert (first.id, following.next("beat").name) == (None, "beat")


def test_a_token_that_ends_ends_its_stream(served: ServedLine) -> None:
    asked = make_asked()
    with served.follow(asked.conversation.code, asked.token) as following:
        following.take(1)
        end_patron(asked.token)
        assert following.next("end").data == {"reason": "rights"}
        assert list(following) == []


def test_signing_out_ends_the_streams_of_that_session(served: ServedLine, open_cast: Cast) -> None:
    talk = make_talk(open_cast.ines)
    token, _ends = issue_line(open_cast.ines, "session-of-ines")
    with served.follow(talk.conversation.code, token) as following:
        following.take(2)
        end_session("session-of-ines")
        assert following.next("end").data == {"reason": "rights"}
    assert served.follow(talk.conversation.code, token).status == 401


def test_a_membership_that_ends_ends_what_it_opened(
    served: ServedLine, open_cast: Cast, otto_token: str
) -> None:
    asked = make_asked()
    with served.follow(asked.conversation.code, otto_token) as following:
        following.take(1)
        with transaction.atomic():
            Membership.objects.filter(librarian=open_cast.otto).delete()
            bus.wake([Wake(f"rights:{open_cast.otto.id}")])
        assert following.next("end").data == {"reason": "rights"}


def test_a_membership_that_ended_unheard_is_noticed_by_a_heartbeat(
    served: ServedLine, open_cast: Cast, otto_token: str
) -> None:
    asked = make_asked()
    with served.follow(asked.conversation.code, otto_token) as following:
        following.next("beat")
        Membership.objects.filter(librarian=open_cast.otto).delete()
        assert following.next("end").data == {"reason": "rights"}


def test_erasure_tells_every_reader_to_drop_what_they_hold(
    served: ServedLine, open_cast: Cast, ines_token: str
) -> None:
    talk = make_talk(open_cast.ines)
    code = talk.conversation.code
    with served.follow(code, talk.token) as patron, served.follow(code, ines_token) as staff:
        patron.take(2), staff.take(2)
        erase(code)
        for following in (patron, staff):
            assert following.take(1)[0].data["kind"] == "erased"
            assert following.next("end").data == {"reason": "erased"}
    assert served.follow(code, talk.token).status == 410


def test_events_that_nobody_was_told_of_come_with_a_heartbeat(
    served: ServedLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = make_asked()
    with served.follow(asked.conversation.code, asked.token) as following:
        following.take(1)
        with monkeypatch.context() as deaf:
            deaf.setattr(bus, "publish", lambda _wakes: None)
            add_many(asked.conversation.code, 3)
        assert [heard.id for heard in following.take(3)] == [2, 3, 4]


def test_a_lost_wake_is_made_good_by_the_next_one(
    served: ServedLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = make_asked()
    with served.follow(asked.conversation.code, asked.token) as following:
        following.take(1)
        with monkeypatch.context() as deaf:
            deaf.setattr(bus, "publish", lambda _wakes: None)
            add_many(asked.conversation.code, 2)
        add_many(asked.conversation.code, 1)
        assert [heard.id for heard in following.take(3)] == [2, 3, 4]


def test_after_a_time_without_the_bus_everybody_looks_once(
    served: ServedLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = make_asked()
    with served.follow(asked.conversation.code, asked.token) as following:
        following.take(1)
        with monkeypatch.context() as deaf:
            deaf.setattr(bus, "publish", lambda _wakes: None)
            add_many(asked.conversation.code, 2)
        bus.publish([Wake(bus.EVERYTHING)])
        assert [heard.id for heard in following.take(2)] == [2, 3]


def test_what_another_version_says_on_the_bus_harms_nobody(served: ServedLine) -> None:
    asked = make_asked()
    with served.follow(asked.conversation.code, asked.token) as following:
        following.take(1)
        strange = [Wake("conversation:x"), Wake("typing:1"), Wake("desk:1"), Wake("news:1"), Wake("")]
        bus.publish(strange)
        served.say(asked.conversation.code, asked.token, "Still there?")
        assert following.take(1)[0].data["body"] == "Still there?"


def test_a_reader_who_does_not_read_is_cut_and_costs_no_memory(
    served: ServedLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stream, "STUCK_SECONDS", 0.5)
    asked = make_asked()
    add_many(asked.conversation.code, 600, "x" * 8_000)
    with socket.socket() as lazy:
        lazy.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        lazy.connect(("127.0.0.1", served.port))
        path = f"/api/v1/conversations/{asked.conversation.code}/stream"
        lazy.sendall(
            f"GET {path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {asked.token}\r\n\r\n".encode()
        )
        until(lambda: bool(served.line.hub.followers))
        (follower,) = served.line.hub.followers
        most = 0

        def is_gone() -> bool:
            nonlocal most
            most = max(most, follower.waiting)
            return not served.line.hub.followers

        until(is_gone)
        # One page of events may wait, never the whole conversation.
        assert most < 2_000_000


def test_one_token_does_not_open_streams_without_end(
    served: ServedLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hub, "MOST_STREAMS_A_TOKEN", 2)
    asked = make_asked()
    code = asked.conversation.code
    with served.follow(code, asked.token) as one, served.follow(code, asked.token) as two:
        one.take(1), two.take(1)
        refused = served.follow(code, asked.token)
        assert refused.status == 429
        assert int(refused.headers["retry-after"]) >= 1


def test_a_client_that_goes_is_forgotten_at_once(served: ServedLine) -> None:
    asked = make_asked()
    with served.follow(asked.conversation.code, asked.token) as following:
        following.take(1)
        assert len(served.line.hub.followers) == 1
    until(lambda: not served.line.hub.followers)


def test_a_server_that_goes_ends_its_streams_first(served: ServedLine) -> None:
    asked = make_asked()
    with served.follow(asked.conversation.code, asked.token) as following:
        following.take(1)
        served.server.should_exit = True
        assert following.next("end").data == {"reason": "restart"}
        assert 1000 <= (following.retry or 0) <= 5000
        assert list(following) == []


def test_a_line_token_that_is_over_follows_no_longer(served: ServedLine, open_cast: Cast) -> None:
    talk = make_talk(open_cast.ines)
    token, _ends = issue_line(open_cast.ines, "session-of-ines")
    with served.follow(talk.conversation.code, token) as following:
        following.take(2)
        Bearer.objects.filter(librarian=open_cast.ines).update(expires_at=talk.conversation.asked_at)
        assert following.next("end").data == {"reason": "rights"}
