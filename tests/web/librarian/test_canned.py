"""The page of canned messages: mine, my library's, the consortium's."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from commondesk.consortium.librarian import Librarian
from commondesk.knowledge.canned_message import CannedMessage
from tests.cast import Cast

HELLO = {"name": "Hello", "step": "greeting", "language": "en", "body": "Hello {patron}.", "whose": "mine"}


def signed_in(librarian: Librarian) -> Client:
    client = Client()
    client.force_login(librarian)
    return client


def make(name: str, **fields: Any) -> CannedMessage:
    return CannedMessage.objects.create(**{"name": name, "step": "greeting", "body": "Words", **fields})


def shown(client: Client, query: str = "") -> dict[str, bool]:
    page = client.get(f"/desk/canned/{query}")
    return {one["message"].name: one["is_editable"] for one in page.context["messages_found"]}


def test_one_sees_what_one_may_send_and_changes_what_one_looks_after(cast: Cast) -> None:
    (
        make("all"),
        make("ames", library=cast.ames),
        make("birch", library=cast.birch),
        make("his", librarian=cast.otto),
    )
    assert shown(signed_in(cast.ines)) == {"all": False, "ames": False}
    assert shown(signed_in(cast.noor)) == {"all": False, "ames": True}
    assert shown(signed_in(cast.hana)) == {"all": True}
    assert shown(signed_in(cast.otto)) == {"all": False, "birch": False, "his": True}


def test_it_finds_by_words_step_language_and_owner_and_by_nothing_else(cast: Cast) -> None:
    make("one", step="crisis"), make("two", language="es"), make("three", librarian=cast.ines, body="Zebra")
    client = signed_in(cast.ines)
    assert set(shown(client, "?step=crisis")) == {"one"}
    assert set(shown(client, "?language=es")) == {"two"}
    assert set(shown(client, "?whose=mine")) == set(shown(client, "?q=zeb")) == {"three"}
    assert set(shown(client, "?whose=consortium")) == {"one", "two"}
    everything = {"one", "two", "three"}
    for query in (
        "?step=x",
        "?whose=7",
        "?librarian__password=a",
        "?language[]=es",
        "?whose=' OR 1",
        "?q=%00",
    ):
        assert set(shown(client, query)) == everything, query


def test_writing_changing_deleting_and_taking_it_all_back(cast: Cast) -> None:
    client = signed_in(cast.ines)
    assert client.post("/desk/canned/new/", HELLO).status_code == 303
    message = CannedMessage.objects.get()
    assert (message.librarian, message.body) == (cast.ines, "Hello {patron}.")

    client.post(f"/desk/canned/{message.pk}/", HELLO | {"body": "Good day."})
    undo = client.get("/desk/canned/").context["said"]
    client.post(undo["action"], dict(undo["fields"]))
    message.refresh_from_db()
    assert message.body == "Hello {patron}."

    client.post(f"/desk/canned/{message.pk}/delete/")
    assert not CannedMessage.objects.exists()
    undo = client.get("/desk/canned/").context["said"]
    client.post(undo["action"], dict(undo["fields"]))
    assert CannedMessage.objects.get().body == "Hello {patron}."
    assert client.get("/desk/canned/").context["said"]["sentence"]
    assert client.get("/desk/canned/").context["said"] is None


def test_nobody_may_post_what_the_form_does_not_offer(cast: Cast) -> None:
    theirs = make("all")
    client = signed_in(cast.ines)
    for whose in ("consortium", str(cast.ames.pk)):
        assert client.post("/desk/canned/new/", HELLO | {"whose": whose}).status_code == 422
    client.post(
        "/desk/canned/new/", HELLO | {"librarian": cast.otto.pk, "library": cast.birch.pk, "id": theirs.pk}
    )
    mine = CannedMessage.objects.exclude(pk=theirs.pk).get()
    assert (mine.librarian, mine.library) == (cast.ines, None)
    assert client.post(f"/desk/canned/{theirs.pk}/", HELLO).status_code == 403
    assert client.post(f"/desk/canned/{theirs.pk}/delete/").status_code == 404
    assert client.get(f"/desk/canned/{theirs.pk}/delete/").status_code == 405
    assert client.get("/desk/canned/99999999999999999999999/").status_code == 404


def test_a_slip_in_a_variable_is_said_beside_the_text_and_nothing_is_lost(cast: Cast) -> None:
    answer = signed_in(cast.ines).post("/desk/canned/new/", HELLO | {"body": "Hello {patrn}, welcome"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "{patrn} is no variable" in page
    assert "Hello {patrn}, welcome</textarea>" in page


def test_the_preview_without_scripts_saves_nothing_and_escapes_what_it_shows(cast: Cast) -> None:
    answer = signed_in(cast.ines).post(
        "/desk/canned/new/", HELLO | {"body": "<b>{patron}</b> {library}", "preview": "1"}
    )
    assert "&lt;b&gt;Pia&lt;/b&gt; Ames Public Library" in answer.content.decode()
    assert not CannedMessage.objects.exists()


def test_anothers_words_can_be_the_beginning_of_ones_own(cast: Cast) -> None:
    theirs, hidden = make("all"), make("his", librarian=cast.otto, body="Secret words")
    client = signed_in(cast.ines)
    assert b"Words</textarea>" in client.get(f"/desk/canned/new/?from={theirs.pk}").content
    for number in (str(hidden.pk), "-1", "x", "9" * 40):
        assert b"Secret" not in client.get(f"/desk/canned/new/?from={number}").content


@pytest.mark.django_db
def test_the_list_takes_as_many_queries_whatever_its_length(
    cast: Cast, django_assert_max_num_queries: Any
) -> None:
    for number in range(60):
        make(f"m{number}", library=cast.ames)
    client = signed_in(cast.ines)
    with django_assert_max_num_queries(12):
        client.get("/desk/canned/")
