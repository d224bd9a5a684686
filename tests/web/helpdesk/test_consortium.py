"""The consortium's own settings: saved with a way back, shorter periods only after a question."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client

from commondesk.consortium.audit import Audit
from commondesk.consortium.consortium import Consortium
from commondesk.desk.closing import close
from commondesk.desk.conversation import Conversation
from commondesk.plumbing import clock
from tests.cast import Cast, make_talk

GIVEN = {
    "name": "Sandhill Libraries", "slogan": "Ask.", "time_zone": "America/Chicago", "text_number": "555-0100",
    "personal_facts_days": "30", "text_days": "180", "library_card_patterns": "2400 14\r\nD77 10",
}  # fmt: skip


def saved() -> Consortium:
    return Consortium.objects.get()


def test_all_of_it_is_saved_and_taken_back_by_one_click(hana: Client, cast: Cast) -> None:
    assert hana.post("/consortium/", GIVEN).status_code == 303
    assert (saved().name, saved().time_zone, saved().text_number) == (
        "Sandhill Libraries",
        "America/Chicago",
        "555-0100",
    )
    assert saved().library_card_patterns == [["2400", 14], ["D77", 10]]
    audit = Audit.objects.get(act="consortium.change")
    assert (audit.by, audit.data["name"]) == (cast.hana, ["Ask a Librarian", "Sandhill Libraries"])

    undo = hana.get("/consortium/").context["said"]
    hana.post(undo["action"], dict(undo["fields"]))
    assert (saved().name, saved().library_card_patterns) == ("Ask a Librarian", [])


@pytest.mark.parametrize(
    ("field", "value"),
    [("name", ""), ("name", "\u202e"), ("time_zone", "Mars/Olympus"), ("personal_facts_days", "0"),
     ("text_days", "99999"), ("text_days", "10"), ("library_card_patterns", "2400"),
     ("library_card_patterns", "24.* 14"), ("library_card_patterns", "2400 ١٤"),
     ("library_card_patterns", "2400 3"),
     ("library_card_patterns", "\n".join(f"24{n} 14" for n in range(51)))],
)  # fmt: skip
def test_what_cannot_be_is_said_beside_its_field_and_nothing_is_saved(
    hana: Client, field: str, value: str
) -> None:
    answer = hana.post("/consortium/", GIVEN | {field: value})
    assert answer.status_code == 422
    assert answer.context["form"].errors
    assert saved().name == "Ask a Librarian"


def test_a_shorter_period_asks_first_and_says_how_much_goes(hana: Client, cast: Cast) -> None:
    talk = make_talk(cast.ines)
    close(talk.conversation.code, cast.ines, "Good-bye.")
    Conversation.objects.update(closed_at=clock.now() - dt.timedelta(days=20))
    shorter = GIVEN | {"personal_facts_days": "10"}
    answer = hana.post("/consortium/", shorter)
    assert "1 closed conversation is older" in answer.content.decode()
    assert saved().personal_facts_days == 30
    assert hana.post("/consortium/", shorter | {"sure": "on"}).status_code == 303
    assert saved().personal_facts_days == 10


def test_a_shorter_period_that_empties_nothing_is_saved_at_once(hana: Client) -> None:
    assert hana.post("/consortium/", GIVEN | {"personal_facts_days": "10"}).status_code == 303


def test_other_columns_cannot_be_posted(hana: Client) -> None:
    hana.post("/consortium/", GIVEN | {"id": "77", "pk": "77"})
    assert saved().pk != 77


def test_only_the_help_desk_comes_in(client: Client, cast: Cast) -> None:
    others: list[Any] = [cast.ines, cast.noor, cast.ira, cast.anna]
    for person in others:
        client.force_login(person)
        assert client.get("/consortium/").status_code == 403
        assert client.post("/consortium/", GIVEN).status_code == 403
    assert saved().name == "Ask a Librarian"
