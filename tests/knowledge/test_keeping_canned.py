"""Whose canned messages one may write, and what may stand in them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from commondesk.consortium.audit import Audit
from commondesk.consortium.librarian import Librarian
from commondesk.knowledge import keeping_canned
from commondesk.knowledge.canned_message import CannedMessage, Step
from commondesk.knowledge.keeping_canned import Canned, change, delete, owners, write
from commondesk.plumbing.refusal import Empty, Invalid, NotAllowed, NotVisible, TooLong
from tests.cast import Cast

HELLO = Canned("Hello", "greeting", "en", "Hello {patron}, I am {librarian}.", "mine")


def drawers(librarian: Librarian) -> list[str]:
    return [whose for whose, _words in owners(librarian)]


def test_everybody_writes_for_themselves_coordinators_for_their_library_the_help_desk_for_all(
    cast: Cast,
) -> None:
    assert drawers(cast.ines) == drawers(cast.ira) == ["mine"]
    assert drawers(cast.noor) == ["mine", str(cast.ames.pk)]
    assert drawers(cast.hana) == ["mine", "consortium"]


def test_what_one_writes_is_found_by_those_it_is_for(cast: Cast) -> None:
    write(cast.ines, HELLO)
    write(cast.noor, replace(HELLO, name="Ames", whose=str(cast.ames.pk)))
    write(cast.hana, replace(HELLO, name="All", whose="consortium"))
    found = {
        who.called: {m.name for m in CannedMessage.objects.usable_by(who)} for who in (cast.ines, cast.otto)
    }
    assert found == {"Ines": {"Hello", "Ames", "All"}, "Otto": {"All"}}


def test_another_drawer_than_ones_own_stays_shut(cast: Cast) -> None:
    ames, birch = str(cast.ames.pk), str(cast.birch.pk)
    refused = [(cast.ines, ames), (cast.noor, birch), (cast.noor, "consortium"), (cast.ines, "1 OR 1")]
    for who, whose in [*refused, (cast.hana, ames)]:
        with pytest.raises(NotAllowed):
            write(who, replace(HELLO, whose=whose))
    assert not CannedMessage.objects.exists()


def test_one_message_cannot_be_changed_taken_or_moved_by_somebody_else(cast: Cast) -> None:
    message = write(cast.noor, replace(HELLO, whose=str(cast.ames.pk)))
    for who in (cast.ines, cast.otto, cast.hana):
        with pytest.raises(NotVisible):
            delete(who, message.pk)
        with pytest.raises(NotVisible):
            change(who, message.pk, HELLO)
    change(cast.noor, message.pk, HELLO)
    assert CannedMessage.objects.get().librarian == cast.noor


def test_what_is_deleted_can_be_written_again_as_it_was(cast: Cast) -> None:
    message = write(cast.hana, replace(HELLO, whose="consortium"))
    written = delete(cast.hana, message.pk)
    assert not CannedMessage.objects.exists()
    assert keeping_canned.as_written(write(cast.hana, written)) == written


@pytest.mark.parametrize(
    "body", ["{patrn}", "{ patron }", "{PATRON}", "Hello {0}", "{__class__}", "{{user}}"]
)
def test_a_variable_that_is_none_is_refused_by_name(cast: Cast, body: str) -> None:
    with pytest.raises(Invalid) as refused:
        write(cast.ines, replace(HELLO, body=body))
    assert "{hours}" in str(refused.value)


@pytest.mark.parametrize(
    "body", ["{patron", "a } b {", "f(x) = { }", "<b>{patron}</b> {% now %}", "{patron.name}"]
)
def test_other_braces_are_only_signs(cast: Cast, body: str) -> None:
    assert write(cast.ines, replace(HELLO, body=body)).body == body


def test_a_message_needs_words_a_name_and_a_step_and_an_end(cast: Cast) -> None:
    for refused, wrong in [(Empty, {"body": "\u200b"}), (Invalid, {"name": " "}), (Invalid, {"step": "x"}),
                           (TooLong, {"body": "a" * 2001}), (TooLong, {"name": "a" * 81})]:  # fmt: skip
        with pytest.raises(refused):
            write(cast.ines, replace(HELLO, **wrong))


def test_nobody_keeps_more_than_can_be_looked_through(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeping_canned, "MOST_OF_ONE_OWNER", 1)
    write(cast.ines, HELLO)
    with pytest.raises(Invalid):
        write(cast.ines, HELLO)


def test_the_trail_says_who_changed_what_but_not_the_words_of_ones_own(cast: Cast) -> None:
    write(cast.ines, HELLO)
    message = write(cast.hana, replace(HELLO, whose="consortium"))
    change(cast.hana, message.pk, replace(HELLO, body="Good day.", whose="consortium"))
    mine, theirs, changed = Audit.objects.order_by("id")
    assert "body" not in mine.data
    assert theirs.data["body"] == HELLO.body
    assert (changed.by, changed.data["from"]["body"], changed.data["to"]["body"]) == (
        cast.hana,
        HELLO.body,
        "Good day.",
    )


def test_the_demo_has_words_for_every_step_in_both_languages() -> None:
    from commondesk.demo.canned import CONSORTIUM

    for language in ("en", "es"):
        assert {step for step, _name, spoken, _body in CONSORTIUM if spoken == language} == set(Step.values)
    for step, name, _language, body in CONSORTIUM:
        assert keeping_canned.checked_body(body) == body, name
        assert step != "text" or len(body) <= 150, name
