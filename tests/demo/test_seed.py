import datetime as dt
import re
from collections import defaultdict

import pytest

from commondesk import demo, work
from commondesk.consortium.consortium import the_consortium
from commondesk.consortium.librarian import Librarian
from commondesk.consortium.library import Library
from commondesk.consortium.queue import Queue, claimable_by
from commondesk.demo import people
from commondesk.desk.claim import Claim
from commondesk.desk.classification import Classification
from commondesk.desk.conversation import Conversation
from commondesk.desk.event import FOR_EVERYBODY, PATRON, Event
from commondesk.desk.referral import Referral
from commondesk.desk.waiting import waiting_list
from commondesk.knowledge.canned_message import VARIABLES, CannedMessage, Step
from commondesk.outbox.delivery import Delivery
from commondesk.plumbing import clock
from commondesk.schedule import coverage

HOURS = (0, 8, 16)  # from now on: it begins in any of them in the middle of the night or of the day
CAST = {
    "ines@ames.example": "librarian",
    "otto@birch.example": "librarian",
    "noor@ames.example": "coordinator",
    "hana@desk.example": "help_desk",
    "ira@desk.example": "intern",
    "anna@desk.example": "analyst",
}


@pytest.fixture
def seeded(db):
    assert demo.seed()


@pytest.fixture(params=HOURS)
def seeded_at_any_hour(db, request):
    with clock.moved(dt.timedelta(hours=request.param)):
        assert demo.seed()
        yield


def test_seeding_twice_is_seeding_once(seeded):
    before = Conversation.objects.count()
    assert not demo.seed()
    assert Conversation.objects.count() == before


def test_a_dozen_libraries_in_two_time_zones_with_the_queues_that_scripts_rely_on(seeded):
    libraries = Library.objects.all()
    assert len(libraries) >= 12
    assert {library.kind for library in libraries} == set(Library.Kind.values)
    assert {library.time_zone for library in libraries} == {"America/New_York", "America/Chicago"}
    assert the_consortium().pk
    assert [library.slug for library in Library.objects.serving("32440")] == ["birch"]

    queues = Queue.objects.in_bulk(field_name="slug")
    assert {"statewide", "academic", "espanol", "practice", "ames", "birch"} <= set(queues)
    assert queues["ames"].rolls_on_to == queues["birch"].rolls_on_to == queues["statewide"]
    assert queues["coral"].rolls_on_to == queues["academic"]
    assert queues["practice"].is_practice
    for email in ("ines@ames.example", "otto@birch.example"):
        staffed = Queue.objects.staffed_by(Librarian.objects.get(email=email))
        assert staffed.filter(slug="statewide").exists()
    at = clock.now()
    for place in (*Library.objects.all(), *Queue.objects.all()):
        assert coverage.is_open(place, at) or coverage.next_opening(place, at)
        assert any(day.intervals for day in coverage.week(place, at))


def test_the_cast_signs_in_with_the_printed_password(seeded):
    welcome = demo._welcome("http://127.0.0.1:8000")
    assert people.PASSWORD in welcome
    for email, role in CAST.items():
        librarian = Librarian.objects.get(email=email)
        assert librarian.check_password(people.PASSWORD)
        assert [membership.role for membership in librarian.memberships.all()] == [role]
        assert email in welcome


def test_numbers_times_and_clocks_are_as_the_log_would_have_set_them(seeded_at_any_hour):
    events = defaultdict(list)
    for event in Event.objects.order_by("conversation_id", "seq"):
        events[event.conversation_id].append(event)
    for conversation in Conversation.objects.all():
        told = events[conversation.pk]
        public = [event for event in told if event.kind in FOR_EVERYBODY]
        times = [event.at for event in told]
        assert [event.seq for event in told] == list(range(1, conversation.last_seq + 1))
        assert [event.patron_seq for event in public] == list(range(1, conversation.last_patron_seq + 1))
        assert (told[0].kind, told[0].author, told[0].at) == ("message", PATRON, conversation.asked_at)
        assert times == sorted(times)
        assert conversation.last_at == times[-1] <= clock.now()
        assert conversation.last_patron_at == _last(told, lambda event: event.author == PATRON)
        assert conversation.last_staff_at == _last(told, lambda event: event.author != PATRON)
        assert (
            bool(conversation.closed_at) == (conversation.state == "closed") == (told_end(told) is not None)
        )


