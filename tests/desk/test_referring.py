"""Referring (FO1): the reason goes with it, the patron knows to whom, and nothing is lost on the way."""

import datetime as dt

import pytest

from commondesk.consortium.queue import Queue
from commondesk.desk.claim import Claim
from commondesk.desk.claiming import claim
from commondesk.desk.classifying import suggest
from commondesk.desk.conversation import Conversation
from commondesk.desk.event import FOR_EVERYBODY, Event
from commondesk.desk.message import say_as_librarian, say_as_patron
from commondesk.desk.patron_address import leave_address
from commondesk.desk.referral import Referral
from commondesk.desk.referring import Place, refer
from commondesk.desk.signs_of_life import patrons_gone
from commondesk.outbox.delivery import Delivery
from commondesk.plumbing import clock
from commondesk.plumbing.refusal import ClaimedBy, Empty, Invalid, OtherBody
from commondesk.plumbing.tokens import new_key
from commondesk.privacy.erasure import erase
from tests.cast import Cast, make_talk, on_duty

State = Conversation.State
REASON = "Needs the county's own photo albums; our catalogue has none."
ARCHIVES = Place("State Archives", "https://archives.example.gov/ask, 555 0134")


def events(code: str) -> list[Event]:
    return list(Event.objects.filter(conversation__code=code).order_by("seq"))


def now_of(code: str) -> Conversation:
    return Conversation.objects.get(code=code)


@pytest.fixture
def talk(cast: Cast) -> str:
    """Pia of Ames talks with Ines; Otto of Birch is on duty too."""
    on_duty(cast.ines, cast.statewide)
    on_duty(cast.otto, cast.statewide)
    return make_talk(cast.ines, library=cast.ames).conversation.code


def test_to_a_library_it_waits_in_its_queue_with_the_time_it_has_waited(cast: Cast, talk: str) -> None:
    refer(talk, cast.ines, cast.birch, REASON)
    waits = now_of(talk)
    assert (waits.state, waits.queue, waits.claimed_by) == (State.WAITING, cast.birch_queue, None)
    assert (waits.waiting_since, waits.library) == (waits.asked_at, cast.ames)
    assert Claim.objects.get(conversation=waits).how == Claim.How.REFERRED


def test_it_waits_to_be_followed_up_although_somebody_is_there_and_is_never_lost(
    cast: Cast, talk: str
) -> None:
    refer(talk, cast.ines, cast.birch, REASON)
    assert now_of(talk).asked_while_closed
    with clock.moved(dt.timedelta(hours=2)):
        assert patrons_gone(clock.now()) == []
        assert claim(talk, cast.otto).state == State.FOLLOWING_UP


def test_who_takes_it_up_answers_by_mail(cast: Cast, talk: str) -> None:
    refer(talk, cast.ines, cast.birch, REASON, email="pia@example.org")
    with clock.moved(dt.timedelta(hours=2)):
        claim(talk, cast.otto)
        say_as_librarian(now_of(talk), cast.otto, "I have an album of it here.")
    row = Delivery.objects.get()
    assert (row.to, row.content["messages"][0]["by"]) == ("pia@example.org", "Otto")


def test_the_reason_goes_with_it_and_no_patron_reads_it(cast: Cast, talk: str) -> None:
    refer(talk, cast.ines, cast.birch, REASON)
    *_, note, referred = events(talk)
    assert (note.kind, note.body, note.data) == ("note", REASON, {"referral": True})
    assert note.kind not in FOR_EVERYBODY
    assert referred.kind in FOR_EVERYBODY
    assert referred.data == {"to": {"kind": "library", "name": "Birch County Library", "library": ""}}


def test_who_sent_it_to_whom_and_why_is_kept_and_experts_are_counted_apart(cast: Cast, talk: str) -> None:
    refer(talk, cast.ines, cast.birch, REASON, Referral.Why.EXPERT)
    row = Referral.objects.get()
    assert (row.by, row.from_library, row.to_library, row.to_queue) == (
        cast.ines,
        cast.ames,
        cast.birch,
        cast.birch_queue,
    )
    assert (row.why, row.reason, row.conversation.code) == ("expert", REASON, talk)


