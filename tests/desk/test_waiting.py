"""What the desk shows of those who wait, and what they are told (AC2, AC3, ON3)."""

from datetime import timedelta

import pytest

from commondesk.desk.claiming import claim
from commondesk.desk.waiting import expected_wait, place_in_line, waiting_list
from commondesk.plumbing import clock
from tests.cast import Cast, make_asked, on_duty


def test_the_longest_wait_comes_first_with_its_preview(cast: Cast) -> None:
    first = make_asked("A" * 500, library=cast.ames, topic="Maps", page="https://ames.example/maps?x=1")
    second = make_asked("B?")
    shown = waiting_list([cast.statewide.id, cast.ames_queue.id])
    assert [row["code"] for row in shown] == [first.conversation.code, second.conversation.code]
    assert len(shown[0]["question"]) == 240
    assert shown[0]["library"] == {"slug": "ames", "name": "Ames Public Library"}
    assert (shown[0]["topic"], shown[0]["page"]) == ("Maps", "https://ames.example/maps")


def test_the_list_takes_one_query_whatever_its_length(
    cast: Cast, django_assert_num_queries: pytest.FixtureRequest
) -> None:
    for n in range(12):
        make_asked(f"Question {n}", library=cast.ames)
    with django_assert_num_queries(1):  # type: ignore[operator]
        assert len(waiting_list([cast.ames_queue.id])) == 12


def test_nobody_on_duty_promises_no_time(cast: Cast) -> None:
    wait = expected_wait(cast.statewide)
    assert (wait.on_duty, wait.seconds) == (0, None)


def test_the_promise_follows_how_long_others_really_waited(cast: Cast) -> None:
    on_duty(cast.ines, cast.statewide)
    code = make_asked().conversation.code
    with clock.moved(timedelta(seconds=30)):
        claim(code, cast.ines)
        on_duty(cast.ines, cast.statewide)
        assert 29 <= (expected_wait(cast.statewide).seconds or 0) <= 33


def test_who_rolls_on_to_the_same_staff_stands_in_the_same_line(cast: Cast) -> None:
    on_duty(cast.otto, cast.statewide)
    make_asked("First", library=cast.ames)
    second = make_asked("Second", library=cast.birch)
    assert place_in_line(second.conversation) == 2
    assert expected_wait(cast.birch_queue).waiting == 2


def test_a_question_left_while_closed_holds_up_nobody(cast: Cast) -> None:
    make_asked("Left overnight")
    on_duty(cast.ines, cast.statewide)
    assert place_in_line(make_asked("Now").conversation) == 1
