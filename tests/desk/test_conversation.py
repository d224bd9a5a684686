"""The one gate: who may see which conversation (DESIGN.md section 9, roles)."""

import pytest

from commondesk.desk import sight
from commondesk.desk.claiming import claim
from commondesk.desk.conversation import Conversation
from tests.cast import Cast, make_asked, make_librarian, make_library, make_queue


def seen_by(librarian) -> set[str]:  # type: ignore[no-untyped-def]
    return set(Conversation.objects.visible_to(librarian).values_list("code", flat=True))


def test_librarians_see_what_their_library_staffs_or_what_rolls_on_to_it(cast: Cast) -> None:
    code = make_asked(library=cast.ames).conversation.code
    assert seen_by(cast.ines) == seen_by(cast.otto) == {code}


def test_a_librarian_of_another_library_sees_nothing_of_a_queue_of_its_own(cast: Cast) -> None:
    coral = make_library("coral", "Coral College")
    queue = make_queue("coral", "Coral", staff=[coral], library=coral)
    code = make_asked(library=coral, queue=queue).conversation.code
    assert seen_by(cast.ines) == set()
    assert seen_by(make_librarian("mei@coral.example", "Mei Ono", "librarian", coral)) == {code}


def test_who_took_part_still_sees_it_after_the_queue_is_no_longer_theirs(cast: Cast) -> None:
    code = make_asked().conversation.code
    claim(code, cast.otto)
    cast.statewide.staffing.all().delete()
    assert seen_by(cast.otto) == {code}
    assert seen_by(cast.ines) == set()


def test_a_coordinator_sees_whatever_has_a_patron_of_their_library(cast: Cast) -> None:
    elsewhere = make_queue("elsewhere", "Elsewhere", staff=[cast.birch])
    code = make_asked(library=cast.ames, queue=elsewhere).conversation.code
    assert seen_by(cast.noor) == {code}
    assert seen_by(cast.ines) == set()


def test_the_help_desk_sees_all_and_analysts_and_interns_no_chat(cast: Cast) -> None:
    code = make_asked().conversation.code
    assert seen_by(cast.hana) == {code}
    assert seen_by(cast.anna) == seen_by(cast.ira) == set()


def test_interns_see_mail(cast: Cast) -> None:
    conversation = make_asked().conversation
    Conversation.objects.filter(pk=conversation.pk).update(channel="email")
    assert seen_by(cast.ira) == {conversation.code}


def test_who_has_left_sees_nothing(cast: Cast) -> None:
    make_asked()
    cast.ines.is_active = False
    assert seen_by(cast.ines) == set()


def test_whoever_sees_nearly_all_of_many_queues_sees_neither_the_others_nor_newer_ones(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sight, "MANY", 2)
    asked = {make_asked(queue=queue).conversation.code for queue in (cast.ames_queue, cast.birch_queue)}
    apart = make_queue("apart", "Apart", staff=[cast.birch])
    last = make_queue("last", "Last", staff=[cast.ames])
    make_asked(queue=apart)
    asked.add(make_asked(queue=last).conversation.code)
    seen = sight.sight_of(cast.ines)
    assert seen.all_but == sight.AllBut(frozenset({apart.pk}), last.pk)
    make_asked(queue=make_queue("newer", "Newer", staff=[cast.birch]))
    assert set(Conversation.objects.filter(seen.opens()).values_list("code", flat=True)) == asked
    assert seen_by(cast.ines) == asked
