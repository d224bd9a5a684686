"""People: found, given roles at the consortium, deactivated with all that they had open."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from commondesk.consortium.librarian import Librarian
from commondesk.consortium.membership import Role
from commondesk.consortium.queue import Queue
from commondesk.desk.bearer import create_personal, issue_line, who
from commondesk.desk.conversation import Conversation
from commondesk.plumbing import bus
from commondesk.schedule.presence import Monitoring
from tests.cast import Cast, make_librarian, make_talk, on_duty


def names(hana: Client, query: str = "") -> set[str]:
    return {row.name for row in hana.get(f"/consortium/people/{query}").context["rows"]}


def test_they_are_found_by_name_address_library_role_and_state(hana: Client, cast: Cast) -> None:
    Librarian.objects.filter(pk=cast.otto.pk).update(is_active=False)
    assert names(hana, "?q=ines") == {"Ines Vega"}
    assert names(hana, "?q=ames.example") == names(hana, "?q=ames+public") == {"Ines Vega", "Noor Haddad"}
    assert names(hana, "?role=analyst") == {"Anna Weiss"}
    assert names(hana, "?state=inactive") == {"Otto Lind"}
    assert names(hana, "?password=x&is_active=0&role=x") == names(hana)
    assert len(names(hana)) == 5


def test_the_list_takes_as_many_queries_whatever_its_length(
    hana: Client, cast: Cast, django_assert_max_num_queries: Any
) -> None:
    for number in range(60):
        make_librarian(f"p{number}@ames.example", f"Person {number}", Role.LIBRARIAN, cast.ames)
    with django_assert_max_num_queries(9):
        hana.get("/consortium/people/")


def test_a_role_at_the_consortium_is_given_woken_and_taken_back(
    hana: Client, cast: Cast, django_capture_on_commit_callbacks: Any
) -> None:
    heard: list[str] = []
    end = bus.subscribe(lambda wakes: heard.extend(wake.topic for wake in wakes))
    with django_capture_on_commit_callbacks(execute=True):
        hana.post(f"/consortium/people/{cast.ines.pk}/", {"role": "help_desk"})
    end()
    assert cast.ines.is_help_desk
    assert f"rights:{cast.ines.pk}" in heard
    undo = hana.get(f"/consortium/people/{cast.ines.pk}/").context["said"]
    hana.post(undo["action"], dict(undo["fields"]))
    assert list(cast.ines.memberships.values_list("role", flat=True)) == ["librarian"]


@pytest.mark.parametrize("role", ["coordinator", "superuser", "x"])
def test_a_role_that_is_none_there_is_refused(hana: Client, cast: Cast, role: str) -> None:
    assert hana.post(f"/consortium/people/{cast.ines.pk}/", {"role": role}).status_code == 422
    assert cast.ines.memberships.count() == 1


def test_the_last_of_the_help_desk_stays(hana: Client, cast: Cast) -> None:
    assert hana.post(f"/consortium/people/{cast.hana.pk}/", {"role": ""}).status_code == 422
    assert hana.post(f"/consortium/people/{cast.hana.pk}/deactivate/").status_code == 422
    make_librarian("hugo@desk.example", "Hugo", Role.HELP_DESK)
    assert hana.post(f"/consortium/people/{cast.hana.pk}/deactivate/").status_code == 422  # herself
    assert hana.post(f"/consortium/people/{cast.hana.pk}/", {"role": "analyst"}).status_code == 303
    assert hana.get("/consortium/people/").status_code == 403


def test_deactivating_ends_sessions_and_tokens_and_gives_back_what_was_held(hana: Client, cast: Cast) -> None:
    theirs = Client()
    theirs.force_login(cast.ines)
    assert theirs.get("/desk/canned/").status_code == 200
    line, _until = issue_line(cast.ines, theirs.session.session_key or "")
    personal = create_personal("ines@ames.example")
    on_duty(cast.ines, cast.statewide)
    held = make_talk(cast.ines).conversation

    assert hana.post(f"/consortium/people/{cast.ines.pk}/deactivate/").status_code == 303
    assert theirs.get("/desk/canned/").status_code == 302
    assert who(line) is who(personal) is None
    assert not Monitoring.objects.filter(librarian=cast.ines).exists()
    assert Conversation.objects.get(pk=held.pk).state == "waiting"
    said = hana.get(f"/consortium/people/{cast.ines.pk}/").context["said"]
    assert "1 conversation went back" in said["sentence"]

    hana.post(said["action"])
    assert Librarian.objects.get(pk=cast.ines.pk).is_active
    assert theirs.get("/desk/canned/").status_code == 302
    assert who(personal) is None
    assert hana.get("/consortium/people/").status_code == 200


def test_a_queue_that_loses_its_last_staff_is_named(hana: Client, cast: Cast) -> None:
    hana.post(f"/consortium/people/{cast.otto.pk}/deactivate/")
    assert "Birch" in hana.get("/consortium/people/").context["said"]["sentence"]
    assert Queue.objects.monitored_live_by(cast.ines).exists()


@pytest.mark.parametrize("number", ["0", "99999999999999999999999", "٣"])
def test_nobody_is_not_found(hana: Client, number: str) -> None:
    assert hana.get(f"/consortium/people/{number}/").status_code == 404
