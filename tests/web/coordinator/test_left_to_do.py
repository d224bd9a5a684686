"""A new library's list: what it still lacks, what comes next, and that it goes when all is done."""

import datetime as dt

import pytest

from commondesk.consortium.invitation import invite
from commondesk.consortium.library import Library
from commondesk.consortium.membership import Role
from commondesk.schedule.opening_hours import OpeningHours
from commondesk.web.coordinator.left_to_do import left_to_do
from tests.cast import make_asked, make_librarian, make_library
from tests.web.coordinator.browser import Browser, text


@pytest.fixture
def maple(cast):
    return make_library("maple", "Maple Library")


@pytest.fixture
def mia(maple):
    return make_librarian("mia@maple.example", "Mia Lund", Role.COORDINATOR, maple)


def is_open(library):
    return [step.says for step in left_to_do(library) if not step.is_done]


def test_a_new_library_lacks_all_but_a_queue_of_its_own(maple):
    assert [step.of for step in left_to_do(maple)] == ["profile", "hours", "profile", "staff", ""]
    assert len(is_open(maple)) == 5


def test_what_is_done_is_ticked_and_the_list_goes_with_the_last_of_it(cast, maple, mia):
    maple.address, maple.greeting, maple.notes_for_staff = "1 Main Street", "Welcome", "Cards at the desk."
    maple.save()
    OpeningHours.objects.create(library=maple, weekday=0, opens=dt.time(9), closes=dt.time(17))
    assert is_open(maple) == ["Invite those who answer", "Ask a question at your own page, and answer it"]
    page = text(Browser(mia).get("/library/maple/"))
    assert page.count(">done<") == 3
    invite(maple, "lena@maple.example", Role.LIBRARIAN, mia)
    make_asked(library=maple)
    assert left_to_do(maple) == []
    assert "What is left to do" not in text(Browser(mia).get("/library/maple/"))


def test_a_page_says_what_comes_next_once_its_own_part_is_done(cast, maple, mia):
    hours = "/library/maple/hours/"
    assert "Next:" not in text(Browser(mia).get(hours))
    OpeningHours.objects.create(library=maple, weekday=0, opens=dt.time(9), closes=dt.time(17))
    assert Browser(mia).get(hours).context["next"].says == "Say where the library is found"
    Library.objects.filter(pk=maple.pk).update(address="1 Main Street", greeting="Hi", notes_for_staff="None")
    assert Browser(mia).get(hours).context["next"].says == "Invite those who answer"


def test_it_is_for_the_librarys_own_staff_not_for_the_help_desk(cast, maple):
    assert "What is left to do" not in text(Browser(cast.hana).get("/library/maple/"))


def test_where_its_own_queue_rolls_on_to_is_a_step(cast):
    assert [step.is_done for step in left_to_do(cast.ames) if step.of == "roll-on"] == [True]
    cast.ames_queue.rolls_on_to = None
    cast.ames_queue.save()
    assert "Say where a question rings that nobody of yours takes" in is_open(cast.ames)


def test_the_first_one_invited_is_offered_the_coordinators_part(cast, maple, mia):
    hana = Browser(cast.hana)
    birch = text(hana.get("/library/birch/staff/"))
    assert '<option value="coordinator" selected>' in birch
    assert '<option value="librarian" selected>' in text(hana.get("/library/maple/staff/"))
    invite(cast.birch, "bo@birch.example", Role.COORDINATOR, cast.hana)
    assert '<option value="librarian" selected>' in text(hana.get("/library/birch/staff/"))
