"""The help desk's list of what conduct can be marked as."""

from __future__ import annotations

import dataclasses

import pytest
from django.utils import translation

from commondesk.consortium.audit import Audit
from commondesk.desk.mark_kind import (
    MOST,
    KindFacts,
    MarkKind,
    add_kind,
    change_kind,
    facts_of,
    first_kinds,
    kinds_in_use,
)  # fmt: skip
from commondesk.plumbing.refusal import Invalid, NotVisible
from tests.cast import Cast

STALKING = KindFacts("Stalking", "Acoso", 4)


def slugs() -> list[str]:
    return [kind.slug for kind in kinds_in_use()]


def test_a_desk_begins_with_three_and_keeps_its_own(cast: Cast) -> None:
    assert slugs() == ["prank", "vulgar", "threat"]
    MarkKind.objects.filter(slug="prank").delete()
    assert not first_kinds()
    assert slugs() == ["vulgar", "threat"]


def test_each_has_a_name_in_the_readers_language(cast: Cast) -> None:
    kind = MarkKind.objects.get(slug="threat")
    assert str(kind) == "Threat"
    with translation.override("es"):
        assert str(kind) == "Amenaza"


def test_one_is_added_renamed_moved_and_no_more_used(cast: Cast) -> None:
    kind = add_kind(cast.hana, STALKING)
    assert slugs() == ["prank", "vulgar", "threat", "stalking"]
    before = change_kind(cast.hana, kind.pk, KindFacts("Following somebody", "Acoso", 0))
    assert before == STALKING
    assert slugs()[0] == "stalking"
    change_kind(cast.hana, kind.pk, dataclasses.replace(STALKING, is_active=False))
    assert "stalking" not in slugs()
    assert [row.act for row in Audit.objects.order_by("pk")] == [
        "mark_kind.add", "mark_kind.change", "mark_kind.change",
    ]  # fmt: skip


def test_changing_nothing_leaves_no_trace(cast: Cast) -> None:
    kind = MarkKind.objects.get(slug="threat")
    change_kind(cast.hana, kind.pk, facts_of(kind))
    assert not Audit.objects.exists()


@pytest.mark.parametrize(
    ("english", "spanish"), [("", "Acoso"), ("Stalking", " "), ("PRANK", "Otra"), ("New", "broma")]
)
def test_it_needs_a_name_of_its_own_in_both_languages(cast: Cast, english: str, spanish: str) -> None:
    with pytest.raises(Invalid):
        add_kind(cast.hana, KindFacts(english, spanish, 4))


def test_the_last_one_in_use_stays(cast: Cast) -> None:
    *others, last = MarkKind.objects.all()
    for kind in others:
        change_kind(cast.hana, kind.pk, dataclasses.replace(facts_of(kind), is_active=False))
    with pytest.raises(Invalid):
        change_kind(cast.hana, last.pk, dataclasses.replace(facts_of(last), is_active=False))


def test_names_that_look_alike_as_a_slug_get_their_own(cast: Cast) -> None:
    assert add_kind(cast.hana, KindFacts("Threat!", "Otra", 9)).slug == "threat-2"
    assert add_kind(cast.hana, KindFacts("威胁", "Otra más", 9)).slug == "kind"


def test_there_are_not_more_than_anybody_chooses_from(cast: Cast) -> None:
    for number in range(MOST - 3):
        add_kind(cast.hana, KindFacts(f"Kind {number}", f"Tipo {number}", 9))
    with pytest.raises(Invalid):
        add_kind(cast.hana, STALKING)


def test_one_that_is_none_is_not_found(cast: Cast) -> None:
    with pytest.raises(NotVisible):
        change_kind(cast.hana, 0, STALKING)
