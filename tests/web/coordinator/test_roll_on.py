"""Rolling on, as a coordinator sets it."""

import pytest

from commondesk.consortium.queue import Queue
from tests.cast import make_queue
from tests.web.coordinator.browser import Browser, text

PAGE = "/library/ames/roll-on/"


@pytest.fixture
def noor(cast):
    return Browser(cast.noor)


def test_it_is_set_and_taken_back(cast, noor):
    page = noor.post(PAGE, {"queue": "ames", "rolls_on_to": "birch", "rolls_on_after": "30"})
    cast.ames_queue.refresh_from_db()
    assert (cast.ames_queue.rolls_on_to, cast.ames_queue.rolls_on_after) == (cast.birch_queue, 30)
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


def test_of_too_many_queues_for_a_list_the_shared_ones_are_offered(cast, noor):
    assert 'value="birch"' in text(noor.get(PAGE))
    for number in range(50):
        make_queue(f"lake-{number}", f"Lake {number}", staff=[], library=cast.birch)
    page = text(noor.get(PAGE))
    assert 'value="statewide"' in page
    assert 'value="lake-7"' not in page
    assert 'value="birch"' not in page
