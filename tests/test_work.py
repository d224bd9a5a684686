import datetime as dt
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path
from types import MappingProxyType

import pytest
from django.db import OperationalError

from commondesk import work
from commondesk.desk import signs_of_life
from commondesk.desk.claiming import claim
from commondesk.desk.conversation import Conversation
from commondesk.desk.event import Event
from commondesk.desk.message import say_as_librarian
from commondesk.desk.patron_address import leave_address
from commondesk.desk.waiting import waiting_list
from commondesk.outbox import delivery, timer
from commondesk.outbox.delivery import Delivery
from commondesk.outbox.timer import Timer, set_timer
from commondesk.plumbing import clock
from commondesk.plumbing.sqlite.one_server import data_dir_lock
from commondesk.privacy import wiping
from commondesk.schedule import presence
from commondesk.schedule.presence import LEASE
from tests.cast import make_asked, make_talk, on_duty

SECOND = dt.timedelta(seconds=1)
REPO = Path(__file__).parent.parent
WORK = """
import django
django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
from commondesk import work
work.run_forever()
"""


@pytest.fixture
def did(monkeypatch):
    """What the verbs `note` and `fail` were called with."""
    calls = []

    def fail(_data):
        raise ZeroDivisionError("no")

    verbs = {"note": lambda data: calls.append(data["number"]), "fail": fail}
    monkeypatch.setattr(work, "VERBS", MappingProxyType(verbs))
    return calls


@pytest.mark.django_db
def test_a_verb_that_fails_keeps_nobody_waiting_and_is_tried_again(did):
    now = clock.now()
    set_timer("fail", "fail:1", now - SECOND)
    set_timer("unheard of", "unheard:1", now)
    set_timer("note", "note:1", now, {"number": 1})
    work.run_timers(now)
    assert did == [1]
    troubles = dict(Timer.objects.values_list("kind", "trouble"))
    assert troubles["fail"] == "ZeroDivisionError: no"
    assert "unheard of" in troubles["unheard of"]


@pytest.mark.django_db(transaction=True)
def test_a_wiping_that_a_desk_has_brought_along_troubles_neither_database():
    now = clock.now()
    for kind in (wiping.BEGIN, wiping.GO_ON):
        set_timer(kind, kind, now)
    work.run_timers(now)
    assert not Timer.objects.exclude(trouble="").exists()


@pytest.mark.django_db
def test_the_work_of_a_killed_worker_is_taken_over(did):
    now = clock.now()
    set_timer("note", "note:1", now, {"number": 1})
    timer.take_due(now)  # and then its worker is killed
    work.run_timers(now + timer.LEASE - SECOND)
    assert did == []
    work.run_timers(now + timer.LEASE)
    assert did == [1]
    assert not Timer.objects.exists()


@pytest.mark.django_db
def test_a_delivery_goes_by_its_carrier_and_one_that_breaks_off_is_shown_as_unknown(monkeypatch):
    def breaks(_delivery):
        raise ZeroDivisionError

    monkeypatch.setattr(work, "CARRIERS", MappingProxyType({"pigeon": breaks, "hand": delivery.sent}))
    for carrier in ("pigeon", "hand", "balloon"):
        delivery.add(carrier, f"{carrier}:1", "Pia", {}, clock.now())
    work.deliver(clock.now())
    assert dict(Delivery.objects.values_list("carrier", "state")) == {
        "pigeon": "unknown",
        "hand": "sent",
        "balloon": "failed",
    }


def test_a_claim_whose_librarian_left_before_a_first_word_goes_back(cast):
    on_duty(cast.ines, cast.statewide)
    silent = make_talk(cast.ines).conversation
    answered = make_talk(cast.ines).conversation
    say_as_librarian(answered, cast.ines, "Hello, I am looking.")
    later = clock.now() + LEASE + SECOND
    work.return_unkept_claims(later)
    assert state(silent) == "talking"
    presence.sweep(later)
    work.return_unkept_claims(later)
    assert (state(silent), state(answered)) == ("waiting", "talking")
    assert Event.objects.filter(conversation=silent, kind="returned").count() == 1


def test_going_off_duty_keeps_what_one_holds_and_signing_out_gives_back_what_was_not_answered_yet(cast):
    on_duty(cast.ines, cast.statewide)
    talk = make_talk(cast.ines).conversation
    presence.go_off_duty(cast.ines)
    work.return_unkept_claims(clock.now())
    assert state(talk) == "talking"
    presence.leave(cast.ines)
    work.return_unkept_claims(clock.now())
    assert state(talk) == "waiting"


def test_a_claim_by_somebody_who_keeps_no_lease_stays(cast):
    talk = make_talk(cast.ines).conversation
    work.return_unkept_claims(clock.now())
    assert state(talk) == "talking"


def test_a_patron_who_waits_and_beats_no_more_is_lost_after_90_seconds(cast):
    on_duty(cast.ines, cast.statewide)
    waiting = make_asked().conversation
    signs_of_life.seen(waiting.pk, beats=True)
    work.lose_patrons(clock.now() + 89 * SECOND)
    assert state(waiting) == "waiting"
    work.lose_patrons(clock.now() + 91 * SECOND)
    assert state(waiting) == "closed"
    assert Event.objects.filter(conversation=waiting, kind="lost").exists()


