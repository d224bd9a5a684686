"""The right column: the patron's library as a visiting librarian needs it, and the conversation's facts."""

import datetime as dt

import pytest

from commondesk.desk.classifying import classify
from commondesk.desk.closing import close
from commondesk.desk.patron_address import leave_address
from commondesk.desk.rating import rate
from commondesk.plumbing import clock
from commondesk.schedule.opening_hours import OpeningHours
from tests.cast import make_asked, make_talk

NOON = dt.datetime(2026, 3, 4, 17, 0, tzinfo=dt.UTC)  # noon in New York, a Wednesday


@pytest.fixture
def beside(client, cast):
    """What stands beside a conversation, as Otto of another library reads it."""
    client.force_login(cast.otto)

    def read(asked):
        return client.get(f"/desk/{asked.conversation.code}/beside/").content.decode()

    return read


@pytest.fixture
def at_noon():
    with clock.moved(NOON - clock.now()):
        yield


def test_the_librarys_entry_lies_open_with_its_notes_for_visitors(beside, cast):
    cast.ames.notes_for_staff = "Cards: online, valid at once.\n\nNo <b>late fees</b>."
    cast.ames.phone, cast.ames.languages = "555-0118", ["en", "es"]
    cast.ames.save()
    page = beside(make_asked(library=cast.ames))
    assert "Cards: online, valid at once.</p>" in page
    assert "No &lt;b&gt;late fees&lt;/b&gt;." in page
    assert "English, Spanish" in page
    assert "555-0118" in page


def test_it_says_whether_the_library_is_open_now_on_its_own_clock(beside, cast, at_noon):
    OpeningHours.objects.create(library=cast.birch, weekday=2, opens=dt.time(9), closes=dt.time(17))
    page = beside(make_asked(library=cast.birch))
    assert "Open until 5:00 PM" in page
    assert "It is 11:00 AM there." in page


def test_a_closed_library_says_when_it_opens(beside, cast, at_noon):
    OpeningHours.objects.create(library=cast.ames, weekday=3, opens=dt.time(9), closes=dt.time(17))
    assert "Closed. Opens tomorrow at 9:00 AM" in beside(make_asked(library=cast.ames))


def test_without_a_library_it_says_by_which_queue_the_question_came(beside, cast):
    page = beside(make_asked(queue=cast.statewide))
    assert "No library named" in page
    assert "Statewide" in page


def test_an_address_is_told_to_be_there_and_not_what_it_is(beside, cast):
    asked = make_asked(library=cast.ames)
    assert "<dt>Address left</dt><dd>no" in beside(asked)
    leave_address(asked.conversation, "pia@home.example")
    page = beside(asked)
    assert "<dt>Address left</dt><dd>yes" in page
    assert "pia@home.example" not in page


def test_how_it_ended_stands_there_too(beside, cast):
    asked = make_talk(cast.otto, library=cast.ames)
    close(asked.conversation.code, cast.otto, "Good-bye.")
    classify(asked.conversation, cast.otto, [{"kind": "reference", "read_level": 3, "outcome": "answered"}])
    rate(asked.conversation, "yes", 5, "Thank <you>")
    page = beside(asked)
    assert "Reference: finding or using information · READ 3 · Answered" in page
    assert "Thank &lt;you&gt;" in page


@pytest.mark.parametrize(
    "page", ["javascript:alert(1)", "JaVaScRiPt:alert(1)", "data:text/html,x", "vbscript:x"]
)
def test_the_page_the_patron_came_from_is_never_a_script(beside, cast, page):
    assert 'href="' + page[:4] not in beside(make_asked(library=cast.ames, page=page))


def test_another_librarys_conversation_shows_nothing_beside_it(client, cast):
    asked = make_asked(queue=cast.birch_queue)
    cast.birch_queue.rolls_on_to = None
    cast.birch_queue.save()
    client.force_login(cast.ines)
    assert client.get(f"/desk/{asked.conversation.code}/beside/").status_code == 404
