"""The staff's channels: who sees which, what is unread, who is called, what follows by mail (CO5)."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core import mail

from commondesk.channels.email import outbound
from commondesk.consortium.librarian import Librarian
from commondesk.consortium.membership import Membership, Role
from commondesk.desk import channel_mail
from commondesk.desk.channel_mail import follow_by_mail
from commondesk.desk.channel_reading import PAGE, called_in, colleagues, overview, page
from commondesk.desk.staff_channel import StaffChannel, channels_of, readers, the_channel
from commondesk.desk.staff_message import StaffMessage, read_up_to, say, take_back
from commondesk.outbox import delivery
from commondesk.outbox.delivery import Delivery
from commondesk.plumbing import clock
from commondesk.plumbing.refusal import (
    Empty,
    Invalid,
    NotAllowed,
    NotVisible,
    OtherBody,
    Refusal,
    TooLate,
)
from commondesk.plumbing.tokens import new_key
from commondesk.privacy.leftovers import delete_expired
from tests.cast import Cast, make_librarian, make_library, on_duty


def tell(cast: Cast, who: Librarian, body: str, *called: Librarian, slug: str = "all") -> StaffMessage:
    return say(the_channel(who, slug), who, body, new_key(), called)[0]


def slugs(librarian: Librarian) -> list[str]:
    return [channel.slug for channel in channels_of(librarian)]


def test_each_sees_the_channel_for_all_and_those_of_the_queues_they_may_monitor(cast: Cast) -> None:
    assert slugs(cast.ines) == ["all", "queue-ames", "queue-practice", "queue-statewide"]
    assert slugs(cast.otto) == ["all", "queue-birch", "queue-practice", "queue-statewide"]
    assert slugs(cast.ira) == ["all"]
    assert slugs(cast.anna) == []
    assert slugs(cast.hana) == ["all", "queue-practice", "queue-statewide"]
    tell(cast, cast.ines, "Our printer is down.", slug="queue-ames")
    assert "queue-ames" in slugs(cast.hana)


def test_who_is_listed_a_channel_may_open_it_and_nobody_else(cast: Cast) -> None:
    olga = make_librarian("olga@cedar.example", "Olga", Role.LIBRARIAN, make_library("cedar", "Cedar"))
    people = [cast.ines, cast.otto, cast.noor, cast.ira, cast.anna, olga]
    channels = channels_of(cast.hana) + channels_of(cast.ines) + channels_of(cast.otto)
    for channel in channels:
        listed = {person for person in people if channel in channels_of(person)}
        assert set(readers(channel)) - {cast.hana} == listed
        assert cast.hana in readers(channel)
    assert slugs(olga) == ["all"]
    for slug in ("queue-statewide", "statewide", "nowhere"):
        with pytest.raises(NotVisible):
            the_channel(olga, slug)


def test_who_leaves_the_library_loses_its_channel(cast: Cast) -> None:
    Membership.objects.filter(librarian=cast.ines).delete()
    assert slugs(cast.ines) == []
    with pytest.raises(NotVisible):
        the_channel(cast.ines, "all")


def test_messages_are_numbered_masked_and_counted_as_unread(cast: Cast) -> None:
    first = tell(cast, cast.ines, "A card of mine: 4111 1111 1111 1111")
    second = tell(cast, cast.ines, "Lunch?")
    assert (first.seq, second.seq, "4111" in (first.body or "")) == (1, 2, False)
    assert overview(cast.ines)["unread"] == 0
    assert overview(cast.otto)["unread"] == 2
    read_up_to(the_channel(cast.otto, "all"), cast.otto, 1)
    read_up_to(the_channel(cast.otto, "all"), cast.otto, 0)
    assert overview(cast.otto)["unread"] == 1


def test_the_same_key_is_the_same_message(cast: Cast) -> None:
    channel, key = the_channel(cast.ines, "all"), new_key()
    first, again = say(channel, cast.ines, "Hello", key), say(channel, cast.ines, "Hello", key)
    assert (first[0], first[1], again[1]) == (again[0], False, True)
    with pytest.raises(OtherBody):
        say(channel, cast.ines, "Goodbye", key)
    with pytest.raises(OtherBody):
        say(the_channel(cast.ines, "queue-ames"), cast.ines, "Hello", key)
    with pytest.raises(Empty):
        say(channel, cast.ines, " \u200b", new_key())


def test_who_is_called_sees_it_counted_until_it_is_read(cast: Cast) -> None:
    tell(cast, cast.ines, "@Otto, can you take the six o'clock?", cast.otto)
    assert overview(cast.otto)["mentions"] == 1
    assert overview(cast.noor)["mentions"] == 0
    read_up_to(the_channel(cast.otto, "all"), cast.otto, 1)
    assert overview(cast.otto)["mentions"] == 0


def test_nobody_is_called_into_a_channel_they_do_not_see(cast: Cast) -> None:
    with pytest.raises(Invalid):
        tell(cast, cast.ines, "@Otto", cast.otto, slug="queue-ames")


def test_names_in_a_text_are_people_where_only_one_is_called_so(cast: Cast) -> None:
    channel = the_channel(cast.ines, "all")
    assert called_in(channel, cast.ines, "@Otto Lind, and @noor: see x@hana.example") == [
        cast.otto,
        cast.noor,
    ]
    make_librarian("otto2@ames.example", "Otto Berg", Role.LIBRARIAN, cast.ames)
    assert called_in(channel, cast.ines, "@Otto?") == []
    assert called_in(channel, cast.ines, "@Otto Berg?")[0].email == "otto2@ames.example"
    assert [person.called for person in colleagues(channel, cast.ines, "ot")] == ["Otto", "Otto"]
    assert colleagues(channel, cast.ines, "weiss") == []  # Anna reads counts


def test_pages_go_back_by_number_and_words_find(cast: Cast) -> None:
    for number in range(PAGE + 5):
        tell(cast, cast.ines, f"Message {number}")
    tell(cast, cast.ines, "The 1920 census is at Núñez Hall")
    channel = the_channel(cast.otto, "all")
    last = page(channel, cast.otto)
    assert [one["seq"] for one in last["messages"]] == list(range(7, PAGE + 7))
    older = page(channel, cast.otto, before=last["before"])
    assert ([one["seq"] for one in older["messages"]], older["before"]) == (list(range(1, 7)), None)
    assert [one["seq"] for one in page(channel, cast.otto, after=PAGE + 5)["messages"]] == [PAGE + 6]
    assert [one["seq"] for one in page(channel, cast.otto, q="census NUNEZ")["messages"]] == [PAGE + 6]
    assert page(channel, cast.otto, q="100%_")["messages"] == []


def test_one_takes_back_ones_own_message_for_ten_minutes(cast: Cast) -> None:
    message, channel = tell(cast, cast.ines, "Wrong room", cast.otto), the_channel(cast.ines, "all")
    with pytest.raises(NotAllowed):
        take_back(channel, cast.otto, message.seq)
    take_back(channel, cast.ines, message.seq)
    take_back(channel, cast.ines, message.seq)
    [shown] = page(channel, cast.otto)["messages"]
    assert (shown["body"], shown["mentions"], overview(cast.otto)["mentions"]) == (None, [], 0)
    assert page(channel, cast.otto, q="wrong")["messages"] == []
    late = tell(cast, cast.ines, "Too late")
    with clock.moved(dt.timedelta(minutes=11)), pytest.raises(TooLate):
        take_back(channel, cast.ines, late.seq)
    with pytest.raises(NotVisible):
        take_back(channel, cast.ines, 99)


def mails() -> dict[str, list[int]]:
    return {row.to: row.content["messages"] for row in Delivery.objects.filter(state="waiting")}


def test_those_away_who_are_called_or_asked_for_it_get_a_copy(cast: Cast) -> None:
    on_duty(cast.noor)
    follow_by_mail(cast.hana, "all")
    follow_by_mail(cast.ira, "never")
    first = tell(cast, cast.ines, "Fire drill at four", cast.otto, cast.noor, cast.ira)
    second = tell(cast, cast.ines, "It is over")
    assert mails() == {"otto@birch.example": [first.pk], "hana@desk.example": [first.pk, second.pk]}


def test_a_copy_of_a_queue_goes_to_those_who_see_it_alone(cast: Cast) -> None:
    follow_by_mail(cast.otto, "all")
    tell(cast, cast.ines, "Only for Ames", slug="queue-ames")
    assert mails() == {}


def sent() -> list[Any]:
    with clock.moved(channel_mail.GATHERED_FOR + dt.timedelta(seconds=1)):
        while row := delivery.take(clock.now()):
            outbound.send(row)
    return mail.outbox


def test_the_mail_says_what_was_said_in_the_readers_language(cast: Cast, settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    cast.otto.languages = ["es", "en"]
    cast.otto.save()
    tell(cast, cast.ines, "The boiler is out", cast.otto)
    taken = tell(cast, cast.ines, "Never mind this", cast.otto)
    take_back(the_channel(cast.ines, "all"), cast.ines, taken.seq)
    [message] = sent()
    assert (message.to, message.extra_headers["Content-Language"]) == (["otto@birch.example"], "es")
    assert "The boiler is out" in message.body
    assert "Never mind" not in message.body
    assert "/channel/all/" in message.body


def test_what_was_taken_back_or_is_no_longer_theirs_does_not_leave(cast: Cast, settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    taken = tell(cast, cast.ines, "Never mind this", cast.otto)
    take_back(the_channel(cast.ines, "all"), cast.ines, taken.seq)
    tell(cast, cast.ines, "For Hana", cast.hana)
    Membership.objects.filter(librarian=cast.hana).delete()
    assert sent() == []
    assert not Delivery.objects.filter(state="waiting").exists()


def test_what_is_over_the_period_of_texts_goes(cast: Cast) -> None:
    tell(cast, cast.ines, "Old news", cast.otto)
    with clock.moved(dt.timedelta(days=cast.consortium.text_days - 1)):
        delete_expired(clock.now())
        assert StaffMessage.objects.exists()
    with clock.moved(dt.timedelta(days=cast.consortium.text_days + 1)):
        delete_expired(clock.now())
        assert not StaffMessage.objects.exists()
    assert tell(cast, cast.ines, "New").seq == 2
    assert StaffChannel.objects.filter(slug="all").count() == 1


def test_a_refusal_keeps_nothing(cast: Cast) -> None:
    for body in ("x" * 9000, "", "\ud800"):
        with pytest.raises(Refusal):
            tell(cast, cast.ines, body)
    assert not StaffMessage.objects.exists()
