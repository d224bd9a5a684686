"""The desk's stream: a snapshot, then the newest state of everything one may see."""

from __future__ import annotations

from itertools import takewhile
from typing import Any

import pytest
from django.db import transaction

from commondesk.consortium.membership import Membership
from commondesk.desk.bearer import create_personal, end_session, issue_line
from commondesk.desk.claiming import claim, release
from commondesk.desk.conversation import Conversation
from commondesk.desk.following_up import go_on_by_mail
from commondesk.desk.marking import mark
from commondesk.desk.snapshot import snapshot
from commondesk.desk.staff_channel import the_channel
from commondesk.desk.staff_message import say
from commondesk.plumbing import bus
from commondesk.plumbing.bus import Wake
from commondesk.plumbing.tokens import new_key
from commondesk.schedule import presence
from commondesk.web.line import desks
from tests.cast import Cast, make_asked, make_talk, on_duty
from tests.web.line.served import ServedLine, Stream


def queue(desk: dict[str, Any], slug: str) -> dict[str, Any]:
    found: dict[str, Any] = next(queue for queue in desk["queues"] if queue["slug"] == slug)
    return found


def next_of_queue(following: Stream, slug: str, waiting: int) -> dict[str, Any]:
    """The next news of this queue with so many waiting."""
    while True:
        data: dict[str, Any] = following.next("queue").data
        if (data["slug"], data["waiting"]) == (slug, waiting):
            return data


def test_the_snapshot_is_what_the_page_shows(served: ServedLine, open_cast: Cast, ines_token: str) -> None:
    make_talk(open_cast.ines)
    make_asked("Who waits?")
    on_duty(open_cast.ines, open_cast.statewide)
    with served.follow_desk(ines_token) as following:
        assert following.status == 200
        assert "access-control-allow-origin" not in following.headers
        desk, page = following.next("snapshot"), snapshot(open_cast.ines)
        assert desk.id is None
        assert desk.data | {"now": ""} == page | {"now": ""}


def test_monitored_queues_are_shown_in_full_and_others_counted(
    served: ServedLine, open_cast: Cast, ines_token: str
) -> None:
    on_duty(open_cast.ines, open_cast.statewide)
    with served.follow_desk(ines_token) as following:
        following.next("snapshot")
        asked = make_asked("Who waits?")
        full = next_of_queue(following, "statewide", 1)
        assert full["conversations"][0]["question"] == "Who waits?"
        make_asked("In practice", queue=open_cast.practice)
        assert "conversations" not in next_of_queue(following, "practice", 1)
        claim(asked.conversation.code, open_cast.otto)
        assert next_of_queue(following, "statewide", 0)["conversations"] == []


def test_patrons_of_a_queue_that_rolls_on_ring_where_it_rolls_to(
    served: ServedLine, open_cast: Cast, otto_token: str
) -> None:
    on_duty(open_cast.otto, open_cast.statewide)
    with served.follow_desk(otto_token) as following:
        following.next("snapshot")
        make_asked("From Ames", queue=open_cast.ames_queue)
        assert next_of_queue(following, "statewide", 1)["conversations"][0]["queue"] == "ames"


def test_all_followers_of_a_queue_are_sent_the_same_bytes(
    served: ServedLine, open_cast: Cast, ines_token: str, otto_token: str
) -> None:
    on_duty(open_cast.ines, open_cast.statewide)
    on_duty(open_cast.otto, open_cast.statewide)
    with served.follow_desk(ines_token) as ines, served.follow_desk(otto_token) as otto:
        ines.next("snapshot"), otto.next("snapshot")
        make_asked("Who waits?")
        assert next_of_queue(ines, "statewide", 1) == next_of_queue(otto, "statewide", 1)


