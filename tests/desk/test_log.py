"""The log: one way to add an event, each exactly once, numbered without a gap."""

import threading
from datetime import timedelta

import pytest
from django.db import connection, transaction

from commondesk.desk.closing import close_as_patron
from commondesk.desk.event import PATRON, Event, librarian_author, read_events
from commondesk.desk.log import Item, Must, Outcome, Status, append
from commondesk.desk.note import note
from commondesk.plumbing import bus, clock
from commondesk.plumbing.tokens import new_key
from tests.cast import Cast, make_asked, make_talk


def add(*items: Item) -> list[Outcome]:
    with transaction.atomic():
        return append(items)


def from_patron(code: str, body: str, key: str | None = None) -> Item:
    return Item(code, PATRON, "message", body, key=key, must=Must.PATRON)


def numbers(code: str) -> list[tuple[int, int | None]]:
    return list(
        Event.objects.filter(conversation__code=code).order_by("seq").values_list("seq", "patron_seq")
    )


def test_the_question_is_event_one_for_both_readers(cast: Cast) -> None:
    asked = make_asked("Where are the maps?")
    event = Event.objects.get(conversation=asked.conversation)
    assert (event.seq, event.patron_seq, event.kind, event.body) == (1, 1, "message", "Where are the maps?")


def test_both_numberings_count_without_gaps_and_notes_count_for_staff_alone(cast: Cast) -> None:
    talk = make_talk(cast.ines)
    note(talk.conversation, cast.otto, "Try the state archive.")
    add(from_patron(talk.conversation.code, "Hello?"))
    assert numbers(talk.conversation.code) == [(1, 1), (2, 2), (3, None), (4, 3)]


def test_the_same_key_and_body_again_is_the_same_event(cast: Cast) -> None:
    code, key = make_asked().conversation.code, new_key()
    first, second = add(from_patron(code, "One", key))[0], add(from_patron(code, "One", key))[0]
    assert (first.status, second.status) == (Status.NEW, Status.AGAIN)
    assert [outcome.event.seq for outcome in (first, second) if outcome.event] == [2, 2]
    assert len(numbers(code)) == 2


def test_the_same_key_twice_in_one_batch_is_merged(cast: Cast) -> None:
    code, key = make_asked().conversation.code, new_key()
    outcomes = add(
        from_patron(code, "One", key), from_patron(code, "One", key), from_patron(code, "Two", key)
    )
    assert [outcome.status for outcome in outcomes] == [Status.NEW, Status.AGAIN, Status.OTHER_BODY]
    assert len(numbers(code)) == 2


def test_a_key_belongs_to_its_author(cast: Cast) -> None:
    talk, key = make_talk(cast.ines), new_key()
    code = talk.conversation.code
    author = librarian_author(cast.ines.id)
    mine = Item(code, author, "message", "Hi", key=key, librarian_id=cast.ines.id, must=Must.HOLD)
    outcomes = add(from_patron(code, "Hello", key), mine)
    assert [outcome.status for outcome in outcomes] == [Status.NEW, Status.NEW]


def test_only_who_holds_the_conversation_writes_in_it(cast: Cast) -> None:
    talk = make_talk(cast.ines)
    author = librarian_author(cast.otto.id)
    item = Item(talk.conversation.code, author, "message", "Hi", librarian_id=cast.otto.id, must=Must.HOLD)
    assert add(item)[0].status is Status.NOT_YOURS


def test_a_message_to_a_closed_conversation_is_refused_but_its_retry_is_not(cast: Cast) -> None:
    talk, key = make_talk(cast.ines), new_key()
    code = talk.conversation.code
    add(from_patron(code, "Before", key))
    close_as_patron(code)
    assert add(from_patron(code, "After"))[0].status is Status.CLOSED
    assert add(from_patron(code, "Before", key))[0].status is Status.AGAIN


def test_an_unknown_conversation_is_gone_and_its_neighbour_in_the_batch_is_not_hurt(cast: Cast) -> None:
    code = make_asked().conversation.code
    outcomes = add(from_patron("nowhere0", "Hello"), from_patron(code, "Hello"))
    assert [outcome.status for outcome in outcomes] == [Status.GONE, Status.NEW]


def test_thirty_messages_at_once_are_taken_and_the_next_waits(cast: Cast) -> None:
    code = make_asked().conversation.code
    outcomes = add(*(from_patron(code, f"Message {n}") for n in range(32)))
    assert [o.status for o in outcomes].count(Status.NEW) == 30
    assert outcomes[-1].status is Status.SLOW_DOWN
    assert outcomes[-1].refusal().retry_after == 1


def test_times_never_go_back_in_a_conversation(cast: Cast) -> None:
    code = make_asked().conversation.code
    with clock.moved(timedelta(hours=-3)):
        add(from_patron(code, "Our clock was set back"))
    times = list(Event.objects.filter(conversation__code=code).order_by("seq").values_list("at", flat=True))
    assert times == sorted(times)


def test_a_message_costs_a_fixed_number_of_statements(
    cast: Cast, django_assert_num_queries: pytest.FixtureRequest
) -> None:
    codes = [make_asked(f"Question {n}").conversation.code for n in range(20)]
    notify = 1 if connection.vendor == "postgresql" else 0
    with transaction.atomic(), django_assert_num_queries(4 + notify):  # type: ignore[operator]
        append([from_patron(code, "Hello", new_key()) for code in codes])


def test_readers_get_their_own_numbers_and_never_the_others_keys(cast: Cast) -> None:
    talk, key = make_talk(cast.ines), new_key()
    note(talk.conversation, cast.ines, "Genealogy room")
    add(from_patron(talk.conversation.code, "Thanks", key))
    with connection.cursor() as cursor:
        for_patron = read_events(cursor, talk.conversation.id, PATRON, after=0)
        for_staff = read_events(cursor, talk.conversation.id, librarian_author(cast.ines.id), after=0)
    assert [row.wire(PATRON)["seq"] for row in for_patron] == [1, 2, 3]
    assert [row.wire("librarian:1")["seq"] for row in for_staff] == [1, 2, 3, 4]
    assert for_patron[-1].wire(PATRON)["key"] == key
    assert "key" not in for_staff[-1].wire(librarian_author(cast.ines.id))


def test_followers_are_woken_only_after_the_commit(open_cast: Cast) -> None:
    heard: list[bus.Wake] = []
    conversation = make_asked().conversation
    stop = bus.subscribe(heard.extend)
    try:
        with transaction.atomic():
            append([from_patron(conversation.code, "Hello")])
            assert not heard
        assert f"conversation:{conversation.id}" in {wake.topic for wake in heard}
    finally:
        stop()


def test_sixteen_writers_at_once_leave_no_gap_and_no_double(open_cast: Cast) -> None:
    code = make_asked().conversation.code
    keys = [new_key() for _ in range(24)]

    def write() -> None:
        for key in keys:
            add(Item(code, PATRON, "message", f"body of {key}", key=key))
        connection.close()

    threads = [threading.Thread(target=write) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert numbers(code) == [(n, n) for n in range(1, len(keys) + 2)]
