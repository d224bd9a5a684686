"""Rolling on, as a coordinator sets it."""

import pytest

from commondesk.consortium.queue import Queue
from tests.cast import make_queue
from tests.web.coordinator.browser import Browser, text

PAGE = "/library/ames/roll-on/"


@pytest.fixture
def noor(cast):
    return Browser(cast.noor)


@pytest.fixture
def national(cast):
    return make_queue("national", "National", staff=[None])


def test_it_is_set_and_taken_back(cast, noor, national):
    page = noor.post(PAGE, {"queue": "ames", "rolls_on_to": "national", "rolls_on_after": "30"})
    cast.ames_queue.refresh_from_db()
    assert (cast.ames_queue.rolls_on_to, cast.ames_queue.rolls_on_after) == (national, 30)
    noor.undo(page)
    cast.ames_queue.refresh_from_db()
    assert (cast.ames_queue.rolls_on_to, cast.ames_queue.rolls_on_after) == (cast.statewide, None)


@pytest.mark.parametrize(
    "fields",
    [
        {"rolls_on_to": ""},
        {"rolls_on_to": "ames"},
        {"rolls_on_to": "practice"},
        {"rolls_on_to": "nothing"},
        {"rolls_on_to": "round"},
        {"rolls_on_to": "statewide", "rolls_on_after": "-1"},
        {"rolls_on_to": "statewide", "rolls_on_after": "99999"},
    ],
)
def test_what_cannot_be_is_refused(cast, noor, fields):
    make_queue("round", "Round", staff=[cast.birch], rolls_on_to=cast.ames_queue)
    page = noor.post(PAGE, {"queue": "ames"} | fields)
    assert page.status_code == 422
    assert "field-error" in text(page)


def test_the_first_way_on_is_not_taken_back_to_nowhere(cast, noor):
    Queue.objects.filter(pk=cast.ames_queue.pk).update(rolls_on_to=None)
    page = text(noor.post(PAGE, {"queue": "ames", "rolls_on_to": "statewide"}))
    assert "Saved." in page
    assert "Undo" not in page


@pytest.mark.parametrize("queue", ["statewide", "birch", "practice", "", "nothing"])
def test_only_the_own_queues_are_set_here(cast, noor, queue):
    assert noor.post(PAGE, {"queue": queue, "rolls_on_to": "statewide"}).status_code == 404


def test_another_librarys_own_queue_is_the_help_desks_to_choose(cast, noor):
    page = text(noor.get(PAGE))
    assert 'value="birch"' not in page
    assert "is chosen by the help desk, once that library has agreed" in page
    refused = noor.post(PAGE, {"queue": "ames", "rolls_on_to": "birch"})
    assert refused.status_code == 422
    assert "It cannot roll on to that queue." in text(refused)
    hana = Browser(cast.hana)
    assert "Ask a library before you choose its own queue" in text(hana.get(PAGE))
    hana.undo(hana.post(PAGE, {"queue": "ames", "rolls_on_to": "birch"}))
    hana.post(PAGE, {"queue": "ames", "rolls_on_to": "birch"})
    assert Queue.objects.get(slug="ames").rolls_on_to == cast.birch_queue


def test_what_is_set_already_stays_until_another_is_chosen_and_this_is_said(cast, noor):
    Queue.objects.filter(pk=cast.ames_queue.pk).update(rolls_on_to=cast.birch_queue)
    page = noor.get(PAGE)
    assert "only the help desk can bring it back" in text(page)
    page = noor.post(PAGE, {"queue": "ames", "rolls_on_to": "birch", "rolls_on_after": "20"})
    assert "Undo" in text(page)
    noor.undo(page)
    assert Queue.objects.get(slug="ames").rolls_on_after is None
    page = text(noor.post(PAGE, {"queue": "ames", "rolls_on_to": "statewide"}))
    assert "Saved." in page
    assert "Undo" not in page


def test_of_too_many_queues_for_a_list_one_writes_the_address(cast, noor):
    for number in range(50):
        make_queue(f"lake-{number}", f"Lake {number}", staff=[], library=cast.birch)
    assert '<option value="statewide"' in text(noor.get(PAGE))
    hana = Browser(cast.hana)
    page = text(hana.get(PAGE))
    assert '<input type="text" name="rolls_on_to" value="statewide"' in page
    assert "Lake 7" not in page
    assert hana.post(PAGE, {"queue": "ames", "rolls_on_to": "nothing"}).status_code == 422
    hana.post(PAGE, {"queue": "ames", "rolls_on_to": "lake-7"})
    assert Queue.objects.get(slug="ames").rolls_on_to.slug == "lake-7"