def test_ones_own_conversations_are_told_by_code_and_number(
    served: ServedLine, open_cast: Cast, ines_token: str
) -> None:
    talk = make_talk(open_cast.ines)
    with served.follow_desk(ines_token) as following:
        snapshot_ = following.next("snapshot").data
        assert [(row["code"], row["last_seq"]) for row in snapshot_["mine"]] == [(talk.conversation.code, 2)]
        served.say(talk.conversation.code, talk.token, "Hello?")
        assert following.next("conversation").data == {"code": talk.conversation.code, "seq": 3}
        release(talk.conversation.code, open_cast.ines)
        assert following.next("conversation").data["seq"] == 4


def test_choosing_a_queue_shows_it_from_now_on(served: ServedLine, open_cast: Cast, ines_token: str) -> None:
    make_asked("Who waits?")
    with served.follow_desk(ines_token) as following:
        assert "conversations" not in queue(following.next("snapshot").data, "statewide")
        on_duty(open_cast.ines, open_cast.statewide)
        assert queue(following.next("snapshot").data, "statewide")["conversations"]
        presence.stop_monitoring(open_cast.ines, open_cast.statewide)
        assert "conversations" not in queue(following.next("snapshot").data, "statewide")


def test_who_comes_on_duty_is_told_to_colleagues(
    served: ServedLine, open_cast: Cast, ines_token: str
) -> None:
    with served.follow_desk(ines_token) as following:
        assert following.next("snapshot").data["on_duty"] == []
        on_duty(open_cast.otto, open_cast.statewide)
        assert [one["name"] for one in following.next("presence").data["on_duty"]] == ["Otto"]


