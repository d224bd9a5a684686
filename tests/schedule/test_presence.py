import datetime as dt

import pytest

from commondesk.consortium.librarian import Librarian
from commondesk.consortium.library import Library
from commondesk.consortium.membership import Membership, Role
from commondesk.consortium.queue import Queue
from commondesk.consortium.staffing import Staffing
from commondesk.plumbing import bus, clock
from commondesk.plumbing.refusal import NotAllowed
from commondesk.schedule import presence
from commondesk.schedule.presence import KEPT_AFTER_LEASE, LEASE, Monitoring

pytestmark = pytest.mark.django_db
SECOND = dt.timedelta(seconds=1)


@pytest.fixture
def queue():
    return Queue.objects.create(slug="everybody", name="Everybody's")


@pytest.fixture
def ines(queue):
    library = Library.objects.create(slug="ames", name="Ames Public Library")
    librarian = Librarian.objects.create_librarian(
        "ines@ames.example", "Ines Quill", None, languages=["en", "es"]
    )
    Membership.objects.create(librarian=librarian, library=library, role=Role.LIBRARIAN)
    Staffing.objects.create(queue=queue, library=library)
    return librarian


@pytest.fixture
def wakes(monkeypatch):
    topics = []
    monkeypatch.setattr(bus, "wake", lambda sent: topics.extend(wake.topic for wake in sent))
    return topics


def test_who_monitors_a_queue_is_on_duty_and_seen_with_library_and_languages(ines, queue):
    presence.monitor(ines, queue)
    (seen,) = presence.on_duty()
    assert (seen.librarian_id, seen.name, seen.library) == (ines.pk, "Ines", "Ames Public Library")
    assert (seen.languages, seen.queues) == (("en", "es"), ("everybody",))
    assert presence.on_duty_for([queue.pk]) == {ines.pk}
    assert presence.on_duty_for([queue.pk + 1]) == set()


def test_being_here_without_a_queue_is_not_duty(ines):
    presence.here(ines)
    assert presence.on_duty() == []


def test_a_queue_that_ones_library_does_not_staff_is_refused(ines):
    foreign = Queue.objects.create(slug="foreign", name="Foreign")
    with pytest.raises(NotAllowed):
        presence.monitor(ines, foreign)
    assert not Monitoring.objects.exists()


def test_stopping_one_queue_keeps_the_other_and_going_off_duty_ends_all(ines, queue):
    second = Queue.objects.create(slug="second", name="Second")
    Staffing.objects.create(queue=second, library=Library.objects.get())
    presence.monitor(ines, queue)
    presence.monitor(ines, second)
    presence.stop_monitoring(ines, queue)
    assert [each.queues for each in presence.on_duty()] == [("second",)]
    presence.go_off_duty(ines)
    assert presence.on_duty() == []


def test_a_lease_that_runs_out_ends_duty_and_the_sweep_says_so_once(ines, queue):
    presence.monitor(ines, queue)
    late = clock.now() + LEASE + SECOND
    assert presence.on_duty(late) == []
    assert presence.sweep(late) == [ines.pk]
    assert presence.sweep(late) == []


def test_a_beat_in_time_keeps_the_lease(ines, queue):
    presence.monitor(ines, queue)
    with clock.moved(LEASE - SECOND):
        presence.here(ines)
        assert presence.sweep(clock.now() + LEASE - SECOND) == []


def test_back_within_minutes_is_on_duty_again_and_the_next_morning_is_not(ines, queue):
    presence.monitor(ines, queue)
    with clock.moved(LEASE + SECOND):
        presence.sweep(clock.now())
        presence.here(ines)
        assert len(presence.on_duty()) == 1
    with clock.moved(LEASE * 2 + KEPT_AFTER_LEASE + SECOND):
        presence.here(ines)
        assert presence.on_duty() == []


def test_the_sweep_forgets_what_was_monitored_long_ago(ines, queue):
    presence.monitor(ines, queue)
    presence.sweep(clock.now() + LEASE + KEPT_AFTER_LEASE + SECOND)
    assert not Monitoring.objects.exists()


def test_others_are_woken_only_when_something_changed(ines, queue, wakes):
    presence.here(ines)
    presence.monitor(ines, queue)
    assert len(wakes) == 2
    presence.here(ines)
    presence.monitor(ines, queue)
    presence.sweep(clock.now())
    assert len(wakes) == 2
    presence.go_off_duty(ines)
    presence.go_off_duty(ines)
    assert wakes == ["presence"] * 3


def test_a_deactivated_librarian_is_not_on_duty(ines, queue):
    presence.monitor(ines, queue)
    Librarian.objects.update(is_active=False)
    assert presence.on_duty() == []


def test_the_list_takes_the_same_queries_for_many(ines, queue, django_assert_max_num_queries):
    library = Library.objects.get()
    for number in range(5):
        other = Librarian.objects.create_librarian(f"l{number}@ames.example", f"L{number}", None)
        Membership.objects.create(librarian=other, library=library, role=Role.LIBRARIAN)
        presence.monitor(other, queue)
    presence.monitor(ines, queue)
    with django_assert_max_num_queries(3):
        assert len(presence.on_duty()) == 6
