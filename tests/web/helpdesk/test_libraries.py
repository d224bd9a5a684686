"""Libraries: added, found, closed with open conversations, opened again."""

from __future__ import annotations

from typing import Any

from django.test import Client

from commondesk.consortium.audit import Audit
from commondesk.consortium.library import Library
from commondesk.consortium.queue import Queue
from commondesk.desk.asking import queue_for
from commondesk.desk.conversation import Conversation
from commondesk.schedule.presence import Monitoring
from tests.cast import Cast, make_asked, make_library, make_talk, on_duty

MAPLE = {
    "name": "Maple Library",
    "kind": "public",
    "time_zone": "America/New_York",
    "rolls_on_to": "statewide",
}


def names(hana: Client, query: str = "") -> list[str]:
    return [row["library"].name for row in hana.get(f"/consortium/libraries/{query}").context["rows"]]


def test_a_library_is_added_with_a_queue_that_it_staffs(hana: Client, cast: Cast) -> None:
    added = hana.post("/consortium/libraries/new/", MAPLE)
    assert (added.status_code, added["Location"]) == (303, "/library/maple-library/staff/")
    maple = Library.objects.get(slug="maple-library")
    queue = maple.queues.get()
    assert (queue.rolls_on_to, [row.library for row in queue.staffing.all()]) == (cast.statewide, [maple])
    assert hana.post("/consortium/libraries/new/", MAPLE).status_code == 303
    assert Library.objects.filter(slug="maple-library-2").exists()
    assert Audit.objects.filter(act="library.add", by=cast.hana).count() == 2


def test_what_cannot_be_is_refused(hana: Client, cast: Cast) -> None:
    wrong: list[dict[str, Any]] = [{"name": ""}, {"slug": "ames"}, {"kind": "branch"}, {"system": "ames"},
        {"rolls_on_to": "practice"}, {"rolls_on_to": "ames"}, {"time_zone": ""}, {"slug": "a b"}]  # fmt: skip
    for each in wrong:
        assert hana.post("/consortium/libraries/new/", MAPLE | each).status_code == 422, each
    hana.post("/consortium/libraries/new/", MAPLE | {"is_active": "", "notes_for_staff": "x", "id": "1"})
    assert Library.objects.get(slug="maple-library").notes_for_staff == ""


def test_they_are_found_by_words_and_state_page_by_page(hana: Client, cast: Cast) -> None:
    make_library("gone", "Gone Library", is_active=False)
    for number in range(60):
        make_library(f"l{number}", f"Lake {number:02}", city="Lakeside")
    assert names(hana, "?q=birch") == ["Birch County Library"]
    assert names(hana, "?state=closed") == ["Gone Library"]
    first = hana.get("/consortium/libraries/?q=lakeside")
    second = hana.get(f"/consortium/libraries/?q=lakeside&after={first.context['following']}")
    assert [len(each.context["rows"]) for each in (first, second)] == [50, 10]
    assert second.context["following"] == ""
    for query in ("?after=x", "?after=99999999999999999999", "?brand_colour=1", "?q=%00"):
        assert len(names(hana, query)) == 50, query


def test_the_list_takes_as_many_queries_whatever_its_length(
    hana: Client, cast: Cast, django_assert_max_num_queries: Any
) -> None:
    for number in range(60):
        make_library(f"l{number}", f"Lake {number:02}")
    with django_assert_max_num_queries(8):
        hana.get("/consortium/libraries/")


def test_closing_one_names_what_is_open_keeps_it_and_sends_new_ones_on(hana: Client, cast: Cast) -> None:
    held = make_talk(cast.ines, library=cast.ames).conversation
    waits = make_asked(library=cast.ames).conversation
    on_duty(cast.ines, cast.ames_queue, cast.statewide)
    asks = hana.get("/consortium/libraries/ames/close/").content.decode()
    assert held.code in asks
    assert waits.code in asks
    assert "waits in Statewide" in asks

    hana.post("/consortium/libraries/ames/close/")
    cast.ames.refresh_from_db()
    assert not cast.ames.is_active
    assert Conversation.objects.get(pk=held.pk).claimed_by == cast.ines
    assert Conversation.objects.get(pk=waits.pk).state == "waiting"
    assert waits in Conversation.objects.visible_to(cast.otto)
    assert queue_for(cast.ames) == cast.statewide
    assert list(Monitoring.objects.values_list("queue__slug", flat=True)) == ["statewide"]

    undo = hana.get("/consortium/libraries/").context["said"]
    hana.post(undo["action"], dict(undo["fields"]))
    cast.ames.refresh_from_db()
    assert cast.ames.is_active
    assert queue_for(cast.ames) == cast.ames_queue


def test_its_ask_page_says_that_it_is_closed_and_asks_the_others(
    hana: Client, client: Client, cast: Cast
) -> None:
    hana.post("/consortium/libraries/ames/close/")
    page = Client().get("/ask/ames/")
    assert page.status_code == 200
    assert "closed for good" in page.content.decode()
    Client().post("/ask/ames/", {"question": "Where is it?", "key": "abcdefghijklmnop"})
    asked = Conversation.objects.get()
    assert (asked.library, asked.queue) == (cast.ames, cast.statewide)


def test_it_cannot_be_closed_where_patrons_would_end_nowhere(hana: Client, cast: Cast) -> None:
    Queue.objects.filter(pk=cast.statewide.pk).update(rolls_on_to=cast.ames_queue)
    Queue.objects.filter(pk=cast.ames_queue.pk).update(rolls_on_to=None)
    assert hana.get("/consortium/libraries/ames/close/").status_code == 422
    assert hana.post("/consortium/libraries/ames/close/").status_code == 422
    assert Library.objects.get(slug="ames").is_active