def test_a_long_list_of_who_is_on_duty_is_told_once_for_many_changes(
    served: ServedLine, open_cast: Cast, ines_token: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With hundreds at their desks it would be sent hundreds of times a second, each time as long."""
    monkeypatch.setattr(desks, "DUTY_BYTES_A_SECOND", 100)
    with served.follow_desk(ines_token) as following:
        following.next("snapshot")
        on_duty(open_cast.otto, open_cast.statewide)
        assert [one["name"] for one in following.next("presence").data["on_duty"]] == ["Otto"]
        for minutes in (5, 6, 7):
            presence.back_soon(open_cast.otto, minutes)
        on_duty(open_cast.ines, open_cast.statewide)
        told = following.next("presence").data["on_duty"]
        assert [one["name"] for one in told] == ["Ines", "Otto"]
        assert told[1]["back_at"]


def test_a_change_that_nobody_was_told_of_comes_with_a_heartbeat(
    served: ServedLine, open_cast: Cast, ines_token: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    talk = make_talk(open_cast.ines)
    on_duty(open_cast.ines, open_cast.statewide)
    with served.follow_desk(ines_token) as following:
        following.next("snapshot")
        with monkeypatch.context() as deaf:
            deaf.setattr(bus, "publish", lambda _wakes: None)
            make_asked("Unheard")
        assert next_of_queue(following, "statewide", 1)
        with monkeypatch.context() as deaf:
            deaf.setattr(bus, "publish", lambda _wakes: None)
            served.say(talk.conversation.code, talk.token, "Unheard too")
        assert following.next("conversation").data == {"code": talk.conversation.code, "seq": 3}


def test_beats_come_and_signing_out_ends_the_desk(served: ServedLine, open_cast: Cast) -> None:
    token, _ends = issue_line(open_cast.ines, "session-of-ines")
    with served.follow_desk(token) as following:
        following.next("beat")
        end_session("session-of-ines")
        assert following.next("end").data == {"reason": "rights"}


def test_a_membership_that_ends_narrows_the_desk_at_once(
    served: ServedLine, open_cast: Cast, ines_token: str
) -> None:
    with served.follow_desk(ines_token) as following:
        assert "ames" in {queue["slug"] for queue in following.next("snapshot").data["queues"]}
        with transaction.atomic():
            Membership.objects.filter(librarian=open_cast.ines).update(library=open_cast.birch)
            bus.wake([Wake(f"rights:{open_cast.ines.id}")])
        assert "ames" not in {queue["slug"] for queue in following.next("snapshot").data["queues"]}


def test_a_membership_that_changed_unheard_narrows_the_desk_with_a_heartbeat(
    served: ServedLine, open_cast: Cast, ines_token: str
) -> None:
    on_duty(open_cast.ines, open_cast.ames_queue)
    with served.follow_desk(ines_token) as following:
        assert "ames" in {queue["slug"] for queue in following.next("snapshot").data["queues"]}
        Membership.objects.filter(librarian=open_cast.ines).update(library=open_cast.birch)
        assert "ames" not in {queue["slug"] for queue in following.next("snapshot").data["queues"]}


def test_who_belongs_nowhere_any_more_has_no_desk(
    served: ServedLine, open_cast: Cast, ines_token: str
) -> None:
    with served.follow_desk(ines_token) as following:
        following.next("snapshot")
        Membership.objects.filter(librarian=open_cast.ines).delete()
        assert following.next("end").data == {"reason": "rights"}
    assert served.follow_desk(ines_token).status == 403


def test_patrons_strangers_and_analysts_have_no_desk(served: ServedLine, open_cast: Cast) -> None:
    assert served.follow_desk(create_personal(open_cast.anna.email)).status == 403
    assert served.follow_desk(make_asked().token).status == 404
    assert served.follow_desk("").status == 401
    assert served.call("OPTIONS", "/desk/stream").headers.get("access-control-allow-origin") is None


def test_a_channel_wakes_those_who_see_it_and_says_nothing_of_what_was_said(
    served: ServedLine, open_cast: Cast, ines_token: str, otto_token: str
) -> None:
    with served.follow_desk(ines_token) as ines, served.follow_desk(otto_token) as otto:
        ines.next("snapshot"), otto.next("snapshot")
        for slug in ("queue-ames", "all"):
            say(the_channel(open_cast.ines, slug), open_cast.ines, "Printer down", new_key())
        assert [ines.next("channel").data for _ in range(2)] == [{"slug": "queue-ames"}, {"slug": "all"}]
        assert otto.next("channel").data == {"slug": "all"}


def test_a_mark_wakes_the_help_desk_alone_and_says_nothing_of_it(
    served: ServedLine, open_cast: Cast, ines_token: str
) -> None:
    talk = make_talk(open_cast.ines).conversation
    hanas = create_personal(open_cast.hana.email)
    with served.follow_desk(ines_token) as ines, served.follow_desk(hanas) as hana:
        ines.next("snapshot"), hana.next("snapshot")
        mark(talk, open_cast.ines, "threat", "He would break our windows.")
        assert hana.next("marks").data == {}
        say(the_channel(open_cast.ines, "all"), open_cast.ines, "Printer down", new_key())
        heard = list(takewhile(lambda one: one.name != "channel", ines))
        assert "marks" not in {one.name for one in heard}


def test_who_follows_a_question_up_is_told_that_its_patron_is_back_and_nothing_is_written(
    served: ServedLine, open_cast: Cast, ines_token: str, otto_token: str
) -> None:
    talking, followed = make_talk(open_cast.ines), make_talk(open_cast.ines)
    go_on_by_mail(followed.conversation.code, open_cast.ines, "I go on looking.")
    before = Conversation.objects.values_list("patron_seen_at", "patron_beats", "last_seq").order_by("pk")
    known = list(before)
    with served.follow_desk(ines_token) as ines, served.follow_desk(otto_token) as otto:
        ines.next("snapshot"), otto.next("snapshot")
        with (
            served.follow(talking.conversation.code, talking.token),
            served.follow(followed.conversation.code, followed.token),
        ):
            assert ines.next("here").data == {"code": followed.conversation.code}
            say(the_channel(open_cast.ines, "all"), open_cast.ines, "Printer down", new_key())
            for following in (ines, otto):
                heard = list(takewhile(lambda one: one.name != "channel", following))
                assert "here" not in {one.name for one in heard}
    assert list(before.all()) == known