def test_who_holds_what_agrees_with_the_log(seeded):
    claims = defaultdict(list)
    for claim in Claim.objects.order_by("claimed_at"):
        claims[claim.conversation_id].append(claim)
    claimed = defaultdict(list)
    for event in Event.objects.filter(kind="claimed").order_by("at"):
        claimed[event.conversation_id].append(event)
    for conversation in Conversation.objects.all():
        of_it, told = claims[conversation.pk], claimed[conversation.pk]
        assert [(c.librarian_id, c.claimed_at) for c in of_it] == [(e.librarian_id, e.at) for e in told]
        assert [c.librarian_id for c in of_it if not c.ended_at] == [conversation.claimed_by_id] * bool(
            conversation.claimed_by_id
        )
        for claim in of_it:
            assert conversation.queue_id in claimable_by(claim.librarian)


def test_a_week_has_all_kinds_of_ends_and_keeps_no_secret(seeded):
    rows = Conversation.objects.all()
    assert 130 <= rows.count() <= 180
    assert set(rows.exclude(ended="").values_list("ended", flat=True)) == {
        "answered",
        "by_patron",
        "left",
        "lost",
    }
    assert rows.filter(language="es").count() >= 15
    assert rows.filter(is_practice=True).count() == 3
    assert not rows.filter(is_practice=True).exclude(queue__slug="practice").exists()
    kinds = set(Event.objects.values_list("kind", flat=True))
    assert kinds >= {
        "message",
        "claimed",
        "released",
        "closed",
        "note",
        "classified",
        "rated",
        "left",
        "lost",
    }
    assert set(Classification.objects.values_list("kind", flat=True)) == {
        "reference", "account", "directions", "machine", "other",
    }  # fmt: skip


def test_what_waits_was_left_while_closed_and_waits_on(seeded_at_any_hour):
    waiting = Conversation.objects.waiting()
    assert waiting.count() == 5
    assert all(row.asked_while_closed and row.asked_at < clock.now() for row in waiting)
    work.lose_patrons(clock.now())
    work.return_unkept_claims(clock.now())
    assert Conversation.objects.waiting().count() == 5
    assert not Delivery.objects.exists()
    ines = Librarian.objects.get(email="ines@ames.example")
    assert len(waiting_list(claimable_by(ines))) == 5

    said = Event.objects.filter(body__contains="my card number is").first()
    assert "24001003356712" not in said.body
    assert said.data["masked"]


def test_numbers_to_call_are_those_of_the_patrons_library(seeded):
    told = Event.objects.filter(body__contains="The number is ").select_related("conversation__library")
    asked = [event for event in told if not event.conversation.is_practice]
    assert asked
    assert all(event.conversation.library.phone in event.body for event in asked)


def test_what_is_followed_up_was_talked_of_while_the_desk_was_open(seeded_at_any_hour):
    talk = Conversation.objects.get(state="following_up")
    hours = coverage.of([Queue.objects.get(slug="statewide")])[0]
    assert hours.is_open(talk.asked_at)
    assert talk.asked_at < clock.now() - dt.timedelta(hours=6)


def test_what_was_referred_waits_there_with_its_reason(seeded_at_any_hour):
    referral = Referral.objects.get()
    waits = referral.conversation
    assert (waits.state, waits.queue, waits.claimed_by) == ("waiting", referral.to_queue, None)
    assert waits.events.get(kind="note").body == referral.reason


def test_no_canned_message_says_that_who_writes_is_of_the_patrons_library(seeded):
    assert not CannedMessage.objects.filter(body__contains="{librarian} from {library}")


def test_canned_messages_speak_both_languages_at_every_step_and_know_their_variables(seeded):
    messages = CannedMessage.objects.all()
    assert {message.step for message in messages} == set(Step.values)
    assert {message.step for message in messages.filter(language="es")} == set(Step.values)
    for message in messages:
        assert set(re.findall(r"{(\w+)}", message.body)) <= set(VARIABLES)


def _last(events, is_theirs):
    return max((event.at for event in events if event.kind == "message" and is_theirs(event)), default=None)


def told_end(events):
    return next((event.kind for event in events if event.kind in ("closed", "left", "lost")), None)
