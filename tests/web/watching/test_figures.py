"""The figures of the database: what waits and what is late, and nothing about anybody."""

import datetime as dt

import pytest
from prometheus_client.parser import text_string_to_metric_families

from commondesk.desk.claiming import claim
from commondesk.outbox import delivery
from commondesk.outbox.timer import set_timer
from commondesk.plumbing import clock
from commondesk.web.watching import figures
from commondesk.web.watching.exposition import text
from tests.cast import make_asked, make_talk, on_duty

MINUTE = dt.timedelta(minutes=1)


def read(body: bytes) -> dict[str, dict[str, float]]:
    """By metric, the values by their labels (`a=b,c=d`)."""
    found: dict[str, dict[str, float]] = {}
    for family in text_string_to_metric_families(body.decode()):
        for sample in family.samples:
            labels = ",".join(f"{name}={value}" for name, value in sorted(sample.labels.items()))
            found.setdefault(sample.name, {})[labels] = sample.value
    return found


def test_a_quiet_desk_tells_zeros_for_its_shared_queues(cast):
    told = read(text(figures.look()))
    assert told["commondesk_waiting_patrons"] == {"queue=statewide": 0}
    assert told["commondesk_oldest_wait_seconds"] == {"queue=statewide": 0}
    assert told["commondesk_deliveries"] == {
        "state=waiting": 0, "state=sending": 0, "state=failed": 0, "state=unknown": 0,
    }  # fmt: skip
    assert told["commondesk_database_up"][""] == 1


def test_who_waits_is_told_by_queue_and_for_how_long_the_first_one_does(cast):
    on_duty(cast.ines, cast.statewide, cast.ames_queue)
    make_asked()
    make_asked(library=cast.ames)
    claim(make_asked().conversation.code, cast.ines)
    with clock.moved(MINUTE / 3):
        on_duty(cast.ines, cast.statewide)
        make_asked()
        told = figures.look()
    assert told.waiting == {"statewide": 2, "ames": 1}
    assert 20 <= told.oldest_wait["statewide"] < 30
    assert (told.on_duty, told.left_for_later) == (1, 0)


def test_questions_asked_while_nobody_was_there_are_told_apart(cast):
    make_asked()
    told = figures.look()
    assert told.left_for_later == 1
    assert told.waiting == {"statewide": 0}


def test_practice_is_never_told(cast):
    on_duty(cast.ines, cast.practice)
    make_asked(queue=cast.practice)
    told = figures.look()
    assert (told.waiting, told.left_for_later) == ({"statewide": 0}, 0)


@pytest.mark.django_db
def test_mail_that_is_late_and_timers_that_nobody_does_are_told_by_their_age():
    now = clock.now()
    delivery.add("email", "messages:1", "pia@home.example", {}, now - 3 * MINUTE)
    delivery.add("email", "messages:2", "pia@home.example", {}, now + MINUTE)
    set_timer("wipe", "wipe:1", now - 2 * MINUTE)
    set_timer("wipe", "wipe:2", now + MINUTE)
    told = figures.look()
    assert told.deliveries["waiting"] == 2
    assert 180 <= told.oldest_delivery < 200
    assert told.timers_overdue == 1
    assert 120 <= told.oldest_timer < 140


@pytest.mark.django_db
def test_mail_that_waits_for_a_mail_server_to_be_set_is_not_late(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
    delivery.add("email", "messages:1", "pia@home.example", {}, clock.now() - MINUTE)
    assert figures.look().oldest_delivery == 0


def test_the_database_is_asked_once_however_many_look(cast, django_assert_num_queries):
    recent = figures.Recent()
    with django_assert_num_queries(7):
        first = recent.figures()
    with django_assert_num_queries(0):
        assert recent.figures() is first


def test_the_number_of_queries_does_not_grow_with_what_waits(cast, django_assert_num_queries):
    for _ in range(5):
        make_asked()
        make_talk(cast.ines)
    with django_assert_num_queries(7):
        figures.look()


def test_without_the_database_the_rest_is_told():
    told = read(text(None))
    assert told["commondesk_database_up"][""] == 0
    assert "commondesk_waiting_patrons" not in told
    assert "commondesk_build_info" in told