def test_a_place_elsewhere_is_told_the_patron_and_the_conversation_stays(cast: Cast, talk: str) -> None:
    refer(talk, cast.ines, ARCHIVES, REASON)
    *_, note, referred, told = events(talk)
    assert (note.body, referred.data["to"]["kind"], referred.data["to"]["name"]) == (
        REASON,
        "place",
        "State Archives",
    )
    assert (told.kind, told.body) == ("message", f"{ARCHIVES.name}\n{ARCHIVES.contact}")
    assert (now_of(talk).state, now_of(talk).claimed_by) == (State.TALKING, cast.ines)
    row = Referral.objects.get()
    assert (row.to_library, row.place, row.contact) == (None, ARCHIVES.name, ARCHIVES.contact)


def test_a_patron_who_is_away_is_told_of_the_place_by_mail(cast: Cast, talk: str) -> None:
    leave_address(now_of(talk), "pia@example.org")
    with clock.moved(dt.timedelta(minutes=5)):
        refer(talk, cast.ines, ARCHIVES, REASON)
    assert "archives.example.gov" in Delivery.objects.get().content["messages"][0]["body"]


@pytest.mark.parametrize("place", [Place("", "555 0134"), Place("State Archives", " ")])
def test_a_place_has_a_name_and_a_contact(cast: Cast, talk: str, place: Place) -> None:
    with pytest.raises(Invalid) as refused:
        refer(talk, cast.ines, place, REASON)
    assert refused.value.extra["errors"][0]["field"].startswith("to.place.")
    assert not Referral.objects.exists()


def test_what_must_not_be_kept_is_masked_in_a_contact_too(cast: Cast, talk: str) -> None:
    refer(talk, cast.ines, Place("State Archives", "my card is 4111 1111 1111 1111"), REASON)
    assert "4111" not in Referral.objects.get().contact
    assert "4111" not in str(events(talk)[-1].body)


def test_a_library_where_nobody_answers_is_refused_and_nothing_has_happened(cast: Cast, talk: str) -> None:
    Queue.objects.filter(pk=cast.birch_queue.pk).update(is_active=False)
    with pytest.raises(Invalid, match="takes questions"):
        refer(talk, cast.ines, cast.birch, REASON)
    assert now_of(talk).claimed_by == cast.ines
    assert events(talk)[-1].kind == "claimed"


def test_practice_is_referred_to_no_library(cast: Cast) -> None:
    on_duty(cast.ines, cast.practice)
    talk = make_talk(cast.ines, queue=cast.practice).conversation.code
    with pytest.raises(Invalid, match="practice"):
        refer(talk, cast.ines, cast.birch, REASON)


def test_nothing_is_referred_without_a_reason_or_by_another(cast: Cast, talk: str) -> None:
    with pytest.raises(Empty):
        refer(talk, cast.ines, cast.birch, " ")
    with pytest.raises(ClaimedBy):
        refer(talk, cast.otto, cast.birch, REASON)


def test_sent_twice_it_is_referred_once_and_another_reason_is_refused(cast: Cast, talk: str) -> None:
    key = new_key()
    first = refer(talk, cast.ines, cast.birch, REASON, key=key)
    assert refer(talk, cast.ines, cast.birch, REASON, key=key) == first
    assert [event.kind for event in events(talk)].count("referred") == 1
    with pytest.raises(OtherBody):
        refer(talk, cast.ines, cast.birch, "Another reason", key=key)


def test_referred_is_suggested_until_somebody_there_takes_it_up(cast: Cast, talk: str) -> None:
    refer(talk, cast.ines, cast.birch, REASON)
    assert suggest(now_of(talk))[-1]["outcome"] == "referred"
    claim(talk, cast.otto)
    say_as_librarian(now_of(talk), cast.otto, "It is in volume 3, page 12.")
    say_as_patron(now_of(talk), "Thank you, that is it!")
    assert suggest(now_of(talk))[-1]["outcome"] == "answered"


def test_referred_is_suggested_for_who_was_sent_elsewhere(cast: Cast, talk: str) -> None:
    refer(talk, cast.ines, ARCHIVES, REASON)
    assert suggest(now_of(talk))[-1]["outcome"] == "referred"


def test_erased_it_keeps_who_and_whether_and_none_of_the_words(cast: Cast, talk: str) -> None:
    refer(talk, cast.ines, ARCHIVES, REASON)
    erase(talk)
    row = Referral.objects.get()
    assert (row.reason, row.place, row.contact, row.by) == ("", "", "", cast.ines)
