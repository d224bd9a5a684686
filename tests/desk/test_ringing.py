"""Whom a patron rings first: home, queue by queue, who speaks the language (AC7, AC8, AC10, ON6)."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from commondesk.consortium.standard import Standard
from commondesk.desk.ringing import calls
from commondesk.desk.snapshot import queues_shown, snapshot
from commondesk.plumbing import clock
from commondesk.schedule import presence
from tests.cast import Cast, make_asked, make_librarian, make_queue, on_duty


def delay(cast: Cast, queue: str = "statewide", which: str = "rings_at") -> float:
    """Seconds from the asking until the one who waits rings in this queue."""
    shown = queues_shown({queue_id(cast, queue)})[queue_id(cast, queue)]
    [row] = shown["conversations"]
    since, rings = (dt.datetime.fromisoformat(row[name]) for name in ("waiting_since", which))
    return (rings - since).total_seconds()


def queue_id(cast: Cast, slug: str) -> int:
    return {"statewide": cast.statewide, "ames": cast.ames_queue}[slug].pk


def test_a_patrons_own_library_rings_first(cast: Cast) -> None:
    on_duty(cast.ines, cast.ames_queue)
    on_duty(cast.otto, cast.statewide)
    make_asked(library=cast.ames)
    assert (delay(cast, "ames"), delay(cast)) == (0, 40)


def test_a_library_whose_staff_looks_after_the_shared_queue_alone_rings_first_all_the_same(
    cast: Cast,
) -> None:
    on_duty(cast.ines, cast.statewide)
    on_duty(cast.otto, cast.statewide)
    make_asked(library=cast.ames)
    assert delay(cast) == 40
    assert queues_shown({cast.statewide.pk})[cast.statewide.pk]["conversations"][0]["home"] == "ames"


def test_when_nobody_of_that_library_is_on_everybody_hears_at_once(cast: Cast) -> None:
    on_duty(cast.otto, cast.statewide)
    make_asked(library=cast.ames)
    assert delay(cast) == 0


def test_who_is_back_in_five_minutes_keeps_nobody_waiting(cast: Cast) -> None:
    on_duty(cast.ines, cast.ames_queue)
    on_duty(cast.otto, cast.statewide)
    make_asked(library=cast.ames)
    presence.back_soon(cast.ines, 5)
    assert delay(cast) == 0
    with clock.moved(dt.timedelta(minutes=5)):
        presence.here(cast.ines)
        presence.here(cast.otto)
        assert delay(cast) == 40


def test_the_consortium_and_each_queue_decide_how_long(cast: Cast) -> None:
    on_duty(cast.ines, cast.ames_queue)
    make_asked(library=cast.ames)
    Standard.objects.create(name="AC7.ring_home_first_seconds", value=25)
    assert delay(cast) == 25
    cast.ames_queue.rolls_on_after = 0
    cast.ames_queue.save()
    assert delay(cast) == 0


def test_it_rolls_on_from_queue_to_queue_and_never_to_nowhere(cast: Cast) -> None:
    national = make_queue("national", "National", staff=[cast.birch])
    cast.statewide.rolls_on_to = national
    cast.statewide.save()
    on_duty(cast.ines, cast.ames_queue)
    on_duty(cast.noor, cast.statewide)
    on_duty(cast.otto, national)
    assert calls([cast.ames_queue.pk]).offsets(cast.ames_queue.pk) == {
        cast.ames_queue.pk: 0,
        cast.statewide.pk: 40,
        national.pk: 40 + 90,
    }
    presence.leave(cast.noor)
    assert calls([cast.ames_queue.pk]).offsets(cast.ames_queue.pk)[national.pk] == 40


@pytest.mark.parametrize(("speaks", "waits"), [([], 0), (["es"], 40)])
def test_who_speaks_the_patrons_language_hears_first(cast: Cast, speaks: list[str], waits: int) -> None:
    lena = make_librarian("lena@birch.example", "Lena Ruiz", "librarian", cast.birch)
    lena.languages = speaks
    lena.save()
    on_duty(lena, cast.statewide)
    on_duty(cast.otto, cast.statewide)
    make_asked(queue=cast.statewide, language="es")
    assert (delay(cast), delay(cast, which="rings_all_at")) == (0, waits)


def test_a_limit_and_a_break_are_seen_by_the_one_and_by_the_others(cast: Cast) -> None:
    on_duty(cast.ines, cast.statewide)
    presence.limit_chats(cast.ines, 3)
    presence.back_soon(cast.ines, 5)
    seen = snapshot(cast.ines)
    assert (seen["me"]["limit"], seen["me"]["libraries"]) == (3, ["ames"])
    assert seen["me"]["back_at"] == seen["on_duty"][0]["back_at"] != None  # noqa: E711
    presence.back_soon(cast.ines, 0)
    presence.limit_chats(cast.ines, None)
    seen = snapshot(cast.ines)
    assert (seen["me"]["limit"], seen["me"]["back_at"], seen["on_duty"][0]["limit"]) == (None, None, None)


def test_it_takes_the_same_number_of_queries_however_many_wait_and_are_on(cast: Cast) -> None:
    numbers = []
    for number in range(2):
        on_duty(make_librarian(f"l{number}@ames.example", "Li Ames", "librarian", cast.ames), cast.statewide)
        make_asked(library=cast.ames)
        with CaptureQueriesContext(connection) as queries:
            queues_shown({cast.statewide.pk})
        numbers.append(len(queries))
    assert numbers[0] == numbers[1]