def test_a_patron_without_scripts_has_ten_minutes_from_page_to_page(cast):
    on_duty(cast.ines, cast.statewide)
    waiting = make_asked().conversation
    with clock.moved(9 * 60 * SECOND):
        work.lose_patrons(clock.now())
        signs_of_life.seen(waiting.pk)
    with clock.moved(18 * 60 * SECOND):
        work.lose_patrons(clock.now())
        assert state(waiting) == "waiting"
    with clock.moved(20 * 60 * SECOND):
        on_duty(cast.ines, cast.statewide)
        work.lose_patrons(clock.now())
        assert state(waiting) == "closed"


def test_who_asked_while_nobody_was_there_is_never_lost(cast):
    waiting = make_asked().conversation
    assert waiting.asked_while_closed
    work.lose_patrons(clock.now() + dt.timedelta(days=2))
    assert state(waiting) == "waiting"


def test_who_left_an_address_and_went_is_not_lost_and_gets_the_answer_by_mail(cast):
    on_duty(cast.ines, cast.statewide)
    waiting = make_asked().conversation
    signs_of_life.seen(waiting.pk, beats=True)
    leave_address(waiting, "pia@home.example")
    with clock.moved(3 * 60 * SECOND):
        work.lose_patrons(clock.now())
        assert state(waiting) == "waiting"
        assert waiting_list([waiting.queue_id])[0]["asked_while_closed"]
        claim(waiting.code, cast.ines)
        assert state(waiting) == "following_up"
        say_as_librarian(waiting, cast.ines, "It is on our shelf.")
    assert Delivery.objects.get().to == "pia@home.example"


def test_who_was_told_to_need_not_stay_because_all_staff_had_left_is_not_lost(cast):
    on_duty(cast.ines, cast.statewide)
    waiting = make_asked().conversation
    signs_of_life.seen(waiting.pk, beats=True)
    presence.leave(cast.ines)
    with clock.moved(91 * SECOND):
        work.lose_patrons(clock.now())
    on_duty(cast.otto, cast.statewide)
    with clock.moved(300 * SECOND):
        work.lose_patrons(clock.now())
    assert state(waiting) == "waiting"


def test_beats_that_come_often_are_written_now_and_then(cast, django_assert_num_queries):
    waiting = make_asked().conversation
    signs_of_life.seen(waiting.pk, beats=True)
    before = Conversation.objects.get(pk=waiting.pk).patron_seen_at
    signs_of_life.seen(waiting.pk, beats=True)
    assert Conversation.objects.get(pk=waiting.pk).patron_seen_at == before
    with clock.moved(15 * SECOND), django_assert_num_queries(1):
        signs_of_life.seen(waiting.pk, beats=True)
    assert Conversation.objects.get(pk=waiting.pk).patron_seen_at > before


@pytest.mark.django_db
@pytest.mark.parametrize("error", [ZeroDivisionError("no"), OperationalError("gone away")])
def test_a_job_that_fails_never_stops_the_next_one_and_comes_again(error):
    stop, ran = threading.Event(), []

    def failing(_now):
        ran.append("failing")
        raise error

    def last(_now):
        ran.append("last")
        if len(ran) >= 4:
            stop.set()

    work._loop([work.Job("failing", failing, 0.0), work.Job("last", last, 0.0)], stop)
    assert ran == ["failing", "last"] * 2


@pytest.mark.django_db(transaction=True)
def test_the_worker_stops_when_it_is_told_to(did):
    set_timer("note", "note:1", clock.now(), {"number": 1})
    stop = threading.Event()
    worker = threading.Thread(target=work.run, args=(stop,))
    worker.start()
    stop.wait(0.2)
    stop.set()
    worker.join(10)
    assert not worker.is_alive()


@pytest.mark.sqlite
def test_a_worker_beside_a_server_on_sqlite_refuses_in_words(tmp_path):
    with data_dir_lock(tmp_path), commondesk_work(tmp_path) as worker:
        _output, said = worker.communicate(timeout=60)
    assert "already running" in said


@pytest.mark.sqlite
def test_the_command_works_until_it_is_told_to_stop(tmp_path):
    with commondesk_work(tmp_path) as worker:
        while "Working." not in worker.stderr.readline():
            assert worker.poll() is None
        worker.send_signal(signal.SIGTERM)
        assert worker.wait(10) == 0


def commondesk_work(data_dir):
    environment = {name: value for name, value in os.environ.items() if not name.startswith("COMMONDESK_")}
    environment |= {
        "DJANGO_SETTINGS_MODULE": "commondesk.settings",
        "COMMONDESK_DATA_DIR": str(data_dir),
        "COMMONDESK_SECRET_KEY": "only-for-tests-0123456789-abcdefghijklmnopqrstuvwxyz",
    }
    command = [sys.executable, "-c", WORK]
    output = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    return subprocess.Popen(command, cwd=REPO, env=environment, **output)


def state(conversation):
    return Conversation.objects.get(pk=conversation.pk).state


@pytest.mark.django_db(transaction=True)
def test_a_notice_that_somebody_else_has_in_hand_is_not_asked_for_without_a_pause(monkeypatch):
    delivery.add("push", "rings:1", "", {}, clock.now())
    asked = []
    stop = threading.Event()

    def nothing_is_free(*_, **__):
        asked.append(True)
        if len(asked) > 1:
            stop.set()

    monkeypatch.setattr(delivery, "take", nothing_is_free)
    work.deliver_notices(clock.now(), stop)
    assert len(asked) == 1
