"""Queues: changed, staffed, left without staff, closed; never to nowhere (AC8)."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from commondesk.consortium.consortium import Consortium
from commondesk.consortium.queue import Queue
from commondesk.consortium.staffing import Staffing
from commondesk.desk.conversation import Conversation
from commondesk.plumbing import bus
from commondesk.schedule.presence import Monitoring
from tests.cast import Cast, make_asked, make_talk, on_duty

GIVEN = {"name": "Night", "library": "", "language": "es", "time_zone": "America/Chicago", "priority": "5",
         "rolls_on_to": "statewide", "rolls_on_after": "20"}  # fmt: skip


def test_a_queue_is_added_changed_and_changed_back(hana: Client, cast: Cast) -> None:
    assert hana.post("/consortium/queues/new/", GIVEN).status_code == 303
    night = Queue.objects.get(slug="night")
    assert (night.rolls_on_to, night.rolls_on_after, night.language) == (cast.statewide, 20, "es")
    hana.post("/consortium/queues/night/", GIVEN | {"name": "Late", "rolls_on_after": ""})
    night.refresh_from_db()
    assert (night.name, night.rolls_on_after) == ("Late", None)
    undo = hana.get("/consortium/queues/night/").context["said"]
    hana.post(undo["action"], dict(undo["fields"]))
    night.refresh_from_db()
    assert (night.name, night.rolls_on_after) == ("Night", 20)


@pytest.mark.parametrize("zone", ["UTC", "US/Eastern"])
def test_a_clock_that_is_offered_no_more_stays_chosen(hana: Client, cast: Cast, zone: str) -> None:
    """The first queue of an installation may have UTC: whoever renames it must not move its hours."""
    Queue.objects.filter(pk=cast.statewide.pk).update(time_zone=zone)
    page = hana.get("/consortium/queues/statewide/").content.decode()
    assert f'<option value="{zone}" selected' in page


@pytest.mark.parametrize("address", ["queues/new/", "libraries/new/"])
def test_what_is_new_has_the_consortiums_clock_at_first(hana: Client, cast: Cast, address: str) -> None:
    Consortium.objects.update(time_zone="America/Denver")
    page = hana.get(f"/consortium/{address}").content.decode()
    assert '<option value="America/Denver" selected' in page


def test_a_librarys_own_queue_is_staffed_by_it(hana: Client, cast: Cast) -> None:
    hana.post("/consortium/queues/new/", GIVEN | {"library": "birch"})
    assert Queue.objects.get(slug="night").staffing.get().library == cast.birch


@pytest.mark.parametrize("wrong", [
    {"name": ""}, {"library": "nowhere"}, {"library": "birch", "rolls_on_to": ""}, {"priority": "-1"},
    {"rolls_on_to": "practice"}, {"rolls_on_after": "99999"}, {"language": "xx"}, {"time_zone": "x"},
])  # fmt: skip
def test_what_cannot_be_is_refused(hana: Client, wrong: dict[str, str]) -> None:
    assert hana.post("/consortium/queues/new/", GIVEN | wrong).status_code == 422
    assert not Queue.objects.filter(slug="night").exists()


def test_whether_it_is_for_practice_cannot_be_changed_later(hana: Client, cast: Cast) -> None:
    hana.post("/consortium/queues/new/", GIVEN | {"is_practice": "on", "rolls_on_to": ""})
    hana.post("/consortium/queues/night/", GIVEN | {"is_practice": "", "slug": "x", "rolls_on_to": ""})
    night = Queue.objects.get(slug="night")
    assert (night.is_practice, night.name) == (True, "Night")


def test_it_never_rolls_on_in_a_circle_or_to_nowhere(hana: Client, cast: Cast) -> None:
    hana.post("/consortium/queues/new/", GIVEN)
    circle = GIVEN | {"name": "Statewide", "language": "", "rolls_on_to": "night"}
    assert hana.post("/consortium/queues/statewide/", circle).status_code == 422
    assert hana.post("/consortium/queues/night/", GIVEN | {"rolls_on_to": ""}).status_code == 422
    assert Queue.objects.get(slug="statewide").rolls_on_to is None
    assert Queue.objects.get(slug="night").rolls_on_to == cast.statewide


def test_a_library_may_staff_it_and_those_of_it_are_woken(
    hana: Client, cast: Cast, django_capture_on_commit_callbacks: Any
) -> None:
    on_duty(cast.otto, cast.statewide)
    heard: list[str] = []
    end = bus.subscribe(lambda wakes: heard.extend(wake.topic for wake in wakes))
    with django_capture_on_commit_callbacks(execute=True):
        hana.post("/consortium/queues/ames/staff/", {"library": "birch", "act": "add"})
    end()
    assert f"rights:{cast.otto.pk}" in heard
    assert cast.ames_queue in Queue.objects.monitored_live_by(cast.otto)
    undo = hana.get("/consortium/queues/ames/").context["said"]
    hana.post(undo["action"], dict(undo["fields"]))
    assert cast.ames_queue not in Queue.objects.monitored_live_by(cast.otto)


def test_who_may_not_staff_it_any_more_hears_it_no_more_and_gives_back_what_they_held(
    hana: Client, cast: Cast
) -> None:
    cast.birch_queue.staffing.create(library=cast.ames)
    cast.statewide.staffing.filter(library=cast.ames).delete()
    on_duty(cast.ines, cast.birch_queue)
    held = make_talk(cast.ines, queue=cast.birch_queue).conversation
    hana.post("/consortium/queues/birch/staff/", {"library": "ames", "act": "remove"})
    assert not Monitoring.objects.filter(librarian=cast.ines).exists()
    assert Conversation.objects.get(pk=held.pk).claimed_by is None


def test_a_queue_that_loses_its_last_staff_is_warned_of(hana: Client, cast: Cast) -> None:
    hana.post("/consortium/queues/ames/staff/", {"library": "ames", "act": "remove"})
    page = hana.get("/consortium/queues/ames/")
    assert "Nobody is left who could" in page.context["said"]["sentence"]
    assert page.context["is_unstaffed"]
    rows = hana.get("/consortium/queues/?kind=unstaffed").context["rows"]
    assert [queue.slug for queue in rows] == ["ames"]


def test_the_consortiums_own_staff_count_too(hana: Client, cast: Cast) -> None:
    Staffing.objects.filter(queue=cast.ames_queue).delete()
    hana.post("/consortium/queues/ames/staff/", {"library": "-", "act": "add"})
    assert hana.get("/consortium/queues/ames/").context["is_unstaffed"]  # Ira is an intern: for e-mail alone
    cast.ira.memberships.update(role="librarian")
    assert not hana.get("/consortium/queues/ames/").context["is_unstaffed"]


@pytest.mark.parametrize(
    "given", [{}, {"act": "add"}, {"act": "x", "library": "ames"}, {"act": "add", "library": "?"}]
)
def test_a_post_that_names_nobody_changes_nothing(hana: Client, cast: Cast, given: dict[str, str]) -> None:
    before = Staffing.objects.count()
    assert hana.post("/consortium/queues/birch/staff/", given).status_code == 404
    assert Staffing.objects.count() == before


def test_a_closed_queue_sends_its_patrons_on_and_opens_again(hana: Client, cast: Cast) -> None:
    on_duty(cast.ines, cast.ames_queue)
    waits = make_asked(library=cast.ames).conversation
    hana.post("/consortium/queues/ames/close/")
    assert not Monitoring.objects.exists()
    assert waits in Conversation.objects.visible_to(cast.otto)
    assert make_asked("And this?", library=cast.ames).conversation.queue == cast.statewide
    undo = hana.get("/consortium/queues/ames/").context["said"]
    hana.post(undo["action"])
    assert Queue.objects.get(slug="ames").is_active


def test_the_last_shared_queue_and_one_that_others_roll_on_to_stay_open(hana: Client, cast: Cast) -> None:
    assert hana.post("/consortium/queues/statewide/close/").status_code == 422
    Queue.objects.filter(rolls_on_to=cast.statewide).update(rolls_on_to=None)
    assert hana.post("/consortium/queues/statewide/close/").status_code == 422
    make_asked(library=cast.ames)
    assert hana.post("/consortium/queues/ames/close/").status_code == 422
    assert Queue.objects.filter(is_active=True).count() == 4


def test_libraries_are_found_to_be_added(hana: Client, cast: Cast) -> None:
    found = hana.get("/consortium/queues/ames/?library=birch").context["found"]
    assert found == [cast.birch]
    assert hana.get("/consortium/queues/statewide/?library=birch").context["found"] == []
