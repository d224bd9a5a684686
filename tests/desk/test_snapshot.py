"""The desk at one moment: who waits where, and that it costs the same however many wait."""

from django.db import connection
from django.test.utils import CaptureQueriesContext

from commondesk.desk.snapshot import queues_shown, snapshot
from tests.cast import Cast, make_asked, make_talk, on_duty


def codes(shown: dict) -> list[str]:
    return [row["code"] for row in shown["conversations"]]


def test_a_queue_shows_those_who_roll_on_to_it_the_longest_wait_first(cast: Cast) -> None:
    first = make_asked(library=cast.birch).conversation.code
    second = make_asked(queue=cast.statewide).conversation.code
    make_asked(queue=cast.practice)
    shown = queues_shown({cast.statewide.pk, cast.ames_queue.pk, cast.birch_queue.pk})
    assert codes(shown[cast.statewide.pk]) == [first, second]
    assert codes(shown[cast.birch_queue.pk]) == [first]
    assert (shown[cast.ames_queue.pk]["waiting"], shown[cast.ames_queue.pk]["oldest"]) == (0, None)
    assert shown[cast.statewide.pk]["oldest"] == shown[cast.birch_queue.pk]["oldest"]


def test_who_does_not_monitor_a_queue_gets_its_counts_alone(cast: Cast) -> None:
    on_duty(cast.otto, cast.birch_queue)
    make_asked(queue=cast.statewide)
    queues = {queue["slug"]: queue for queue in snapshot(cast.otto)["queues"]}
    assert (queues["statewide"]["waiting"], queues["statewide"]["monitored"]) == (1, False)
    assert "conversations" not in queues["statewide"]
    assert queues["birch"]["conversations"] == []


def test_it_takes_the_same_number_of_queries_however_many_wait_and_talk(cast: Cast) -> None:
    on_duty(cast.ines, cast.statewide)
    numbers = []
    for more in (1, 15):
        for _ in range(more):
            make_asked(library=cast.ames)
            make_talk(cast.ines)
        with CaptureQueriesContext(connection) as queries:
            snapshot(cast.ines)
        numbers.append(len(queries))
    assert numbers[0] == numbers[1]
