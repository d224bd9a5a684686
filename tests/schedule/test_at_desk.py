"""Which queues a desk lists: of thousands those where ways end, so that nobody who waits is unheard."""

from __future__ import annotations

import pytest

from commondesk.consortium.queue import Queue, claimable_by, fed_into, ways_from
from commondesk.desk.snapshot import my_queues
from commondesk.schedule import at_desk
from commondesk.schedule.at_desk import at_desk_of
from tests.cast import Cast, make_asked, make_queue, on_duty


def slugs(cast: Cast) -> set[str]:
    return set(at_desk_of(cast.hana).values_list("slug", flat=True))


def test_the_help_desk_lists_all_that_are_few_and_of_many_where_ways_end(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert slugs(cast) == {"statewide", "practice", "ames", "birch"}
    monkeypatch.setattr(at_desk, "MOST_LISTED", 3)
    assert slugs(cast) == {"statewide", "practice"}
    on_duty(cast.hana, cast.birch_queue)
    assert slugs(cast) == {"statewide", "practice", "birch"}
    make_queue("alone", "Alone", staff=[cast.ames], library=cast.ames)
    assert "alone" in slugs(cast)
    assert set(at_desk_of(cast.ines).values_list("slug", flat=True)) == {
        "statewide", "practice", "ames", "alone",
    }  # fmt: skip


def test_who_waits_in_a_queue_that_is_not_listed_is_heard_where_it_rolls_on_to(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(at_desk, "MOST_LISTED", 3)
    on_duty(cast.hana, cast.statewide)
    waits = make_asked(library=cast.ames).conversation
    (statewide,) = (queue for queue in my_queues(cast.hana) if queue["slug"] == "statewide")
    assert [row["code"] for row in statewide["conversations"]] == [waits.code]
    assert statewide["waiting"] == 1


def test_ways_are_followed_step_by_step_and_circles_end(cast: Cast) -> None:
    national = make_queue("national", "National", staff=[None])
    Queue.objects.filter(pk=cast.statewide.pk).update(rolls_on_to=national)
    way = [cast.ames_queue.pk, cast.statewide.pk, national.pk]
    assert ways_from([cast.ames_queue.pk, national.pk, 10**6]) == {
        cast.ames_queue.pk: way,
        national.pk: [national.pk],
    }
    assert fed_into({national.pk}) == {
        national.pk,
        cast.statewide.pk,
        cast.ames_queue.pk,
        cast.birch_queue.pk,
    }
    Queue.objects.filter(pk=national.pk).update(rolls_on_to=cast.ames_queue)
    assert ways_from([cast.ames_queue.pk]) == {cast.ames_queue.pk: way}
    assert fed_into({cast.ames_queue.pk}) == {*way, cast.birch_queue.pk}


def test_a_way_on_which_no_queue_takes_patrons_ends_in_the_first_shared_one(cast: Cast) -> None:
    lost = make_queue("lost", "Lost", staff=[], is_active=False)
    assert ways_from([lost.pk]) == {lost.pk: [lost.pk, cast.statewide.pk]}
    assert lost.pk in claimable_by(cast.ines)
    assert lost.pk not in fed_into({cast.ames_queue.pk})
